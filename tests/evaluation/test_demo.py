"""The made-up year: every state of a self-report, a computation that nobody signed, safe to run twice."""

from typing import Any

import pytest
from sqlalchemy import func, select

from agencies.models import AgencyKind
from agencies.queries.installation import find_installation
from agencies.rules.installation import NotADemo
from base.clock import today
from evaluation.demo.loading import load_year
from evaluation.models import ReportState, ResultState, SelfReport, YearResult
from evaluation.queries.years import find_year
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
