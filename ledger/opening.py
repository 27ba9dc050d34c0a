"""The auditor's file: for every stored record its leaf key and what the ledger must have committed to.

It opens answers, so it is written on the host alone (mode 0600) and handed to the auditor by hand.
"""

import json
import os
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from base.db import one_snapshot
from base.settings import Settings
from ledger.leaves import commitment, hidden_number, leaf_key
from ledger.openers import StoredRecord, stored_records, told_lines
from ledger.queries.checkpoints import find_newest_checkpoint
from ledger.queries.leaves import list_types_from, positions_of
from ledger.queries.pending import pending_among
from ledger.queries.records import iterate_records

_AT_ONCE = 500


def opening_lines(settings: Settings) -> Iterator[str]:
    """One JSON object a record, in the transaction at hand."""
    master = settings.secrets.ledger_master.encode()
    yield from (json.dumps(line, ensure_ascii=False) for line in told_lines())
    for kind, one in stored_records():
        yield json.dumps(_line(master, kind, one), ensure_ascii=False)


def _record_lines(settings: Settings, size: int) -> Iterator[dict[str, Any]]:
    """As `opening_lines`; `at` is the place of a record's leaf, `waiting` marks what no checkpoint holds yet.

    `size`: leaves under the newest checkpoint. With the places whoever has this file and the public records
    alone knows what stood in the ledger when figures were made.
    """
    master = settings.secrets.ledger_master.encode()
    unsigned = list_types_from(size)
    records = iter(stored_records())
    while block := list(islice(records, _AT_ONCE)):
        made = [_commitments(master, one) for _, one in block]
        waiting = unsigned | pending_among([one for found in made for one in found])
        places = positions_of([_number(master, one) for _, one in block])
        for (kind, one), found in zip(block, made, strict=True):
            line, leaf = _line(master, kind, one), (kind, _number(master, one))
            if any(waiting.get(committed) == leaf for committed in found):
                line["waiting"] = True
            elif leaf[1] in places:
                line["at"] = places[leaf[1]]
            yield line


def _places(size: int) -> Iterator[dict[str, Any]]:
    """Where the leaf of each public record stands."""
    records = iterate_records()
    while block := [one[0] for one in islice(records, _AT_ONCE)]:
        for committed, at in sorted(positions_of(block).items(), key=lambda one: one[1]):
            if at < size:
                yield {"type": "place", "record": committed.hex(), "at": at}


def _line(master: bytes, kind: str, one: StoredRecord) -> dict[str, Any]:
    return {"type": kind, "number": _number(master, one).hex(), **_opened(master, one)}


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
    return line


def write_opening(settings: Settings, path: Path) -> int:
    """The number of records written; an existing file is not overwritten."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    count = 0
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle, one_snapshot():
        newest = find_newest_checkpoint()
        size = newest.size if newest else 0
        for line in chain(told_lines(), _places(size), _record_lines(settings, size)):
            handle.write(f"{json.dumps(line, ensure_ascii=False)}\n")
            count += "number" in line
    return count
