"""How what waits comes into the ledger, step by step, each of which may be the last a process does.

1. Leaves get their places, drawn by lot within a batch, in short transactions that also take them off the
   waiting list: none is lost, none stands twice.
2. They are copied into the second copy and synced.
3. Only now is a checkpoint signed, so nothing is ever signed that could still be undone; the signed note goes
   into the second copy first, then into the database, which publishes it.
What an earlier process left between two steps, the next one finishes before it begins.
"""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from base.clock import now
from base.db import db, reading
from base.jobs import periodic
from base.logs import get_logger
from base.settings import Settings
from ledger.actions import (
    SealedMeanwhile,
    add_checkpoint,
    append_leaves,
    as_leaf,
    bring_back_records,
    leaves_at_once,
    record_restore,
)
from ledger.leaves import leaf_bytes
from ledger.notes import Checkpoint, read_checkpoint
from ledger.queries.checkpoints import find_event, find_newest_checkpoint
from ledger.queries.leaves import LeafRow, count_leaves, list_leaves, subtrees
from ledger.queries.pending import list_pending, list_pending_among
from ledger.queries.records import list_key_changes, record_texts
from ledger.record_types import HIDDEN
from ledger.rules import KeyOutdated, LedgerForked, checkpoint_time, is_due
from ledger.second_copy import CopyBusy, SecondCopy
from ledger.signing import app_settings, origin_of, second_copy_of, signer_of

BATCH = 100_000  # shuffled together
COPIED_AT_ONCE = 10_000
LONGEST_WAIT_SECONDS = 60


@dataclass(frozen=True)
class Sealed:
    """`checkpoint` is None when there was nothing new to sign."""

    leaf_count: int
    checkpoint: Checkpoint | None


@periodic("seal-ledger", minute="*/10")
def seal_when_due() -> None:
    """At full tens of minutes, so that no checkpoint tells a time more exactly than that."""
    try:
        sealed = seal(app_settings(), now())
    except CopyBusy:
        return
    if sealed.checkpoint:
        get_logger("ledger").info("ledger_sealed", leaf_count=sealed.leaf_count)


@contextmanager
def _looking() -> Iterator[None]:
    """Reads that hold up nobody who writes."""
    with reading():
        try:
            yield
        finally:
            db.session.rollback()


def seal(settings: Settings, at: datetime, *, only_when_due: bool = True) -> Sealed:
    """Takes in everything that waits and publishes one checkpoint; raises LedgerForked, CopyBusy.

    `only_when_due`: not twice within the same ten minutes.
    """
    copy = second_copy_of(settings)
    with copy.locked():
        finish_what_was_begun(copy, at)
        with _looking():
            newest = find_newest_checkpoint()
        if only_when_due and not is_due(newest.signed_at if newest else None, at):
            return Sealed(0, None)
        count = _take_in_everything()
        _copy_leaves(copy)
        return Sealed(count, _publish(settings, copy, at))


def take_in(settings: Settings, at: datetime) -> int:
    """Gives everything that waits its place, and signs nothing: the next checkpoint comes at its time.

    Returns the size of the tree. Waits for who seals just now; raises LedgerForked, CopyBusy.
    """
    copy = second_copy_of(settings)
    with copy.locked(wait_seconds=LONGEST_WAIT_SECONDS):
        finish_what_was_begun(copy, at)
        _take_in_everything()
        with _looking():
            return count_leaves()


def finish_what_was_begun(copy: SecondCopy, at: datetime) -> None:
    """Database and second copy brought to the same state, or LedgerForked."""
    with _looking():
        _check_same_beginning(copy)
        is_behind = copy.count_leaves() > count_leaves()
    if is_behind:
        _bring_back(copy, at)
    _copy_leaves(copy)
    with _looking():
        newest = find_newest_checkpoint()
        known = newest.size if newest else 0
        unpublished = [note for note in copy.notes() if read_checkpoint(note).size > known]
        for note in unpublished:
            _check_root(read_checkpoint(note))
    for note in unpublished:
        add_checkpoint(note)
        db.session.commit()


