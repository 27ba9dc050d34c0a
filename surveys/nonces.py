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

# (format, flags, place or what else was opened, round, version, step, random), all of one size
_LAYOUTS = {
    1: struct.Struct(">BBIIII12s"),
    2: struct.Struct(">BBQIII8s"),
    3: struct.Struct(">BBQIII8s"),
}
PLACE, CODE, RESPONSE = _LAYOUTS
_KIOSK, _TEST = 1, 2
TOKEN_LENGTH = 62


@dataclass(frozen=True)
class PageNonce:
    """`opened_step` counts 5-second steps since 1970; `random` is 12 bytes, 8 where no place was opened.

    `opened` says what was: a PLACE by `place_id`; a one-time CODE or a RESPONSE to answer anew by `subject`,
    63 bits of the code's hash or the response's id, while `place_id` is 0.
    """

    place_id: int
    round_id: int
    version_id: int
    opened_step: int
    random: bytes
    is_kiosk: bool = False
    is_test: bool = False
    opened: int = PLACE
    subject: int = 0

    @property
    def opened_at(self) -> datetime:
        return datetime.fromtimestamp(self.opened_step * STEP_SECONDS, UTC)

    def again(self) -> "PageNonce":
        """A fresh nonce for the same view: a new response, opened when this page was opened."""
        return replace(self, random=secrets.token_bytes(len(self.random)))

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


def new_nonce_for(
    opened: int,
    subject: int,
    round_id: int,
    version_id: int,
    now: datetime,
    *,
    is_kiosk: bool = False,
    is_test: bool = False,
) -> PageNonce:
    """Of a page opened with a CODE, or with the key of a RESPONSE."""
    random = secrets.token_bytes(8)
    step = step_of(now)
    return PageNonce(0, round_id, version_id, step, random, is_kiosk, is_test, opened, subject)


def _packed(nonce: PageNonce) -> bytes:
    flags = nonce.is_kiosk * _KIOSK + nonce.is_test * _TEST
    about = nonce.place_id if nonce.opened == PLACE else nonce.subject
    numbers = (about, nonce.round_id, nonce.version_id, nonce.opened_step)
    return _LAYOUTS[nonce.opened].pack(nonce.opened, flags, *numbers, nonce.random)


def sign_nonce(nonce: PageNonce, keys: Secrets) -> str:
    """The token for the page: URL-safe text of TOKEN_LENGTH characters."""
    return sign_body(_packed(nonce), keys)


def read_nonce(token: str, keys: Secrets) -> PageNonce:
    """The nonce of a token that this installation signed for an answer page; raises NonceInvalid."""
    body = read_body(token, _LAYOUTS[PLACE].size, keys)
    layout = _LAYOUTS.get(body[0])
    if layout is None:
        raise NonceInvalid
    opened, flags, about, round_id, version_id, step, random = layout.unpack(body)
    place_id, subject = (about, 0) if opened == PLACE else (0, about)
    of_page = (place_id, round_id, version_id, step, random)
    return PageNonce(*of_page, bool(flags & _KIOSK), bool(flags & _TEST), opened, subject)


def identity_of(nonce: PageNonce, keys: Secrets) -> PageIdentity:
    """Id, number and key of the response that this page view makes; the same for every sending."""
    return identity_from(_packed(nonce), keys)


def content_mark(nonce: PageNonce, content: bytes, keys: Secrets) -> bytes:
    return mark_content(_packed(nonce), content, keys)
