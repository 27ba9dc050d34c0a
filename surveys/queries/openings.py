"""Every stored response with its number, and what superseded what, for the ledger's auditor."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, select

from base.db import db
from surveys.models import IndexSnapshot, Response, ResponseNumber, Supersession
from surveys.queries.snapshots import PUBLIC_EVER

_AT_ONCE = 1_000


def iterate_responses() -> Iterator[tuple[bytes, dict[str, Any]]]:
    """(number hash, columns of `response`) by round and id; one without a number has number b""."""
    table: Any = Response.__table__
    same = and_(
        ResponseNumber.round_id == Response.round_id, ResponseNumber.response_id == Response.id
    )
    rows = (
        select(ResponseNumber.number_hash, *table.c)
        .join_from(Response, ResponseNumber, same, isouter=True)
        .order_by(Response.round_id, Response.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    names = [column.name for column in table.c]
    for number_hash, *values in db.session.execute(rows):
        yield number_hash or b"", dict(zip(names, values, strict=True))


def iterate_supersessions() -> Iterator[tuple[int, int, int]]:
    """(round, old response, new response) by round and old response."""
    rows = (
        select(Supersession.round_id, Supersession.old_response_id, Supersession.new_response_id)
        .order_by(Supersession.round_id, Supersession.old_response_id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in db.session.execute(rows):
        yield row.round_id, row.old_response_id, row.new_response_id


def list_all_public_ever() -> list[IndexSnapshot]:
    """Snapshots of every round that were ever published, the oldest first."""
    found = select(IndexSnapshot).where(IndexSnapshot.state.in_(PUBLIC_EVER))
    return list(db.session.scalars(found.order_by(IndexSnapshot.id)))
