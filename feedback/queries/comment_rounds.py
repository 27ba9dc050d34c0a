"""SELECTs over comment rounds; staff lists take the viewer's agencies (None = the whole province)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from agencies.models import Agency
from base.db import db
from base.rules import NotFound
from feedback.models import CommentRound, Provision, RoundState
from feedback.rules.comment_rounds import BY_CLOCK

Scope = Collection[int] | None
Condition = ColumnElement[bool]


def get_round(round_id: int, agency_ids: Scope) -> CommentRound:
    """For staff pages: `agency_ids` are the viewer's; None is the whole province. Else NotFound."""
    found = db.session.get(CommentRound, round_id)
    if found is None or (agency_ids is not None and found.agency_id not in agency_ids):
        raise NotFound
    return found


def get_public_round(round_id: int) -> CommentRound:
    """For residents: never one for an agency's own staff."""
    found = db.session.get(CommentRound, round_id)
    if found is None or found.is_internal:
        raise NotFound
    return found


def get_provision(version_id: int, path: str) -> Provision:
    found = db.session.scalar(
        select(Provision).where(Provision.version_id == version_id, Provision.path == path)
    )
    if found is None:
        raise NotFound
    return found


def list_rounds_to_group() -> list[int]:
    """Rounds that take comments or whose comments are being answered."""
    statement = select(CommentRound.id).where(
        CommentRound.state.in_(("open", "closed", "answering"))
    )
    return list(db.session.scalars(statement.order_by(CommentRound.id)))


def in_state(state: str, at: datetime) -> ColumnElement[bool]:
    """As feedback.rules.comment_rounds.state_at says, whether or not it was written down already."""
    if state not in BY_CLOCK:
        return CommentRound.state == state
    by_clock = CommentRound.state.in_(BY_CLOCK)
    if state == RoundState.PREPARED:
        return and_(by_clock, CommentRound.opens_at > at)
    if state == RoundState.OPEN:
        return and_(by_clock, CommentRound.opens_at <= at, CommentRound.closes_at > at)
    return and_(by_clock, CommentRound.closes_at <= at)


def _filters(scope: Scope, internal_of: Scope, state: str, at: datetime) -> list[Condition]:
    """`internal_of`: agencies whose internal rounds the viewer may know of."""
    filters: list[Condition] = []
    if scope is not None:
        filters.append(CommentRound.agency_id.in_(scope))
    if internal_of is not None:
        is_public = CommentRound.is_internal.is_(False)
        filters.append(is_public | CommentRound.agency_id.in_(internal_of))
    if state:
        filters.append(in_state(state, at))
    return filters


def list_rounds(
    scope: Scope,
    internal_of: Scope,
    state: str,
    at: datetime,
    limit: int | None = None,
    offset: int = 0,
) -> list[tuple[CommentRound, Agency]]:
    """(round, agency), the latest opening first."""
    found = (
        select(CommentRound, Agency)
        .join(Agency, Agency.id == CommentRound.agency_id)
        .where(*_filters(scope, internal_of, state, at))
        .order_by(CommentRound.opens_at.desc(), CommentRound.id.desc())
    )
    rows = db.session.execute(found.limit(limit).offset(offset))
    return [(one, agency) for one, agency in rows]


def count_rounds(scope: Scope, internal_of: Scope, state: str, at: datetime) -> int:
    filters = _filters(scope, internal_of, state, at)
    return db.session.scalar(select(func.count()).select_from(CommentRound).where(*filters)) or 0


def list_internal_rounds(agency_ids: Collection[int]) -> list[CommentRound]:
    """Rounds on the internal rules of these agencies, the latest opening first."""
    found = select(CommentRound).where(
        CommentRound.is_internal.is_(True), CommentRound.agency_id.in_(agency_ids)
    )
    ordered = found.order_by(CommentRound.opens_at.desc(), CommentRound.id.desc())
    return list(db.session.scalars(ordered))


def list_due_rounds(at: datetime) -> list[CommentRound]:
    """Rounds whose opening or closing has come but is not yet written down, the earliest first."""
    prepared = (CommentRound.state == RoundState.PREPARED) & (CommentRound.opens_at <= at)
    running = (CommentRound.state == RoundState.OPEN) & (CommentRound.closes_at <= at)
    found = select(CommentRound).where(prepared | running)
    return list(db.session.scalars(found.order_by(CommentRound.opens_at, CommentRound.id)))


def list_rounds_to_answer(at: datetime) -> list[CommentRound]:
    """Rounds that have closed and are not answered yet, by the day their answer is owed."""
    closed = in_state(RoundState.CLOSED, at) | (CommentRound.state == RoundState.ANSWERING)
    found = select(CommentRound).where(closed, CommentRound.answer_by_on.is_not(None))
    return list(db.session.scalars(found.order_by(CommentRound.answer_by_on, CommentRound.id)))
