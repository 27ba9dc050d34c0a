"""SELECTs over snapshots and their cells, and what a computation starts from."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, select

from agencies.models import Agency
from base.clock import local
from base.db import db
from base.rules import NotFound
from surveys.models import (
    ClusterTally,
    IndexCell,
    IndexSnapshot,
    ReportingPeriod,
    RoundAgency,
    RoundState,
    SnapshotState,
    Standing,
    SurveyRound,
)
from surveys.rules.snapshots import months_between

PUBLIC_EVER = (SnapshotState.PUBLISHED, SnapshotState.SUPERSEDED)
CHUNK = 50_000
TALLY_COLUMNS = (
    "agency_id",
    "channel",
    "month",
    "cluster_id",
    "standing",
    "class_key",
    "resolving_agency_id",
    "question_key",
    "level_1",
    "level_2",
    "level_3",
    "level_4",
    "level_5",
    "response_count",
)


@dataclass(frozen=True)
class RatedBody:
    """An agency of a round; `counts_for` is its own id, or its parent's for a centre that counts there."""

    id: int
    name: str
    kind: str
    counts_for: int


def get_snapshot(snapshot_id: int) -> IndexSnapshot:
    found = db.session.get(IndexSnapshot, snapshot_id)
    if found is None:
        raise NotFound
    return found


def get_period(round_id: int, period_id: int) -> ReportingPeriod:
    found = db.session.get(ReportingPeriod, period_id)
    if found is None or found.round_id != round_id:
        raise NotFound
    return found


def find_period(period_id: int | None) -> ReportingPeriod | None:
    return None if period_id is None else db.session.get(ReportingPeriod, period_id)


def list_snapshots(round_id: int) -> list[IndexSnapshot]:
    """Of the round and its periods, the newest first."""
    found = select(IndexSnapshot).where(IndexSnapshot.round_id == round_id)
    return list(db.session.scalars(found.order_by(IndexSnapshot.id.desc())))


def list_of_scope(round_id: int, period_id: int | None) -> list[IndexSnapshot]:
    """Snapshots of one round or one period, the newest first."""
    return [one for one in list_snapshots(round_id) if one.period_id == period_id]


def list_cells(snapshot_id: int) -> list[IndexCell]:
    found = select(IndexCell).where(IndexCell.snapshot_id == snapshot_id)
    return list(db.session.scalars(found.order_by(IndexCell.id)))


def months_of(survey_round: SurveyRound, period: ReportingPeriod | None) -> tuple[int, ...]:
    """yyyymm of every month that a response of the scope can have."""
    if period is not None:
        return months_between(period.starts_on, period.ends_on)
    last = local(survey_round.closes_at).date().replace(day=1) + timedelta(days=32)
    return months_between(local(survey_round.opens_at).date(), last.replace(day=1))


def list_rated_bodies(round_id: int) -> list[RatedBody]:
    rows = (
        select(Agency)
        .join(RoundAgency, RoundAgency.agency_id == Agency.id)
        .where(RoundAgency.round_id == round_id)
        .order_by(Agency.id)
    )
    return [
        RatedBody(
            one.id,
            one.name,
            one.kind,
            one.parent_id if one.counts_for_parent and one.parent_id else one.id,
        )
        for one in db.session.scalars(rows)
    ]


def list_counted_parents(round_id: int) -> dict[int, int]:
    """child → parent for every agency that has tallies in the round and counts for its parent."""
    used = select(ClusterTally.agency_id).where(ClusterTally.round_id == round_id).distinct()
    rows = select(Agency.id, Agency.parent_id).where(
        Agency.id.in_(used), Agency.counts_for_parent, Agency.parent_id.is_not(None)
    )
    return {child: parent for child, parent in db.session.execute(rows) if parent}


def counted_bodies(agency_ids: Collection[int]) -> dict[int, int]:
    """agency → the one it counts for, itself for most."""
    rows = select(Agency.id, Agency.parent_id, Agency.counts_for_parent).where(
        Agency.id.in_(agency_ids)
    )
    return {
        agency_id: parent_id if counts and parent_id else agency_id
        for agency_id, parent_id, counts in db.session.execute(rows.order_by(Agency.id))
    }


def agency_kinds(agency_ids: Collection[int]) -> dict[int, str]:
    rows = select(Agency.id, Agency.kind).where(Agency.id.in_(agency_ids))
    return {agency_id: kind for agency_id, kind in db.session.execute(rows)}


def read_tallies(
    round_id: int, months: Sequence[int]
) -> Iterator[Sequence[Row[tuple[object, ...]]]]:
    """The tallies of these months, TALLY_COLUMNS in order, in chunks that fit into memory."""
    columns = [getattr(ClusterTally, name) for name in TALLY_COLUMNS]
    rows = select(*columns).where(
        ClusterTally.round_id == round_id,
        ClusterTally.month.in_(months),
        ClusterTally.standing != Standing.SUPERSEDED,
    )
    yield from db.session.execute(rows.execution_options(yield_per=CHUNK)).partitions(CHUNK)


def list_public_ever(round_id: int) -> list[IndexSnapshot]:
    """Everything of the round that was ever public, the oldest first."""
    found = select(IndexSnapshot).where(
        IndexSnapshot.round_id == round_id, IndexSnapshot.state.in_(PUBLIC_EVER)
    )
    return list(db.session.scalars(found.order_by(IndexSnapshot.id)))


def list_due(at: datetime) -> list[int]:
    """Ids of signed snapshots whose hour has come, in the order in which they were computed."""
    found = select(IndexSnapshot.id).where(
        IndexSnapshot.state == SnapshotState.SIGNED, IndexSnapshot.release_at <= at
    )
    return list(db.session.scalars(found.order_by(IndexSnapshot.id)))


def list_owned_rounds(agency_id: int | None) -> list[SurveyRound]:
    """Rounds that have begun and that this body owns, the latest opening first."""
    found = select(SurveyRound).where(
        SurveyRound.owner_agency_id == agency_id, SurveyRound.state != RoundState.PLANNED
    )
    ordered = found.order_by(SurveyRound.opens_at.desc(), SurveyRound.id.desc())
    return list(db.session.scalars(ordered))
