"""How many comments a round has: by day, stance and channel. Trial comments are left out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from base.db import db
from feedback.models import Comment, CommentStanding, Visibility

_COUNTED = ("live", "demo")


@dataclass(frozen=True)
class CommentCounts:
    """`stub_count`: comments of which a stub is shown; they are in `total` and in every breakdown."""

    total: int
    stub_count: int
    by_day: dict[date, int]
    by_stance: dict[str, int]
    by_channel: dict[str, int]


def count_comments(round_id: int) -> CommentCounts:
    by_day = _by(Comment.received_on, round_id)
    stubs = (
        select(func.count())
        .select_from(CommentStanding)
        .join(Comment, Comment.id == CommentStanding.comment_id)
    )
    stubs = stubs.where(
        CommentStanding.round_id == round_id,
        CommentStanding.visibility != Visibility.PUBLISHED,
        Comment.source.in_(_COUNTED),
    )
    return CommentCounts(
        total=sum(by_day.values()),
        stub_count=db.session.scalar(stubs) or 0,
        by_day=by_day,
        by_stance=_by(Comment.stance, round_id),
        by_channel=_by(Comment.channel, round_id),
    )


def _by(column: Any, round_id: int) -> dict[Any, int]:
    found = select(column, func.count()).where(
        Comment.round_id == round_id, Comment.source.in_(_COUNTED)
    )
    rows = db.session.execute(found.group_by(column).order_by(column))
    return {key: count for key, count in rows}


def count_by_round(round_ids: Collection[int]) -> dict[int, int]:
    """round → comments; rounds without any are left out."""
    found = select(Comment.round_id, func.count()).where(
        Comment.round_id.in_(round_ids), Comment.source.in_(_COUNTED)
    )
    return {key: count for key, count in db.session.execute(found.group_by(Comment.round_id))}
