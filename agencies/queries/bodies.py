"""Which body an agency belongs to when two persons of different bodies are wanted."""

from sqlalchemy import select

from agencies.models import Agency
from base.db import db

_DEEPEST = 6


def body_of(agency_id: int | None) -> int | None:
    """The agency itself, or the one it counts for: a commune's centre and its UBND are one body."""
    for _step in range(_DEEPEST):
        if agency_id is None:
            return None
        row = db.session.execute(
            select(Agency.parent_id, Agency.counts_for_parent).where(Agency.id == agency_id)
        ).one_or_none()
        if row is None or not row.counts_for_parent or row.parent_id is None:
            return agency_id
        agency_id = row.parent_id
    return agency_id
