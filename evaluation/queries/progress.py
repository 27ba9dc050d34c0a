"""SELECTs for the province's progress: who owes, how far each report is, whom to remind."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

from agencies.models import Agency, Grant, GrantState, Role, Staff
from base.db import db
from evaluation.models import ReportState, SelfReport

Scope = frozenset[int] | None


def list_reporting_agencies(on: date, scope: Scope, kind: str = "") -> list[Agency]:
    """Agencies in force on the day, by code, without those that count for their parent."""
    found = select(Agency).where(
        Agency.counts_for_parent.is_(False),
        Agency.valid_from <= on,
        or_(Agency.valid_to.is_(None), Agency.valid_to > on),
    )
    if scope is not None:
        found = found.where(Agency.id.in_(scope))
    if kind:
        found = found.where(Agency.kind == kind)
    return list(db.session.scalars(found.order_by(Agency.code, Agency.id)))


def report_states(year_id: int) -> dict[int, str]:
    """agency id → state of its report; without a report left out."""
    rows = select(SelfReport.agency_id, SelfReport.state).where(SelfReport.year_id == year_id)
    return {agency_id: state for agency_id, state in db.session.execute(rows)}


def list_sent(year_id: int, scope: Scope) -> list[Agency]:
    """Agencies whose report was sent, accepted ones too, by code."""
    sent = select(SelfReport.agency_id).where(
        SelfReport.year_id == year_id,
        SelfReport.state.in_((ReportState.SUBMITTED, ReportState.ACCEPTED)),
    )
    found = select(Agency).where(Agency.id.in_(sent))
    if scope is not None:
        found = found.where(Agency.id.in_(scope))
    return list(db.session.scalars(found.order_by(Agency.code)))


def officers_of(agency_ids: Collection[int]) -> dict[int, list[Staff]]:
    """agency id → its officers who can sign in, by id."""
    rows = (
        select(Grant.agency_id, Staff)
        .join(Staff, Staff.id == Grant.staff_id)
        .where(
            Grant.role == Role.AGENCY_OFFICER,
            Grant.state == GrantState.GRANTED,
            Grant.agency_id.in_(agency_ids),
            Staff.active.is_(True),
        )
        .order_by(Grant.agency_id, Staff.id)
    )
    officers: dict[int, list[Staff]] = {}
    for agency_id, staff in db.session.execute(rows):
        if agency_id is not None:
            officers.setdefault(agency_id, []).append(staff)
    return officers
