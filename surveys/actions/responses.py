"""Taking a response: everything it leaves behind, in one transaction.

This is the busiest write of the system. What can be worked out is worked out before the transaction
begins; all rows are filled from one set of values, by statements that are spelled once: on PostgreSQL a
single one, so one way there and back, which is a transaction of its own.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from base.clock import local
from base.day_keys import seal
from base.db import db, reading
from base.nonces import PageIdentity
from base.settings import Settings
from ledger.leaves import commitment, number_hash
from ledger.models import PendingLeaf
from surveys.actions.response_rows import (
    Insert,
    Row,
    find_cluster_statement,
    insert_statements,
)
from surveys.leaf_records import number_marks, words_leaf
from surveys.models import (
    ResponseNumber,
)
from surveys.nonces import PLACE, PageNonce, content_mark, identity_of
from surveys.packing import pack
from surveys.questionnaire_content import RESPONDENT_KEY, Content
from surveys.rules.answers import Given
from surveys.rules.labels import NO_LABELS, Labels

_NUMBER: Any = ResponseNumber.__table__
TRACE_BYTES = 256  # sealed traces are filled up to this length, which then tells nothing


@dataclass(frozen=True)
class Submission:
    """A sound form of an open page. `cap_rank` comes from base.abuse; 0 where nobody counts.

    `at_desk`: sent from the office's own network. Nothing of it changes a weight.
    """

    nonce: PageNonce
    content: Content
    given: Given
    agency_id: int
    language: str
    source: str
    is_late: bool
    cap_rank: int
    at_desk: bool = False
    labels: Labels = NO_LABELS

    @property
    def channel(self) -> str:
        if self.nonce.opened != PLACE:
            return "code"
        return "kiosk" if self.nonce.is_kiosk else "open_qr"


ClusterKey = tuple[int, int | None, str]


class Clusters:
    """agency × place × channel → id of its present day, once some earlier transaction has stored it."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._known: dict[ClusterKey, int] = {}

    def clear(self) -> None:
        self._day = None
        self._known = {}

    def find(self, key: ClusterKey, day: date) -> int | None:
        if day != self._day:
            self._day, self._known = day, {}
        return self._known.get(key)

    def keep(self, key: ClusterKey, day: date, cluster_id: int) -> None:
        if day == self._day:
            self._known[key] = cluster_id


known_clusters = Clusters()


@dataclass(frozen=True)
class Prepared:
    """A response as values by column name, all but its cluster and what depends on it.

    `response_id` stands for Response.id too; the n-th free words are `question_key_n` and `text_n`.
    `further` are rows of other tables that are stored with it or not at all.
    """

    identity: PageIdentity
    values: Row
    response_columns: Row
    text_count: int
    ledger_master: bytes
    day: date
    further: tuple[Insert, ...] = ()

    @property
    def cluster_key(self) -> ClusterKey:
        values = self.values
        return values["agency_id"], values["place_id"], values["channel"]


def prepare_response(
    submission: Submission,
    settings: Settings,
    now: datetime,
    trace: Mapping[str, Any] | None = None,
) -> Prepared:
    """Everything that can be worked out without the database, so that the transaction is short.

    `trace` is sealed with the exact instant.
    """
    nonce, keys = submission.nonce, settings.secrets
    identity = identity_of(nonce, keys)
    packed = pack(submission.content, submission.given.answers)
    columns = _response_columns(submission, identity.id, packed, now)
    day = local(now).date()
    values = {
        **columns,
        "response_id": identity.id,
        "number_hash": number_hash(identity.number),
        "key_hash": number_hash(identity.key),
        "content_hash": content_mark(nonce, packed + _said(submission), keys),
        "type": "response",
        "day": day.isoformat(),
        "sealed": _sealed_trace(nonce.round_id, identity.id, settings, now, trace or {}),
    }
    master, words = keys.ledger_master.encode(), submission.given.words
    values |= _word_values(submission.given, master, identity.id)
    further: tuple[Insert, ...] = ((PendingLeaf, "_words"),) if words else ()
    return Prepared(identity, values, columns, len(words), master, day, further)


def _word_values(given: Given, master: bytes, response_id: int) -> dict[str, Any]:
    """Rows of the words, numbered, and their leaf; nothing when nothing was written."""
    values: dict[str, Any] = {}
    for at, (key, text) in enumerate(given.words.items()):
        is_private = key in given.province_only
        values |= {
            f"question_key_{at}": key,
            f"text_{at}": text,
            f"is_province_only_{at}": is_private,
        }
    if given.words:
        leaf = words_leaf(master, response_id, given.words, given.province_only)
        names = ("commitment_words", "type_words", "number_hash_words")
        values |= dict(zip(names, leaf, strict=True))
    return values


