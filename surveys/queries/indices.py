"""SELECTs behind the public figures: published snapshots and their stored cells, never responses."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload

from agencies.models import Agency
from base.db import db
from surveys.models import (
    IndexCell,
    IndexSnapshot,
    ReportingPeriod,
    SnapshotState,
    SurveyRound,
)


@dataclass(frozen=True)
class Release:
    """A snapshot with the round and the period it speaks of."""

    snapshot: IndexSnapshot
    round: SurveyRound
    period: ReportingPeriod | None

    @property
    def key(self) -> str:
        """As it stands in addresses: "12" a round, "12-3" one of its periods."""
        period = self.snapshot.period_id
        return (
            f"{self.snapshot.round_id}" if period is None else f"{self.snapshot.round_id}-{period}"
        )


def list_releases(states: Sequence[str] = (SnapshotState.PUBLISHED,)) -> list[Release]:
    """What is public now, the latest end first; a whole round before its periods."""
    rows = (
        select(IndexSnapshot, SurveyRound, ReportingPeriod)
        .join(SurveyRound, SurveyRound.id == IndexSnapshot.round_id)
        .outerjoin(ReportingPeriod, ReportingPeriod.id == IndexSnapshot.period_id)
        .where(IndexSnapshot.state.in_(states))
        .options(joinedload(SurveyRound.version), raiseload(SurveyRound.periods))
    )
    found = [Release(*row) for row in db.session.execute(rows)]
    return sorted(found, key=_order)


def _order(release: Release) -> tuple[float, int, float, int]:
    ends = release.round.closes_at.timestamp()
    period = release.period
    within = -float(period.starts_on.toordinal()) if period else -math.inf
    return (-ends, release.round.id, within, -release.snapshot.id)


def list_overall_cells(snapshot_id: int) -> list[tuple[IndexCell, Agency]]:
    """(overall cell, agency) of every agency of the snapshot."""
    rows = (
        select(IndexCell, Agency)
        .join(Agency, Agency.id == IndexCell.agency_id)
        .where(
            IndexCell.snapshot_id == snapshot_id,
            IndexCell.scope == "agency",
            IndexCell.measure == "overall",
        )
        .order_by(Agency.code, IndexCell.id)
    )
    return [(cell, agency) for cell, agency in db.session.execute(rows)]


def list_province_cells(snapshot_ids: Sequence[int]) -> list[IndexCell]:
    """Province cells of several snapshots: overall, dimensions, items, channels."""
    rows = select(IndexCell).where(
        IndexCell.snapshot_id.in_(snapshot_ids), IndexCell.scope == "province"
    )
    return list(db.session.scalars(rows.order_by(IndexCell.snapshot_id, IndexCell.id)))


def left_out_cells(snapshot_id: int) -> dict[int | None, IndexCell]:
    """agency id (None: the province) → the figure with what was left out."""
    rows = select(IndexCell).where(
        IndexCell.snapshot_id == snapshot_id, IndexCell.measure == "left_out"
    )
    return {one.agency_id: one for one in db.session.scalars(rows.order_by(IndexCell.id))}


def list_agency_cells(snapshot_id: int, agency_ids: Sequence[int]) -> list[IndexCell]:
    """Every cell of these agencies in the snapshot."""
    rows = select(IndexCell).where(
        IndexCell.snapshot_id == snapshot_id,
        IndexCell.scope == "agency",
        IndexCell.agency_id.in_(agency_ids),
    )
    return list(db.session.scalars(rows.order_by(IndexCell.id)))


def list_history(agency_ids: Sequence[int], states: Sequence[str]) -> list[tuple[IndexCell, int]]:
    """(overall cell, snapshot id) of these agencies in all snapshots of these states."""
    rows = (
        select(IndexCell, IndexSnapshot.id)
        .join(IndexSnapshot, IndexSnapshot.id == IndexCell.snapshot_id)
        .where(
            IndexSnapshot.state.in_(states),
            IndexCell.scope == "agency",
            IndexCell.measure == "overall",
            IndexCell.agency_id.in_(agency_ids),
        )
        .order_by(IndexSnapshot.id.desc(), IndexCell.id)
    )
    return [(cell, snapshot_id) for cell, snapshot_id in db.session.execute(rows)]
