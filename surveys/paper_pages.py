"""The signed token of a keying page: for which batch, pass and person it was made, and when."""

import secrets
import struct
from dataclasses import dataclass
from datetime import datetime

from base.nonces import NonceInvalid, read_body, sign_body, step_of
from base.settings import Secrets

_LAYOUT = struct.Struct(">BIIBI12s")
_FORMAT = 80  # no other page's tokens begin so
MOST_STEPS = 720  # an hour: longer is a pause, not keying


@dataclass(frozen=True)
class KeyingPage:
    """`key` is what a second sending of the same page is known by."""

    batch_id: int
    staff_id: int
    pass_number: int
    opened_step: int
    random: bytes

    @property
    def key(self) -> str:
        return self.random.hex()

    def steps_until(self, instant: datetime) -> int:
        """5-second steps between opening and sending."""
        return max(0, min(step_of(instant) - self.opened_step, MOST_STEPS))


def new_page_token(
    batch_id: int, staff_id: int, pass_number: int, now: datetime, keys: Secrets
) -> str:
    random = secrets.token_bytes(12)
    body = _LAYOUT.pack(_FORMAT, batch_id, staff_id, pass_number, step_of(now), random)
    return sign_body(body, keys)


def read_page_token(token: str, keys: Secrets) -> KeyingPage:
    """Raises NonceInvalid."""
    kind, *values = _LAYOUT.unpack(read_body(token, _LAYOUT.size, keys))
    if kind != _FORMAT:
        raise NonceInvalid
    return KeyingPage(*values)
