"""`flask ledger verify`: the stand-alone verifier's checks on this database, and what only the host sees.

The arithmetic is the verifier's own, not the one that sealed. Beyond the public checks: stored hashes fit
their leaves and subtrees, database and second copy are the same, every stored record opens its leaf.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from base.clock import local
from base.db import one_snapshot
from base.settings import Settings
from ledger.leaves import canonical, leaf_bytes
from ledger.merkle import SPAN, SPAN_BITS, hash_leaf, root_of
from ledger.notes import NoteMalformed, read_checkpoint
from ledger.openers import checked
from ledger.opening import opening_lines
from ledger.queries.checkpoints import (
    find_newest_checkpoint,
    list_checkpoint_sizes,
    list_checkpoints,
    list_events,
)
from ledger.queries.leaves import (
    LeafRow,
    count_leaves,
    leaves_by_position,
    list_nodes,
    positions_of,
)
from ledger.queries.pending import iterate_pending, pending_among
from ledger.queries.records import intact_records, is_intact, iterate_records
from ledger.record_types import RecordType
from ledger.second_copy import SecondCopy
from ledger.signing import second_copy_of, signer_of
from ledger.tools import verify_ledger as verifier

_AT_ONCE = 5_000
_NAMED_AT_MOST = 10_000  # leaves that are gone: a database restored from long ago lacks millions


class DatabaseSource:
    """This installation's own tables, as the verifier reads a ledger; what it sees amiss goes to `faults`."""

    def __init__(self, copy: SecondCopy, copied_count: int, *, tells_unsigned: bool = True) -> None:
        """`copied_count`: leaves in the copy before anything was read here; later ones may be missing."""
        self.faults: list[str] = []
        self.missing_count = 0
        self.tells_unsigned = tells_unsigned  # leaves that no checkpoint holds yet
        self._copy, self._copied_count = copy, copied_count

    def notes(self) -> list[str]:
        return [one.note for one in list_checkpoints()]

    def records(self) -> Iterator[str]:
        for committed, kind, day, text in iterate_records():
            record = verifier.read_record(text)
            if (record.get("event"), record.get("day")) != (kind, day.isoformat()):
                self.faults.append(
                    f"văn bản {committed.hex()[:16]}…: loại hay ngày bị sửa / altered"
                )
            yield text
        for event in list_events():
            yield event.record

    def count_leaves(self) -> int:
        """As many as there should be: the last may be gone, but a checkpoint or the copy tells of them."""
        newest = find_newest_checkpoint()
        return max(count_leaves(), newest.size if newest else 0, self._copied_count)

    def leaves(self) -> Iterator[bytes | None]:
        """In place of a leaf that is gone what the second copy says of it, None if that does not either."""
        end = self.count_leaves()
        for first in range(0, end, _AT_ONCE):
            last = min(first + _AT_ONCE, end)
            rows = leaves_by_position(first, last)
            copied = [] if len(rows) == last - first else list(self._copy.leaves(first, last))
            for at in range(first, last):
                yield (
                    self._leaf(at, rows[at]) if at in rows else self._gone(at, copied[at - first :])
                )

    def _leaf(self, at: int, row: LeafRow) -> bytes:
        data = leaf_bytes(*row[:3])
        if hash_leaf(data) != row[3]:
            self.faults.append(f"mục {at + 1}: nội dung không khớp mã băm / leaf altered")
        return data

    def _gone(self, at: int, copied: Sequence[bytes]) -> bytes | None:
        self.missing_count += 1
        if self.missing_count <= _NAMED_AT_MOST:
            self.faults.append(f"mục {at + 1}: không còn trong sổ / the leaf is gone")
        return next(iter(copied), None)

    def told(self) -> list[str]:
        """Every fault seen so far."""
        more = self.missing_count - _NAMED_AT_MOST
        return [
            *self.faults,
            *([f"và {more} mục nữa không còn / more leaves are gone"] * (more > 0)),
        ]


def _check_nodes() -> list[str]:
    """Every stored subtree hash follows from the 256 below it; names those that do not."""
    faults, level, size = [], 0, count_leaves()
    while size >= SPAN:
        above = size >> SPAN_BITS
        for at in range(above):
            below = list_nodes(level, at * SPAN, (at + 1) * SPAN)
            stored = list(list_nodes(level + SPAN_BITS, at, at + 1))
            if stored != [root_of(below)]:
                width = SPAN << level
                span = f"{at * width + 1}–{(at + 1) * width}"
                faults.append(f"mục {span}: mã băm lưu sẵn sai / stored subtree hash is wrong")
        level, size = level + SPAN_BITS, above
    return faults