def _check_same_beginning(copy: SecondCopy) -> None:
    """The last leaf both have, and the newest checkpoint both could have made."""
    both = min(copy.count_leaves(), count_leaves())
    if both:
        (leaf,) = list_leaves(both - 1, both)
        if list(copy.leaves(both - 1, both)) != [leaf_bytes(*leaf[:3])]:
            raise LedgerForked(f"leaf {both - 1} differs between database and second copy")
    notes = [read_checkpoint(note) for note in copy.notes()]
    within = [one for one in notes if one.size <= both]
    if within:
        _check_root(within[-1])
    newest = find_newest_checkpoint()
    if newest and newest.size > count_leaves():
        raise LedgerForked(f"checkpoint {newest.size} is published, its leaves are gone")
    if newest:
        _check_root(read_checkpoint(newest.note))


def _check_root(checkpoint: Checkpoint) -> None:
    if subtrees().root(checkpoint.size) != checkpoint.root:
        raise LedgerForked(f"the tree of {checkpoint.size} leaves is not the one that was signed")


def _bring_back(copy: SecondCopy, at: datetime) -> None:
    """The database is behind what was made public: it was restored from an older copy.

    The leaves come back from the second copy. Those that do not wait in the database either belong to records
    that are lost; how many is said in public.
    """
    with _looking():
        restored, copied = count_leaves(), copy.count_leaves()
        is_told = find_event(copied) is not None
        missing = sum(
            len(hidden) - len(list_pending_among(hidden))
            for hidden in _hidden_commitments(copy, restored, copied)
        )
    if not is_told:
        record_restore(copied, restored, missing, at)
        db.session.commit()
    for block in _copied_leaves(copy, restored, copied):
        append_leaves(block, all_were_pending=False)
    bring_back_records(copy.records())
    db.session.commit()


def _hidden_commitments(copy: SecondCopy, start: int, end: int) -> Iterator[list[bytes]]:
    """Public records come back with their leaves; the others are gone."""
    for block in _copied_leaves(copy, start, end):
        yield [commitment for kind, _, commitment, _ in block if kind in HIDDEN]


def _copied_leaves(copy: SecondCopy, start: int, end: int) -> Iterator[list[LeafRow]]:
    step = leaves_at_once()
    for first in range(start, end, step):
        block = []
        for line in copy.leaves(first, min(first + step, end)):
            leaf = json.loads(line)
            number, committed = bytes.fromhex(leaf["number"]), bytes.fromhex(leaf["commitment"])
            block.append(as_leaf(leaf["type"], number, committed))
        yield block


def _take_in_everything() -> int:
    """What waits when it looks, drawn by lot; again until nothing waits."""
    count, step = 0, leaves_at_once()
    while True:
        with _looking():
            waiting = list_pending(BATCH)
        if not waiting:
            return count
        secrets.SystemRandom().shuffle(waiting)
        for first in range(0, len(waiting), step):
            chunk = waiting[first : first + step]
            try:
                append_leaves([as_leaf(kind, number, seal) for seal, kind, number in chunk])
            except SealedMeanwhile:
                break
            count += len(chunk)


def _copy_leaves(copy: SecondCopy) -> None:
    with _looking():
        end = count_leaves()
    for first in range(copy.count_leaves(), end, COPIED_AT_ONCE):
        with _looking():
            leaves = list_leaves(first, min(first + COPIED_AT_ONCE, end))
            public = [commitment for kind, _, commitment, _ in leaves if kind not in HIDDEN]
            texts = list(record_texts(public).values())
        copy.add_records(texts)
        copy.add_leaves(first, (leaf_bytes(*leaf[:3]) for leaf in leaves))


def _check_key(key: str, size: int) -> None:
    """No checkpoint after the one that holds a handover is signed by the old key."""
    changes = [record for at, record in list_key_changes() if at < size]
    if changes and changes[-1]["new_key"] != key:
        raise KeyOutdated(f"the ledger was handed over to {changes[-1]['new_key']}")


def _publish(settings: Settings, copy: SecondCopy, at: datetime) -> Checkpoint | None:
    with _looking():
        newest = find_newest_checkpoint()
        size = copy.count_leaves()
        if size == (newest.size if newest else 0):
            return None
        root = subtrees().root(size)
        signer = signer_of(settings)
        _check_key(str(signer.key), newest.size if newest else 0)
    signed_at = checkpoint_time(newest.signed_at if newest else None, at)
    checkpoint = Checkpoint(origin_of(settings), size, root, signed_at)
    note = signer.sign(checkpoint)
    copy.keep_key(str(signer.key))
    copy.add_note(note)
    add_checkpoint(note)
    db.session.commit()
    return checkpoint
