"""Where the auditor's openings come from: packages that commit to records register how they are read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import NoResultFound


@dataclass(frozen=True)
class StoredRecord:
    """`leaf_id` and `record` are what `leaves.commitment` was made from.

    `record` is None where what it held was destroyed, as its author or the law wanted. `more` is part of
    the record of newer leaves, not of those from before it was committed to. A `number_hash` of None is
    leaves.hidden_number.
    """

    number_hash: bytes | None
    leaf_id: bytes
    record: dict[str, Any] | None
    more: dict[str, Any] | None = None


ReadRecords = Callable[[], Iterator[StoredRecord]]
_readers: dict[str, list[ReadRecords]] = {}


def opens(record_type: str) -> Callable[[ReadRecords], ReadRecords]:
    """Registers a reader of stored records of a type, in any order; words come from two packages."""

    def register(reader: ReadRecords) -> ReadRecords:
        _readers.setdefault(record_type, []).append(reader)
        return reader

    return register


Check = Callable[[], Iterator[str]]
_checks: list[Check] = []


def checks(check: Check) -> Check:
    """Registers what only the host can hold against the ledger; it names every fault in a sentence."""
    _checks.append(check)
    return check


# What rows that point nowhere or hold something else than they should bring about.
_STRANGE = (ArithmeticError, AttributeError, LookupError, NoResultFound, TypeError, ValueError)


def checked() -> Iterator[str]:
    """Every fault; a check that stumbles over rows of a strange shape is one too, and hides no other."""
    for check in sorted(_checks, key=lambda one: (one.__module__, one.__name__)):
        try:
            yield from check()
        except _STRANGE as error:
            told = f"{check.__name__}: {type(error).__name__}: {error}"
            yield f"{told}: dữ liệu sai kiểu / rows of a shape nobody writes"


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
    for record_type, readers in sorted(_readers.items()):
        for reader in readers:
            yield from ((record_type, one) for one in reader())
