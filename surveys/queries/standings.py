"""SELECTs of what was noted about responses: answered anew, left out, given a dossier class.

Notes are only added. So the number of responses and notes of a cluster grows with every change, and two
readings that find the same number have found the same responses and notes.
"""

from collections import Counter
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import aliased

from base.db import db
from surveys.models import (
    ExcludedResponse,
    ExclusionAct,
    ExclusionKind,
    Response,
    ResponseClass,
    Standing,
    Supersession,
)


class Note(NamedTuple):
    """How a response stands; `seen` counts the response itself and every note about it.

    `resolving_agency_id` is 0 where nobody else than the receiving office is known to have resolved.
    """

    standing: str = Standing.COUNTED
    class_key: str = ""
    resolving_agency_id: int = 0
    seen: int = 1


PLAIN = Note()
_restoring = aliased(ExclusionAct)


def count_notes_by_cluster(round_id: int) -> dict[int, int]:
    """cluster id → notes about its responses (test scans never count)."""
    found: Counter[int] = Counter()
    for rows in (_superseded(round_id), _classed(round_id), _left_out(round_id)):
        notes = rows.subquery()
        counted = select(notes.c.cluster_id, func.sum(notes.c.notes)).group_by(notes.c.cluster_id)
        for cluster_id, count in db.session.execute(counted):
            found[cluster_id] += int(count)
    return dict(found)


def notes_of_clusters(round_id: int, cluster_ids: Collection[int]) -> dict[int, Note]:
    """response id → its note, for responses of these clusters about which there is one."""
    return _notes(round_id, Response.cluster_id.in_(cluster_ids))


def notes_between(round_id: int, first: int, last: int) -> dict[int, Note]:
    """response id → its note, for the ids first … last."""
    return _notes(round_id, Response.id.between(first, last))


def count_notes(round_id: int) -> int:
    return sum(count_notes_by_cluster(round_id).values())


def list_left_out(round_id: int) -> set[int]:
    """Ids of the responses that an act names which was not restored."""
    return {row.response_id for row in db.session.execute(_left_out(round_id)) if row.notes == 1}


def list_superseded(round_id: int) -> set[int]:
    return {row.response_id for row in db.session.execute(_superseded(round_id))}


def _notes(round_id: int, chosen: ColumnElement[bool]) -> dict[int, Note]:
    found: dict[int, Note] = {}
    for row in db.session.execute(_classed(round_id).where(chosen)):
        resolving = row.resolving_agency_id or 0
        found[row.response_id] = Note(Standing.COUNTED, row.class_key, resolving, 2)
    for row in db.session.execute(_left_out(round_id).where(chosen)):
        note = found.get(row.response_id, PLAIN)
        standing = Standing.LEFT_OUT if row.notes == 1 else note.standing
        found[row.response_id] = note._replace(standing=standing, seen=note.seen + row.notes)
    for row in db.session.execute(_superseded(round_id).where(chosen)):
        note = found.get(row.response_id, PLAIN)
        gone = note._replace(standing=Standing.SUPERSEDED, seen=note.seen + 1)
        found[row.response_id] = gone
    return found


def _responses(round_id: int, *columns: Any) -> Select[Any]:
    return select(Response.id.label("response_id"), Response.cluster_id, *columns).where(
        Response.round_id == round_id, Response.source != "test"
    )


def _superseded(round_id: int) -> Select[Any]:
    return _responses(round_id, _constant(1)).join(
        Supersession,
        (Supersession.round_id == Response.round_id)
        & (Supersession.old_response_id == Response.id),
    )


def _classed(round_id: int) -> Select[Any]:
    columns = (ResponseClass.class_key, ResponseClass.resolving_agency_id)
    return _responses(round_id, *columns, _constant(1)).join(
        ResponseClass,
        (ResponseClass.round_id == Response.round_id) & (ResponseClass.response_id == Response.id),
    )


def _left_out(round_id: int) -> Select[Any]:
    """A row for each act that leaves a response out; `notes` is 1, and 2 once the act was restored.

    What was answered anew in place of a response that an act names stands as that one stands: whoever holds
    the key of a doubtful answer could else bring it back before two people have decided.
    """
    named = _named(round_id)
    notes = (func.count(_restoring.id) + 1).label("notes")
    return (
        _responses(round_id, notes)
        .join(named, named.c.response_id == Response.id)
        .outerjoin(_restoring, _restoring.restores_id == named.c.act_id)
        .group_by(Response.id, Response.cluster_id, named.c.act_id)
        .order_by(Response.id, named.c.act_id)
    )


def _named(round_id: int) -> CTE:
    """(act_id, response_id): every act that leaves out, with those it names and what came in their place."""
    first = (
        select(ExcludedResponse.act_id, ExcludedResponse.response_id)
        .join(ExclusionAct, ExclusionAct.id == ExcludedResponse.act_id)
        .where(ExclusionAct.round_id == round_id, ExclusionAct.act != ExclusionKind.RESTORE)
        .cte("named", recursive=True)
    )
    later = select(first.c.act_id, Supersession.new_response_id).where(
        Supersession.round_id == round_id, Supersession.old_response_id == first.c.response_id
    )
    return first.union(later)


def left_out_ids(round_id: int) -> Select[Any]:
    """Ids of the responses that an act in force leaves out."""
    named = _named(round_id)
    return (
        select(named.c.response_id)
        .outerjoin(_restoring, _restoring.restores_id == named.c.act_id)
        .where(_restoring.id.is_(None))
    )


def _constant(value: int) -> ColumnElement[int]:
    return literal_column(str(value)).label("notes")
