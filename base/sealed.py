"""Contact details that only this installation can open: AES-GCM, bound to the row they belong to.

The key follows from the secret `contact`, so a stolen database alone tells nothing.
"""

import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from base.settings import Secrets

_FORMAT = b"\x01"


class SealBroken(Exception):
    """Not sealed here, moved to another row, or altered: our fault, never a person's."""


def _cipher(keys: Secrets) -> AESGCM:
    return AESGCM(hmac.digest(keys.contact.encode(), b"seal", hashlib.sha256))


def seal_values(values: dict[str, Any], about: str, keys: Secrets) -> bytes:
    """`about` names table and key ("comment_author 123"); the same name opens it again."""
    nonce = os.urandom(12)
    plain = json.dumps(values, ensure_ascii=False).encode()
    return _FORMAT + nonce + _cipher(keys).encrypt(nonce, plain, about.encode())


def open_values(sealed: bytes, about: str, keys: Secrets) -> dict[str, Any]:
    """What was sealed; raises SealBroken."""
    if sealed[:1] != _FORMAT:
        raise SealBroken(about)
    try:
        plain = _cipher(keys).decrypt(sealed[1:13], sealed[13:], about.encode())
    except InvalidTag as error:
        raise SealBroken(about) from error
    values: dict[str, Any] = json.loads(plain)
    return values


def address_mark(address: str, about: str, keys: Secrets) -> bytes:
    """32 bytes by which the same address is found again without being stored in the clear."""
    secret = hmac.digest(keys.contact.encode(), b"mark", hashlib.sha256)
    return hmac.digest(secret, f"{about} {address.strip().lower()}".encode(), hashlib.sha256)
