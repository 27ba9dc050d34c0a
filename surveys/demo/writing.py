"""From drawn answers to the rows that real responses leave: identities, leaves, clusters, traces."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from base.clock import HANOI
from base.day_keys import days_to_forget, seal
from base.nonces import step_of
from base.settings import Settings
from ledger.leaves import commitment, number_hash
from surveys.actions.bulk_responses import RESPONSE_COLUMNS, ResponseBlock
from surveys.actions.responses import leaf_record, trace_subject
from surveys.demo.drawing import Drawn, Place
from surveys.leaf_records import number_marks, words_leaf
from surveys.nonces import PageNonce, content_mark, identity_of
from surveys.questionnaire_content import LONG_TEXT, SHORT_TEXT, Content

REMARKS_FILE = Path(__file__).resolve().parent / "data" / "remarks.csv"
CHUNK = 50_000
_SOURCE = "demo"


@dataclass(frozen=True)
class Target:
    """The round that the responses belong to; `ids` tells the id that drawn response `index` got."""

    round_id: int
    version_id: int
    content: Content
    places: Sequence[Place]
    agency_ids: Sequence[int]
    ids: dict[int, int] = field(default_factory=dict)

    @property
    def words_key(self) -> str | None:
        """The question that takes free words."""
        texts = (LONG_TEXT, SHORT_TEXT)
        return next((one.key for one in self.content.questions if one.type in texts), None)


def read_remarks() -> list[tuple[str, str]]:
    """(tone, text), made up."""
    with REMARKS_FILE.open(encoding="utf-8", newline="") as handle:
        return [(row["tone"], row["text"]) for row in csv.DictReader(handle)]


def blocks(
    rng: np.random.Generator, drawn: Drawn, target: Target, settings: Settings, now: datetime
) -> Iterator[ResponseBlock]:
    """The responses in random order, in blocks of moderate size; the clusters come with the first."""
    writer = _Writer(rng, drawn, target, settings, now)
    order = rng.permutation(len(drawn))
    for start in range(0, len(order), CHUNK):
        block = ResponseBlock(target.round_id)
        if start == 0:
            block.clusters = writer.cluster_rows()
        chosen = order[start : start + CHUNK]
        random = rng.bytes(12 * len(chosen))
        for number, index in enumerate(chosen.tolist()):
            writer.add(block, index, random[12 * number : 12 * number + 12])
        yield block


class _Writer:
    """Makes the rows of one drawn response after another."""

    def __init__(
        self,
        rng: np.random.Generator,
        drawn: Drawn,
        target: Target,
        settings: Settings,
        now: datetime,
    ) -> None:
        self.drawn, self.target, self.settings, self.now = drawn, target, settings, now
        count = int(drawn.cluster.max(initial=-1)) + 1
        self.cluster_ids: list[int] = rng.integers(1, 2**63 - 1, count).tolist()
        self.remarks = [text for _tone, text in read_remarks()]
        days = int(drawn.day.max(initial=0)) + 1
        self.midnights = [
            datetime.combine(drawn.first_day + timedelta(days=number), time(), HANOI)
            for number in range(days)
        ]

    def cluster_rows(self) -> list[tuple[Any, ...]]:
        """A cluster's day is kept only while traces of that day are: 48 hours."""
        drawn = self.drawn
        _numbers, first = np.unique(drawn.cluster, return_index=True)
        rows = []
        for number, index in enumerate(first.tolist()):
            day = drawn.first_day + timedelta(days=int(drawn.day[index]))
            kept = None if days_to_forget({day}, self.now) else day
            place = self.target.places[drawn.place[index]]
            agency_id = self.target.agency_ids[place.agency]
            channel = str(drawn.channel[index])
            rows.append((self.cluster_ids[number], agency_id, place.id or None, channel, kept))
        return rows

    def add(self, block: ResponseBlock, index: int, random: bytes) -> None:
        """Everything that response `index` leaves; `random` is what its page's nonce drew."""
        drawn, target, keys = self.drawn, self.target, self.settings.secrets
        sent_at = self.midnights[int(drawn.day[index])] + timedelta(
            seconds=int(drawn.second[index])
        )
        nonce = self._nonce(index, random, sent_at)
        identity = identity_of(nonce, keys)
        self.target.ids[index] = identity.id
        row = self._response_row(index, identity.id, sent_at)
        words = self._words(index)
        content = row["answers"] + json.dumps(words, ensure_ascii=False, sort_keys=True).encode()
        hashed = number_hash(identity.number)
        leaf_id = identity.id.to_bytes(8, "big")
        mark, master = content_mark(nonce, content, keys), keys.ledger_master.encode()
        marks = number_marks(number_hash(identity.key), mark, len(words))
        sealed = commitment(master, leaf_id, {**leaf_record(row), **marks})
        block.responses.append(tuple(row[name] for name in RESPONSE_COLUMNS))
        block.numbers.append(
            (hashed, number_hash(identity.key), mark, target.round_id, identity.id)
        )
        block.leaves.append((sealed, "response", hashed))
        if words:
            block.leaves.append(words_leaf(master, identity.id, words))
        block.texts.extend((target.round_id, identity.id, *said) for said in words.items())
        if not days_to_forget({sent_at.date()}, self.now):
            block.traces.append(self._trace(identity.id, sent_at))

    def _nonce(self, index: int, random: bytes, sent_at: datetime) -> PageNonce:
        place = self.target.places[self.drawn.place[index]]
        return PageNonce(
            place.id,
            self.target.round_id,
            self.target.version_id,
            step_of(sent_at) - int(self.drawn.duration_steps[index]),
            random,
            is_kiosk=place.kind == "kiosk",
        )

    def _words(self, index: int) -> dict[str, str]:
        remark, key = int(self.drawn.remark[index]), self.target.words_key
        return {key: self.remarks[remark]} if remark >= 0 and key else {}

    def _response_row(self, index: int, response_id: int, sent_at: datetime) -> dict[str, Any]:
        drawn, target = self.drawn, self.target
        place = target.places[drawn.place[index]]
        year, week, _weekday = sent_at.isocalendar()
        return {
            "round_id": target.round_id,
            "id": response_id,
            "agency_id": target.agency_ids[place.agency],
            "place_id": place.id or None,
            "questionnaire_version_id": target.version_id,
            "channel": str(drawn.channel[index]),
            "source": _SOURCE,
            "respondent_kind": str(drawn.respondent[index]),
            "language": str(drawn.language[index]),
            "cluster_id": self.cluster_ids[drawn.cluster[index]],
            "month": sent_at.year * 100 + sent_at.month,
            "iso_week": year * 100 + week,
            "bucket": sent_at.hour // 3,
            "duration_steps": int(drawn.duration_steps[index]),
            "cap_rank": int(drawn.cap_rank[index]),
            "at_desk": False,
            "is_late": False,
            "answers": drawn.answers[index].tobytes(),
        }

    def _trace(self, response_id: int, sent_at: datetime) -> tuple[Any, ...]:
        round_id, day = self.target.round_id, sent_at.date()
        plain = {"at": sent_at.astimezone(UTC).isoformat(timespec="milliseconds")}
        about = trace_subject(round_id, response_id)
        sealed = seal(self.settings.instance_dir, day, json.dumps(plain).encode(), about)
        return (round_id, response_id, day, sealed)
