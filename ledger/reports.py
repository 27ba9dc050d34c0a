"""What pages and the API say of the ledger."""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from base.clock import local
from base.settings import Settings
from ledger.leaves import canonical, leaf_bytes
from ledger.models import LedgerCheckpoint, LedgerLeaf
from ledger.notes import cosigned_at
from ledger.queries.checkpoints import (
    find_first_checkpoint_holding,
    find_newest_checkpoint,
    find_size_before,
    list_checkpoints_of_day,
    list_cosignatures,
    list_days,
    list_newest_cosignatures,
)
from ledger.queries.leaves import find_leaf, subtrees
from ledger.queries.records import list_records
from ledger.record_words import FIRST, LEFT_OUT
from ledger.rules import CosignatureRefused
from ledger.signing import witnesses_of

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True)
class Inclusion:
    """A leaf and the proof that it is among those of the newest checkpoint; `ordinal` counts from 1."""

    position: int
    size: int
    sealed_at: datetime
    leaf: dict[str, Any]
    leaf_text: str
    path: Sequence[str]
    note: str

    @property
    def ordinal(self) -> int:
        return self.position + 1


@dataclass(frozen=True)
class CheckpointLine:
    size: int
    added: int
    at: datetime
    root: str


@dataclass(frozen=True)
class DayLine:
    on: date
    checkpoint_count: int
    size: int
    added: int


@dataclass(frozen=True)
class RecordLine:
    """A public record to read: `fields` are (name, value) as they stand in its text."""

    type: str
    day: date
    commitment: str
    ordinal: int | None
    fields: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class WitnessLine:
    """`size` and `at` of its newest cosignature, None before the first."""

    name: str
    key: str
    size: int | None
    at: datetime | None


def as_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def public_leaf(leaf: LedgerLeaf) -> dict[str, Any]:
    return {
        "commitment": leaf.commitment.hex(),
        "number": leaf.number_hash.hex(),
        "type": leaf.type,
        "v": 1,
    }


def note_with_witnesses(checkpoint: LedgerCheckpoint) -> str:
    """What was signed, and under it every cosignature."""
    lines = [one.line for one in list_cosignatures(checkpoint.size)]
    return checkpoint.note + "".join(lines)


def find_inclusion(number_hash: bytes) -> Inclusion | None:
    """None while the leaf waits, or when there is no such number."""
    leaf, newest = find_leaf(number_hash), find_newest_checkpoint()
    if leaf is None or newest is None or leaf.position >= newest.size:
        return None
    first = find_first_checkpoint_holding(leaf.position)
    path = subtrees().inclusion(leaf.position, newest.size)
    text = leaf_bytes(leaf.type, leaf.number_hash, leaf.commitment).decode()
    return Inclusion(
        position=leaf.position,
        size=newest.size,
        sealed_at=(first or newest).signed_at,
        leaf=public_leaf(leaf),
        leaf_text=text,
        path=[as_base64(one) for one in path],
        note=note_with_witnesses(newest),
    )


def checkpoint_lines(day: date) -> list[CheckpointLine]:
    rows = list_checkpoints_of_day(day)
    before = find_size_before(rows[0].size) if rows else 0
    lines = []
    for one in rows:
        root = as_base64(one.root)
        lines.append(CheckpointLine(one.size, one.size - before, one.signed_at, root))
        before = one.size
    return lines


def day_lines(limit: int, offset: int) -> list[DayLine]:
    """Newest first."""
    days = list_days(limit + 1, offset)
    before = [one.size for one in days[1:]] + [0]
    pairs = list(zip(days, before, strict=False))[:limit]
    return [DayLine(day.on, day.checkpoint_count, day.size, day.size - was) for day, was in pairs]


def record_lines(limit: int, offset: int, record_type: str) -> list[RecordLine]:
    """The newest day first."""
    return [
        RecordLine(
            one.row.type,
            one.row.day,
            one.row.commitment.hex(),
            None if one.position is None else one.position + 1,
            _fields(json.loads(one.row.record)),
        )
        for one in list_records(limit, offset, record_type)
    ]


def _fields(record: dict[str, Any]) -> list[tuple[str, str]]:
    """Those with something to say; lists in one line."""
    told = {name: value for name, value in record.items() if name not in LEFT_OUT}
    names = [name for name in FIRST if name in told] + [name for name in told if name not in FIRST]
    return [(name, _told(told[name])) for name in names if told[name] not in (None, "", [])]


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_told(one) for one in value)
    return canonical(value).decode() if isinstance(value, dict) else _dated(str(value))


def _dated(text: str) -> str:
    """A day or a moment as people here write it; anything else as it stands."""
    if _DAY.fullmatch(text):
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    if _MOMENT.fullmatch(text):
        return local(datetime.fromisoformat(text)).strftime("%H:%M %d/%m/%Y")
    return text


def witness_lines(settings: Settings) -> list[WitnessLine]:
    keys = witnesses_of(settings)
    newest = {one.witness: one for one in list_newest_cosignatures(keys)}
    lines = []
    for name, key in sorted(keys.items()):
        seen = newest.get(name)
        size, at = (seen.size, seen.cosigned_at) if seen else (None, None)
        lines.append(WitnessLine(name, str(key), size, at))
    return lines


def check_cosignature(
    settings: Settings, checkpoint: LedgerCheckpoint | None, line: str
) -> tuple[str, datetime]:
    """The witness and its time; raises CosignatureRefused."""
    body = checkpoint.note.partition("\n\n")[0] + "\n" if checkpoint else ""
    for name, key in witnesses_of(settings).items():
        at = cosigned_at(body, line, key) if checkpoint else None
        if at is not None:
            return name, at
    raise CosignatureRefused
