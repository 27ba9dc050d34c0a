"""How a record becomes a hiding commitment.

C = HMAC-SHA256(k, canonical JSON), k = HMAC-SHA256(master, leaf id): without the key of the leaf nobody
can try answers until one fits. Only values that are kept for good go into the record.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

_spell = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(record: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys and no blanks; floats are refused, they have no single form."""
    if any(isinstance(value, float) for value in record.values()):
        raise TypeError("a float in a ledger record")
    return _spell(record).encode()


def leaf_key(master: bytes, leaf_id: bytes) -> bytes:
    return hmac.digest(master, leaf_id, hashlib.sha256)


def commitment(master: bytes, leaf_id: bytes, record: Mapping[str, Any]) -> bytes:
    """32 bytes; `leaf_id` is random (the response's id), never an order."""
    return hmac.digest(leaf_key(master, leaf_id), canonical(record), hashlib.sha256)


def hidden_number(master: bytes, leaf_id: bytes) -> bytes:
    """Stands in the public leaf where a record has no number of its own; tells nothing to anybody."""
    return hmac.digest(leaf_key(master, leaf_id), b"number", hashlib.sha256)


def number_hash(public_number: str) -> bytes:
    """What the ledger shows of a response number."""
    return hashlib.sha256(public_number.encode()).digest()


def leaf_bytes(record_type: str, number: bytes, committed: bytes) -> bytes:
    """The public leaf, as it stands in the second copy; the leaf hash is over exactly these bytes.

    They are `canonical` of the four values, spelled out because a million may be sealed at once.
    """
    values = (committed.hex(), number.hex(), record_type)
    return b'{"commitment":"%s","number":"%s","type":"%s","v":1}' % tuple(
        one.encode() for one in values
    )


def public_commitment(record: Mapping[str, Any]) -> bytes:
    """For records that are public themselves: everybody can recompute it."""
    return hashlib.sha256(canonical(record)).digest()
