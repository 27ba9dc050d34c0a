"""Every stored response with its number, and what superseded what, for the ledger's auditor."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import and_, func, select

from agencies.models import Agency
from base.db import db
from surveys.models import (
    DossierCount,
    IndexSnapshot,
    Response,
    ResponseClass,
    ResponseNumber,
    ResponseText,
    Supersession,
)
from surveys.queries.snapshots import PUBLIC_EVER

_AT_ONCE = 1_000


@dataclass(frozen=True)
class Stored:
    """A response with its number's hashes (b"" without one); `word_count` questions have words."""

    number_hash: bytes
    key_hash: bytes
    content_hash: bytes
    word_count: int
    columns: dict[str, Any]


_TABLE: Any = Response.__table__
_NAMES = [column.name for column in _TABLE.c]
_SAME = and_(
    ResponseNumber.round_id == Response.round_id, ResponseNumber.response_id == Response.id
)


def iterate_responses() -> Iterator[Stored]:
    """Those with a number by its hash, which says nothing of when they came; then any without one.

    A number's table has no index by response, so it is read first: the other way round would take a scan of
    all numbers for each response.
    """
    said = and_(ResponseText.round_id == Response.round_id, ResponseText.response_id == Response.id)
    words = select(func.count()).select_from(ResponseText).where(said).scalar_subquery()
    marks = (ResponseNumber.number_hash, ResponseNumber.key_hash, ResponseNumber.content_hash)
    rows = (
        select(*marks, words, *_TABLE.c)
        .join_from(ResponseNumber, Response, _SAME)
        .order_by(ResponseNumber.number_hash)
        .execution_options(yield_per=_AT_ONCE)
    )
    for number, key, content, count, *values in db.session.execute(rows):
        yield Stored(number, key, content, count, dict(zip(_NAMES, values, strict=True)))
    yield from _without_number()


def _without_number() -> Iterator[Stored]:
    numbered = select(ResponseNumber.round_id, ResponseNumber.response_id)
    bare = select(Response.round_id, Response.id).except_(numbered).subquery()
    rows = (
        select(*_TABLE.c)
        .join(bare, and_(bare.c.round_id == Response.round_id, bare.c.id == Response.id))
        .order_by(Response.round_id, Response.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for values in db.session.execute(rows):
        yield Stored(b"", b"", b"", 0, dict(zip(_NAMES, values, strict=True)))


def iterate_words() -> Iterator[tuple[int, dict[str, str], list[str]]]:
    """(response, question key → words, keys of those for the province alone)."""
    rows = (
        select(ResponseText)
        .order_by(ResponseText.round_id, ResponseText.response_id, ResponseText.question_key)
        .execution_options(yield_per=_AT_ONCE)
    )
    for (_, response_id), group in groupby(
        db.session.scalars(rows), key=lambda one: (one.round_id, one.response_id)
    ):
        texts = list(group)
        private = [one.question_key for one in texts if one.is_province_only]
        yield response_id, {one.question_key: one.text for one in texts}, private


def iterate_supersessions() -> Iterator[tuple[int, int, int]]:
    """(round, old response, new response) by round and old response."""
    rows = (
        select(Supersession.round_id, Supersession.old_response_id, Supersession.new_response_id)
        .order_by(Supersession.round_id, Supersession.old_response_id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in db.session.execute(rows):
        yield row.round_id, row.old_response_id, row.new_response_id


def _rows(table: Any) -> Iterator[dict[str, Any]]:
    """Every row of a table by its key."""
    ordered = select(table).order_by(*table.primary_key)
    for row in db.session.execute(ordered.execution_options(yield_per=_AT_ONCE)):
        yield dict(row._mapping)


def iterate_classes() -> Iterator[dict[str, Any]]:
    yield from _rows(ResponseClass.__table__)


def iterate_dossiers() -> Iterator[dict[str, Any]]:
    yield from _rows(DossierCount.__table__)


def list_all_public_ever() -> list[IndexSnapshot]:
    """Snapshots of every round that were ever published, the oldest first."""
    found = select(IndexSnapshot).where(IndexSnapshot.state.in_(PUBLIC_EVER))
    return list(db.session.scalars(found.order_by(IndexSnapshot.id)))


def list_agency_codes() -> list[tuple[int, str]]:
    """(id, code) of every agency, by id."""
    rows = db.session.execute(select(Agency.id, Agency.code).order_by(Agency.id))
    return [(row[0], row[1]) for row in rows]
