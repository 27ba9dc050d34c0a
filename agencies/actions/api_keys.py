"""Keys of other systems: made (the key itself is told once), revoked."""

import hashlib
import secrets
from datetime import date

from agencies.actions.audit import record_act
from agencies.models import ApiKey
from agencies.roles import Viewer
from agencies.rules import api_keys as rules
from base.clock import now, today
from base.db import db

PREFIX = "ydan_"


def hash_key(token: str) -> bytes:
    """The key is 256 random bits, so one plain hash is enough to find it again."""
    return hashlib.sha256(token.encode()).digest()


def make_key(
    actor: Viewer, name: str, agency_id: int | None, scope: str, expires_on: date
) -> tuple[ApiKey, str]:
    """(row, the key as the other system sends it); the latter is kept nowhere."""
    rules.check_expiry(expires_on, today())
    token = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        name=name,
        agency_id=agency_id,
        scope=scope,
        key_hash=hash_key(token),
        expires_on=expires_on,
        made_by_id=actor.staff_id,
    )
    db.session.add(key)
    db.session.flush()
    after = {"name": name, "scope": scope, "expires_on": expires_on.isoformat()}
    record_act(
        "api_key.make", staff_id=actor.staff_id, subject=key, agency_id=agency_id, after=after
    )
    return key, token


def revoke_key(actor: Viewer, key: ApiKey) -> None:
    """From the next call on it opens nothing."""
    if key.revoked_at is not None:
        raise rules.KeyRevokedBefore
    key.revoked_at = now()
    db.session.flush()
    record_act(
        "api_key.revoke",
        staff_id=actor.staff_id,
        subject=key,
        agency_id=key.agency_id,
        after={"name": key.name},
    )
