"""The auditor's file: for every stored record its leaf key and what the ledger must have committed to.

It opens answers, so it is written on the host alone (mode 0600) and handed to the auditor by hand.
"""

import json
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from base.db import db, reading
from base.settings import Settings
from ledger.leaves import commitment, hidden_number, leaf_key
from ledger.openers import StoredRecord, stored_records, told_lines
from ledger.queries import (
    find_newest_checkpoint,
    list_types_from,
    pending_among,
)

_AT_ONCE = 500


def opening_lines(settings: Settings) -> Iterator[str]:
    """One JSON object a record; `waiting` marks those whose leaf no checkpoint holds yet."""
    master = settings.secrets.ledger_master.encode()
    with reading():
        for line in told_lines():
            yield json.dumps(line, ensure_ascii=False)
        newest = find_newest_checkpoint()
        unsigned = list_types_from(newest.size if newest else 0)
        records = iter(stored_records())
        while block := list(islice(records, _AT_ONCE)):
            yield from _lines(master, block, unsigned)
        db.session.rollback()


def _lines(
    master: bytes,
    block: Sequence[tuple[str, StoredRecord]],
    unsigned: dict[bytes, tuple[str, bytes]],
) -> Iterator[str]:
    made = [_commitments(master, one) for _, one in block]
    waiting = unsigned | pending_among([one for found in made for one in found])
    for (kind, one), found in zip(block, made, strict=True):
        number = _number(master, one)
        line = {"type": kind, "number": number.hex(), **_opened(master, one)}
        if any(waiting.get(committed) == (kind, number) for committed in found):
            line["waiting"] = True
        yield json.dumps(line, ensure_ascii=False)


def _number(master: bytes, one: StoredRecord) -> bytes:
    return hidden_number(master, one.leaf_id) if one.number_hash is None else one.number_hash


def _commitments(master: bytes, one: StoredRecord) -> list[bytes]:
    """With and without what older leaves do not commit to; of destroyed words nothing is left."""
    if one.record is None:
        return []
    forms = [one.record] if one.more is None else [{**one.record, **one.more}, one.record]
    return [commitment(master, one.leaf_id, form) for form in forms]


def _opened(master: bytes, one: StoredRecord) -> dict[str, Any]:
    if one.record is None:
        return {"destroyed": True}
    line: dict[str, Any] = {"key": leaf_key(master, one.leaf_id).hex(), "record": one.record}
    if one.more is not None:
        line["more"] = one.more
    if one.is_optional:
        line["optional"] = True
    return line


def write_opening(settings: Settings, path: Path) -> int:
    """The number of records written; an existing file is not overwritten."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    count = 0
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        for line in opening_lines(settings):
            handle.write(f"{line}\n")
            count += 1
    return count
