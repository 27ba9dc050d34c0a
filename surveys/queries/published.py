"""SELECTs behind open data: published snapshots with all their cells hold, rounds as they are listed."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from agencies.models import Agency
from base.db import db
from base.rules import NotFound
from surveys.models import IndexCell, IndexSnapshot, ReportingPeriod, RoundAgency, SurveyRound
from surveys.queries.indices import Release
from surveys.queries.snapshots import PUBLIC_EVER


def list_public_snapshots() -> list[Release]:
    """All that was ever published, superseded ones too, the latest publication first."""
    rows = (
        select(IndexSnapshot, SurveyRound, ReportingPeriod)
        .join(SurveyRound, SurveyRound.id == IndexSnapshot.round_id)
        .outerjoin(ReportingPeriod, ReportingPeriod.id == IndexSnapshot.period_id)
        .where(IndexSnapshot.state.in_(PUBLIC_EVER))
        .options(joinedload(SurveyRound.version))
        .order_by(IndexSnapshot.published_at.desc(), IndexSnapshot.id.desc())
    )
    return [Release(*row) for row in db.session.execute(rows)]


def get_public_snapshot(snapshot_id: int) -> Release:
    """What is not published does not exist."""
    for release in list_public_snapshots():
        if release.snapshot.id == snapshot_id:
            return release
    raise NotFound


def list_cells_with_agencies(snapshot_id: int) -> list[tuple[IndexCell, Agency | None]]:
    """Every cell with its agency (None for the province), in the stored order."""
    rows = (
        select(IndexCell, Agency)
        .outerjoin(Agency, Agency.id == IndexCell.agency_id)
        .where(IndexCell.snapshot_id == snapshot_id)
        .order_by(IndexCell.id)
    )
    return [(cell, agency) for cell, agency in db.session.execute(rows)]


def count_rounds() -> int:
    return db.session.scalar(select(func.count(SurveyRound.id))) or 0


def list_rounds_by_id(limit: int, offset: int) -> list[SurveyRound]:
    rows = (
        select(SurveyRound)
        .options(joinedload(SurveyRound.version), selectinload(SurveyRound.periods))
        .order_by(SurveyRound.id)
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(rows))


def count_rated(round_ids: Collection[int]) -> dict[int, int]:
    """round id → how many agencies are rated in it."""
    rows = (
        select(RoundAgency.round_id, func.count())
        .where(RoundAgency.round_id.in_(round_ids))
        .group_by(RoundAgency.round_id)
    )
    return {round_id: count for round_id, count in db.session.execute(rows)}


def agency_codes(agency_ids: Collection[int]) -> dict[int, str]:
    rows = select(Agency.id, Agency.code).where(Agency.id.in_(agency_ids))
    return {agency_id: code for agency_id, code in db.session.execute(rows)}
