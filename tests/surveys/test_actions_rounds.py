"""Rounds as they are planned, changed, extended, and moved by the clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from agencies.models import AgencyKind, AuditEntry, Role
from agencies.roles import Viewer
from base.rules import ChangedMeanwhile
from surveys.actions.periods import set_periods
from surveys.actions.rounds import (
    RoundPlan,
    change_round,
    extend_round,
    move_due_rounds,
    plan_round,
    set_places,
    set_targets,
)
from surveys.models import (
    PlaceState,
    ReportingPeriod,
    Response,
    RoundState,
    SurveyRound,
    VersionState,
)
from surveys.queries import rounds as queries
from surveys.rules import rounds as rules
from surveys.rules.periods import Period, PeriodKept, monthly_periods, quarterly_periods
from tests.factories import make_agency, make_place, make_round, make_staff, make_version

OPENS = datetime(2027, 1, 3, 17, tzinfo=UTC)
CLOSES = datetime(2027, 6, 30, 17, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def home(app: Flask) -> Any:
    return make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)


@pytest.fixture
def actor(home: Any) -> Viewer:
    return viewer_of(home)


def viewer_of(agency: Any) -> Viewer:
    staff = make_staff("department", agency=agency)
    return Viewer(staff.id, agency.id, ((Role.DEPARTMENT, None),))


def make_plan(*agencies: Any, **values: Any) -> RoundPlan:
    defaults: dict[str, Any] = {
        "name": "Khảo sát sáu tháng đầu năm 2027",
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "targets": {agency.id: 100 for agency in agencies},
    }
    values.setdefault("questionnaire_version_id", None)
    if values["questionnaire_version_id"] is None:
        values["questionnaire_version_id"] = make_version().id
    return RoundPlan(**{**defaults, **values})


def acts(db: Any) -> list[str]:
    return list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_a_planned_round_has_its_agencies_targets_and_every_free_place(
    db: Any, actor: Viewer
) -> None:
    commune = make_agency()
    place = make_place(commune)
    make_place(commune, state=PlaceState.WITHDRAWN)
    survey_round = plan_round(actor, make_plan(commune))
    assert survey_round.state == RoundState.PLANNED
    assert survey_round.owner_agency_id == actor.agency_id
    assert queries.targets_of(survey_round.id) == {commune.id: 100}
    assert queries.place_ids_of(survey_round.id) == {place.id}
    assert acts(db) == ["round.plan"]


def test_a_round_needs_a_published_questionnaire(actor: Viewer) -> None:
    draft = make_version(VersionState.DRAFT)
    with pytest.raises(rules.VersionNotPublished):
        plan_round(actor, make_plan(make_agency(), questionnaire_version_id=draft.id))


def test_the_department_cannot_plan_a_round_that_rates_itself_but_its_stand_in_can(
    home: Any, actor: Viewer
) -> None:
    office = make_agency("Văn phòng UBND tỉnh", kind=AgencyKind.PROVINCE_OFFICE)
    with pytest.raises(rules.OwnRound):
        plan_round(actor, make_plan(make_agency(), home))
    survey_round = plan_round(viewer_of(office), make_plan(make_agency(), home))
    assert survey_round.owner_agency_id == office.id
    with pytest.raises(rules.OtherOwner):
        change_round(actor, survey_round, make_plan(make_agency()))
    with pytest.raises(rules.OtherOwner):
        extend_round(actor, survey_round, CLOSES + DAY, "Kéo dài để đủ phiếu")


def test_a_staff_member_without_a_body_owns_no_round(actor: Viewer) -> None:
    with pytest.raises(rules.OwnerNeeded):
        plan_round(Viewer(actor.staff_id, None, actor.grants), make_plan(make_agency()))


def test_an_agency_that_no_longer_exists_is_not_rated(actor: Viewer) -> None:
    gone = make_agency("UBND xã Quảng Thịnh", valid_to=datetime(2026, 7, 1).date())
    with pytest.raises(rules.AgencyUnknown):
        plan_round(actor, make_plan(gone))


def test_a_place_is_in_one_round_at_a_time(actor: Viewer) -> None:
    commune = make_agency()
    place = make_place(commune, name="Quầy số 3")
    plan_round(actor, make_plan(commune))
    with pytest.raises(rules.PlacesTaken) as broken:
        plan_round(actor, make_plan(commune, place_ids={place.id}, opens_at=CLOSES - DAY))
    assert "Quầy số 3" in str(broken.value)
    following = plan_round(actor, make_plan(commune, opens_at=CLOSES, closes_at=CLOSES + 30 * DAY))
    assert queries.place_ids_of(following.id) == {place.id}
    before = plan_round(actor, make_plan(commune, opens_at=OPENS - 30 * DAY, closes_at=OPENS))
    assert queries.place_ids_of(before.id) == {place.id}
    beside = plan_round(actor, make_plan(commune))
    assert queries.place_ids_of(beside.id) == set()


def test_places_of_agencies_that_are_not_rated_are_refused(actor: Viewer) -> None:
    stranger = make_place(make_agency("UBND xã Thọ Xuân"))
    with pytest.raises(rules.PlaceNotOfRound):
        plan_round(actor, make_plan(make_agency(), place_ids={stranger.id}))


def test_an_open_round_keeps_its_questionnaire_and_agencies_but_takes_new_places(
    actor: Viewer,
) -> None:
    commune = make_agency()
    survey_round = plan_round(actor, make_plan(commune))
    survey_round.state = RoundState.OPEN
    with pytest.raises(rules.RoundAlreadyOpen):
        change_round(actor, survey_round, make_plan(commune))
    with pytest.raises(rules.RoundAlreadyOpen):
        set_targets(actor, survey_round, {commune.id: 100, make_agency().id: 1})
    set_targets(actor, survey_round, {commune.id: 250})
    place = make_place(commune)
    set_places(actor, survey_round, {place.id})
    assert queries.targets_of(survey_round.id) == {commune.id: 250}
    assert queries.place_ids_of(survey_round.id) == {place.id}


def test_a_second_editor_is_told_even_when_only_places_changed(actor: Viewer) -> None:
    commune = make_agency()
    survey_round = plan_round(actor, make_plan(commune))
    seen = survey_round.revision
    set_places(actor, survey_round, set(), seen)
    with pytest.raises(ChangedMeanwhile):
        change_round(actor, survey_round, make_plan(commune), seen)


def test_an_extension_is_kept_with_its_reason(db: Any, actor: Viewer) -> None:
    survey_round = plan_round(actor, make_plan(make_agency()))
    extend_round(actor, survey_round, CLOSES + DAY, " Nhiều xã mất mạng vì mưa lũ ")
    (extension,) = queries.list_extensions(survey_round.id)
    assert survey_round.closes_at == CLOSES + DAY
    assert (extension.old_closes_at, extension.new_closes_at) == (CLOSES, CLOSES + DAY)
    assert extension.reason == "Nhiều xã mất mạng vì mưa lũ"
    assert acts(db) == ["round.plan", "round.extend"]


def test_an_extension_does_not_run_into_the_next_round_of_the_same_place(actor: Viewer) -> None:
    commune = make_agency()
    make_place(commune)
    survey_round = plan_round(actor, make_plan(commune))
    plan_round(actor, make_plan(commune, opens_at=CLOSES, closes_at=CLOSES + 30 * DAY))
    with pytest.raises(rules.PlacesTaken):
        extend_round(actor, survey_round, CLOSES + DAY, "Kéo dài để đủ phiếu")


def test_the_clock_opens_and_closes_and_a_second_run_changes_nothing(
    db: Any, actor: Viewer
) -> None:
    survey_round = plan_round(actor, make_plan(make_agency()))
    assert move_due_rounds(OPENS - DAY) == 0
    assert move_due_rounds(OPENS) == 1
    assert survey_round.state == RoundState.OPEN
    assert move_due_rounds(OPENS) == 0
    assert move_due_rounds(CLOSES) == 1
    assert move_due_rounds(CLOSES) == 0
    assert survey_round.state == RoundState.CLOSED
    assert acts(db) == ["round.plan", "round.open", "round.closed"]


def test_a_round_that_passed_while_nothing_ran_is_opened_and_closed(actor: Viewer) -> None:
    survey_round = plan_round(actor, make_plan(make_agency()))
    assert move_due_rounds(CLOSES + DAY) == 2
    assert survey_round.state == RoundState.CLOSED


def test_periods_are_replaced_but_those_of_the_same_months_keep_their_row(
    db: Any, actor: Viewer
) -> None:
    survey_round = plan_round(actor, make_plan(make_agency()))
    first, last = OPENS.date(), CLOSES.date()
    set_periods(actor, survey_round, monthly_periods(first, last))
    january = survey_round.periods[0].id
    quarters = quarterly_periods(first, last)
    kept = Period(
        "Tháng 1/2027", survey_round.periods[0].starts_on, survey_round.periods[0].ends_on
    )
    set_periods(actor, survey_round, [kept, *quarters[1:]])
    assert [one.name for one in survey_round.periods] == ["Tháng 1/2027", "Quý II/2027"]
    assert survey_round.periods[0].id == january
    assert db.session.scalar(select(func.count()).select_from(ReportingPeriod)) == 2


def test_a_period_that_is_over_is_not_dropped(home: Any, actor: Viewer) -> None:
    survey_round = make_round(
        agencies=[make_agency()], owner=home, opens_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    periods = quarterly_periods(datetime(2026, 1, 1).date(), datetime(2026, 12, 31).date())
    set_periods(actor, survey_round, periods)
    with pytest.raises(PeriodKept):
        set_periods(actor, survey_round, periods[1:])


def test_an_officer_bound_to_an_agency_sees_only_rounds_that_rate_it(app: Flask) -> None:
    commune, other = make_agency(), make_agency("UBND xã Thọ Xuân")
    mine = make_round(agencies=[commune])
    make_round(agencies=[other])
    listed = queries.list_rounds(frozenset({commune.id}))
    assert [one.id for one, _ in listed] == [mine.id]


def test_each_round_has_a_partition_that_only_grows(db: Any, actor: Viewer) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite keeps all responses in one table")
    commune = make_agency()
    survey_round = plan_round(actor, make_plan(commune))
    db.session.add(make_response(survey_round, commune))
    db.session.commit()
    table = f"response_r{survey_round.id}"
    assert db.session.scalar(text(f"SELECT count(*) FROM {table}")) == 1
    for statement in (
        f"DELETE FROM {table}",
        f"UPDATE {table} SET bucket = 1",
        f"TRUNCATE {table}",
    ):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()


def make_response(survey_round: SurveyRound, agency: Any) -> Response:
    return Response(
        round_id=survey_round.id,
        id=77,
        agency_id=agency.id,
        questionnaire_version_id=survey_round.questionnaire_version_id,
        channel="open_qr",
        source="live",
        respondent_kind="individual",
        language="vi",
        cluster_id=1,
        month=202701,
        iso_week=202701,
        bucket=3,
        duration_steps=8,
        answers=b"\x05\x04\x03\x01",
    )
