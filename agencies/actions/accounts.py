"""Accounts come, change and go: made, switched off, opened again."""

import uuid

from flask_security import hash_password

from agencies.actions.audit import record_act
from agencies.models import Grant, GrantState, Role, Staff
from agencies.queries.staff import find_staff_by_email
from agencies.roles import PROVINCE_ROLES
from agencies.rules import accounts as rules
from base.clock import now
from base.db import db
from base.words import nfc


def create_staff(
    email: str,
    full_name: str,
    agency_id: int | None,
    *,
    by_id: int | None = None,
    password: str | None = None,
    language: str = "vi",
) -> Staff:
    """A new account without any grant; returns it with its id.

    `by_id` is the account administrator who acts; None stands for the command line (installation,
    demo province). Without `password` the person can only come in through an invitation
    (`agencies.actions.invitations.invite`). A password given here is for demo accounts: it is hashed,
    its quality is not checked. Raises EmailUnreadable, EmailTaken, NameMissing.
    """
    address = nfc(email).strip().lower()
    name = " ".join(nfc(full_name).split())
    rules.check_email(address)
    if not name:
        raise rules.NameMissing
    if find_staff_by_email(address):
        raise rules.EmailTaken(email=address)
    staff = Staff(
        email=address,
        full_name=name,
        agency_id=agency_id,
        language=language,
        password=hash_password(password) if password else None,
        fs_uniquifier=uuid.uuid4().hex,
    )
    db.session.add(staff)
    db.session.flush()
    record_act(
        "account.create",
        staff_id=by_id,
        subject=staff,
        agency_id=agency_id,
        after={"email": address, "full_name": name},
    )
    return staff


def grant_role_directly(staff: Staff, role: Role, agency_id: int | None = None) -> Grant:
    """Gives a role at once, without a second person: for `flask setup` and the demo province ONLY.

    A page must never call it: people propose and approve (`agencies.actions.grants`). The rules about
    roles that exclude each other hold here too. Officers and clerks are given a role for an agency,
    all others for the province (`agency_id` None). Raises the errors of `agencies.rules.accounts`.
    """
    held = [(g.role, g.agency_id) for g in staff.grants if g.state != GrantState.REVOKED]
    rules.check_grant(role, agency_id, held, for_province=role in PROVINCE_ROLES)
    grant = Grant(role=role, agency_id=agency_id, state=GrantState.GRANTED, decided_at=now())
    staff.grants.append(grant)
    db.session.flush()
    record_act(
        "grant.setup",
        staff_id=None,
        subject=grant,
        agency_id=agency_id,
        after={"staff": staff.id, "role": str(role)},
    )
    return grant
