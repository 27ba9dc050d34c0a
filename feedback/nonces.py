"""What the signed token of a comment page says: the round, version and provision, and when it was opened."""

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

_LAYOUT = struct.Struct(">BIIII12s")
_FORMAT = 2


@dataclass(frozen=True)
class CommentNonce:
    """`provision_id` 0 is the whole draft; `opened_step` as in base.nonces; `random` is 12 bytes."""

    round_id: int
    version_id: int
    provision_id: int
    opened_step: int
    random: bytes

    @property
    def opened_at(self) -> datetime:
        return datetime.fromtimestamp(self.opened_step * STEP_SECONDS, UTC)

    def again(self) -> "CommentNonce":
        """A fresh nonce for the same view: a new comment, opened when this page was opened."""
        return replace(self, random=secrets.token_bytes(12))


def new_nonce(round_id: int, version_id: int, provision_id: int, now: datetime) -> CommentNonce:
    return CommentNonce(round_id, version_id, provision_id, step_of(now), secrets.token_bytes(12))


def _packed(nonce: CommentNonce) -> bytes:
    numbers = (nonce.round_id, nonce.version_id, nonce.provision_id, nonce.opened_step)
    return _LAYOUT.pack(_FORMAT, *numbers, nonce.random)


def sign_nonce(nonce: CommentNonce, keys: Secrets) -> str:
    return sign_body(_packed(nonce), keys)


def read_nonce(token: str, keys: Secrets) -> CommentNonce:
    """The nonce of a token that this installation signed for a comment page; raises NonceInvalid."""
    kind, round_id, version_id, provision_id, step, random = _LAYOUT.unpack(
        read_body(token, _LAYOUT.size, keys)
    )
    if kind != _FORMAT:
        raise NonceInvalid
    return CommentNonce(round_id, version_id, provision_id, step, random)


def identity_of(nonce: CommentNonce, keys: Secrets) -> PageIdentity:
    """Id, number and key of the comment that this page view makes; the same for every sending."""
    return identity_from(_packed(nonce), keys)


def content_mark(nonce: CommentNonce, content: bytes, keys: Secrets) -> bytes:
    return mark_content(_packed(nonce), content, keys)
