"""Taking a response: everything it leaves behind, in one transaction that the view commits.

This is the busiest write of the system, so what can be worked out is worked out before the transaction
begins, and the statements are spelled once per database and sent as they are.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from base.clock import local
from base.day_keys import seal
from base.db import db, reading
from base.settings import Settings
from ledger.leaves import commitment, number_hash
from ledger.models import PendingLeaf
from surveys.models import Response, ResponseNumber, ResponseText, ResponseTrace, VisitCluster
from surveys.nonces import PageNonce, ResponseIdentity, content_mark, identity_of
from surveys.packing import pack
from surveys.questionnaire_content import RESPONDENT_KEY, Content
from surveys.rules.answers import Given

_CLUSTER: Any = VisitCluster.__table__
_NUMBER: Any = ResponseNumber.__table__
Row = dict[str, Any]


class PageSentBefore(Exception):
    """A response of this page view is stored already, from an earlier sending."""


@dataclass(frozen=True)
class Submission:
    """A sound form of an open page. `cap_rank` comes from base.abuse; 0 where nobody counts."""

    nonce: PageNonce
    content: Content
    given: Given
    agency_id: int
    language: str
    source: str
    is_late: bool
    cap_rank: int

    @property
    def channel(self) -> str:
        return "kiosk" if self.nonce.is_kiosk else "open_qr"


class Clusters:
    """place × channel → id of its present day, once some earlier transaction has stored it."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._known: dict[tuple[int, str], int] = {}

    def clear(self) -> None:
        self._day = None
        self._known = {}

    def find(self, place_id: int, channel: str, day: date) -> int | None:
        if day != self._day:
            self._day, self._known = day, {}
        return self._known.get((place_id, channel))

    def keep(self, place_id: int, channel: str, day: date, cluster_id: int) -> None:
        if day == self._day:
            self._known[place_id, channel] = cluster_id


known_clusters = Clusters()


@dataclass(frozen=True)
class Prepared:
    """A response as rows, all but its cluster and what depends on it."""

    identity: ResponseIdentity
    number_row: Row
    response_row: Row
    trace_row: Row
    text_rows: list[Row]
    ledger_master: bytes
    day: date


def prepare_response(submission: Submission, settings: Settings, now: datetime) -> Prepared:
    """Everything that can be worked out without the database, so that the transaction is short."""
    nonce, keys = submission.nonce, settings.secrets
    identity = identity_of(nonce, keys)
    packed = pack(submission.content, submission.given.answers)
    words = json.dumps(submission.given.words, ensure_ascii=False, sort_keys=True)
    row = _response_row(submission, identity.id, packed, now)
    return Prepared(
        identity=identity,
        number_row={
            "number_hash": number_hash(identity.number),
            "key_hash": number_hash(identity.key),
            "content_hash": content_mark(nonce, packed + words.encode(), keys),
            "round_id": nonce.round_id,
            "response_id": identity.id,
        },
        response_row=row,
        trace_row=_trace_row(row, settings, now),
        text_rows=_text_rows(submission, identity.id),
        ledger_master=keys.ledger_master.encode(),
        day=local(now).date(),
    )


def submit_response(connection: Connection, prepared: Prepared) -> int:
    """Adds the response to the transaction; returns its cluster. Raises PageSentBefore.

    May run in a transaction shared with other responses (base.commits).
    """
    row = prepared.response_row
    cluster_id = _cluster_of(connection, row["place_id"], row["channel"], prepared.day)
    row = {**row, "cluster_id": cluster_id}
    rows = [
        (ResponseNumber, prepared.number_row),
        (Response, row),
        (ResponseTrace, prepared.trace_row),
        (PendingLeaf, _leaf_row(row, prepared)),
        *((ResponseText, text_row) for text_row in prepared.text_rows),
    ]
    try:
        _insert_all(connection, rows)
    except IntegrityError as error:
        raise PageSentBefore from error
    return cluster_id


def remember_cluster(prepared: Prepared, cluster_id: int) -> None:
    """After the commit: the next response of this place and day need not look for its cluster."""
    row = prepared.response_row
    known_clusters.keep(row["place_id"], row["channel"], prepared.day, cluster_id)


