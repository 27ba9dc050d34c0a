"""A new signing key: the old one hands over to it in the ledger itself, so that nobody has to be told.

In steps, each of which may be the last: the new secret is kept beside the old one; the handover, signed by
the old key, comes under a checkpoint of the old key; only then does the new secret take its place.
"""

import base64
import secrets
from datetime import datetime
from typing import Any

from base.db import db, reading
from base.settings import Settings, keep_secret, read_secret
from ledger.actions import add_public_record
from ledger.notes import Signer, VerifierKey
from ledger.queries.records import list_key_changes
from ledger.record_types import RecordType
from ledger.sealing import seal
from ledger.signing import origin_of, signer_of

_NEXT = "ledger_signing_next"


def handover(old: Signer, new: VerifierKey) -> dict[str, Any]:
    """The public record; no checkpoint's text begins as what is signed here does."""
    signature = old.sign_text(f"ydan key-changed\n{old.key}\n{new}\n")
    return {
        "old_key": str(old.key),
        "new_key": str(new),
        "signature": base64.b64encode(signature).decode(),
    }


def rotate_key(settings: Settings, at: datetime) -> VerifierKey:
    """Every process that seals must be started anew afterwards: the old key signs nothing more. Commits.

    What an earlier call left unfinished is finished. Raises LedgerForked, CopyBusy.
    """
    secret = read_secret(settings.instance_dir, _NEXT) or secrets.token_hex(32)
    keep_secret(settings.instance_dir, _NEXT, secret)
    old, new = signer_of(settings), Signer(origin_of(settings), secret)
    with reading():
        is_told = any(record["new_key"] == str(new.key) for _, record in list_key_changes())
        db.session.rollback()
    if not is_told:
        add_public_record(RecordType.KEY_CHANGED, handover(old, new.key), at)
        db.session.commit()
        seal(settings, at, only_when_due=False)
    keep_secret(settings.instance_dir, "ledger_signing", secret)
    keep_secret(settings.instance_dir, _NEXT, "")
    return new.key
