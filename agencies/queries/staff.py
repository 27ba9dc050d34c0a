"""SELECTs over staff, their grants and invitations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from agencies.models import (
    Agency,
    Grant,
    GrantState,
    Invitation,
    InvitationPurpose,
    Passkey,
    Role,
    Staff,
)
from base.db import db
from base.rules import NotFound
from base.words import fold, sort_key


def find_staff_by_email(email: str) -> Staff | None:
    """The account of an address, whatever its capitals."""
    return db.session.scalar(select(Staff).where(func.lower(Staff.email) == email.strip().lower()))


def get_staff(staff_id: int) -> Staff:
    staff = db.session.get(Staff, staff_id)
    if staff is None:
        raise NotFound
    return staff


@dataclass(frozen=True)
class StaffRow:
    staff: Staff
    agency_name: str


def ids_of_staff_matching(words: str) -> list[int]:
    """Persons whose name, address or agency holds every word, diacritics and capitals aside.

    Folded here, not by the database, which knows no Vietnamese capitals on SQLite: a province has a few
    thousand accounts at most.
    """
    wanted = fold(words).split()
    rows = select(Staff.id, Staff.full_name, Staff.email, Agency.search_text)
    found = db.session.execute(rows.outerjoin(Agency, Agency.id == Staff.agency_id))
    return [
        staff_id
        for staff_id, name, email, agency in found
        if all(word in f"{fold(name)} {email} {agency or ''}" for word in wanted)
    ]


def _filtered(words: str, role: str, state: str) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if words.strip():
        filters.append(Staff.id.in_(ids_of_staff_matching(words)))
    if role:
        holders = select(Grant.staff_id).where(
            Grant.role == role, Grant.state == GrantState.GRANTED
        )
        filters.append(Staff.id.in_(holders))
    if state:
        filters.append(Staff.active.is_(state == "active"))
    return filters


def _staff_rows(words: str, role: str, state: str) -> Any:
    rows = select(Staff, Agency.name).outerjoin(Agency, Agency.id == Staff.agency_id)
    return rows.where(*_filtered(words, role, state))


def list_staff(words: str, role: str, state: str, limit: int, offset: int) -> list[StaffRow]:
    """By name; `words` are looked for in name, address and agency; `state` is active | inactive | ""."""
    rows = _staff_rows(words, role, state).order_by(Staff.full_name, Staff.id)
    found = db.session.execute(rows.limit(limit).offset(offset))
    return [StaffRow(staff, name or "") for staff, name in found]


def count_staff(words: str, role: str, state: str) -> int:
    inner = _staff_rows(words, role, state).with_only_columns(Staff.id).subquery()
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def staff_by_email() -> dict[str, Staff]:
    """Every account, for imports."""
    return {one.email: one for one in db.session.scalars(select(Staff).order_by(Staff.id))}


def staff_names(ids: set[int]) -> dict[int, str]:
    chosen = select(Staff.id, Staff.full_name).where(Staff.id.in_(ids)).order_by(Staff.id)
    return {staff_id: name for staff_id, name in db.session.execute(chosen)}


def list_role_holders_at(role: str, agency_id: int) -> list[tuple[int, str]]:
    """(id, name) of the active staff who hold the role for this agency, by name."""
    chosen = (
        select(Staff.id, Staff.full_name)
        .join(Grant, Grant.staff_id == Staff.id)
        .where(
            Grant.role == role,
            Grant.state == GrantState.GRANTED,
            Grant.agency_id == agency_id,
            Staff.active.is_(True),
        )
        .distinct()
    )
    rows = [(int(staff_id), str(name)) for staff_id, name in db.session.execute(chosen)]
    return sorted(rows, key=lambda row: (sort_key(row[1]), row[0]))


def holds_role_at(staff_id: int, role: str, agency_id: int) -> bool:
    return any(one == staff_id for one, _name in list_role_holders_at(role, agency_id))


@dataclass(frozen=True)
class GrantRow:
    """A grant with the names that a page shows; empty where there is nobody."""

    grant: Grant
    staff_name: str
    agency_name: str
    proposer_name: str
    approver_name: str


def _grant_rows() -> Any:
    holder, proposer, approver = aliased(Staff), aliased(Staff), aliased(Staff)
    return (
        select(Grant, holder.full_name, Agency.name, proposer.full_name, approver.full_name)
        .join(holder, holder.id == Grant.staff_id)
        .outerjoin(Agency, Agency.id == Grant.agency_id)
        .outerjoin(proposer, proposer.id == Grant.proposed_by_id)
        .outerjoin(approver, approver.id == Grant.approved_by_id)
        .order_by(Grant.id)
    )


def _named(rows: Any) -> list[GrantRow]:
    return [
        GrantRow(grant, holder, agency or "", proposer or "", approver or "")
        for grant, holder, agency, proposer, approver in db.session.execute(rows)
    ]


def list_grants_of(staff_id: int) -> list[GrantRow]:
    return _named(_grant_rows().where(Grant.staff_id == staff_id))


def list_waiting_grants() -> list[GrantRow]:
    return _named(_grant_rows().where(Grant.state == GrantState.PROPOSED))


def get_grant(grant_id: int) -> Grant:
    grant = db.session.get(Grant, grant_id)
    if grant is None:
        raise NotFound
    return grant


def list_admin_bodies(without_staff_id: int | None = None) -> list[int | None]:
    """The agency of every active account administrator, one entry a person."""
    holders = select(Grant.staff_id).where(
        Grant.role == Role.ACCOUNT_ADMIN, Grant.state == GrantState.GRANTED
    )
    rows = select(Staff.id, Staff.agency_id).where(Staff.active, Staff.id.in_(holders))
    return [
        agency_id
        for staff_id, agency_id in db.session.execute(rows.order_by(Staff.id))
        if staff_id != without_staff_id
    ]


def find_invitation(token_hash: bytes) -> Invitation | None:
    return db.session.scalar(select(Invitation).where(Invitation.token_hash == token_hash))


def get_invitation(invitation_id: int) -> Invitation:
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound
    return invitation


def list_waiting_recoveries(now: datetime) -> list[tuple[Invitation, str, str]]:
    """(recovery that waits for its second person, whose account, who proposed), oldest first."""
    holder, proposer = aliased(Staff), aliased(Staff)
    rows = (
        select(Invitation, holder.full_name, proposer.full_name)
        .join(holder, holder.id == Invitation.staff_id)
        .join(proposer, proposer.id == Invitation.proposed_by_id)
        .where(
            Invitation.purpose == InvitationPurpose.RECOVERY,
            Invitation.approved_by_id.is_(None),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(rows)]


def count_passkeys(staff: Staff) -> int:
    counted = select(func.count(Passkey.id)).where(Passkey.user_id == staff.fs_webauthn_user_handle)
    return db.session.scalar(counted) or 0


def list_open_invitations(staff_id: int, now: datetime) -> list[Invitation]:
    rows = select(Invitation).where(
        Invitation.staff_id == staff_id, Invitation.used_at.is_(None), Invitation.expires_at > now
    )
    return list(db.session.scalars(rows.order_by(Invitation.id)))


def find_last_link(staff_id: int) -> tuple[datetime, str] | None:
    """(when the password was last set through a link, who made the link; "" for the command line)."""
    maker = aliased(Staff)
    rows = (
        select(Invitation.used_at, func.coalesce(maker.full_name, ""))
        .outerjoin(maker, maker.id == Invitation.proposed_by_id)
        .where(Invitation.staff_id == staff_id, Invitation.used_at.is_not(None))
        .order_by(Invitation.used_at.desc(), Invitation.id.desc())
        .limit(1)
    )
    row = db.session.execute(rows).one_or_none()
    return (row[0], row[1]) if row and row[0] else None
