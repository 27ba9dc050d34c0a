"""SELECTs for the province's progress: who owes, how far each report is, whom to remind."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from agencies.models import Agency, Grant, GrantState, Role, Staff
from base.db import db
from evaluation.models import (
    EvaluationYear,
    ReportedFigure,
    ReportState,
    SelfReport,
    YearTarget,
)

Scope = frozenset[int] | None


def list_reporting_agencies(on: date, scope: Scope, kind: str = "") -> list[Agency]:
    """Agencies in force on the day, by code, without those that count for their parent."""
    found = select(Agency).where(
        Agency.counts_for_parent.is_(False),
        Agency.valid_from <= on,
        or_(Agency.valid_to.is_(None), Agency.valid_to > on),
    )
    if scope is not None:
        found = found.where(Agency.id.in_(scope))
    if kind:
        found = found.where(Agency.kind == kind)
    return list(db.session.scalars(found.order_by(Agency.code, Agency.id)))


def list_sent(year_id: int, scope: Scope) -> list[Agency]:
    """Agencies whose report was sent, accepted ones too, by code."""
    sent = select(SelfReport.agency_id).where(
        SelfReport.year_id == year_id,
        SelfReport.state.in_((ReportState.SUBMITTED, ReportState.ACCEPTED)),
    )
    found = select(Agency).where(Agency.id.in_(sent))
    if scope is not None:
        found = found.where(Agency.id.in_(scope))
    return list(db.session.scalars(found.order_by(Agency.code)))


def officers_of(agency_ids: Collection[int]) -> dict[int, list[Staff]]:
    """agency id → its officers who can sign in, by id."""
    rows = (
        select(Grant.agency_id, Staff)
        .join(Staff, Staff.id == Grant.staff_id)
        .where(
            Grant.role == Role.AGENCY_OFFICER,
            Grant.state == GrantState.GRANTED,
            Grant.agency_id.in_(agency_ids),
            Staff.active.is_(True),
        )
        .order_by(Grant.agency_id, Staff.id)
    )
    officers: dict[int, list[Staff]] = {}
    for agency_id, staff in db.session.execute(rows):
        if agency_id is not None:
            officers.setdefault(agency_id, []).append(staff)
    return officers


@dataclass(frozen=True)
class LineCounts:
    """Of one agency's own lines: filled in, met, and past their day without being late."""

    filled: int
    met: int
    excused: int


def line_counts(year: EvaluationYear, on: date) -> dict[int, LineCounts]:
    """agency id → counts, by the rules of evaluation.rules.self_reports in one grouping query.

    A province has tens of thousands of lines: they are counted where they lie.
    """
    is_past = func.coalesce(YearTarget.due_on, year.report_by) < on
    rows = (
        select(
            SelfReport.agency_id,
            func.count(case((or_(_reported(), ReportedFigure.words != ""), 1))),
            func.count(case((_met(), 1))),
            func.count(case((and_(is_past, _excused()), 1))),
        )
        .select_from(ReportedFigure)
        .join(SelfReport, SelfReport.id == ReportedFigure.self_report_id)
        .join(
            YearTarget,
            and_(
                YearTarget.year_id == SelfReport.year_id,
                YearTarget.key == ReportedFigure.target_key,
            ),
        )
        .where(SelfReport.year_id == year.id, YearTarget.filled_by == "")
        .group_by(SelfReport.agency_id)
    )
    return {agency_id: LineCounts(*counts) for agency_id, *counts in db.session.execute(rows)}


def _reported() -> ColumnElement[bool]:
    line = ReportedFigure
    return or_(line.done_count.is_not(None), line.is_done.is_not(None), line.done_on.is_not(None))


def _has_no_goal() -> ColumnElement[bool]:
    """Nothing to be held against: the plan names no number, or nothing arose (0 of 0)."""
    is_empty = and_(YearTarget.unit == "percent", func.coalesce(ReportedFigure.all_count, 0) == 0)
    return and_(YearTarget.unit != "date", or_(YearTarget.goal.is_(None), is_empty))


def _met() -> ColumnElement[bool]:
    line, goal = ReportedFigure, YearTarget.goal
    in_time = or_(YearTarget.due_on.is_(None), line.done_on <= YearTarget.due_on)
    return and_(
        _reported(),
        or_(
            and_(YearTarget.unit == "date", line.done_on.is_not(None), in_time),
            and_(
                YearTarget.unit == "percent",
                100.0 * line.done_count / func.nullif(line.all_count, 0) >= goal,
            ),
            and_(YearTarget.unit == "count", line.done_count >= goal),
            and_(YearTarget.unit == "yes_no", case((line.is_done.is_(True), 1), else_=0) >= goal),
        ),
    )


def _excused() -> ColumnElement[bool]:
    """Not late though its day is over: met, without a goal, or short of a goal that has no day."""
    has_no_day = YearTarget.due_on.is_(None)
    return or_(_met(), and_(_reported(), or_(_has_no_goal(), has_no_day)))
