"""Responses of a replay as the rows that live ones leave: numbers, leaves, classes, sealed traces and links.

Rows are tuples in the order of `surveys.actions.bulk_responses`. Exact instants are sealed under the keys of
their days, as at the real counter; a replay does not forget those keys.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from base.day_keys import LINKS, seal
from base.settings import Settings
from ledger.leaves import commitment
from ledger.record_types import RecordType
from surveys.actions.bulk_responses import RESPONSE_COLUMNS, ResponseBlock
from surveys.actions.coded_responses import LINK_BYTES, link_subject
from surveys.actions.responses import TRACE_BYTES, leaf_record, trace_subject
from surveys.events.codes import UTC_SHIFT, code_hash
from surveys.events.columns import BLANK, NO_OPINION_MARK
from surveys.packing import NO_OPINION, pack, slots
from surveys.questionnaire_content import RATING, Content
from surveys.supersede_records import supersede_leaf_id, supersede_number, supersede_record

BESIDE_KEY = "someone_beside"
OWN_PLACES = {"open_qr": "counter", "kiosk": "kiosk", "paper": "counter"}
_AT_ONCE = 50_000

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Target:
    """The round the responses belong to; agencies by code, their places by (code, kind of place)."""

    round_id: int
    version_id: int
    content: Content
    agency_ids: Mapping[str, int]
    place_ids: Mapping[tuple[str, str], int]
    batch_ids: Mapping[tuple[str, date], int]


def rating_keys(content: Content) -> list[str]:
    return [one.key for one in content.questions if one.type == RATING]


def pack_levels(content: Content, levels: Sequence[str], beside: Sequence[str]) -> list[bytes]:
    """The packed answers: ratings from the characters of `levels`, who was beside from its option."""
    layout = slots(content)
    blank = pack(content, {})
    packed = np.tile(np.frombuffer(blank, np.uint8), (len(levels), 1))
    value = np.zeros(256, np.uint8)
    value[[ord(one) for one in "12345"]] = np.arange(1, 6)
    value[ord(BLANK)], value[ord(NO_OPINION_MARK)] = 0, NO_OPINION
    text = np.frombuffer("".join(levels).encode(), np.uint8).reshape(len(levels), -1)
    packed[:, [layout[key][0] for key in rating_keys(content)]] = value[text]
    if BESIDE_KEY in layout:
        packed[:, layout[BESIDE_KEY][0]] = _options(content, beside)
    width = packed.shape[1]
    raw = packed.tobytes()
    return [raw[at : at + width] for at in range(0, len(raw), width)]


def _options(content: Content, chosen: Sequence[str]) -> list[int]:
    question = next(one for one in content.questions if one.key == BESIDE_KEY)
    places = {one.key: at for at, one in enumerate(question.options, 1)} | {"": 0}
    return [places[one] for one in chosen]


@dataclass
class EventBlock:
    """What a batch of responses leaves, with what coded ones leave besides."""

    whole: ResponseBlock
    uses: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    supersessions: list[Row] = field(default_factory=list)


def response_blocks(
    responses: pl.DataFrame, target: Target, settings: Settings
) -> Iterator[EventBlock]:
    """Blocks of moderate size in the order of days, each with the clusters that are new in it."""
    ready = _prepared(responses, target)
    writer = _Writer(target, settings)
    for start in range(0, len(ready), _AT_ONCE):
        yield writer.block(ready.slice(start, _AT_ONCE))


def _prepared(responses: pl.DataFrame, target: Target) -> pl.DataFrame:
    """With everything that can be worked out for all rows at once, ordered by day."""
    places = {f"{code}|{kind}": one for (code, kind), one in target.place_ids.items()}
    kind = pl.col("channel").replace_strict(OWN_PLACES, default="")
    at = pl.col("at")
    own = np.frombuffer(os.urandom(8 * len(responses)), np.uint64) >> np.uint64(1)
    numbered = responses.with_columns(response_id=pl.Series(own.astype(np.int64)))
    known = numbered.filter(pl.col("id") != "").select(replaces="id", old_id="response_id")
    return (
        numbered.join(known, on="replaces", how="left", maintain_order="left")
        .sort(at.dt.date(), "line")
        .with_columns(
            day=at.dt.date(),
            instant=(at - UTC_SHIFT).dt.strftime("%Y-%m-%dT%H:%M:%S.000+00:00"),
            month=at.dt.year() * 100 + at.dt.month().cast(pl.Int32),
            iso_week=at.dt.iso_year() * 100 + at.dt.week().cast(pl.Int32),
            bucket=at.dt.hour() // 3,
            steps=(pl.col("seconds") // 5).clip(0, 32767),
            near=(at - pl.col("issued")).dt.total_minutes(),
            issue_day=pl.col("issued").dt.date(),
            agency_id=pl.col("agency").replace_strict(
                dict(target.agency_ids), return_dtype=pl.Int64
            ),
            place_id=(pl.col("agency") + "|" + kind).replace_strict(
                places, default=None, return_dtype=pl.Int64
            ),
        )
    )


_TAKEN = (
    "agency_id",
    "place_id",
    "channel",
    "day",
    "instant",
    "month",
    "iso_week",
    "bucket",
    "steps",
    "cap_rank",
    "at_desk",
    "response_id",
)
_OF_CODE = ("agency", "code", "issue_day", "near", "field", "late", "mode", "old_id")


class _Writer:
    """Makes the rows of one response after another."""

    def __init__(self, target: Target, settings: Settings) -> None:
        self.target, self.settings = target, settings
        self.master = settings.secrets.ledger_master.encode()
        self.clusters: dict[Row, int] = {}
        self.first_days: dict[int, date] = {}  # of re-answerable responses: the day of their link
        self.is_checked = False

    def block(self, rows: pl.DataFrame) -> EventBlock:
        block = EventBlock(ResponseBlock(self.target.round_id))
        content = self.target.content
        answers = pack_levels(content, rows["levels"].to_list(), rows["beside"].to_list())
        marks = os.urandom(96 * len(rows))
        both = zip(rows.select(_TAKEN).iter_rows(), rows.select(_OF_CODE).iter_rows(), strict=True)
        for number, (values, of_code) in enumerate(both):
            trace = b""
            if values[2] == "code":
                trace = self._add_code(block, values, of_code)
            self._add(block, values, answers[number], marks[96 * number : 96 * number + 96], trace)
        return block

    def _add(
        self, block: EventBlock, values: Row, answers: bytes, marks: bytes, trace: bytes
    ) -> None:
        """`marks`: three random hashes, since nobody holds number or key of an imported response."""
        agency_id, place_id, channel, day, instant, month, week, bucket, *rest = values
        steps, cap_rank, at_desk, response_id = rest
        round_id = self.target.round_id
        cluster = self._cluster(block, (agency_id, place_id, channel, day))
        row: Row = (round_id, response_id, agency_id, place_id, self.target.version_id, channel)
        row += ("import", "individual", "vi", cluster, month, week, bucket, steps, cap_rank)
        row += (bool(at_desk), False, answers)
        number = marks[:32]
        whole = block.whole
        whole.responses.append(row)
        whole.numbers.append((number, marks[32:64], marks[64:], round_id, response_id))
        whole.leaves.append((self._commitment(row), "response", number))
        about = trace_subject(round_id, response_id)
        plain = (b'{"at": "%s"%s}' % (instant.encode(), trace)).ljust(TRACE_BYTES)
        sealed = seal(self.settings.instance_dir, day, plain, about)
        whole.traces.append((round_id, response_id, day, sealed))

    def _cluster(self, block: EventBlock, key: Row) -> int:
        found = self.clusters.get(key)
        if found is None:
            found = self.clusters[key] = secrets.randbits(63)
            block.whole.clusters.append((found, *key))
        return found

    def _add_code(self, block: EventBlock, values: Row, of_code: Row) -> bytes:
        """The use or the supersession, and the link; returns what the trace holds of the code."""
        agency, code, issue_day, near, field_key, late, mode, old_id = of_code
        round_id, day, response_id = self.target.round_id, values[3], values[-1]
        is_late = {"1": "true", "0": "false"}.get(late, "null")
        words = f'{{"field_key": "{field_key}", "is_late": {is_late}, "filing_mode": "{mode}"}}'
        if old_id is None:
            block.uses.append((code_hash(code, self.settings), True))
        else:
            day, near = self.first_days.get(old_id, day), "null"
            self._supersede(block, old_id, response_id)
        self.first_days[response_id] = day
        batch = self.target.batch_ids[agency, issue_day]
        plain = f'{{"batch": {batch}, "class": {words}, "resolving": null}}'.encode()
        about = link_subject(round_id, response_id)
        folder = self.settings.instance_dir
        sealed = seal(folder, day, plain.ljust(LINK_BYTES), about, LINKS)
        block.links.append((round_id, response_id, day, sealed))
        return f', "near": {near}, "class": {words}'.encode()

    def _supersede(self, block: EventBlock, old_id: int, new_id: int) -> None:
        round_id = self.target.round_id
        record = supersede_record(round_id, old_id, new_id)
        leaf = commitment(self.master, supersede_leaf_id(new_id), record)
        block.supersessions.append((round_id, old_id, new_id))
        number = supersede_number(round_id, old_id, new_id)
        block.whole.leaves.append((leaf, str(RecordType.SUPERSEDE), number))

    def _commitment(self, row: Row) -> bytes:
        """As `ledger.leaves.commitment` gives it; the first of a load is held against that."""
        key = hmac.digest(self.master, row[1].to_bytes(8, "big"), hashlib.sha256)
        made = hmac.digest(key, canonical_row(row), hashlib.sha256)
        if not self.is_checked:
            record = leaf_record(dict(zip(RESPONSE_COLUMNS, row, strict=True)))
            if made != commitment(self.master, row[1].to_bytes(8, "big"), record):
                raise AssertionError("the fast spelling of a response differs from its record")
            self.is_checked = True
        return made


def canonical_row(row: Row) -> bytes:
    """`ledger.leaves.canonical` of a response, spelled out because hundreds of thousands may come."""
    round_id, response_id, agency_id, place_id, version_id, channel, source, kind = row[:8]
    language, cluster, month, week, bucket, steps, rank, at_desk, is_late, answers = row[8:]
    place = "null" if place_id is None else place_id
    words = ("false", "true")
    return (
        f'{{"agency_id":{agency_id},"answers":"{answers.hex()}","at_desk":{words[at_desk]},'
        f'"bucket":{bucket},"cap_rank":{rank},"channel":"{channel}","cluster_id":{cluster},'
        f'"duration_steps":{steps},"id":{response_id},"is_late":{words[is_late]},'
        f'"iso_week":{week},"language":"{language}","month":{month},"place_id":{place},'
        f'"questionnaire_version_id":{version_id},"respondent_kind":"{kind}",'
        f'"round_id":{round_id},"source":"{source}"}}'
    ).encode()