def _said(submission: Submission) -> bytes:
    """What was said beside the levels: another content is another response on a shared phone."""
    given, beside = submission.given, int(submission.labels.beside)
    said = json.dumps(given.words, ensure_ascii=False, sort_keys=True)
    more = [beside, *sorted(given.province_only)] if beside or given.province_only else []
    return said.encode() + (json.dumps(more).encode() if more else b"")


def submit_response(cursor: Any, prepared: Prepared, dialect: str) -> int:
    """Writes the response by a cursor of the driver (base.commits); returns its cluster."""
    values = dict(prepared.values)
    values["cluster_id"] = known_clusters.find(prepared.cluster_key, prepared.day)
    if values["cluster_id"] is None:
        cursor.execute(find_cluster_statement(dialect, values["place_id"] is not None), values)
        values["cluster_id"] = next(iter(cursor.fetchone() or ()), None)
    is_first = values["cluster_id"] is None
    if is_first:
        values["cluster_id"] = secrets.randbits(63)
    columns = {**prepared.response_columns, "cluster_id": values["cluster_id"]}
    leaf_id = prepared.identity.id.to_bytes(8, "big")
    marks = number_marks(values["key_hash"], values["content_hash"], prepared.text_count)
    record = {**leaf_record(columns), **marks}
    values["commitment"] = commitment(prepared.ledger_master, leaf_id, record)
    for statement in insert_statements(dialect, is_first, prepared.text_count, prepared.further):
        cursor.execute(statement, values)
    cluster_id: int = values["cluster_id"]
    return cluster_id


def remember_cluster(prepared: Prepared, cluster_id: int) -> None:
    """After the commit: the next response of this place and day need not look for its cluster."""
    known_clusters.keep(prepared.cluster_key, prepared.day, cluster_id)


def find_content_mark(prepared: Prepared) -> bytes | None:
    """What an earlier sending of this page contained; None if there was none."""
    known = select(_NUMBER.c.content_hash).where(
        _NUMBER.c.number_hash == prepared.values["number_hash"]
    )
    with reading(), db.engine.connect() as connection:
        mark: bytes | None = connection.execute(known).scalar()
    return mark


def _response_columns(
    submission: Submission, response_id: int, packed: bytes, now: datetime
) -> Row:
    nonce, moment = submission.nonce, local(now)
    year, week, _ = moment.isocalendar()
    return {
        "round_id": nonce.round_id,
        "id": response_id,
        "agency_id": submission.agency_id,
        "place_id": nonce.place_id if nonce.opened == PLACE else None,
        "questionnaire_version_id": nonce.version_id,
        "channel": submission.channel,
        "source": submission.source,
        "respondent_kind": submission.given.answers.get(RESPONDENT_KEY, "unknown"),
        "language": submission.language,
        "month": moment.year * 100 + moment.month,
        "iso_week": year * 100 + week,
        "bucket": moment.hour // 3,
        "duration_steps": nonce.steps_until(now),
        "cap_rank": submission.cap_rank,
        "at_desk": submission.at_desk,
        "is_late": submission.is_late,
        "answers": packed,
        "labels": submission.labels.packed(),
    }


def _sealed_trace(
    round_id: int, response_id: int, settings: Settings, now: datetime, more: Mapping[str, Any]
) -> bytes:
    plain = json.dumps({"at": now.isoformat(timespec="milliseconds"), **more}).encode()
    about = trace_subject(round_id, response_id)
    return seal(settings.instance_dir, local(now).date(), plain.ljust(TRACE_BYTES), about)


def trace_subject(round_id: int, response_id: int) -> bytes:
    """What a sealed trace is bound to, so that it cannot be moved to another response."""
    return f"response {round_id} {response_id}".encode()


def leaf_record(columns: Mapping[str, Any]) -> Row:
    """What the ledger commits to: the columns of `response`, which are kept for good.

    Free words are not among them: their author may withdraw them. Labels stand in it where there are any,
    so that a response from before there were labels opens its leaf too.
    """
    record = {**columns, "answers": columns["answers"].hex()}
    if not record.pop("labels", 0):
        return record
    return {**record, "labels": columns["labels"]}
