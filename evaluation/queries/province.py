"""SELECTs of the board: a measure over several publications, what waits, the year's classes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, case, func, or_, select

from agencies.models import Agency, AgencyKind
from base.db import db
from evaluation.models import AgencyScore, AnotherLook, EvaluationYear, YearDocument, YearResult
from surveys.models import IndexCell


class Measured(NamedTuple):
    """What a line of small multiples shows of a cell: five years of quarters are thousands of them."""

    snapshot_id: int
    agency_id: int
    share: float | None
    low: float | None
    high: float | None
    withheld: str | None
    notes: list[str]


def list_measure(
    snapshot_ids: Sequence[int], measure: str, key: str, kind: str
) -> tuple[list[Measured], dict[int, Agency]]:
    """Cells of the agencies of this kind in these snapshots, and agencies by id."""
    of_kind = select(Agency).where(Agency.kind == kind).order_by(Agency.id)
    agencies = {one.id: one for one in db.session.scalars(of_kind)}
    rows = (
        select(*(getattr(IndexCell, name) for name in Measured._fields))
        .join(Agency, Agency.id == IndexCell.agency_id)
        .where(
            IndexCell.snapshot_id.in_(snapshot_ids),
            IndexCell.scope == "agency",
            IndexCell.measure == measure,
            IndexCell.key == key,
            Agency.kind == kind,
        )
        .order_by(IndexCell.snapshot_id, IndexCell.id)
    )
    return [Measured(*row) for row in db.session.execute(rows)], agencies


def list_province_measure(snapshot_ids: Sequence[int], measure: str, key: str) -> list[IndexCell]:
    rows = select(IndexCell).where(
        IndexCell.snapshot_id.in_(snapshot_ids),
        IndexCell.scope == "province",
        IndexCell.measure == measure,
        IndexCell.key == key,
    )
    return list(db.session.scalars(rows.order_by(IndexCell.snapshot_id, IndexCell.id)))


def list_open_looks(states: Collection[str]) -> list[tuple[int, int, date | None]]:
    """(year, requests to look again without an outcome, last day to ask), of results in these states."""
    rows = (
        select(EvaluationYear.year, func.count(AnotherLook.id), YearResult.looks_until)
        .join(YearResult, YearResult.id == AnotherLook.result_id)
        .join(EvaluationYear, EvaluationYear.id == YearResult.year_id)
        .where(AnotherLook.outcome.is_(None), YearResult.state.in_(states))
        .group_by(EvaluationYear.year, YearResult.id, YearResult.looks_until)
        .order_by(EvaluationYear.year.desc(), YearResult.id)
    )
    return [(year, count, until) for year, count, until in db.session.execute(rows)]


def count_issued_documents(period: str, on: date) -> tuple[int, int]:
    """(communes whose report of the period has its number, communes in force on the day)."""
    communes = select(Agency.id).where(
        Agency.kind == AgencyKind.COMMUNE_COMMITTEE,
        Agency.valid_from <= on,
        or_(Agency.valid_to.is_(None), Agency.valid_to > on),
    )
    issued = (
        select(func.count())
        .select_from(YearDocument)
        .where(
            YearDocument.period == period,
            YearDocument.number != "",
            YearDocument.agency_id.in_(communes),
        )
    )
    owed = select(func.count()).select_from(communes.subquery())
    return db.session.scalar(issued) or 0, db.session.scalar(owed) or 0


@dataclass(frozen=True)
class ClassCount:
    """Agencies of one group with one class; `class_key` is empty where nothing was classed."""

    group_key: str
    class_key: str
    count: int
    near_count: int


def find_shown_result(states: Collection[str]) -> tuple[YearResult, int] | None:
    """(the newest version in these states of the latest year that has one, its year)."""
    rows = (
        select(YearResult, EvaluationYear.year)
        .join(EvaluationYear, EvaluationYear.id == YearResult.year_id)
        .where(YearResult.state.in_(states))
        .order_by(EvaluationYear.year.desc(), YearResult.number.desc())
        .limit(1)
    )
    found = db.session.execute(rows).first()
    return (found[0], found[1]) if found else None


def class_counts(result_id: int) -> list[ClassCount]:
    near = func.count(case((AgencyScore.is_near_boundary.is_(True), 1)))
    rows = (
        select(AgencyScore.group_key, AgencyScore.class_key, func.count(), near)
        .where(AgencyScore.result_id == result_id)
        .group_by(AgencyScore.group_key, AgencyScore.class_key)
        .order_by(AgencyScore.group_key, AgencyScore.class_key)
    )
    return [ClassCount(*row) for row in db.session.execute(rows)]


def list_cells_of(snapshot_ids: Sequence[int], agency_ids: Sequence[int]) -> list[IndexCell]:
    """Overall and dimensions of these agencies, and of the province, in these snapshots."""
    rows = select(IndexCell).where(
        IndexCell.snapshot_id.in_(snapshot_ids),
        IndexCell.measure.in_(("overall", "dimension")),
        or_(
            IndexCell.scope == "province",
            and_(IndexCell.scope == "agency", IndexCell.agency_id.in_(agency_ids)),
        ),
    )
    return list(db.session.scalars(rows.order_by(IndexCell.snapshot_id, IndexCell.id)))
