"""Leaves that wait for their place."""

from collections.abc import Collection, Iterator

from sqlalchemy import select

from base.db import db
from ledger.models import PendingLeaf


def list_pending(limit: int) -> list[tuple[bytes, str, bytes]]:
    """(commitment, type, number hash) in the order of the commitments, which is that of chance."""
    columns = (PendingLeaf.commitment, PendingLeaf.type, PendingLeaf.number_hash)
    rows = db.session.execute(select(*columns).order_by(PendingLeaf.commitment).limit(limit))
    return [(row[0], row[1], row[2]) for row in rows]


def list_pending_among(commitments: Collection[bytes]) -> set[bytes]:
    found = select(PendingLeaf.commitment).where(PendingLeaf.commitment.in_(commitments))
    return set(db.session.scalars(found))


def pending_among(commitments: Collection[bytes]) -> dict[bytes, tuple[str, bytes]]:
    """commitment → (type, number hash) of those that wait."""
    columns = (PendingLeaf.commitment, PendingLeaf.type, PendingLeaf.number_hash)
    rows = db.session.execute(select(*columns).where(PendingLeaf.commitment.in_(commitments)))
    return {row[0]: (row[1], row[2]) for row in rows}


def iterate_pending() -> Iterator[tuple[str, bytes, bytes]]:
    """(type, number hash, commitment) of all that wait for a place."""
    columns = (PendingLeaf.type, PendingLeaf.number_hash, PendingLeaf.commitment)
    rows = select(*columns).order_by(PendingLeaf.commitment).execution_options(yield_per=1000)
    for row in db.session.execute(rows):
        yield row[0], row[1], row[2]
