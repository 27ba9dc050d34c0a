"""Checkpoints, what witnesses signed of them, and what befell the tree (restored backups)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from base.db import db
from ledger.models import LedgerCheckpoint, LedgerCosignature, LedgerEvent


@dataclass(frozen=True)
class Day:
    """What one day's checkpoints added: sizes before its first and after its last."""

    on: date
    checkpoint_count: int
    size: int


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
