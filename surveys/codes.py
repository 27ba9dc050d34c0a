"""One-time codes as values: how they are drawn, found again by their HMAC, sealed, and committed to.

A code is 10 random characters and a check character. The database knows it by HMAC-SHA256 under the secret
`code_hmac`; the plain text is sealed beside it only until the code is printed or handed out.
"""

import hashlib
import hmac
import os
from collections.abc import Collection

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from base.codes import random_code, read_code
from base.settings import Secrets
from ledger.merkle import hash_leaf, root_of

CODE_LENGTH = 10


def read_typed(typed: str) -> str:
    """The canonical code from what a person typed or scanned; raises base.codes.CodeMistyped."""
    return read_code(typed, CODE_LENGTH)


def hash_code(code: str, keys: Secrets) -> bytes:
    """The key of `one_time_code` for a canonical code."""
    return hmac.digest(keys.code_hmac.encode(), code.encode(), hashlib.sha256)


def draw_codes(count: int, keys: Secrets) -> dict[bytes, str]:
    """`count` different random codes by their hash, in the order of the hashes, which is that of chance."""
    drawn: dict[bytes, str] = {}
    while len(drawn) < count:
        code = random_code(CODE_LENGTH)
        drawn[hash_code(code, keys)] = code
    return dict(sorted(drawn.items()))


def batch_root(hashes: Collection[bytes]) -> bytes:
    """What a batch commits to: the Merkle root over its sorted code hashes."""
    return root_of([hash_leaf(one) for one in sorted(hashes)])


def _cipher(keys: Secrets) -> AESGCM:
    return AESGCM(hmac.digest(keys.code_hmac.encode(), b"seal", hashlib.sha256))


def seal_code(code: str, code_hash: bytes, keys: Secrets) -> bytes:
    """Bound to its row, so that it cannot be moved to another one."""
    nonce = os.urandom(12)
    return nonce + _cipher(keys).encrypt(nonce, code.encode(), code_hash)


def open_code(sealed: bytes, code_hash: bytes, keys: Secrets) -> str:
    return _cipher(keys).decrypt(sealed[:12], sealed[12:], code_hash).decode()


def handing_subject(code_hash: bytes) -> bytes:
    """What the sealed instant of handing out is bound to (base.day_keys)."""
    return b"handed " + code_hash
