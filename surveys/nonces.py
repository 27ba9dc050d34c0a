"""The signed token in each page view: what was opened where and about when, and nothing stored for it.

The response's id, its public number and its private key all follow from the token's random part by keyed
hashes, so the same page sent twice meets its own number again (design §7). Only someone who holds the
page can get its key back; the database holds hashes.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from base.codes import code_from_bytes
from base.settings import Secrets

STEP_SECONDS = 5
NUMBER_LENGTH = 12
KEY_LENGTH = 17  # 31 ** 17 > 2 ** 84
_LAYOUT = struct.Struct(">BBIIII12s")
_MARK_BYTES = 16
_FORMAT = 1
_KIOSK, _TEST = 1, 2
TOKEN_LENGTH = 62


class NonceInvalid(ValueError):
    """No token of ours: missing, cut, altered, or of another installation."""


@dataclass(frozen=True)
class PageNonce:
    """`opened_step` counts 5-second steps since 1970; `random` is 12 bytes."""

    place_id: int
    round_id: int
    version_id: int
    opened_step: int
    random: bytes
    is_kiosk: bool = False
    is_test: bool = False

    @property
    def opened_at(self) -> datetime:
        return datetime.fromtimestamp(self.opened_step * STEP_SECONDS, UTC)

    def again(self) -> "PageNonce":
        """A fresh nonce for the same view: a new response, opened when this page was opened."""
        return replace(self, random=secrets.token_bytes(12))

    def steps_until(self, instant: datetime) -> int:
        """How long the page was open, in 5-second steps, as a small integer column takes it."""
        return max(0, min(step_of(instant) - self.opened_step, 32767))


@dataclass(frozen=True)
class ResponseIdentity:
    """What follows from a nonce: 63 random-looking bits, and two codes with check characters."""

    id: int
    number: str
    key: str


def step_of(instant: datetime) -> int:
    return int(instant.timestamp()) // STEP_SECONDS


def new_nonce(
    place_id: int,
    round_id: int,
    version_id: int,
    now: datetime,
    *,
    is_kiosk: bool = False,
    is_test: bool = False,
) -> PageNonce:
    return PageNonce(
        place_id, round_id, version_id, step_of(now), secrets.token_bytes(12), is_kiosk, is_test
    )


def _packed(nonce: PageNonce) -> bytes:
    flags = nonce.is_kiosk * _KIOSK + nonce.is_test * _TEST
    numbers = (nonce.place_id, nonce.round_id, nonce.version_id, nonce.opened_step)
    return _LAYOUT.pack(_FORMAT, flags, *numbers, nonce.random)


def sign_nonce(nonce: PageNonce, keys: Secrets) -> str:
    """The token for the page: URL-safe text of TOKEN_LENGTH characters."""
    body = _packed(nonce)
    mark = hmac.digest(keys.page_nonce.encode(), body, hashlib.sha256)[:_MARK_BYTES]
    return base64.urlsafe_b64encode(body + mark).rstrip(b"=").decode()


def read_nonce(token: str, keys: Secrets) -> PageNonce:
    """The nonce of a token that this installation signed; raises NonceInvalid."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError) as error:
        raise NonceInvalid from error
    if len(raw) != _LAYOUT.size + _MARK_BYTES:
        raise NonceInvalid
    body, mark = raw[: _LAYOUT.size], raw[_LAYOUT.size :]
    expected = hmac.digest(keys.page_nonce.encode(), body, hashlib.sha256)[:_MARK_BYTES]
    if not hmac.compare_digest(mark, expected):
        raise NonceInvalid
    kind, flags, place_id, round_id, version_id, step, random = _LAYOUT.unpack(body)
    if kind != _FORMAT:
        raise NonceInvalid
    return PageNonce(
        place_id, round_id, version_id, step, random, bool(flags & _KIOSK), bool(flags & _TEST)
    )


def identity_of(nonce: PageNonce, keys: Secrets) -> ResponseIdentity:
    """Id, number and key of the response that this page view makes; the same for every sending."""
    secret, body = keys.response_number.encode(), _packed(nonce)

    def derive(purpose: bytes) -> bytes:
        return hmac.digest(secret, purpose + body, hashlib.sha256)

    return ResponseIdentity(
        id=int.from_bytes(derive(b"id")[:8], "big") >> 1,
        number=code_from_bytes(derive(b"number"), NUMBER_LENGTH),
        key=code_from_bytes(derive(b"key"), KEY_LENGTH),
    )


def content_mark(nonce: PageNonce, content: bytes, keys: Secrets) -> bytes:
    """32 bytes that tell the same content from other; of no use to who has not got the page."""
    return hmac.digest(
        keys.response_number.encode(), b"content" + _packed(nonce) + content, hashlib.sha256
    )
