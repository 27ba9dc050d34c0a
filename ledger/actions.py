"""Every write of the ledger.

`append_leaves` goes straight to the driver, in a short transaction of its own: on SQLite it takes its turn
with those who answer (base.commits), on PostgreSQL sealers exclude each other by an advisory lock.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert

from base.clock import local
from base.commits import commit_together
from base.db import db
from ledger.leaves import canonical, leaf_bytes, public_commitment
from ledger.merkle import Growth, hash_leaf
from ledger.models import (
    LedgerCheckpoint,
    LedgerCosignature,
    LedgerEvent,
    PendingLeaf,
    PublicRecord,
)
from ledger.notes import read_checkpoint
from ledger.queries.leaves import LeafRow
from ledger.queries.records import record_texts
from ledger.record_types import RecordType

_LOCK = 0x5900AC1E  # names the sealers' advisory lock
_SIZE = "SELECT COALESCE(MAX(position) + 1, 0) FROM ledger_leaf"
_LEAF = "INSERT INTO ledger_leaf (position, type, number_hash, commitment, leaf_hash) "
_NODE = "INSERT INTO ledger_node (level, position, hash) "


class SealedMeanwhile(Exception):
    """Another sealer took some of these leaves: nothing was written, the batch is drawn anew."""


def as_leaf(record_type: str, number_hash: bytes, commitment: bytes) -> LeafRow:
    hashed = hash_leaf(leaf_bytes(record_type, number_hash, commitment))
    return record_type, number_hash, commitment, hashed


def leaves_at_once() -> int:
    """How many go into one transaction. On SQLite those who answer wait for it, on PostgreSQL nobody does."""
    return 2_000 if db.engine.dialect.name == "sqlite" else 20_000


def append_leaves(leaves: Sequence[LeafRow], *, all_were_pending: bool = True) -> int:
    """Gives the leaves the next positions and takes them off the waiting list; returns the size.

    With `all_were_pending` every one of them must still have waited, else SealedMeanwhile. Commits.
    """
    if db.engine.dialect.name == "sqlite":
        return commit_together(lambda cursor: _append(cursor, _Sqlite, leaves, all_were_pending))
    connection = db.engine.raw_connection()
    try:
        size = _append(connection.cursor(), _Postgres, leaves, all_were_pending)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.close()
    return size


class _Sqlite:
    begin = ""
    leaf_hashes = (
        "SELECT leaf_hash FROM ledger_leaf WHERE position >= ? AND position < ? ORDER BY position"
    )
    node_hashes = (
        "SELECT hash FROM ledger_node WHERE level = ? AND position >= ? AND position < ? "
        "ORDER BY position"
    )

    @staticmethod
    def take(cursor: Any, commitments: list[bytes]) -> int:
        rows = [(one,) for one in commitments]
        cursor.executemany("DELETE FROM pending_leaf WHERE commitment = ?", rows)
        return int(cursor.rowcount)

    @staticmethod
    def add(cursor: Any, leaves: list[tuple[Any, ...]], nodes: list[tuple[Any, ...]]) -> None:
        cursor.executemany(f"{_LEAF} VALUES (?, ?, ?, ?, ?)", leaves)
        cursor.executemany(f"{_NODE} VALUES (?, ?, ?)", nodes)


class _Postgres:
    """Lists travel as one text and rows by COPY: the driver would turn every value over by itself."""

    begin = f"SELECT pg_advisory_xact_lock({_LOCK})"
    leaf_hashes = _Sqlite.leaf_hashes.replace("?", "%s")
    node_hashes = _Sqlite.node_hashes.replace("?", "%s")

    @staticmethod
    def take(cursor: Any, commitments: list[bytes]) -> int:
        told = " ".join(one.hex() for one in commitments)
        cursor.execute(
            "DELETE FROM pending_leaf WHERE commitment IN "
            "(SELECT decode(one, 'hex') FROM unnest(string_to_array(%s, ' ')) AS one)",
            (told,),
        )
        return int(cursor.rowcount)

    @staticmethod
    def add(cursor: Any, leaves: list[tuple[Any, ...]], nodes: list[tuple[Any, ...]]) -> None:
        columns = "ledger_leaf (position, type, number_hash, commitment, leaf_hash)"
        _copy(cursor, columns, leaves)
        _copy(cursor, "ledger_node (level, position, hash)", nodes)


def _copy(cursor: Any, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Bytes, numbers and words of ours (no tab, no backslash) in COPY's own text form."""
    lines = (
        "\t".join(rf"\\x{one.hex()}" if isinstance(one, bytes) else str(one) for one in row)
        for row in rows
    )
    if rows:
        with cursor.copy(f"COPY {columns} FROM STDIN") as copy:
            copy.write("\n".join(lines) + "\n")


