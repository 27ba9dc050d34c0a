"""The signed token in each page view: what was opened where and about when, and nothing stored for it.

What a page sends is known by the token's random part: row id, public number and private key follow from
it by keyed hashes, so the same page sent twice meets its own number again (design §7). Only someone who
holds the page can get its key back; the database holds hashes. A package packs its own values into the
body, behind a first byte that is its alone; what is here signs, reads and derives.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from base.codes import code_from_bytes
from base.settings import Secrets

STEP_SECONDS = 5
NUMBER_LENGTH = 12
KEY_LENGTH = 17  # 31 ** 17 > 2 ** 84
_MARK_BYTES = 16


class NonceInvalid(ValueError):
    """No token of ours: missing, cut, altered, or of another installation."""


@dataclass(frozen=True)
class PageIdentity:
    """What follows from a token: 63 random-looking bits, and two codes with check characters."""

    id: int
    number: str
    key: str


def step_of(instant: datetime) -> int:
    """5-second steps since 1970: exact enough to know whether a page was opened in time."""
    return int(instant.timestamp()) // STEP_SECONDS


def sign_body(body: bytes, keys: Secrets) -> str:
    """The token for the page: URL-safe text."""
    mark = hmac.digest(keys.page_nonce.encode(), body, hashlib.sha256)[:_MARK_BYTES]
    return base64.urlsafe_b64encode(body + mark).rstrip(b"=").decode()


def read_body(token: str, size: int, keys: Secrets) -> bytes:
    """The body of `size` bytes that this installation signed; raises NonceInvalid."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError) as error:
        raise NonceInvalid from error
    if len(raw) != size + _MARK_BYTES:
        raise NonceInvalid
    body, mark = raw[:size], raw[size:]
    expected = hmac.digest(keys.page_nonce.encode(), body, hashlib.sha256)[:_MARK_BYTES]
    if not hmac.compare_digest(mark, expected):
        raise NonceInvalid
    return body


def identity_from(body: bytes, keys: Secrets) -> PageIdentity:
    """Id, number and key of what this page view makes; the same for every sending."""
    secret = keys.response_number.encode()

    def derive(purpose: bytes) -> bytes:
        return hmac.digest(secret, purpose + body, hashlib.sha256)

    return PageIdentity(
        id=int.from_bytes(derive(b"id")[:8], "big") >> 1,
        number=code_from_bytes(derive(b"number"), NUMBER_LENGTH),
        key=code_from_bytes(derive(b"key"), KEY_LENGTH),
    )


def mark_content(body: bytes, content: bytes, keys: Secrets) -> bytes:
    """32 bytes that tell the same content from other; of no use to who has not got the page."""
    return hmac.digest(keys.response_number.encode(), b"content" + body + content, hashlib.sha256)
