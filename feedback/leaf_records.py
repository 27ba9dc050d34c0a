"""What the ledger commits to about a comment beside its row: its number's keys, its words, its standing."""

import hashlib
from typing import Any

from feedback.models import Visibility
from ledger.leaves import commitment, hidden_number
from ledger.record_types import RecordType

# What a public record calls the act that brought a comment to where it stands.
STANDING_ACTS: dict[str, str] = {
    Visibility.PUBLISHED: "show",
    Visibility.HELD: "hold",
    Visibility.HIDDEN: "hide",
    Visibility.WITHDRAWN: "withdraw",
    Visibility.ERASED: "erase",
}


def number_marks(key_hash: bytes, content_hash: bytes) -> dict[str, Any]:
    """Committed to with the comment, so that nobody slips in a key of their own."""
    return {"key": key_hash.hex(), "page": content_hash.hex()}


def words_leaf_id(comment_id: int) -> bytes:
    return comment_id.to_bytes(8, "big") + b"words"


def words_record(text: str, wording: str) -> dict[str, Any]:
    """A leaf of their own, for words may have to go while the comment stays."""
    return {"text": text, "wording": wording}


def words_leaf(master: bytes, comment_id: int, text: str, wording: str) -> dict[str, Any]:
    """A row of pending_leaf."""
    leaf_id = words_leaf_id(comment_id)
    return {
        "commitment": commitment(master, leaf_id, words_record(text, wording)),
        "type": str(RecordType.WORDS),
        "number_hash": hidden_number(master, leaf_id),
    }


def comment_mark(comment_id: int) -> str:
    """What public records call a comment; 63 random bits stand behind it."""
    return hashlib.sha256(f"comment {comment_id}".encode()).hexdigest()[:32]
