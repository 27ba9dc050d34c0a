"""Every SELECT of the ledger."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from base.db import db
from ledger.leaves import public_commitment
from ledger.merkle import Subtrees
from ledger.models import (
    LedgerCheckpoint,
    LedgerCosignature,
    LedgerEvent,
    LedgerLeaf,
    LedgerNode,
    PendingLeaf,
    PublicRecord,
)
from ledger.record_types import RecordType

LeafRow = tuple[str, bytes, bytes, bytes]  # type, number hash, commitment, leaf hash


@dataclass(frozen=True)
class Day:
    """What one day's checkpoints added: sizes before its first and after its last."""

    on: date
    checkpoint_count: int
    size: int


@dataclass(frozen=True)
class Record:
    """A public record and the place of its leaf, None while it waits."""

    row: PublicRecord
    position: int | None


_AT_ONCE = 500  # values in one question


def list_pending(limit: int) -> list[tuple[bytes, str, bytes]]:
    """(commitment, type, number hash) in the order of the commitments, which is that of chance."""
    columns = (PendingLeaf.commitment, PendingLeaf.type, PendingLeaf.number_hash)
    rows = db.session.execute(select(*columns).order_by(PendingLeaf.commitment).limit(limit))
    return [(row[0], row[1], row[2]) for row in rows]


def is_anything_pending() -> bool:
    return db.session.scalar(select(PendingLeaf.commitment).limit(1)) is not None


def is_committed(number_hash: bytes) -> bool:
    """Whether a leaf with this number stands in the ledger or waits for its place."""
    return bool(committed_among([number_hash]))


def committed_among(number_hashes: Sequence[bytes]) -> set[bytes]:
    """Those with a leaf in the ledger or one that waits, asked for many at once."""
    found: set[bytes] = set()
    for start in range(0, len(number_hashes), _AT_ONCE):
        wanted = number_hashes[start : start + _AT_ONCE]
        for table in (LedgerLeaf, PendingLeaf):
            rows = select(table.number_hash).where(table.number_hash.in_(wanted))
            found.update(db.session.scalars(rows))
    return found


def list_pending_among(commitments: Collection[bytes]) -> set[bytes]:
    found = select(PendingLeaf.commitment).where(PendingLeaf.commitment.in_(commitments))
    return set(db.session.scalars(found))


def pending_among(commitments: Collection[bytes]) -> dict[bytes, tuple[str, bytes]]:
    """commitment → (type, number hash) of those that wait."""
    columns = (PendingLeaf.commitment, PendingLeaf.type, PendingLeaf.number_hash)
    rows = db.session.execute(select(*columns).where(PendingLeaf.commitment.in_(commitments)))
    return {row[0]: (row[1], row[2]) for row in rows}


def list_types_from(start: int) -> dict[bytes, tuple[str, bytes]]:
    """commitment → (type, number hash) of leaves that no checkpoint of `start` leaves holds."""
    columns = (LedgerLeaf.commitment, LedgerLeaf.type, LedgerLeaf.number_hash)
    rows = db.session.execute(select(*columns).where(LedgerLeaf.position >= start))
    return {row[0]: (row[1], row[2]) for row in rows}


def iterate_pending() -> Iterator[tuple[str, bytes, bytes]]:
    """(type, number hash, commitment) of all that wait for a place."""
    columns = (PendingLeaf.type, PendingLeaf.number_hash, PendingLeaf.commitment)
    rows = select(*columns).order_by(PendingLeaf.commitment).execution_options(yield_per=1000)
    for row in db.session.execute(rows):
        yield row[0], row[1], row[2]


def count_leaves() -> int:
    """The size of the tree; positions have no gaps."""
    newest = db.session.scalar(select(func.max(LedgerLeaf.position)))
    return 0 if newest is None else newest + 1


