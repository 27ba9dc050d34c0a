"""The statements that store one response, spelled once: one a row on SQLite, one for all on PostgreSQL."""

from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ledger.models import PendingLeaf
from surveys.models import (
    AnswerLink,
    Response,
    ResponseNumber,
    ResponseText,
    ResponseTrace,
    Supersession,
    VisitCluster,
)

Row = dict[str, Any]
Insert = tuple[Any, str]  # a table, and what its parameters' names end with
_ALWAYS: tuple[Insert, ...] = (
    (ResponseNumber, ""),
    (Response, ""),
    (ResponseTrace, ""),
    (PendingLeaf, ""),
)
# Of tables that may take several rows with one response: the columns whose parameters have an ending.
_ENDED = {
    ResponseText: {"question_key", "text", "is_province_only"},
    PendingLeaf: {"commitment", "type", "number_hash"},
}


def _spelling(dialect: str) -> Any:
    return sqlite.dialect(paramstyle="named") if dialect == "sqlite" else postgresql.dialect()


@cache
def insert_statements(
    dialect: str, with_cluster: bool, text_count: int, further: tuple[Insert, ...]
) -> tuple[str, ...]:
    """INSERTs of one response as the database's driver reads them: one a row, or one for all."""
    first: list[Insert] = [(VisitCluster, "")] if with_cluster else []
    words = [(ResponseText, f"_{at}") for at in range(text_count)]
    rows = [*first, *_ALWAYS, *further, *words]
    inserts = [insert(model.__table__).values(_parameters(model, end)) for model, end in rows]
    texts = [str(one.compile(dialect=_spelling(dialect))) for one in inserts]
    if dialect == "sqlite":
        return tuple(texts)
    named = ", ".join(f"i{at} AS ({text})" for at, text in enumerate(texts))
    return (f"WITH {named} SELECT 1",)


@cache
def find_cluster_statement(dialect: str, has_place: bool) -> str:
    """Of a place, or of an office whose answers come from no place."""
    table: Any = VisitCluster.__table__
    columns = table.c
    wanted = [columns.place_id] if has_place else [columns.agency_id]
    find = select(columns.id).where(
        *(
            one == bindparam(one.name, type_=one.type)
            for one in (*wanted, columns.channel, columns.day)
        )
    )
    if not has_place:
        find = find.where(columns.place_id.is_(None))
    return str(find.compile(dialect=_spelling(dialect)))


_SPECIAL = {
    (Response, "id"): "response_id",
    (VisitCluster, "id"): "cluster_id",
    (AnswerLink, "day"): "link_day",
    (AnswerLink, "sealed"): "link",
    (Supersession, "new_response_id"): "response_id",
}


def _parameters(model: Any, end: str) -> Row:
    """column name → the parameter that fills it."""
    ended = _ENDED.get(model, set())
    return {
        column.name: bindparam(
            _SPECIAL.get((model, column.name), column.name) + (end if column.name in ended else ""),
            type_=column.type,
        )
        for column in model.__table__.columns
    }
