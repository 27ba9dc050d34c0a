"""SELECTs over keys of other systems."""

from sqlalchemy import select

from agencies.models import Agency, ApiKey
from base.db import db
from base.rules import NotFound


def find_key(key_hash: bytes) -> ApiKey | None:
    return db.session.scalar(select(ApiKey).where(ApiKey.key_hash == key_hash))


def get_key(key_id: int) -> ApiKey:
    key = db.session.get(ApiKey, key_id)
    if key is None:
        raise NotFound
    return key


def list_keys() -> list[tuple[ApiKey, Agency | None]]:
    """(key, its agency or None for the province): those in force first, the newest first."""
    found = select(ApiKey, Agency).outerjoin(Agency, Agency.id == ApiKey.agency_id)
    found = found.order_by(ApiKey.revoked_at.is_not(None), ApiKey.id.desc())
    return [(key, agency) for key, agency in db.session.execute(found)]
