"""One-time links: to set a password, and, with two people, to begin anew after losing everything."""

import hashlib
import secrets

from flask_security import hash_password

from agencies.actions.accounts import end_sessions
from agencies.actions.audit import record_act
from agencies.models import Invitation, InvitationPurpose, Staff
from agencies.queries.bodies import body_of
from agencies.queries.staff import find_invitation, get_staff, list_open_invitations
from agencies.rules import accounts as rules
from agencies.rules.cases import check_second_person
from base.clock import now
from base.db import db


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _new_invitation(staff: Staff, purpose: InvitationPurpose, by_id: int | None) -> str:
    """Makes earlier links of this person useless; returns the token, which is kept nowhere."""
    for old in list_open_invitations(staff.id, now()):
        old.expires_at = now()
    token = secrets.token_urlsafe(24)
    db.session.add(
        Invitation(
            staff_id=staff.id,
            purpose=purpose,
            token_hash=token_hash(token),
            expires_at=now() + rules.INVITATION_LASTS,
            proposed_by_id=by_id,
        )
    )
    db.session.flush()
    return token


def invite(staff: Staff, by: Staff) -> str:
    """A link to set a password, made by one administrator.

    Holders of a two-person role, and those who wait for one and have a password, take two people.
    """
    rules.check_not_for_oneself(by.id, staff.id)
    rules.check_active(staff.active)
    rules.check_one_person_may_reset(_takes_two(staff))
    record_act("account.invite", staff_id=by.id, subject=staff)
    return _new_invitation(staff, InvitationPurpose.PASSWORD, by.id)


def invite_from_command_line(staff: Staff) -> str:
    """For `flask setup province` and `flask accounts recover` only: printed once, on the server."""
    record_act("account.invite", staff_id=None, subject=staff, after={"from": "command line"})
    return _new_invitation(staff, InvitationPurpose.RECOVERY, None)


def propose_recovery(staff: Staff, by: Staff) -> None:
    """The first of two people; no link exists before the second has agreed."""
    rules.check_not_for_oneself(by.id, staff.id)
    rules.check_active(staff.active)
    _new_invitation(staff, InvitationPurpose.RECOVERY, by.id)
    record_act("recovery.propose", staff_id=by.id, subject=staff)


def approve_recovery(invitation: Invitation, by: Staff) -> str:
    """The second person, of another body; returns the token of the link, which now lasts seven days."""
    waiting = invitation.purpose == InvitationPurpose.RECOVERY and not invitation.approved_by_id
    valid = rules.is_invitation_valid(invitation.expires_at, invitation.used_at, now())
    if not (waiting and valid) or invitation.proposed_by_id is None:
        raise rules.RecoveryNotWaiting
    rules.check_not_for_oneself(by.id, invitation.staff_id)
    proposer = get_staff(invitation.proposed_by_id)
    check_second_person(proposer.id, body_of(proposer.agency_id), by.id, body_of(by.agency_id))
    token = secrets.token_urlsafe(24)
    invitation.token_hash = token_hash(token)
    invitation.approved_by_id = by.id
    invitation.expires_at = now() + rules.INVITATION_LASTS
    record_act("recovery.approve", staff_id=by.id, subject=get_staff(invitation.staff_id))
    return token


def find_usable_invitation(token: str) -> Invitation | None:
    """The invitation a link stands for, if it can still be used: not spent, not late, agreed by two."""
    invitation = find_invitation(token_hash(token))
    if invitation is None or not get_staff(invitation.staff_id).active:
        return None
    if not rules.is_invitation_valid(invitation.expires_at, invitation.used_at, now()):
        return None
    if _would_bypass_second_person(invitation):
        return None
    by_people = invitation.proposed_by_id is not None
    if invitation.purpose == InvitationPurpose.RECOVERY and by_people:
        return invitation if invitation.approved_by_id else None
    return invitation


def _takes_two(staff: Staff) -> bool:
    """Whether one administrator's link may no longer set this person's password.

    The first password is set before the heavy role is approved, so it is never a way around the second.
    """
    return staff.needs_second_factor or (staff.password is not None and staff.awaits_second_person)


def _would_bypass_second_person(invitation: Invitation) -> bool:
    """A link that one administrator made before the heavy role was proposed or given."""
    is_reset = invitation.purpose == InvitationPurpose.PASSWORD
    return is_reset and _takes_two(get_staff(invitation.staff_id))


def accept_invitation(invitation: Invitation, normalised_password: str) -> None:
    """Sets the password; a recovery also forgets phone, passkeys and codes. All sessions end."""
    db.session.refresh(invitation, with_for_update=True)
    if invitation.used_at is not None:
        raise rules.InvitationUsedUp
    staff = get_staff(invitation.staff_id)
    staff.password = hash_password(normalised_password)
    staff.failed_count, staff.locked_until = 0, None
    invitation.used_at = now()
    if invitation.purpose == InvitationPurpose.RECOVERY:
        staff.tf_primary_method = staff.tf_totp_secret = None
        staff.mf_recovery_codes = None
        staff.webauthn.clear()
    end_sessions(staff)
    record_act(
        "invitation.accept",
        staff_id=staff.id,
        subject=staff,
        after={"purpose": str(invitation.purpose)},
    )
