"""The secret part of a subscriber's address, and the signature in the page that asks for notices.

The secret follows from the round and the address's mark by a keyed hash: it stands in every letter, so that
everybody can stop, and only its SHA-256 is stored.
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from base.settings import Secrets

ABOUT = "round_subscription"
_PAGE_LASTS = timedelta(hours=24)


def subscription_token(round_id: int, mark: bytes, keys: Secrets) -> str:
    """32 URL-safe characters."""
    body = f"{ABOUT} {round_id} ".encode() + mark
    digest = hmac.digest(keys.contact.encode(), body, hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:24]).decode()


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def seal_about(round_id: int, mark: bytes) -> str:
    """What the sealed address is bound to."""
    return f"{ABOUT} {round_id} {mark.hex()}"


def sign_page(round_id: int, at: datetime, keys: Secrets) -> str:
    """Proof that a form was opened here: minute and signature."""
    minute = int(at.timestamp()) // 60
    return f"{minute}.{_signature(round_id, minute, keys)}"


def is_page_ours(token: str, round_id: int, at: datetime, keys: Secrets) -> bool:
    """Whether the form was opened here at most a day ago."""
    minute, _dot, signature = token.partition(".")
    if not minute.isdecimal() or len(minute) > 12:
        return False
    opened_at = datetime.fromtimestamp(int(minute) * 60, UTC)
    if not timedelta(minutes=-1) <= at - opened_at <= _PAGE_LASTS:
        return False
    return hmac.compare_digest(signature, _signature(round_id, int(minute), keys))


def _signature(round_id: int, minute: int, keys: Secrets) -> str:
    body = f"notices {round_id} {minute}".encode()
    return hmac.digest(keys.page_nonce.encode(), body, hashlib.sha256).hex()[:32]
