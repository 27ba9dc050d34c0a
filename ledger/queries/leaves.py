"""Leaves with their places, and the stored tree above them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select

from base.db import db
from ledger.merkle import Subtrees
from ledger.models import LedgerLeaf, LedgerNode, PendingLeaf

LeafRow = tuple[str, bytes, bytes, bytes]  # type, number hash, commitment, leaf hash

_AT_ONCE = 500  # values in one question


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


def list_types_from(start: int) -> dict[bytes, tuple[str, bytes]]:
    """commitment → (type, number hash) of leaves that no checkpoint of `start` leaves holds."""
    columns = (LedgerLeaf.commitment, LedgerLeaf.type, LedgerLeaf.number_hash)
    rows = db.session.execute(select(*columns).where(LedgerLeaf.position >= start))
    return {row[0]: (row[1], row[2]) for row in rows}


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


def positions_of(commitments: Collection[bytes]) -> dict[bytes, int]:
    """commitment → place of the leaf of a public record, whose number is its commitment."""
    columns = (LedgerLeaf.number_hash, LedgerLeaf.position)
    rows = db.session.execute(select(*columns).where(LedgerLeaf.number_hash.in_(commitments)))
    return {row[0]: row[1] for row in rows}