def list_leaves(start: int, end: int) -> list[LeafRow]:
    columns = (
        LedgerLeaf.type,
        LedgerLeaf.number_hash,
        LedgerLeaf.commitment,
        LedgerLeaf.leaf_hash,
    )
    inside = (LedgerLeaf.position >= start, LedgerLeaf.position < end)
    rows = db.session.execute(select(*columns).where(*inside).order_by(LedgerLeaf.position))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def leaves_by_position(start: int, end: int) -> dict[int, LeafRow]:
    """position → leaf, without those that are gone."""
    columns = (LedgerLeaf.type, LedgerLeaf.number_hash, LedgerLeaf.commitment, LedgerLeaf.leaf_hash)
    inside = (LedgerLeaf.position >= start, LedgerLeaf.position < end)
    rows = db.session.execute(select(LedgerLeaf.position, *columns).where(*inside))
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def find_leaf(number_hash: bytes) -> LedgerLeaf | None:
    """The first of a number; without LIMIT, lest PostgreSQL walk the tree in order instead of the index."""
    found = select(LedgerLeaf).where(LedgerLeaf.number_hash == number_hash)
    return next(iter(db.session.scalars(found.order_by(LedgerLeaf.position)).all()), None)


def _fetch(level: int, first: int, last: int) -> Sequence[bytes]:
    if level == 0:
        column: Any = LedgerLeaf.leaf_hash
        position: Any = LedgerLeaf.position
        found = select(column)
    else:
        position = LedgerNode.position
        found = select(LedgerNode.hash).where(LedgerNode.level == level)
    found = found.where(position >= first, position < last).order_by(position)
    return list(db.session.scalars(found))


def subtrees() -> Subtrees:
    """The stored tree, for proofs."""
    return Subtrees(_fetch)


def list_nodes(level: int, start: int, end: int) -> Sequence[bytes]:
    return _fetch(level, start, end)


def find_newest_checkpoint() -> LedgerCheckpoint | None:
    newest = select(LedgerCheckpoint).order_by(LedgerCheckpoint.size.desc()).limit(1)
    return db.session.scalars(newest).first()


def find_checkpoint(size: int) -> LedgerCheckpoint | None:
    return db.session.get(LedgerCheckpoint, size)


def find_first_checkpoint_holding(position: int) -> LedgerCheckpoint | None:
    """The checkpoint with which a leaf came into the ledger."""
    holding = select(LedgerCheckpoint).where(LedgerCheckpoint.size > position)
    return db.session.scalars(holding.order_by(LedgerCheckpoint.size).limit(1)).first()


def count_checkpoints() -> int:
    return db.session.scalar(select(func.count()).select_from(LedgerCheckpoint)) or 0


def list_checkpoints(limit: int | None = None, offset: int = 0) -> Sequence[LedgerCheckpoint]:
    """By size."""
    rows = select(LedgerCheckpoint).order_by(LedgerCheckpoint.size)
    return db.session.scalars(rows.limit(limit).offset(offset)).all()


def list_checkpoint_sizes() -> Sequence[int]:
    sizes = select(LedgerCheckpoint.size).order_by(LedgerCheckpoint.size)
    return db.session.scalars(sizes).all()


def list_closing_checkpoints() -> Sequence[LedgerCheckpoint]:
    """The last of each day, by size."""
    last = select(func.max(LedgerCheckpoint.size)).group_by(LedgerCheckpoint.day)
    rows = select(LedgerCheckpoint).where(LedgerCheckpoint.size.in_(last))
    return db.session.scalars(rows.order_by(LedgerCheckpoint.size)).all()


def list_checkpoints_of_day(day: date) -> Sequence[LedgerCheckpoint]:
    rows = select(LedgerCheckpoint).where(LedgerCheckpoint.day == day)
    return db.session.scalars(rows.order_by(LedgerCheckpoint.size)).all()


def find_size_before(size: int) -> int:
    """The size of the checkpoint before; 0 before the first."""
    smaller = select(func.max(LedgerCheckpoint.size)).where(LedgerCheckpoint.size < size)
    return db.session.scalar(smaller) or 0


def count_days() -> int:
    return db.session.scalar(select(func.count(LedgerCheckpoint.day.distinct()))) or 0


def list_days(limit: int, offset: int = 0) -> list[Day]:
    """Newest first."""
    columns = (LedgerCheckpoint.day, func.count(), func.max(LedgerCheckpoint.size))
    rows = select(*columns).group_by(LedgerCheckpoint.day).order_by(LedgerCheckpoint.day.desc())
    return [Day(*row) for row in db.session.execute(rows.limit(limit).offset(offset))]


