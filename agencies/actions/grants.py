"""Roles given and taken: some by one administrator, the heavy ones by two of different bodies."""

from collections.abc import Sequence

from agencies.actions.accounts import check_admins_remain
from agencies.actions.audit import record_act
from agencies.models import Grant, GrantState, Role, Staff
from agencies.queries.bodies import body_of
from agencies.queries.staff import get_staff
from agencies.roles import PROVINCE_ROLES, TWO_PERSON_ROLES
from agencies.rules import accounts as rules
from agencies.rules.cases import check_second_person
from base.clock import now
from base.db import db


def propose_grant(staff: Staff, role: Role, agency_id: int | None, by: Staff) -> Grant:
    """Gives the role at once, or for department, inspector and account_admin asks for a second person."""
    rules.check_not_for_oneself(by.id, staff.id)
    rules.check_active(staff.active)
    held = [(g.role, g.agency_id) for g in staff.grants if g.state != GrantState.REVOKED]
    rules.check_grant(role, agency_id, held, for_province=role in PROVINCE_ROLES)
    check_one_side(staff, [*held, (role, agency_id)])
    waits = role in TWO_PERSON_ROLES
    grant = Grant(
        role=role,
        agency_id=agency_id,
        state=GrantState.PROPOSED if waits else GrantState.GRANTED,
        proposed_by_id=by.id,
        decided_at=None if waits else now(),
    )
    staff.grants.append(grant)
    db.session.flush()
    _note("grant.propose" if waits else "grant.give", grant, by.id)
    return grant


def check_one_side(staff: Staff, held: Sequence[tuple[str, int | None]]) -> None:
    """`held`: (role, agency) of every grant that this person would have."""
    role_bodies = [(role, body_of(agency_id)) for role, agency_id in held]
    rules.check_serves_one_side(role_bodies, body_of(staff.agency_id))


def approve_grant(grant: Grant, by: Staff) -> None:
    """The second person: of another body, neither the proposer nor the one who gets the role.

    The account has its password by then, so that the second person can ask whether its owner set it.
    """
    _check_waiting(grant)
    rules.check_not_for_oneself(by.id, grant.staff_id)
    _check_second(grant.proposed_by_id, by)
    staff = get_staff(grant.staff_id)
    rules.check_active(staff.active)
    rules.check_may_be_approved(staff.password is not None)
    grant.state, grant.approved_by_id, grant.decided_at = GrantState.GRANTED, by.id, now()
    _note("grant.approve", grant, by.id)


def refuse_grant(grant: Grant, by: Staff) -> None:
    """Another administrator says no, or the proposer takes the proposal back."""
    _check_waiting(grant)
    rules.check_not_for_oneself(by.id, grant.staff_id)
    grant.state, grant.decided_at = GrantState.REVOKED, now()
    _note("grant.refuse", grant, by.id)


def revoke_grant(grant: Grant, by: Staff) -> None:
    """One administrator suffices to take a role away; never the own one."""
    if grant.state != GrantState.GRANTED:
        raise rules.GrantNotInForce
    rules.check_not_for_oneself(by.id, grant.staff_id)
    if grant.role == Role.ACCOUNT_ADMIN:
        check_admins_remain(get_staff(grant.staff_id))
    grant.state, grant.decided_at = GrantState.REVOKED, now()
    _note("grant.revoke", grant, by.id)


def _check_waiting(grant: Grant) -> None:
    if grant.state != GrantState.PROPOSED:
        raise rules.GrantNotWaiting


def _check_second(proposer_id: int | None, by: Staff) -> None:
    """A proposal without a person comes from the command line and counts as nobody's body."""
    proposer = get_staff(proposer_id) if proposer_id else None
    check_second_person(
        proposer.id if proposer else 0,
        body_of(proposer.agency_id) if proposer else None,
        by.id,
        body_of(by.agency_id),
    )


def _note(act: str, grant: Grant, by_id: int) -> None:
    record_act(
        act,
        staff_id=by_id,
        subject=grant,
        agency_id=grant.agency_id,
        after={"staff": grant.staff_id, "role": str(grant.role)},
    )
