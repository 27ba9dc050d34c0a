"""The made-up year: every state of a self-report, a computation that nobody signed, safe to run twice."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from agencies.actions.legal import load_legal_data
from agencies.models import Agency, AgencyKind
from agencies.queries.installation import find_installation
from agencies.rules.installation import NotADemo
from base.clock import now, today
from base.db import db as database
from evaluation.demo.decided_year import load_decided_year
from evaluation.demo.loading import load_year
from evaluation.models import (
    AnotherLook,
    ReportState,
    ResultSign,
    ResultState,
    SelfReport,
    YearResult,
)
from evaluation.queries.years import find_year
from ledger.models import PublicRecord
from ledger.record_types import RecordType
from surveys.actions.questionnaires import ship_questionnaires
from surveys.demo.rounds import last_decided_year
from tests.factories import make_agency, make_staff


def quiet(_text: str) -> None:
    pass


@pytest.fixture
def province(db: Any) -> None:
    place = find_installation()
    assert place is not None
    place.is_demo = True
    department = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    make_staff(agency=department, email="so.noi.vu@ydan.example")
    for place in range(40):
        make_agency(f"UBND xã Thử {place}", kind=AgencyKind.COMMUNE_COMMITTEE)
    db.session.commit()


def test_the_made_up_year_has_reports_in_every_state_and_scores_nobody_signed(
    province: None, db: Any
) -> None:
    load_year(1, quiet)
    states = set(db.session.scalars(select(SelfReport.state)))
    assert states == {ReportState.DRAFT, ReportState.SUBMITTED, ReportState.ACCEPTED}
    assert [one.state for one in db.session.scalars(select(YearResult))] == [ResultState.COMPUTED]
    count = select(func.count()).select_from(SelfReport)
    before = db.session.scalar(count)
    load_year(1, quiet)
    assert db.session.scalar(count) == before


def test_a_database_of_real_use_takes_no_made_up_year(db: Any) -> None:
    with pytest.raises(NotADemo):
        load_year(1, quiet)
    assert find_year(today().year) is None


@pytest.fixture
def signers(province: None, db: Any) -> None:
    """Those of the demo who sign, two of each body, a commune's officer, and centres that residents rated."""
    department = find_agency_named("Sở Nội vụ")
    office = make_agency("Văn phòng UBND tỉnh", kind=AgencyKind.PROVINCE_OFFICE)
    for body, name in ((department, "so.noi.vu.2"), (office, "van.phong"), (office, "van.phong.2")):
        make_staff(agency=body, email=f"{name}@ydan.example")
    for number in range(6):
        commune = find_agency_named(f"UBND xã Thử {number}")
        make_agency(
            f"Trung tâm xã Thử {number}",
            kind=AgencyKind.COMMUNE_CENTRE,
            parent=commune,
            counts_for_parent=True,
        )
    make_staff(agency=find_agency_named("UBND xã Thử 0"), email="can.bo.xa@ydan.example")
    ship_questionnaires()
    load_legal_data()
    db.session.commit()


def find_agency_named(name: str) -> Agency:
    return database.session.scalars(select(Agency).where(Agency.name == name)).one()


def test_the_year_before_is_decided_published_and_stands_in_the_ledger(
    signers: None, db: Any, client: Any
) -> None:
    year = last_decided_year(today())
    load_decided_year(1, quiet)
    result = db.session.scalars(select(YearResult)).one()
    assert (result.state, result.settings["rank_level"]) == (ResultState.PUBLISHED, 0.95)
    assert len({one.body_id for one in db.session.scalars(select(ResultSign))}) == 2
    assert db.session.scalars(select(AnotherLook)).one().outcome == "partly"
    records = select(PublicRecord).where(PublicRecord.type == RecordType.SCORE)
    assert len(db.session.scalars(records).all()) == 2
    page = client.get(f"/danh-gia/{year}").text
    assert "215/QĐ-UBND (giả lập)" in page
    assert "chưa chấm (còn ít phiếu)" in page.lower()
    assert "UBND xã Thử 0" in page
    load_decided_year(1, quiet)
    assert db.session.scalar(select(func.count()).select_from(YearResult)) == 1


def test_the_past_is_made_up_under_a_clock_that_is_set_right_again(signers: None, db: Any) -> None:
    before = now()
    load_decided_year(1, quiet)
    assert before <= now()
    result = db.session.scalars(select(YearResult)).one()
    assert result.published_at.year == last_decided_year(today()) + 1
    assert result.submitted_at < result.published_at < before


def test_no_year_is_called_decided_before_its_decision_could_have_been_made() -> None:
    assert last_decided_year(date(2026, 3, 31)) == 2024
    assert last_decided_year(date(2026, 4, 1)) == 2025