def list_cosignatures(size: int) -> Sequence[LedgerCosignature]:
    rows = select(LedgerCosignature).where(LedgerCosignature.size == size)
    return db.session.scalars(rows.order_by(LedgerCosignature.witness)).all()


def list_newest_cosignatures(names: Collection[str]) -> list[LedgerCosignature]:
    """Of each witness its cosignature under the largest checkpoint."""
    found = []
    for name in sorted(names):
        rows = select(LedgerCosignature).where(LedgerCosignature.witness == name)
        newest = db.session.scalars(rows.order_by(LedgerCosignature.size.desc()).limit(1)).first()
        if newest:
            found.append(newest)
    return found


def list_events() -> Sequence[LedgerEvent]:
    return db.session.scalars(select(LedgerEvent).order_by(LedgerEvent.copied_size)).all()


def find_event(copied_size: int) -> LedgerEvent | None:
    found = select(LedgerEvent).where(LedgerEvent.copied_size == copied_size)
    return db.session.scalars(found).first()


def _records(record_type: str) -> Any:
    found = select(PublicRecord)
    return found.where(PublicRecord.type == record_type) if record_type else found


def count_records(record_type: str = "") -> int:
    found = select(func.count()).select_from(_records(record_type).subquery())
    return db.session.scalar(found) or 0


def list_records(limit: int, offset: int = 0, record_type: str = "") -> list[Record]:
    """Of one type or all, the newest day first and by type, with the place of their leaves."""
    ordered = _records(record_type).order_by(
        PublicRecord.day.desc(), PublicRecord.type, PublicRecord.commitment
    )
    rows = list(db.session.scalars(ordered.limit(limit).offset(offset)))
    places = positions_of([one.commitment for one in rows])
    return [Record(one, places.get(one.commitment)) for one in rows]


def record_texts(commitments: Collection[bytes]) -> dict[bytes, str]:
    """commitment → the text of the public record, where there is one."""
    columns = (PublicRecord.commitment, PublicRecord.record)
    rows = db.session.execute(select(*columns).where(PublicRecord.commitment.in_(commitments)))
    return {row[0]: row[1] for row in rows}


def intact_records(record_type: str) -> list[dict[str, Any]]:
    """Public records of a type whose text is still what their leaf commits to."""
    columns = (PublicRecord.commitment, PublicRecord.record)
    chosen = select(*columns).where(PublicRecord.type == record_type)
    rows = db.session.execute(chosen.order_by(PublicRecord.commitment))
    records = [json.loads(text) for committed, text in rows if is_intact(committed, text)]
    return [one for one in records if one.get("event") == record_type]


def list_key_changes() -> list[tuple[int, dict[str, Any]]]:
    """(place of the leaf, record) of each handover to another key that has its place, by place."""
    records = {public_commitment(one): one for one in intact_records(RecordType.KEY_CHANGED)}
    places = positions_of(list(records))
    placed = [(at, records[committed]) for committed, at in places.items()]
    return sorted(placed, key=lambda one: one[0])


def intact_record(commitment: bytes) -> dict[str, Any]:
    """The record of a leaf, empty where it is gone or altered."""
    text = record_texts([commitment]).get(commitment, "")
    found: dict[str, Any] = json.loads(text) if is_intact(commitment, text) else {}
    return found


def is_intact(committed: bytes, text: str) -> bool:
    """Whether it is the text that a leaf of this commitment stands for."""
    return hashlib.sha256(text.encode()).digest() == committed


def iterate_records() -> Iterator[tuple[bytes, str, date, str]]:
    """(commitment, type, day, text) of every public record."""
    columns = (
        PublicRecord.commitment,
        PublicRecord.type,
        PublicRecord.day,
        PublicRecord.record,
    )
    rows = select(*columns).order_by(PublicRecord.commitment).execution_options(yield_per=1000)
    for row in db.session.execute(rows):
        yield row[0], row[1], row[2], row[3]


def positions_of(commitments: Collection[bytes]) -> dict[bytes, int]:
    """commitment → place of the leaf of a public record, whose number is its commitment."""
    columns = (LedgerLeaf.number_hash, LedgerLeaf.position)
    rows = db.session.execute(select(*columns).where(LedgerLeaf.number_hash.in_(commitments)))
    return {row[0]: row[1] for row in rows}
