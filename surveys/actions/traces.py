"""Forgetting: after 48 hours nobody can tell at what moment, or on which day, a response was sent."""

from datetime import date

from sqlalchemy import delete, select, update

from base.db import db
from surveys.models import ResponseTrace, VisitCluster


def list_traced_days() -> set[date]:
    """Days of which a sealed trace or a dated cluster is still there."""
    traced = db.session.scalars(select(ResponseTrace.day).distinct())
    dated = db.session.scalars(
        select(VisitCluster.day).where(VisitCluster.day.is_not(None)).distinct()
    )
    return {*traced, *(day for day in dated if day)}


def forget_days(days: set[date]) -> int:
    """Removes the traces of these days, whose keys are gone, and the dates of their clusters."""
    removed = db.session.execute(delete(ResponseTrace).where(ResponseTrace.day.in_(days)))
    db.session.execute(update(VisitCluster).where(VisitCluster.day.in_(days)).values(day=None))
    return int(removed.rowcount)  # type: ignore[attr-defined]
