"""SELECTs over a year's results and what stands around them."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from agencies.models import Agency
from base.db import db
from base.rules import NotFound
from evaluation.models import (
    AgencyScore,
    AnotherLook,
    AppraisedPoints,
    CriterionScore,
    CriterionState,
    EvaluationYear,
    LookAct,
    ResultSign,
    ResultState,
    YearResult,
)

OPEN = (CriterionState.PENDING, CriterionState.MISSING, CriterionState.WITHHELD)
PUBLIC = (ResultState.PUBLISHED, ResultState.SUPERSEDED)


def list_results(year_id: int, states: Collection[str] | None = None) -> list[YearResult]:
    """The versions of a year's results, the newest first."""
    chosen = select(YearResult).where(YearResult.year_id == year_id)
    if states is not None:
        chosen = chosen.where(YearResult.state.in_(states))
    return list(db.session.scalars(chosen.order_by(YearResult.number.desc(), YearResult.id)))


def list_public_results() -> list[tuple[YearResult, EvaluationYear]]:
    """Every version that was ever published, by year and number."""
    rows = (
        select(YearResult, EvaluationYear)
        .join(EvaluationYear, EvaluationYear.id == YearResult.year_id)
        .where(YearResult.state.in_(PUBLIC))
        .order_by(EvaluationYear.year, YearResult.number)
    )
    return [(result, year) for result, year in db.session.execute(rows)]


def newest_results() -> dict[int, YearResult]:
    """year id → its newest version."""
    ordered = select(YearResult).order_by(YearResult.year_id, YearResult.number)
    return {one.year_id: one for one in db.session.scalars(ordered)}


def find_result(
    year_id: int, number: int | None, states: Collection[str] | None = None
) -> YearResult | None:
    """The version with this number, or the newest one, among those in these states."""
    found = list_results(year_id, states)
    return next((one for one in found if number in (None, one.number)), None)


def list_scores(result_id: int) -> list[tuple[AgencyScore, Agency]]:
    """By group and the agency's code."""
    rows = (
        select(AgencyScore, Agency)
        .join(Agency, Agency.id == AgencyScore.agency_id)
        .where(AgencyScore.result_id == result_id)
        .order_by(AgencyScore.group_key, Agency.code, AgencyScore.id)
    )
    return [(score, agency) for score, agency in db.session.execute(rows)]


def count_open(result_id: int) -> dict[str, tuple[int, int]]:
    """reason → (criteria, agencies) of what was not scored for it."""
    rows = (
        select(
            CriterionScore.reason,
            func.count(),
            func.count(CriterionScore.agency_score_id.distinct()),
        )
        .join(AgencyScore, AgencyScore.id == CriterionScore.agency_score_id)
        .where(AgencyScore.result_id == result_id, CriterionScore.state.in_(OPEN))
        .group_by(CriterionScore.reason)
    )
    return {reason: (lines, agencies) for reason, lines, agencies in db.session.execute(rows)}


def list_public_years() -> list[int]:
    """The latest first."""
    chosen = (
        select(EvaluationYear.year)
        .join(YearResult, YearResult.year_id == EvaluationYear.id)
        .where(YearResult.state.in_(PUBLIC))
        .distinct()
    )
    return list(db.session.scalars(chosen.order_by(EvaluationYear.year.desc())))


def find_score(result_id: int, agency_id: int) -> AgencyScore | None:
    chosen = select(AgencyScore).where(
        AgencyScore.result_id == result_id, AgencyScore.agency_id == agency_id
    )
    return db.session.scalar(chosen)


def list_lines(
    result_id: int, agency_ids: Sequence[int] | None = None
) -> dict[int, list[CriterionScore]]:
    """agency score id → its criteria, in the order they were stored."""
    rows = (
        select(CriterionScore)
        .join(AgencyScore, AgencyScore.id == CriterionScore.agency_score_id)
        .where(AgencyScore.result_id == result_id)
        .order_by(CriterionScore.id)
    )
    if agency_ids is not None:
        rows = rows.where(AgencyScore.agency_id.in_(agency_ids))
    found: dict[int, list[CriterionScore]] = {}
    for line in db.session.scalars(rows):
        found.setdefault(line.agency_score_id, []).append(line)
    return found


def list_given(year_id: int, up_to_number: int) -> list[AppraisedPoints]:
    """Points that people gave in this version and the ones before it, the oldest first."""
    rows = (
        select(AppraisedPoints)
        .join(YearResult, YearResult.id == AppraisedPoints.result_id)
        .where(YearResult.year_id == year_id, YearResult.number <= up_to_number)
        .order_by(AppraisedPoints.id)
    )
    return list(db.session.scalars(rows))


def list_signs(result_id: int) -> list[ResultSign]:
    chosen = select(ResultSign).where(ResultSign.result_id == result_id)
    return list(db.session.scalars(chosen.order_by(ResultSign.id)))


def list_looks(result_id: int, agency_id: int | None = None) -> list[AnotherLook]:
    chosen = select(AnotherLook).where(AnotherLook.result_id == result_id)
    if agency_id is not None:
        chosen = chosen.where(AnotherLook.agency_id == agency_id)
    return list(db.session.scalars(chosen.order_by(AnotherLook.id)))


def get_look(look_id: int) -> AnotherLook:
    found = db.session.get(AnotherLook, look_id)
    if found is None:
        raise NotFound
    return found


def list_look_acts(look_ids: Collection[int]) -> dict[int, list[LookAct]]:
    rows = select(LookAct).where(LookAct.look_id.in_(look_ids)).order_by(LookAct.id)
    found: dict[int, list[LookAct]] = {one: [] for one in look_ids}
    for act in db.session.scalars(rows):
        found[act.look_id].append(act)
    return found


def count_open_looks(result_id: int) -> int:
    chosen = select(func.count()).where(
        AnotherLook.result_id == result_id, AnotherLook.outcome.is_(None)
    )
    return db.session.scalar(chosen) or 0