def _append(
    cursor: Any,
    dialect: type[_Sqlite] | type[_Postgres],
    leaves: Sequence[LeafRow],
    all_were_pending: bool,
) -> int:
    def fetch(level: int, first: int, last: int) -> Sequence[bytes]:
        if level == 0:
            cursor.execute(dialect.leaf_hashes, (first, last))
        else:
            cursor.execute(dialect.node_hashes, (level, first, last))
        return [bytes(row[0]) for row in cursor.fetchall()]

    if dialect.begin:
        cursor.execute(dialect.begin)
    taken = dialect.take(cursor, [commitment for _, _, commitment, _ in leaves])
    if all_were_pending and taken != len(leaves):
        raise SealedMeanwhile
    cursor.execute(_SIZE)
    start = int(cursor.fetchone()[0])
    growth = Growth(start, fetch)
    for leaf in leaves:
        growth.add(leaf[3])
    rows = [(start + at, *leaf) for at, leaf in enumerate(leaves)]
    dialect.add(cursor, rows, growth.made)
    return growth.size


def add_checkpoint(note: str) -> None:
    """Publishes a signed checkpoint; the caller commits."""
    checkpoint = read_checkpoint(note)
    db.session.add(
        LedgerCheckpoint(
            size=checkpoint.size,
            root=checkpoint.root,
            signed_at=checkpoint.at,
            day=local(checkpoint.at).date(),
            note=note,
        )
    )
    db.session.flush()


def add_cosignature(size: int, witness: str, cosigned_at: datetime, line: str) -> bool:
    """False if this witness had signed this checkpoint before: the first signature stays."""
    if db.session.get(LedgerCosignature, (size, witness)):
        return False
    db.session.add(
        LedgerCosignature(size=size, witness=witness, cosigned_at=cosigned_at, line=line)
    )
    db.session.flush()
    return True


def add_public_record(record_type: RecordType, record: Mapping[str, Any], at: datetime) -> bytes:
    """A record everybody may read, and its leaf; returns the commitment. No floats, no names of people.

    `record` gets "event", the type, and "day", Vietnam's day of `at`; the same record twice in a day is
    refused by its key, so it must name what it is about.
    """
    day = local(at).date()
    full = {**record, "event": str(record_type), "day": day.isoformat()}
    committed = public_commitment(full)
    text = canonical(full).decode()
    db.session.add(PublicRecord(commitment=committed, type=record_type, day=day, record=text))
    leaf = {"commitment": committed, "type": str(record_type), "number_hash": committed}
    db.session.execute(insert(PendingLeaf).values(leaf))
    return committed


def bring_back_records(texts: Iterable[str]) -> None:
    """The public records of a second copy, where the database has lost them."""
    given = iter(texts)
    while block := list(islice(given, 1000)):
        read = {hashlib.sha256(text.encode()).digest(): text for text in block}
        for committed in read.keys() - record_texts(list(read)).keys():
            record = json.loads(read[committed])
            day = date.fromisoformat(record["day"])
            row = PublicRecord(commitment=committed, type=record["event"], day=day)
            row.record = read[committed]
            db.session.add(row)
        db.session.flush()


def record_restore(copied_size: int, restored_size: int, missing_count: int, at: datetime) -> None:
    """A copy of the database behind the public ledger was brought back: that is public itself."""
    record = {
        "event": str(RecordType.LEDGER_RESTORED),
        "public_size": copied_size,
        "restored_size": restored_size,
        "missing_count": missing_count,
        "day": local(at).date().isoformat(),
        "recorded_at": at.replace(second=0, microsecond=0).isoformat(),
    }
    text, committed = canonical(record).decode(), public_commitment(record)
    kind = RecordType.LEDGER_RESTORED
    day = local(at).date()
    db.session.add(PublicRecord(commitment=committed, type=kind, day=day, record=text))
    db.session.add(
        LedgerEvent(
            commitment=committed,
            type=RecordType.LEDGER_RESTORED,
            recorded_at=at,
            copied_size=copied_size,
            record=text,
        )
    )
    leaf = {"commitment": committed, "type": "ledger-restored", "number_hash": committed}
    db.session.execute(insert(PendingLeaf).values(leaf))
