"""Which body an agency belongs to when two persons of different bodies are wanted."""

from sqlalchemy import select, union

from agencies.models import Agency, Case, CaseState, Grant, GrantState, Staff
from agencies.models.staff import TWO_PERSON_ROLES
from agencies.rules.bodies import Standing
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


def agencies_within(body_id: int | None) -> frozenset[int]:
    """The body and everything that counts for it, at whatever depth."""
    found: set[int] = set()
    fresh = {body_id} if body_id is not None else set()
    while fresh:
        found |= fresh
        rows = select(Agency.id).where(Agency.parent_id.in_(fresh), Agency.counts_for_parent)
        fresh = set(db.session.scalars(rows.order_by(Agency.id))) - found
    return frozenset(found)


def standings() -> dict[int, Standing]:
    """Every agency as it stands in this transaction: a few thousand rows."""
    rows = select(
        Agency.id,
        Agency.name,
        Agency.parent_id,
        Agency.counts_for_parent,
        Agency.kind,
        Agency.valid_from,
        Agency.valid_to,
    ).order_by(Agency.id)
    return {row[0]: Standing(*row[1:]) for row in db.session.execute(rows)}


def held_agency_ids() -> set[int]:
    """Agencies of holders of two-person roles, given or proposed, and of undecided cases."""
    holders = (
        select(Staff.agency_id)
        .join(Grant, Grant.staff_id == Staff.id)
        .where(
            Staff.agency_id.is_not(None),
            Grant.role.in_(TWO_PERSON_ROLES),
            Grant.state != GrantState.REVOKED,
        )
    )
    rated = select(Case.about_agency_id).where(
        Case.about_agency_id.is_not(None), Case.state != CaseState.DECIDED
    )
    found = db.session.execute(union(holders, rated))
    return {agency_id for (agency_id,) in found if agency_id is not None}
