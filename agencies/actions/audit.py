"""Writes the audit trail; every action of staff ends with one call."""

from typing import Any

from agencies.models import AuditEntry
from base.db import db


def record_act(
    act: str,
    *,
    staff_id: int | None,
    subject: Any = None,
    agency_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    outcome: str = "done",
) -> None:
    """Adds a row to the transaction at hand. `act` is `noun.verb`, e.g. "round.open".

    `subject` is a row (its table and key are noted) or None; before and after hold what differs.
    """
    identity = ""
    table = ""
    if subject is not None:
        table = subject.__tablename__
        identity = "/".join(
            str(part) for part in subject.__mapper__.primary_key_from_instance(subject)
        )
    db.session.add(
        AuditEntry(
            act=act,
            staff_id=staff_id,
            subject_type=table,
            subject_id=identity,
            agency_id=agency_id,
            before=before,
            after=after,
            outcome=outcome,
        )
    )
