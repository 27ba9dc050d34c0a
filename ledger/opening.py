"""The auditor's file: for every stored record its leaf key and what the ledger must have committed to.

It opens answers, so it is written on the host alone (mode 0600) and handed to the auditor by hand.
"""

import json
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from base.db import db, reading
from base.settings import Settings
from ledger.leaves import commitment, leaf_key
from ledger.openers import StoredRecord, stored_records, told_lines
from ledger.queries import (
    find_newest_checkpoint,
    list_commitments_from,
    list_pending_among,
)

_AT_ONCE = 500


def opening_lines(settings: Settings) -> Iterator[str]:
    """One JSON object a record; `waiting` marks those whose leaf no checkpoint holds yet."""
    master = settings.secrets.ledger_master.encode()
    with reading():
        for line in told_lines():
            yield json.dumps(line, ensure_ascii=False)
        newest = find_newest_checkpoint()
        unsigned = list_commitments_from(newest.size if newest else 0)
        records = iter(stored_records())
        while block := list(islice(records, _AT_ONCE)):
            yield from _lines(master, block, unsigned)
        db.session.rollback()


def _lines(
    master: bytes, block: Iterable[tuple[str, StoredRecord]], unsigned: set[bytes]
) -> Iterator[str]:
    made = [(kind, one, _commitment(master, one)) for kind, one in block]
    waiting = unsigned | list_pending_among([committed for _, _, committed in made])
    for kind, one, committed in made:
        line: dict[str, Any] = {
            "type": kind,
            "number": one.number_hash.hex(),
            **_opened(master, one),
        }
        if committed in waiting:
            line["waiting"] = True
        yield json.dumps(line, ensure_ascii=False)


def _commitment(master: bytes, one: StoredRecord) -> bytes:
    """Of destroyed words nothing, for nothing is left of what it was made from."""
    return b"" if one.record is None else commitment(master, one.leaf_id, one.record)


def _opened(master: bytes, one: StoredRecord) -> dict[str, Any]:
    if one.record is None:
        return {"destroyed": True}
    return {"key": leaf_key(master, one.leaf_id).hex(), "record": one.record}


def write_opening(settings: Settings, path: Path) -> int:
    """The number of records written; an existing file is not overwritten."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    count = 0
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        for line in opening_lines(settings):
            handle.write(f"{line}\n")
            count += 1
    return count
