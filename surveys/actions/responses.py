"""Taking a response: everything it leaves behind, in one transaction that the view commits."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite

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

_RESPONSE: Any = Response.__table__
_NUMBER: Any = ResponseNumber.__table__
_TEXT: Any = ResponseText.__table__
_TRACE: Any = ResponseTrace.__table__
_LEAF: Any = PendingLeaf.__table__
_CLUSTER: Any = VisitCluster.__table__


class Outcome(StrEnum):
    """STORED: new, waits for the commit. REPEATED: was here already. OTHER_CONTENT: nothing stored."""

    STORED = "stored"
    REPEATED = "repeated"
    OTHER_CONTENT = "other_content"


@dataclass(frozen=True)
class Submission:
    """A sound form of an open page. `cap_rank` is asked only if the response is new (base.abuse)."""

    nonce: PageNonce
    content: Content
    given: Given
    agency_id: int
    language: str
    source: str
    is_late: bool
    cap_rank: Callable[[], int]

    @property
    def channel(self) -> str:
        return "kiosk" if self.nonce.is_kiosk else "open_qr"


@dataclass(frozen=True)
class Receipt:
    """Number and key belong on the page that this nonce's owner sees, and nowhere else."""

    outcome: Outcome
    number: str = ""
    key: str = ""


def submit_response(submission: Submission, settings: Settings, now: datetime) -> Receipt:
    """Adds the response to the transaction at hand, once however often the page is sent."""
    nonce, keys = submission.nonce, settings.secrets
    identity = identity_of(nonce, keys)
    mark = content_mark(nonce, _content_bytes(submission), keys)
    connection = db.session.connection()
    if not _claim_number(connection, nonce, identity, mark):
        same = _known_mark(connection, identity) == mark
        if not same:
            return Receipt(Outcome.OTHER_CONTENT)
        return Receipt(Outcome.REPEATED, identity.number, identity.key)
    day = local(now).date()
    cluster_id = visit_cluster(connection, nonce.place_id, submission.channel, day)
    row = _response_row(submission, identity, cluster_id, now)
    connection.execute(insert(_RESPONSE), row)
    connection.execute(insert(_TRACE), _trace_row(nonce, identity, settings, day, now))
    connection.execute(insert(_LEAF), _leaf_row(row, identity, keys.ledger_master))
    texts = _text_rows(submission, identity)
    if texts:
        connection.execute(insert(_TEXT), texts)
    return Receipt(Outcome.STORED, identity.number, identity.key)


def _content_bytes(submission: Submission) -> bytes:
    """The content in one fixed spelling; the language of the page is no part of it."""
    given = submission.given
    words = json.dumps(given.words, ensure_ascii=False, sort_keys=True)
    return pack(submission.content, given.answers) + words.encode()


def insert_new(connection: Connection, table: Table) -> Any:
    """INSERT that leaves an existing row alone, on either database."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table).on_conflict_do_nothing()


def _claim_number(
    connection: Connection, nonce: PageNonce, identity: ResponseIdentity, mark: bytes
) -> bool:
    """True if this page was never sent before; a sender at the same moment waits for the first one."""
    claimed = connection.execute(
        insert_new(connection, _NUMBER).returning(_NUMBER.c.response_id),
        {
            "number_hash": number_hash(identity.number),
            "key_hash": number_hash(identity.key),
            "content_hash": mark,
            "round_id": nonce.round_id,
            "response_id": identity.id,
        },
    )
    return claimed.scalar() is not None


def _known_mark(connection: Connection, identity: ResponseIdentity) -> bytes | None:
    known = select(_NUMBER.c.content_hash).where(
        _NUMBER.c.number_hash == number_hash(identity.number)
    )
    found: bytes | None = connection.execute(known).scalar()
    return found


def visit_cluster(connection: Connection, place_id: int, channel: str, day: date) -> int:
    """The id of this place's day in this channel, made by the first response of the day."""
    find = select(_CLUSTER.c.id).where(
        _CLUSTER.c.place_id == place_id, _CLUSTER.c.channel == channel, _CLUSTER.c.day == day
    )
    found = connection.execute(find).scalar()
    if found is None:
        values = {"id": secrets.randbits(63), "place_id": place_id, "channel": channel, "day": day}
        connection.execute(insert_new(connection, _CLUSTER), values)
        found = connection.execute(find).scalar_one()
    return int(found)


def _response_row(
    submission: Submission, identity: ResponseIdentity, cluster_id: int, now: datetime
) -> dict[str, Any]:
    nonce, given, moment = submission.nonce, submission.given, local(now)
    year, week, _ = moment.isocalendar()
    return {
        "round_id": nonce.round_id,
        "id": identity.id,
        "agency_id": submission.agency_id,
        "place_id": nonce.place_id,
        "questionnaire_version_id": nonce.version_id,
        "channel": submission.channel,
        "source": submission.source,
        "respondent_kind": given.answers.get(RESPONDENT_KEY, "unknown"),
        "language": submission.language,
        "cluster_id": cluster_id,
        "month": moment.year * 100 + moment.month,
        "iso_week": year * 100 + week,
        "bucket": moment.hour // 3,
        "duration_steps": nonce.steps_until(now),
        "cap_rank": submission.cap_rank(),
        "at_desk": False,
        "is_late": submission.is_late,
        "answers": pack(submission.content, given.answers),
    }


def _trace_row(
    nonce: PageNonce, identity: ResponseIdentity, settings: Settings, day: date, now: datetime
) -> dict[str, Any]:
    plain = json.dumps({"at": now.isoformat(timespec="milliseconds")}).encode()
    sealed = seal(settings.instance_dir, day, plain, trace_subject(nonce.round_id, identity.id))
    return {
        "round_id": nonce.round_id,
        "response_id": identity.id,
        "day": day,
        "sealed": sealed,
    }


def trace_subject(round_id: int, response_id: int) -> bytes:
    """What a sealed trace is bound to, so that it cannot be moved to another response."""
    return f"response {round_id} {response_id}".encode()


def leaf_record(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger commits to: the columns of `response`, which are kept for good. Free words are

    not among them: their author may withdraw them.
    """
    record = dict(row)
    record["answers"] = row["answers"].hex()
    return record


def _leaf_row(row: Mapping[str, Any], identity: ResponseIdentity, master: str) -> dict[str, Any]:
    leaf_id = identity.id.to_bytes(8, "big")
    return {
        "commitment": commitment(master.encode(), leaf_id, leaf_record(row)),
        "type": "response",
        "number_hash": number_hash(identity.number),
    }


def _text_rows(submission: Submission, identity: ResponseIdentity) -> list[dict[str, Any]]:
    return [
        {
            "round_id": submission.nonce.round_id,
            "response_id": identity.id,
            "question_key": key,
            "text": text,
        }
        for key, text in submission.given.words.items()
    ]
