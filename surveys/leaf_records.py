"""What the ledger commits to about a response beside its row: its number's keys, and its free words."""

from collections.abc import Collection, Mapping
from typing import Any

from ledger.leaves import commitment, hidden_number
from ledger.record_types import RecordType


def number_marks(key_hash: bytes, content_hash: bytes, word_count: int) -> dict[str, Any]:
    """Committed to with the response, so that nobody slips in a key of their own, or words."""
    return {"key": key_hash.hex(), "page": content_hash.hex(), "word_count": word_count}


def words_leaf_id(response_id: int) -> bytes:
    return response_id.to_bytes(8, "big") + b"words"


def words_record(words: Mapping[str, str], private: Collection[str] = ()) -> dict[str, Any]:
    """`words`: question key → what was written, `private` the keys of those for the province alone.

    They have a leaf of their own, for words may have to go while the response stays.
    """
    return {"words": dict(words), "private": sorted(private)}


def words_leaf(
    master: bytes, response_id: int, words: Mapping[str, str], private: Collection[str] = ()
) -> tuple[bytes, str, bytes]:
    """(commitment, type, number) of the leaf, as a row of pending_leaf."""
    leaf_id = words_leaf_id(response_id)
    sealed = commitment(master, leaf_id, words_record(words, private))
    return sealed, str(RecordType.WORDS), hidden_number(master, leaf_id)
