"""SELECTs over coded responses to whose dossier another agency gave the result than the one that received it.

Who that was is known once the week of the code is over, and of ten codes or more (`response_class`).
"""

from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, exists, func, select

from base.db import db
from surveys.models import Response, ResponseClass, Supersession
from surveys.queries.standings import left_out_ids


class LevelCount(NamedTuple):
    """How many responses gave one item this value (as packed)."""

    resolving_id: int
    receiving_id: int
    value: int
    responses: int


def count_resolved(round_id: int, version_id: int, offset: int) -> list[LevelCount]:
    """Of the item whose slot begins at `offset`, by both agencies; what counts nowhere is left out."""
    value: Any = func.substr(Response.answers, offset + 1, 1, type_=LargeBinary)
    is_gone = exists().where(
        Supersession.round_id == Response.round_id, Supersession.old_response_id == Response.id
    )
    rows = (
        select(
            ResponseClass.resolving_agency_id.label("resolving"),
            Response.agency_id.label("receiving"),
            value.label("value"),
        )
        .join(
            Response,
            (Response.round_id == ResponseClass.round_id)
            & (Response.id == ResponseClass.response_id),
        )
        .where(
            ResponseClass.round_id == round_id,
            ResponseClass.resolving_agency_id.is_not(None),
            Response.questionnaire_version_id == version_id,
            Response.source != "test",
            ~is_gone,
            Response.id.not_in(left_out_ids(round_id)),
        )
        .subquery()
    )
    columns = (rows.c.resolving, rows.c.receiving, rows.c.value)
    found = select(*columns, func.count()).group_by(*columns).order_by(*columns)
    return [
        LevelCount(resolving, receiving, bytes(given)[0], responses)
        for resolving, receiving, given, responses in db.session.execute(found)
    ]
