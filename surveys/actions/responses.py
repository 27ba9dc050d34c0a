"""Taking a response: everything it leaves behind, in one transaction that the view commits.

This is the busiest write of the system, so what can be worked out is worked out before the transaction
begins, and the statements are spelled once per database and sent as they are.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from base.clock import local
from base.day_keys import seal
from base.db import db
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


class Outcome(StrEnum):
    """STORED: new, waits for the commit. REPEATED: was here already. OTHER_CONTENT: nothing stored."""

    STORED = "stored"
    REPEATED = "repeated"
    OTHER_CONTENT = "other_content"


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


@dataclass(frozen=True)
class Receipt:
    """Number and key belong on the page that this nonce's owner sees, and nowhere else."""

    outcome: Outcome
    identity: ResponseIdentity


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


def submit_response(submission: Submission, settings: Settings, now: datetime) -> Receipt:
    """Adds the response to the transaction at hand, once however often the page is sent.

    When the page was sent before, the transaction is rolled back: there is nothing to commit.
    """
    nonce, keys = submission.nonce, settings.secrets
    identity = identity_of(nonce, keys)
    packed = pack(submission.content, submission.given.answers)
    words = json.dumps(submission.given.words, ensure_ascii=False, sort_keys=True)
    number_row = {
        "number_hash": number_hash(identity.number),
        "key_hash": number_hash(identity.key),
        "content_hash": content_mark(nonce, packed + words.encode(), keys),
        "round_id": nonce.round_id,
        "response_id": identity.id,
    }
    cluster_id = _cluster_of(submission, local(now).date())
    row = _response_row(submission, identity.id, packed, cluster_id, now)
    rows = [
        (ResponseNumber, number_row),
        (Response, row),
        (ResponseTrace, _trace_row(row, settings, now)),
        (PendingLeaf, _leaf_row(row, identity, keys.ledger_master)),
        *((ResponseText, text_row) for text_row in _text_rows(submission, identity.id)),
    ]
    connection = db.session.connection()
    try:
        for model, values in rows:
            connection.exec_driver_sql(_insert_into(model, connection.dialect.name), values)
    except IntegrityError:
        db.session.rollback()
        return Receipt(_outcome_of_repetition(number_row), identity)
    return Receipt(Outcome.STORED, identity)


@cache
def _insert_into(model: Any, dialect: str) -> str:
    """INSERT with every column, as this database's driver reads it."""
    spelled = {"sqlite": sqlite.dialect(paramstyle="named"), "postgresql": postgresql.dialect()}
    return str(insert(model.__table__).compile(dialect=spelled[dialect]))


def _outcome_of_repetition(number_row: Mapping[str, Any]) -> Outcome:
    """Another sending of this page was here first: with the same content or with other."""
    known = select(_NUMBER.c.content_hash).where(_NUMBER.c.number_hash == number_row["number_hash"])
    mark = db.session.execute(known).scalar_one()
    db.session.rollback()
    return Outcome.REPEATED if mark == number_row["content_hash"] else Outcome.OTHER_CONTENT


def _cluster_of(submission: Submission, day: date) -> int:
    """The id of this place's day in this channel, made by the first response of the day.

    Remembered only once another transaction has stored it, so a rollback leaves nothing behind.
    """
    place_id, channel = submission.nonce.place_id, submission.channel
    known = known_clusters.find(place_id, channel, day)
    if known is not None:
        return known
    connection = db.session.connection()
    stored = _find_cluster(connection, place_id, channel, day)
    if stored is not None:
        known_clusters.keep(place_id, channel, day, stored)
        return stored
    values = {"id": secrets.randbits(63), "place_id": place_id, "channel": channel, "day": day}
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(_CLUSTER).on_conflict_do_nothing(), values)
    made = _find_cluster(connection, place_id, channel, day)
    assert made is not None
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


def _response_row(
    submission: Submission, response_id: int, packed: bytes, cluster_id: int, now: datetime
) -> Row:
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
        "cluster_id": cluster_id,
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


def _leaf_row(row: Row, identity: ResponseIdentity, master: str) -> Row:
    leaf_id = identity.id.to_bytes(8, "big")
    return {
        "commitment": commitment(master.encode(), leaf_id, leaf_record(row)),
        "type": "response",
        "number_hash": number_hash(identity.number),
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
