"""SELECTs of what a report is filled in with: lines of self-reports, published indices, rounds, scores."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

from agencies.models import Agency
from base.db import db
from evaluation.models import (
    AgencyScore,
    CriterionScore,
    CriterionState,
    EvaluationYear,
    ReportedFigure,
    ResultState,
    SelfReport,
    TargetCatalogue,
    YearResult,
    YearTarget,
)

Ids = Collection[int] | None  # None: every agency
DECIDED = (ResultState.DECIDED, ResultState.PUBLISHED)


def find_evaluation_year(year: int) -> EvaluationYear | None:
    return db.session.scalar(select(EvaluationYear).where(EvaluationYear.year == year))


def list_evaluation_years() -> list[EvaluationYear]:
    """The latest first."""
    found = select(EvaluationYear).order_by(EvaluationYear.year.desc(), EvaluationYear.id)
    return list(db.session.scalars(found))


def list_frozen_targets(year_id: int) -> list[YearTarget]:
    found = select(YearTarget).where(YearTarget.year_id == year_id)
    return list(db.session.scalars(found.order_by(YearTarget.sort, YearTarget.id)))


def catalogue_titles(keys: Collection[str]) -> list[str]:
    found = select(TargetCatalogue.title).where(TargetCatalogue.key.in_(keys))
    return list(db.session.scalars(found.order_by(TargetCatalogue.id)))


def list_reporting_agencies(on: date, ids: Ids = None) -> list[Agency]:
    """In force on the day; one that counts for its parent is part of it."""
    found = select(Agency).where(
        Agency.valid_from <= on,
        or_(Agency.valid_to.is_(None), Agency.valid_to > on),
        or_(Agency.counts_for_parent.is_(False), Agency.parent_id.is_(None)),
    )
    found = found if ids is None else found.where(Agency.id.in_(ids))
    return list(db.session.scalars(found.order_by(Agency.code)))


def self_report_states(year_id: int, ids: Ids = None) -> dict[int, str]:
    """agency id → state of its self-report."""
    rows = select(SelfReport.agency_id, SelfReport.state).where(SelfReport.year_id == year_id)
    rows = rows if ids is None else rows.where(SelfReport.agency_id.in_(ids))
    return {agency_id: state for agency_id, state in db.session.execute(rows)}


def reported_lines(year_id: int, ids: Ids = None) -> dict[int, dict[str, ReportedFigure]]:
    """agency id → target key → line."""
    rows = (
        select(SelfReport.agency_id, ReportedFigure)
        .join(SelfReport, SelfReport.id == ReportedFigure.self_report_id)
        .where(SelfReport.year_id == year_id)
        .order_by(ReportedFigure.id)
    )
    rows = rows if ids is None else rows.where(SelfReport.agency_id.in_(ids))
    found: dict[int, dict[str, ReportedFigure]] = {}
    for agency_id, line in db.session.execute(rows):
        found.setdefault(agency_id, {})[line.target_key] = line
    return found


def find_decided_result(year_id: int) -> YearResult | None:
    """The newest version that UBND tỉnh has decided."""
    found = select(YearResult).where(YearResult.year_id == year_id, YearResult.state.in_(DECIDED))
    return db.session.scalar(found.order_by(YearResult.number.desc()).limit(1))


def scores_of(result_id: int) -> dict[int, AgencyScore]:
    """agency id → its score."""
    found = select(AgencyScore).where(AgencyScore.result_id == result_id)
    return {one.agency_id: one for one in db.session.scalars(found.order_by(AgencyScore.id))}


def withheld_reasons(result_id: int) -> dict[int, str]:
    """agency id → the key of the reason why a criterion of it was not scored (of several the last)."""
    rows = (
        select(AgencyScore.agency_id, CriterionScore.reason)
        .join(CriterionScore, CriterionScore.agency_score_id == AgencyScore.id)
        .where(AgencyScore.result_id == result_id, CriterionScore.state == CriterionState.WITHHELD)
        .order_by(AgencyScore.agency_id, CriterionScore.id)
    )
    return {agency_id: reason for agency_id, reason in db.session.execute(rows)}