def _check_checkpoints() -> list[str]:
    """What pages show of a checkpoint is what was signed."""
    faults = []
    for one in list_checkpoints():
        try:
            signed = read_checkpoint(one.note)
        except NoteMalformed:
            continue  # named already: its signature cannot hold
        day = local(signed.at).date()
        shown = (one.size, one.root, one.signed_at, one.day)
        if shown != (signed.size, signed.root, signed.at, day):
            faults.append(f"mốc {one.size}: khác với bản đã ký / differs from what was signed")
    return faults


def _missing_checkpoints(notes: Sequence[str]) -> list[str]:
    """Signed ones of the second copy, where they stand a moment sooner, that the database does not show."""
    shown = set(list_checkpoint_sizes())
    sizes = [read_checkpoint(one).size for one in notes]
    told = "không còn trong sổ / the checkpoint is gone"
    return [f"mốc {one}: {told}" for one in sizes if one not in shown]


def _check_events() -> list[str]:
    """What befell the ledger is told as its public record has it."""
    restores = intact_records(RecordType.LEDGER_RESTORED)
    told = {record["public_size"]: record for record in restores}
    faults = []
    for one in list_events():
        record = told.pop(one.copied_size, {})
        at = one.recorded_at.replace(second=0, microsecond=0).isoformat()
        is_same = is_intact(one.commitment, one.record) and one.type == record.get("event")
        if not is_same or canonical(record).decode() != one.record or record["recorded_at"] != at:
            faults.append(f"khôi phục ở mục {one.copied_size}: bị sửa / a restore told otherwise")
    faults += [f"khôi phục ở mục {one}: không còn / a recorded restore is gone" for one in told]
    return faults


def _check_records() -> list[str]:
    """Every public record has a leaf or waits for one."""
    faults, records = [], iterate_records()
    while block := {one[0]: one[1] for one in islice(records, _AT_ONCE)}:
        waiting = pending_among(list(block))
        known = positions_of(list(block)).keys() | {
            one for one, leaf in waiting.items() if leaf == (block[one], one)
        }
        faults += [
            f"văn bản {one.hex()[:16]}…: không có trong sổ / a record without a leaf"
            for one in block
            if one not in known
        ]
    return faults


def _check_copy(copy: SecondCopy, source: DatabaseSource) -> list[str]:
    if not copy.folder.exists():
        return [f"không có bản sao thứ hai ở {copy.folder} / the second copy is missing"]
    copied = iter(verifier.Folder(copy.folder).leaves())
    return [
        f"mục {at}: khác với bản sao / differs from the second copy"
        for at, data in enumerate(source.leaves(), 1)
        if data and next(copied, data) != data
    ]


def _waiting() -> Iterator[dict[str, Any]]:
    """Leaves that wait for a place, as the verifier reads leaves."""
    for leaf in iterate_pending():
        yield json.loads(leaf_bytes(*leaf))


def verify_here(settings: Settings, opening: Path | None) -> tuple[list[str], int, int]:
    """(faults, leaves, checkpoints); with `opening` the auditor's file is used, else the stored records.

    All is read as it stood at one instant: whoever answers, seals or publishes meanwhile is no fault.
    """
    copy = second_copy_of(settings)
    copied_count, notes = copy.count_leaves(), copy.notes()
    with one_snapshot():
        source = DatabaseSource(copy, copied_count, tells_unsigned=opening is None)
        faults, leaves, checkpoints = _verify(settings, opening, source)
        faults += _check_copy(copy, DatabaseSource(copy, copied_count))
    with one_snapshot():
        return faults + _missing_checkpoints(notes), leaves, checkpoints


def _verify(
    settings: Settings, opening: Path | None, source: DatabaseSource
) -> tuple[list[str], int, int]:
    key = verifier.Key(str(signer_of(settings).key))
    openings = verifier.Openings(_opening_of(settings, opening))
    waiting = _waiting() if opening is None else iter(())
    faults, leaves, checkpoints = verifier.check_everything(source, key, openings, waiting=waiting)
    faults = source.told() + faults + _check_nodes()
    faults += _check_checkpoints() + _check_records() + _check_events()
    faults += checked()
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
