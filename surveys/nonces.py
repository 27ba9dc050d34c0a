"""What the signed token of an answer page says: the place, round and version that were opened, and when."""

import secrets
import struct
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from base.nonces import (
    STEP_SECONDS,
    NonceInvalid,
    PageIdentity,
    identity_from,
    mark_content,
    read_body,
    sign_body,
    step_of,
)
from base.settings import Secrets

_LAYOUT = struct.Struct(">BBIIII12s")
_FORMAT = 1
_KIOSK, _TEST = 1, 2
TOKEN_LENGTH = 62


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
    return sign_body(_packed(nonce), keys)


def read_nonce(token: str, keys: Secrets) -> PageNonce:
    """The nonce of a token that this installation signed for an answer page; raises NonceInvalid."""
    kind, flags, place_id, round_id, version_id, step, random = _LAYOUT.unpack(
        read_body(token, _LAYOUT.size, keys)
    )
    if kind != _FORMAT:
        raise NonceInvalid
    return PageNonce(
        place_id, round_id, version_id, step, random, bool(flags & _KIOSK), bool(flags & _TEST)
    )


def identity_of(nonce: PageNonce, keys: Secrets) -> PageIdentity:
    """Id, number and key of the response that this page view makes; the same for every sending."""
    return identity_from(_packed(nonce), keys)


def content_mark(nonce: PageNonce, content: bytes, keys: Secrets) -> bytes:
    return mark_content(_packed(nonce), content, keys)
