"""SELECTs over what a year's scores are made from: agencies, frozen targets, the official index."""

from collections.abc import Collection
from datetime import date, datetime, time

from sqlalchemy import func, or_, select

from agencies.models import Agency
from base.clock import HANOI
from base.db import db
from evaluation.models import AppraisedPoints, EvaluationYear, SelfReport
from surveys.models import IndexCell, IndexSnapshot, SnapshotState, SurveyRound
from surveys.rules.method import OFFICIAL


def scored_agencies(kinds: Collection[str], on: date) -> list[Agency]:
    """Agencies of these kinds in force on the day; one that counts for its parent is part of it."""
    chosen = select(Agency).where(
        Agency.kind.in_(kinds),
        Agency.valid_from <= on,
        or_(Agency.valid_to.is_(None), Agency.valid_to > on),
        or_(Agency.counts_for_parent.is_(False), Agency.parent_id.is_(None)),
    )
    return list(db.session.scalars(chosen.order_by(Agency.code)))


def find_official_snapshot(year: int) -> IndexSnapshot | None:
    """Published, official, of a whole round whose last day lies in the year; the one that ends last."""
    begins = datetime.combine(date(year, 1, 1), time(), tzinfo=HANOI)
    ends = datetime.combine(date(year + 1, 1, 1), time(), tzinfo=HANOI)
    chosen = (
        select(IndexSnapshot)
        .join(SurveyRound, SurveyRound.id == IndexSnapshot.round_id)
        .where(
            IndexSnapshot.state == SnapshotState.PUBLISHED,
            IndexSnapshot.sample == OFFICIAL,
            IndexSnapshot.period_id.is_(None),
            SurveyRound.closes_at > begins,
            SurveyRound.closes_at <= ends,
        )
        .order_by(SurveyRound.closes_at.desc(), IndexSnapshot.id.desc())
        .limit(1)
    )
    return db.session.scalar(chosen)


def score_mark(year: EvaluationYear) -> tuple[int | None, ...]:
    """Changes with every report, every point given and every index that a year's scores are made from."""
    report = select(func.count(), func.sum(SelfReport.revision)).where(
        SelfReport.year_id == year.id
    )
    given = select(func.max(AppraisedPoints.id))
    index = find_official_snapshot(year.year)
    reports = db.session.execute(report).one()
    return (*reports, db.session.scalar(given), index.id if index else None)


def overall_cells(snapshot_id: int) -> dict[int, IndexCell]:
    """agency id → its overall figure."""
    chosen = select(IndexCell).where(
        IndexCell.snapshot_id == snapshot_id,
        IndexCell.scope == "agency",
        IndexCell.measure == "overall",
    )
    return {
        one.agency_id: one
        for one in db.session.scalars(chosen.order_by(IndexCell.id))
        if one.agency_id is not None
    }
