"""SELECTs over comment rounds."""

from collections.abc import Collection

from sqlalchemy import select

from base.db import db
from base.rules import NotFound
from feedback.models import CommentRound, Provision


def get_round(round_id: int, agency_ids: Collection[int] | None) -> CommentRound:
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
