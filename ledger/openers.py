"""Where the auditor's openings come from: packages that commit to records register how they are read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class StoredRecord:
    """`leaf_id` and `record` are what `leaves.commitment` was made from.

    `record` is None where what it held was destroyed, as its author or the law wanted.
    """

    number_hash: bytes
    leaf_id: bytes
    record: dict[str, Any] | None


ReadRecords = Callable[[], Iterator[StoredRecord]]
_readers: dict[str, ReadRecords] = {}


def opens(record_type: str) -> Callable[[ReadRecords], ReadRecords]:
    """Registers the reader of all stored records of a type, in any order."""

    def register(reader: ReadRecords) -> ReadRecords:
        _readers[record_type] = reader
        return reader

    return register


ReadLines = Callable[[], Iterator[dict[str, Any]]]
_tellers: list[ReadLines] = []


def tells(reader: ReadLines) -> ReadLines:
    """Registers what the auditor's file says beside the records, each line with its "type"."""
    _tellers.append(reader)
    return reader


def told_lines() -> Iterator[dict[str, Any]]:
    for reader in sorted(_tellers, key=lambda one: one.__module__):
        yield from reader()


def stored_records() -> Iterator[tuple[str, StoredRecord]]:
    for record_type, reader in sorted(_readers.items()):
        for one in reader():
            yield record_type, one