def _insert_all(connection: Connection, rows: list[tuple[Any, Row]]) -> None:
    """SQLite takes one row after the other; PostgreSQL all in one statement, so one way there and back."""
    if connection.dialect.name == "sqlite":
        for model, values in rows:
            connection.exec_driver_sql(_sqlite_insert(model), values)
        return
    values = {
        f"{name}_{at}": value for at, (_, row) in enumerate(rows) for name, value in row.items()
    }
    connection.exec_driver_sql(_postgres_insert(tuple(model for model, _ in rows)), values)


@cache
def _sqlite_insert(model: Any) -> str:
    return str(insert(model.__table__).compile(dialect=sqlite.dialect(paramstyle="named")))


@cache
def _postgres_insert(models: tuple[Any, ...]) -> str:
    """WITH i0 AS (INSERT …), i1 AS (INSERT …) … SELECT 1; parameters end in the row's place."""
    parts = []
    for at, model in enumerate(models):
        table = model.__table__
        numbered = {
            column.name: bindparam(f"{column.name}_{at}", type_=column.type) for column in table.c
        }
        compiled = insert(table).values(numbered).compile(dialect=postgresql.dialect())
        parts.append(f"i{at} AS ({compiled})")
    return f"WITH {', '.join(parts)} SELECT 1"


def is_same_content(prepared: Prepared) -> bool:
    """Whether what this page sent before is what it sends now. (A read beside the insert it explains.)"""
    known = select(_NUMBER.c.content_hash).where(
        _NUMBER.c.number_hash == prepared.number_row["number_hash"]
    )
    with reading(), db.engine.connect() as connection:
        mark = connection.execute(known).scalar_one()
    return bool(mark == prepared.number_row["content_hash"])


def _cluster_of(connection: Connection, place_id: int, channel: str, day: date) -> int:
    """The id of this place's day in this channel, made by the first response of the day."""
    known = known_clusters.find(place_id, channel, day)
    if known is not None:
        return known
    stored = _find_cluster(connection, place_id, channel, day)
    if stored is not None:
        return stored
    values = {"id": secrets.randbits(63), "place_id": place_id, "channel": channel, "day": day}
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(_CLUSTER).on_conflict_do_nothing(), values)
    made = _find_cluster(connection, place_id, channel, day)
    if made is None:
        raise RuntimeError("a cluster that was just made is not there")
    return made


def _find_cluster(connection: Connection, place_id: int, channel: str, day: date) -> int | None:
    columns = _CLUSTER.c
    found = connection.execute(
        select(columns.id).where(
            columns.place_id == place_id, columns.channel == channel, columns.day == day
        )
    )
    cluster_id: int | None = found.scalar()
    return cluster_id


def _response_row(submission: Submission, response_id: int, packed: bytes, now: datetime) -> Row:
    nonce, moment = submission.nonce, local(now)
    year, week, _ = moment.isocalendar()
    return {
        "round_id": nonce.round_id,
        "id": response_id,
        "agency_id": submission.agency_id,
        "place_id": nonce.place_id,
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
        "at_desk": False,
        "is_late": submission.is_late,
        "answers": packed,
    }


def _trace_row(row: Row, settings: Settings, now: datetime) -> Row:
    day = local(now).date()
    plain = json.dumps({"at": now.isoformat(timespec="milliseconds")}).encode()
    about = trace_subject(row["round_id"], row["id"])
    return {
        "round_id": row["round_id"],
        "response_id": row["id"],
        "day": day.isoformat(),
        "sealed": seal(settings.instance_dir, day, plain, about),
    }


def trace_subject(round_id: int, response_id: int) -> bytes:
    """What a sealed trace is bound to, so that it cannot be moved to another response."""
    return f"response {round_id} {response_id}".encode()


def leaf_record(row: Mapping[str, Any]) -> Row:
    """What the ledger commits to: the columns of `response`, which are kept for good. Free words are

    not among them: their author may withdraw them.
    """
    return {**row, "answers": row["answers"].hex()}


def _leaf_row(row: Row, prepared: Prepared) -> Row:
    leaf_id = prepared.identity.id.to_bytes(8, "big")
    return {
        "commitment": commitment(prepared.ledger_master, leaf_id, leaf_record(row)),
        "type": "response",
        "number_hash": prepared.number_row["number_hash"],
    }


def _text_rows(submission: Submission, response_id: int) -> list[Row]:
    return [
        {
            "round_id": submission.nonce.round_id,
            "response_id": response_id,
            "question_key": key,
            "text": text,
        }
        for key, text in submission.given.words.items()
    ]
