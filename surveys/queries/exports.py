"""SELECTs behind exports: a round's responses as a stream, and what their columns mean.

The streams read through a connection of their own, in one snapshot, so that telling the progress of the
work disturbs neither. Test scans are never among the responses, nor what was answered anew since.
"""

import secrets
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, case, func, select

from agencies.models import Agency
from base.db import db, reading
from surveys.models import (
    IndexSnapshot,
    QuestionnaireVersion,
    Response,
    ResponseText,
    RoundState,
    Standing,
    Supersession,
    SurveyRound,
)
from surveys.queries.standings import left_out_ids

CHUNK = 20_000
_RESPONSE: Any = Response.__table__
_TEXT: Any = ResponseText.__table__


class ExportRow(NamedTuple):
    """What of a response leaves the house."""

    agency_id: int
    month: int
    channel: str
    source: str
    language: str
    questionnaire_version_id: int
    answers: bytes
    standing: str


class Group(NamedTuple):
    """How many responses to be exported an agency has in a month, by questionnaire version."""

    agency_id: int
    month: int
    questionnaire_version_id: int
    responses: int


def _exported(round_id: int) -> Any:
    gone = select(Supersession.old_response_id).where(Supersession.round_id == round_id)
    return (
        (_RESPONSE.c.round_id == round_id)
        & (_RESPONSE.c.source != "test")
        & _RESPONSE.c.id.not_in(gone)
    )


def _standing(round_id: int) -> Any:
    """Whether an act that was not restored leaves the response out."""
    left_out = _RESPONSE.c.id.in_(left_out_ids(round_id))
    return case((left_out, Standing.LEFT_OUT.value), else_=Standing.COUNTED.value)


def census(round_id: int) -> list[Group]:
    """What the round holds, from one reading of its responses."""
    keys = [_RESPONSE.c[name] for name in Group._fields[:3]]
    rows = select(*keys, func.count()).where(_exported(round_id)).group_by(*keys).order_by(*keys)
    return [Group._make(row) for row in db.session.execute(rows)]


def list_versions(version_ids: Collection[int]) -> list[QuestionnaireVersion]:
    """The newest first."""
    rows = select(QuestionnaireVersion).where(QuestionnaireVersion.id.in_(version_ids))
    newest = rows.order_by(QuestionnaireVersion.number.desc(), QuestionnaireVersion.id.desc())
    return list(db.session.scalars(newest))


def count_exported(round_id: int) -> int:
    rows = select(func.count()).select_from(_RESPONSE).where(_exported(round_id))
    return db.session.scalar(rows) or 0


def published_method_version(round_id: int) -> str:
    """The method of the round's latest published figures; empty before the first."""
    rows = select(IndexSnapshot.method_version).where(
        IndexSnapshot.round_id == round_id, IndexSnapshot.published_at.is_not(None)
    )
    latest = rows.order_by(IndexSnapshot.published_at.desc(), IndexSnapshot.id.desc())
    return db.session.scalars(latest).first() or ""


def agency_names() -> dict[int, tuple[str, str]]:
    """agency id → (code, name)."""
    rows = db.session.execute(select(Agency.id, Agency.code, Agency.name))
    return {agency_id: (code, name) for agency_id, code, name in rows}


def list_exportable_rounds(owner_agency_id: int | None) -> list[SurveyRound]:
    """Rounds of this body that have begun, the latest first."""
    rows = select(SurveyRound).where(
        SurveyRound.owner_agency_id == owner_agency_id, SurveyRound.state != RoundState.PLANNED
    )
    return list(
        db.session.scalars(rows.order_by(SurveyRound.opens_at.desc(), SurveyRound.id.desc()))
    )


@contextmanager
def _snapshot() -> Iterator[Connection]:
    with reading(), db.engine.connect() as connection:
        is_postgres = connection.dialect.name == "postgresql"
        if is_postgres:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        connection.begin()
        if is_postgres:  # a cursor is read to its end here, so the plan that is fast in all
            connection.exec_driver_sql("SET LOCAL cursor_tuple_fraction = 1")
        yield connection
        connection.rollback()


def stream_responses(round_id: int) -> Generator[Sequence[ExportRow], None, None]:
    """All responses in chunks, in the order of their random ids from a random one on."""
    columns = [_RESPONSE.c[name] for name in ExportRow._fields[:-1]]
    wanted = select(*columns, _standing(round_id)).where(_exported(round_id))
    pivot = secrets.randbits(63)
    halves = (wanted.where(_RESPONSE.c.id >= pivot), wanted.where(_RESPONSE.c.id < pivot))
    with _snapshot() as connection:
        for half in halves:
            yield from _chunks(connection, half.order_by(_RESPONSE.c.id))


def _chunks(connection: Connection, rows: Select[Any]) -> Iterator[Any]:
    """Plain tuples from the driver itself: making SQLAlchemy's rows of them would take most of the time."""
    statement = rows.compile(connection.engine, compile_kwargs={"literal_binds": True})
    driver: Any = connection.connection.driver_connection
    is_postgres = connection.dialect.name == "postgresql"
    cursor = driver.cursor("export", binary=True) if is_postgres else driver.cursor()
    with closing(cursor):
        cursor.execute(str(statement))
        while chunk := cursor.fetchmany(CHUNK):
            yield chunk


def stream_words(round_id: int) -> Iterator[Sequence[Any]]:
    """(agency id, month, question key, text) in an order drawn anew each time."""
    wanted = (
        select(
            _RESPONSE.c.agency_id,
            _RESPONSE.c.month,
            _TEXT.c.question_key,
            _TEXT.c.text,
        )
        .join(
            _RESPONSE,
            (_RESPONSE.c.round_id == _TEXT.c.round_id) & (_RESPONSE.c.id == _TEXT.c.response_id),
        )
        .where(_TEXT.c.round_id == round_id, _exported(round_id))
        .order_by(func.random())
    )
    with _snapshot() as connection:
        yield from _chunks(connection, wanted)
