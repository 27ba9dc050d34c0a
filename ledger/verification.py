"""`flask ledger verify`: the stand-alone verifier's checks on this database, and what only the host sees.

The arithmetic is the verifier's own, not the one that sealed. Beyond the public checks: stored hashes fit
their leaves and subtrees, database and second copy are the same, every stored record opens its leaf.
"""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from base.clock import local
from base.db import one_snapshot
from base.settings import Settings
from ledger import queries
from ledger.leaves import leaf_bytes
from ledger.merkle import SPAN, SPAN_BITS, hash_leaf, root_of
from ledger.notes import NoteMalformed, read_checkpoint
from ledger.openers import checked
from ledger.opening import opening_lines
from ledger.signing import second_copy_of, signer_of
from ledger.tools import verify_ledger as verifier

_AT_ONCE = 5_000


class DatabaseSource:
    """This installation's own tables, as the verifier reads a ledger; what it sees amiss goes to `faults`."""

    def __init__(self, *, tells_unsigned: bool = True) -> None:
        self.faults: list[str] = []
        self.tells_unsigned = tells_unsigned  # leaves that no checkpoint holds yet

    def notes(self) -> list[str]:
        return [one.note for one in queries.list_checkpoints()]

    def records(self) -> Iterator[str]:
        for committed, kind, day, text in queries.iterate_records():
            record = verifier.read_record(text)
            if (record.get("event"), record.get("day")) != (kind, day.isoformat()):
                self.faults.append(
                    f"văn bản {committed.hex()[:16]}…: loại hay ngày bị sửa / altered"
                )
            yield text
        for event in queries.list_events():
            yield event.record

    def leaves(self) -> Iterator[bytes]:
        end = queries.count_leaves()
        for first in range(0, end, _AT_ONCE):
            for at, row in enumerate(queries.list_leaves(first, min(first + _AT_ONCE, end)), first):
                data = leaf_bytes(*row[:3])
                if hash_leaf(data) != row[3]:
                    self.faults.append(f"mục {at + 1}: nội dung không khớp mã băm / leaf altered")
                yield data


def _check_nodes() -> list[str]:
    """Every stored subtree hash follows from the 256 below it; names those that do not."""
    faults, level, size = [], 0, queries.count_leaves()
    while size >= SPAN:
        above = size >> SPAN_BITS
        for at in range(above):
            below = queries.list_nodes(level, at * SPAN, (at + 1) * SPAN)
            stored = list(queries.list_nodes(level + SPAN_BITS, at, at + 1))
            if stored != [root_of(below)]:
                width = SPAN << level
                span = f"{at * width + 1}–{(at + 1) * width}"
                faults.append(f"mục {span}: mã băm lưu sẵn sai / stored subtree hash is wrong")
        level, size = level + SPAN_BITS, above
    return faults


def _check_checkpoints() -> list[str]:
    """What pages show of a checkpoint is what was signed."""
    faults = []
    for one in queries.list_checkpoints():
        try:
            signed = read_checkpoint(one.note)
        except NoteMalformed:
            continue  # named already: its signature cannot hold
        day = local(signed.at).date()
        shown = (one.size, one.root, one.signed_at, one.day)
        if shown != (signed.size, signed.root, signed.at, day):
            faults.append(f"mốc {one.size}: khác với bản đã ký / differs from what was signed")
    return faults


def _check_records() -> list[str]:
    """Every public record has a leaf or waits for one."""
    faults, records = [], queries.iterate_records()
    while block := {one[0]: one[1] for one in islice(records, _AT_ONCE)}:
        waiting = queries.pending_among(list(block))
        known = queries.positions_of(list(block)).keys() | {
            one for one, leaf in waiting.items() if leaf == (block[one], one)
        }
        faults += [
            f"văn bản {one.hex()[:16]}…: không có trong sổ / a record without a leaf"
            for one in block
            if one not in known
        ]
    return faults


def _check_copy(settings: Settings, source: DatabaseSource, copied_count: int) -> list[str]:
    """`copied_count`: of before anything was read here, for what was copied since need not be here yet."""
    copy = second_copy_of(settings)
    if not copy.folder.exists():
        return [f"không có bản sao thứ hai ở {copy.folder} / the second copy is missing"]
    faults = []
    copied, count = iter(verifier.Folder(copy.folder).leaves()), 0
    for data in source.leaves():
        if next(copied, data) != data:
            faults.append(f"mục {count + 1}: khác với bản sao / differs from the second copy")
        count += 1
    if copied_count > count:
        missing = f"{count + 1}–{copied_count}"
        faults.append(f"mục {missing}: chỉ còn trong bản sao / only in the second copy")
    return faults


def _waiting() -> Iterator[dict[str, Any]]:
    """Leaves that wait for a place, as the verifier reads leaves."""
    for leaf in queries.iterate_pending():
        yield json.loads(leaf_bytes(*leaf))


def verify_here(settings: Settings, opening: Path | None) -> tuple[list[str], int, int]:
    """(faults, leaves, checkpoints); with `opening` the auditor's file is used, else the stored records.

    All is read as it stood at one instant: whoever answers, seals or publishes meanwhile is no fault.
    """
    copied_count = second_copy_of(settings).count_leaves()
    with one_snapshot():
        return _verify(settings, opening, copied_count)


def _verify(
    settings: Settings, opening: Path | None, copied_count: int
) -> tuple[list[str], int, int]:
    source = DatabaseSource(tells_unsigned=opening is None)
    key = verifier.Key(str(signer_of(settings).key))
    openings = verifier.Openings(_opening_of(settings, opening))
    waiting = _waiting() if opening is None else iter(())
    faults, leaves, checkpoints = verifier.check_everything(source, key, openings, waiting=waiting)
    faults = source.faults + faults + _check_nodes()
    faults += _check_checkpoints() + _check_records()
    faults += checked()
    faults += _check_copy(settings, DatabaseSource(), copied_count)
    return faults, leaves, checkpoints


def verify_elsewhere(
    settings: Settings, place: str, opening: Path | None
) -> tuple[list[str], int, int]:
    """The public pages of an address, or a folder with a second copy, by this installation's key."""
    is_url = place.startswith(("http://", "https://"))
    source: Any = verifier.Url(place) if is_url else verifier.Folder(place)
    key = verifier.Key(str(signer_of(settings).key))
    openings = verifier.Openings(_opening_of(settings, opening)) if opening else None
    result: tuple[list[str], int, int] = verifier.check_everything(source, key, openings)
    return result


def _opening_of(settings: Settings, opening: Path | None) -> Iterator[str]:
    if opening is None:
        yield from opening_lines(settings)
        return
    with opening.open(encoding="utf-8") as handle:
        yield from handle
