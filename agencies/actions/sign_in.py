"""What signing in writes: failures, locks, successes; never what was typed."""

from agencies.actions.audit import record_act
from agencies.models import Staff
from agencies.queries.staff import count_passkeys
from agencies.rules import sign_in as rules
from base.clock import now
from base.db import db


def note_failure(staff: Staff | None, factor: str) -> None:
    """Counts a wrong attempt; the fifth locks the account. An unknown address leaves a row without a name.

    `factor`: password | code | recovery_code | passkey. While locked, attempts do not lengthen the lock.
    """
    staff_id = staff.id if staff else None
    record_act("signin.fail", staff_id=staff_id, after={"factor": factor}, outcome="refused")
    if staff is None or rules.is_locked(staff.locked_until, now()):
        return
    staff.failed_count, until = rules.after_failure(staff.failed_count, now())
    if until is not None:
        staff.locked_until = until
        record_act("signin.lock", staff_id=staff.id, subject=staff, outcome="refused")


def note_success(staff: Staff, factor: str) -> None:
    """`factor`: password | second_factor | passkey."""
    staff.failed_count = 0
    staff.locked_until = None
    record_act("signin.done", staff_id=staff.id, after={"factor": factor})


def note_change(staff: Staff, act: str, name: str = "") -> None:
    """A person changed how they get in: `act` is password.change, totp.set, totp.remove, passkey.add …"""
    record_act(act, staff_id=staff.id, subject=staff, after={"name": name} if name else None)


def check_may_remove_passkey(staff: Staff) -> None:
    """Holds the account until the commit, so that two removals at once do not both see the other key."""
    db.session.refresh(staff, with_for_update=True)
    rules.check_may_remove_passkey(
        staff.needs_second_factor, bool(staff.tf_primary_method), count_passkeys(staff)
    )
