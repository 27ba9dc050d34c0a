"""Every stored response with its number, and what superseded what, for the ledger's auditor."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import and_, func, select

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


def iterate_responses() -> Iterator[Stored]:
    """By round and id."""
    table: Any = Response.__table__
    same = and_(
        ResponseNumber.round_id == Response.round_id, ResponseNumber.response_id == Response.id
    )
    said = and_(ResponseText.round_id == Response.round_id, ResponseText.response_id == Response.id)
    words = select(func.count()).select_from(ResponseText).where(said).scalar_subquery()
    marks = (ResponseNumber.number_hash, ResponseNumber.key_hash, ResponseNumber.content_hash)
    rows = (
        select(*marks, words, *table.c)
        .join_from(Response, ResponseNumber, same, isouter=True)
        .order_by(Response.round_id, Response.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    names = [column.name for column in table.c]
    for number, key, content, count, *values in db.session.execute(rows):
        columns = dict(zip(names, values, strict=True))
        yield Stored(number or b"", key or b"", content or b"", count, columns)


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
