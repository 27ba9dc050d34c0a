"""What the ledger commits to when a response supersedes another; the leaf hides which."""

import hashlib
from typing import Any


def supersede_record(round_id: int, old_id: int, new_id: int) -> dict[str, Any]:
    return {"round_id": round_id, "old": old_id, "new": new_id}


def supersede_leaf_id(new_id: int) -> bytes:
    """Not the leaf id of the response itself: each leaf has a key of its own."""
    return b"supersede" + new_id.to_bytes(8, "big")


def supersede_number(round_id: int, old_id: int, new_id: int) -> bytes:
    """Nobody's number: 126 random bits stand behind it, so that no number of a resident can be tried."""
    return hashlib.sha256(f"supersede {round_id} {old_id} {new_id}".encode()).digest()
