"""Public records and whether their texts are still what their leaves commit to."""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from base.db import db
from ledger.leaves import public_commitment
from ledger.models import PublicRecord
from ledger.queries.leaves import positions_of
from ledger.record_types import RecordType


@dataclass(frozen=True)
class Record:
    """A public record and the place of its leaf, None while it waits."""

    row: PublicRecord
    position: int | None


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
