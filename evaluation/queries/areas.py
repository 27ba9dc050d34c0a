"""SELECTs over the maps of communes and the communes they are matched with."""

from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import undefer

from agencies.models import Agency, AgencyKind
from base.db import db
from base.rules import NotFound
from evaluation.models import CommuneMap


def find_map(with_drawing: bool = False) -> CommuneMap | None:
    """The map in use."""
    chosen = select(CommuneMap).where(CommuneMap.removed_at.is_(None))
    if with_drawing:
        chosen = chosen.options(undefer(CommuneMap.drawing))
    return db.session.scalar(chosen.order_by(CommuneMap.id.desc()).limit(1))


def list_maps() -> list[CommuneMap]:
    """Every version, the newest first, without drawings and files."""
    return list(db.session.scalars(select(CommuneMap).order_by(CommuneMap.id.desc())))


def get_map(map_id: int) -> CommuneMap:
    """With its file."""
    found = db.session.get(CommuneMap, map_id, options=[undefer(CommuneMap.original)])
    if found is None:
        raise NotFound(map_id)
    return found


def list_communes(on: date) -> list[Agency]:
    """UBND of communes in force on the day, by code."""
    chosen = select(Agency).where(
        Agency.kind == AgencyKind.COMMUNE_COMMITTEE,
        Agency.counts_for_parent.is_(False),
        Agency.valid_from <= on,
        or_(Agency.valid_to.is_(None), Agency.valid_to > on),
    )
    ordered = chosen.order_by(func.coalesce(Agency.commune_code, Agency.code), Agency.id)
    return list(db.session.scalars(ordered))
