"""Accounts come, change and go: made, switched off, opened again."""

import uuid

from flask_security import hash_password

from agencies.actions.audit import record_act
from agencies.models import Grant, GrantState, Role, Staff
from agencies.queries.bodies import body_of
from agencies.queries.staff import find_staff_by_email, list_admin_bodies
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
    address, name = _free_address(email), _name(full_name)
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
    _note_created(staff, by_id)
    return staff


def _note_created(staff: Staff, by_id: int | None) -> None:
    record_act(
        "account.create",
        staff_id=by_id,
        subject=staff,
        agency_id=staff.agency_id,
        after={"email": staff.email, "full_name": staff.full_name},
    )


def _free_address(email: str) -> str:
    """As it is stored; EmailUnreadable, EmailTaken."""
    address = nfc(email).strip().lower()
    rules.check_email(address)
    if find_staff_by_email(address):
        raise rules.EmailTaken(email=address)
    return address


def _name(full_name: str) -> str:
    """One space between words; NameMissing."""
    name = " ".join(nfc(full_name).split())
    if not name:
        raise rules.NameMissing
    return name


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


def choose_language(staff: Staff, language: str) -> None:
    """The language of the pages this person works with."""
    staff.language = language
    record_act("account.language", staff_id=staff.id, subject=staff, after={"language": language})


def end_sessions(staff: Staff) -> None:
    """Whoever is signed in as this person is out with the next page."""
    staff.fs_uniquifier = uuid.uuid4().hex


def check_admins_remain(staff: Staff) -> None:
    """Raises TooFewAdmins when the province could not grant anything without this administrator."""
    if Role.ACCOUNT_ADMIN in staff.granted_roles:
        left = list_admin_bodies(without_staff_id=staff.id)
        rules.check_enough_admins([body_of(agency_id) for agency_id in left])


def deactivate_staff(staff: Staff, by_id: int) -> None:
    """The account stays, with its past; nobody can sign in with it and every session ends."""
    rules.check_not_for_oneself(by_id, staff.id)
    if not staff.active:
        return
    check_admins_remain(staff)
    staff.active = False
    end_sessions(staff)
    record_act(
        "account.deactivate",
        staff_id=by_id,
        subject=staff,
        before={"active": True},
        after={"active": False},
    )


def activate_staff(staff: Staff, by_id: int) -> None:
    """Opens the account again; its grants were revoked only if somebody revoked them."""
    rules.check_not_for_oneself(by_id, staff.id)
    if staff.active:
        return
    rules.check_may_reopen(staff.needs_second_factor)
    staff.active = True
    staff.failed_count, staff.locked_until = 0, None
    record_act(
        "account.activate",
        staff_id=by_id,
        subject=staff,
        before={"active": False},
        after={"active": True},
    )


def unlock_staff(staff: Staff, by_id: int) -> None:
    """Ends the quarter of an hour after five wrong attempts."""
    rules.check_not_for_oneself(by_id, staff.id)
    staff.failed_count, staff.locked_until = 0, None
    record_act("account.unlock", staff_id=by_id, subject=staff)


def change_staff(staff: Staff, full_name: str, agency_id: int | None, by_id: int) -> None:
    """Another name or body. Who holds a two-person role keeps the body: it decides who may be second."""
    name = _name(full_name)
    if agency_id != staff.agency_id:
        rules.check_not_for_oneself(by_id, staff.id)
        rules.check_may_change_body(staff.needs_second_factor)
    before = {"full_name": staff.full_name, "agency_id": staff.agency_id}
    after = {"full_name": name, "agency_id": agency_id}
    staff.full_name, staff.agency_id = name, agency_id
    if before != after:
        record_act("account.change", staff_id=by_id, subject=staff, before=before, after=after)
