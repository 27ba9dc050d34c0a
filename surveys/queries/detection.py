"""SELECTs behind the detectors: yesterday's answers, what is kept of earlier days, counts of codes."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, case, func, select

from agencies.models import Agency, Case, CaseDecision, CaseState
from base.db import db
from surveys.models import (
    Alarm,
    AnswerLink,
    DayFeature,
    FlaggedResponse,
    MonthFeature,
    QuestionnaireVersion,
    Response,
    ResponseTrace,
    Supersession,
    VersionState,
)
from surveys.questionnaire_content import Content, read_content

_AT_ONCE = 5_000
ALARM_KIND = "alarm"
NO_FAULT = "no_fault"


class TracedRow(NamedTuple):
    """A response of the day whose trace can still be opened."""

    round_id: int
    response_id: int
    agency_id: int
    channel: str
    questionnaire_version_id: int
    duration_steps: int
    answers: bytes
    sealed: bytes
    link_day: date | None
    link: bytes | None


def iterate_traced(day: date) -> Iterator[TracedRow]:
    """Every response of the day by agency; left out are tests, and answers given anew by who answered."""
    same = and_(
        Response.round_id == ResponseTrace.round_id, Response.id == ResponseTrace.response_id
    )
    linked = and_(
        AnswerLink.round_id == ResponseTrace.round_id,
        AnswerLink.response_id == ResponseTrace.response_id,
    )
    anew = and_(
        Supersession.round_id == ResponseTrace.round_id,
        Supersession.new_response_id == ResponseTrace.response_id,
    )
    rows = (
        select(
            Response.round_id,
            Response.id,
            Response.agency_id,
            Response.channel,
            Response.questionnaire_version_id,
            Response.duration_steps,
            Response.answers,
            ResponseTrace.sealed,
            AnswerLink.day,
            AnswerLink.sealed,
        )
        .join_from(ResponseTrace, Response, same)
        .join(AnswerLink, linked, isouter=True)
        .join(Supersession, anew, isouter=True)
        .where(
            ResponseTrace.day == day,
            Response.source != "test",
            Supersession.new_response_id.is_(None),
        )
        .order_by(Response.agency_id, Response.round_id, Response.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in db.session.execute(rows):
        yield TracedRow._make(row)


def list_day_features(first: date, agency_id: int | None = None) -> list[DayFeature]:
    """From that day on, by agency, day and channel."""
    rows = select(DayFeature).where(DayFeature.day >= first)
    if agency_id is not None:
        rows = rows.where(DayFeature.agency_id == agency_id)
    order = (DayFeature.agency_id, DayFeature.day, DayFeature.channel)
    return list(db.session.scalars(rows.order_by(*order)))


def list_medians(since: date) -> list[tuple[str, float]]:
    """(channel, median duration in seconds) of every agency's day since."""
    rows = (
        select(DayFeature.channel, DayFeature.features["median"].as_float())
        .where(DayFeature.day >= since)
        .order_by(DayFeature.channel, DayFeature.day, DayFeature.agency_id)
    )
    return [(channel, median or 0.0) for channel, median in db.session.execute(rows)]


def first_day_kept() -> date | None:
    """The earliest day that was not folded into its month."""
    return db.session.scalar(select(func.min(DayFeature.day)))


def list_month_features(first_month: int) -> list[MonthFeature]:
    """By agency and month."""
    rows = select(MonthFeature).where(MonthFeature.month >= first_month)
    return list(db.session.scalars(rows.order_by(MonthFeature.agency_id, MonthFeature.month)))


def list_alarms(
    agency_id: int | None = None, month: int | None = None
) -> list[tuple[Alarm, Agency]]:
    """The newest month first, alarms before notes."""
    rows = select(Alarm, Agency).join(Agency, Agency.id == Alarm.agency_id)
    if agency_id is not None:
        rows = rows.where(Alarm.agency_id == agency_id)
    if month is not None:
        rows = rows.where(Alarm.month == month)
    order = (Alarm.month.desc(), Alarm.tier, Agency.name, Alarm.agency_id, Alarm.detector)
    return [(alarm, agency) for alarm, agency in db.session.execute(rows.order_by(*order))]


def list_alarms_of_case(case_id: int) -> list[Alarm]:
    rows = select(Alarm).where(Alarm.case_id == case_id).order_by(Alarm.detector, Alarm.id)
    return list(db.session.scalars(rows))


def list_flagged(alarm_ids: Sequence[int]) -> list[tuple[int, int]]:
    """(round, response) that these alarms point at, each once."""
    rows = (
        select(FlaggedResponse.round_id, FlaggedResponse.response_id)
        .where(FlaggedResponse.alarm_id.in_(alarm_ids))
        .distinct()
        .order_by(FlaggedResponse.round_id, FlaggedResponse.response_id)
    )
    return [(round_id, response_id) for round_id, response_id in db.session.execute(rows)]


def count_flagged(alarm_ids: Sequence[int]) -> dict[int, int]:
    rows = (
        select(FlaggedResponse.alarm_id, func.count())
        .where(FlaggedResponse.alarm_id.in_(alarm_ids))
        .group_by(FlaggedResponse.alarm_id)
    )
    return {alarm_id: count for alarm_id, count in db.session.execute(rows)}


def find_open_case(agency_id: int, month: int) -> Case | None:
    """The case about this agency-month's alarms that nobody has decided yet."""
    rows = (
        select(Case)
        .join(Alarm, Alarm.case_id == Case.id)
        .where(Alarm.agency_id == agency_id, Alarm.month == month, Case.state != CaseState.DECIDED)
        .order_by(Case.id.desc())
        .limit(1)
    )
    return db.session.scalars(rows).first()


def list_response_ids(agency_id: int, month: int, channels: Sequence[str]) -> list[tuple[int, int]]:
    """(round, response) of an agency's month and channels, tests left out."""
    rows = (
        select(Response.round_id, Response.id)
        .where(
            Response.agency_id == agency_id,
            Response.month == month,
            Response.channel.in_(channels),
            Response.source != "test",
        )
        .order_by(Response.round_id, Response.id)
    )
    return [(round_id, response_id) for round_id, response_id in db.session.execute(rows)]


def list_cleared_months() -> set[tuple[int, int]]:
    """(agency, month) whose every alarm case was closed without finding a fault."""
    outcome = select(
        Alarm.agency_id, Alarm.month, func.max(case((CaseDecision.outcome != NO_FAULT, 1), else_=0))
    ).join_from(Alarm, CaseDecision, CaseDecision.case_id == Alarm.case_id)
    rows = outcome.where(CaseDecision.is_confirmed.is_(True)).group_by(Alarm.agency_id, Alarm.month)
    return {(agency, month) for agency, month, is_fault in db.session.execute(rows) if not is_fault}


def list_contents() -> dict[int, Content]:
    """version id → what is asked, for every version that may be answered."""
    rows = select(QuestionnaireVersion).where(QuestionnaireVersion.state != VersionState.DRAFT)
    return {one.id: read_content(one.content) for one in db.session.scalars(rows)}


def list_days_with_traces() -> list[date]:
    return list(
        db.session.scalars(select(ResponseTrace.day).distinct().order_by(ResponseTrace.day))
    )


def list_days_of_month(agency_id: int, month: int) -> list[DayFeature]:
    """The days of yyyymm that are still known one by one, by day and channel."""
    first = date(month // 100, month % 100, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    rows = (
        select(DayFeature)
        .where(DayFeature.agency_id == agency_id, DayFeature.day >= first, DayFeature.day < after)
        .order_by(DayFeature.day, DayFeature.channel)
    )
    return list(db.session.scalars(rows))
