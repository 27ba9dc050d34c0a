"""SELECTs behind a reorganisation: what is recorded, whom it concerns, who has ended without a move."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from agencies.models import Agency, AgencySuccession, Grant, GrantState, Staff, SuccessionKind
from agencies.queries.agencies import codes_by_id, register_rows
from agencies.reorganising.planning import Ground
from agencies.reorganising.plans import Line, Recorded
from agencies.rules.carrying import TRANSACTION_DAYS
from agencies.transactions import transactions_of
from base.db import db


def read_ground(lines: Collection[Line]) -> Ground:
    """The register, what is recorded, and the transactions of the year before the first day."""
    codes = {line.old_code for line in lines} | {line.new_code for line in lines}
    return Ground(register_rows(), list_recorded(), _transactions(codes, lines))


def list_recorded() -> list[Recorded]:
    old, new = aliased(Agency), aliased(Agency)
    rows = (
        select(
            old.code,
            new.code,
            AgencySuccession.kind,
            AgencySuccession.effective_on,
            AgencySuccession.weight,
        )
        .join(old, old.id == AgencySuccession.from_agency_id)
        .join(new, new.id == AgencySuccession.to_agency_id)
        .order_by(AgencySuccession.effective_on, AgencySuccession.id)
    )
    return [Recorded(*row) for row in db.session.execute(rows)]


def _transactions(codes: Collection[str], lines: Collection[Line]) -> dict[str, int]:
    ids = {agency_id: code for agency_id, code in codes_by_id().items() if code in codes}
    end = min((line.effective_on for line in lines), default=None)
    if end is None:
        return {}
    counted = transactions_of(ids, end - timedelta(days=TRANSACTION_DAYS), end)
    return {ids[agency_id]: count for agency_id, count in counted.items()}


def count_officers(agency_ids: Collection[int]) -> dict[int, int]:
    """Agency id → persons who belong to it or hold a role for it."""
    belongs = select(Staff.agency_id, Staff.id).where(Staff.agency_id.in_(agency_ids))
    holds = select(Grant.agency_id, Grant.staff_id).where(
        Grant.agency_id.in_(agency_ids), Grant.state == GrantState.GRANTED
    )
    both = belongs.union(holds).subquery()
    agency_id, staff_id = both.c
    rows = select(agency_id, func.count(staff_id)).group_by(agency_id).order_by(agency_id)
    return {one: count for one, count in db.session.execute(rows)}


def list_staff_of(agency_id: int) -> list[Staff]:
    """Who belongs to the agency or holds a role for it."""
    holders = select(Grant.staff_id).where(
        Grant.agency_id == agency_id, Grant.state == GrantState.GRANTED
    )
    chosen = select(Staff).where((Staff.agency_id == agency_id) | Staff.id.in_(holders))
    return list(db.session.scalars(chosen.order_by(Staff.id)))


def list_replaced(on: date) -> list[tuple[int, int]]:
    """(old id, new id) of bodies wholly replaced by another one by the day, the earliest first."""
    rows = (
        select(AgencySuccession.from_agency_id, AgencySuccession.to_agency_id)
        .where(
            AgencySuccession.effective_on <= on,
            AgencySuccession.kind.in_((SuccessionKind.MERGED, SuccessionKind.RENAMED)),
            AgencySuccession.weight >= 1,
        )
        .order_by(AgencySuccession.effective_on, AgencySuccession.id)
    )
    return [(old, new) for old, new in db.session.execute(rows)]
