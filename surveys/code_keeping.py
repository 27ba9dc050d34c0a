"""What the clock does with codes: ready once their commitment is public, uses settled, the rest forgotten."""

from base.clock import now, today
from base.day_keys import days_to_forget
from base.db import db
from base.jobs import periodic
from base.logs import get_logger
from surveys.actions.code_forgetting import erase_expired, forget_handings
from surveys.actions.code_slips import erase_old_files
from surveys.actions.codes import confirm_committed, settle_uses
from surveys.queries.codes import list_handed_days


@periodic("ready-codes")
def make_codes_ready() -> None:
    """Every minute: batches whose commitment stands under a published checkpoint may be handed out."""
    ready = confirm_committed()
    db.session.commit()
    if ready:
        get_logger("codes").info("code_batches_ready", batch_count=ready)


@periodic("settle-code-uses", minute="40", hour="1")
def settle_code_uses() -> None:
    """At night, all at once."""
    settled = settle_uses()
    db.session.commit()
    get_logger("codes").info("code_uses_settled", is_any=settled > 0)


@periodic("forget-codes", minute="9")
def forget_codes() -> None:
    """Instants of handing out after 48 hours; plain texts of codes that can no longer be used."""
    forget_handings(days_to_forget(list_handed_days(), now()))
    erase_expired(today())
    erase_old_files()
    db.session.commit()
