"""SELECTs over groups of near-identical comments."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from base.db import db
from base.rules import NotFound
from feedback.models import Comment, CommentGroup, CommentStanding, CommentText, Disposition
from feedback.queries.dispositions import ANSWER_STATE, TRIAL, owed


@dataclass(frozen=True)
class GroupRow:
    """`count` and `done_count` are of comments owed an answer; `text` is one of them."""

    id: int
    provision_id: int | None
    count: int
    done_count: int
    text: str


@dataclass(frozen=True)
class GroupedText:
    """What grouping reads of a comment; `text` is folded."""

    comment_id: int
    provision_id: int | None
    stance: str
    group_id: int | None
    fingerprint: bytes
    text: str


def get_group(round_id: int, group_id: int) -> CommentGroup:
    found = db.session.get(CommentGroup, group_id)
    if found is None or found.round_id != round_id:
        raise NotFound
    return found


def _counted(round_id: int) -> list[tuple[int, int | None, int, int, int]]:
    done = func.sum(case((ANSWER_STATE == "done", 1), else_=0))
    statement = (
        select(
            CommentGroup.id,
            CommentGroup.provision_id,
            func.count(),
            done,
            func.min(CommentStanding.comment_id),
        )
        .join(CommentStanding, CommentStanding.group_id == CommentGroup.id)
        .outerjoin(Disposition, Disposition.comment_id == CommentStanding.comment_id)
        .where(CommentGroup.round_id == round_id, owed())
        .group_by(CommentGroup.id, CommentGroup.provision_id)
        .having(func.count() > 1)
        .order_by(func.count().desc(), CommentGroup.id)
    )
    return [(a, b, int(c), int(d), e) for a, b, c, d, e in db.session.execute(statement)]


def list_groups(round_id: int, limit: int, offset: int) -> tuple[list[GroupRow], int]:
    """The largest first, and how many there are; groups of one are comments kept apart by hand."""
    counted = _counted(round_id)
    page = counted[offset : offset + limit]
    texts = texts_of([first for *_rest, first in page])
    rows = [GroupRow(a, b, c, d, texts.get(first, "")) for a, b, c, d, first in page]
    return rows, len(counted)


def group_choices(round_id: int, provision_id: int | None) -> list[GroupRow]:
    """The groups a comment of this provision can be put into."""
    rows = [one for one in _counted(round_id) if one[1] == provision_id][:50]
    texts = texts_of([first for *_rest, first in rows])
    return [GroupRow(a, b, c, d, texts.get(first, "")) for a, b, c, d, first in rows]


def texts_of(comment_ids: Sequence[int]) -> dict[int, str]:
    chosen = select(CommentText.comment_id, CommentText.text)
    rows = db.session.execute(chosen.where(CommentText.comment_id.in_(comment_ids)))
    return {comment_id: text for comment_id, text in rows}


def member_ids(group_id: int) -> list[int]:
    """Comments of the group that are owed an answer."""
    chosen = select(CommentStanding.comment_id).where(CommentStanding.group_id == group_id, owed())
    return list(db.session.scalars(chosen.order_by(CommentStanding.comment_id)))


def group_sizes(group_ids: Collection[int]) -> dict[int, int]:
    """Group → comments in it that are owed an answer."""
    group = CommentStanding.group_id
    chosen = select(group, func.count()).where(group.in_(group_ids), owed()).group_by(group)
    return {one: count for one, count in db.session.execute(chosen) if one is not None}


def count_members(group_id: int) -> int:
    chosen = select(func.count()).where(CommentStanding.group_id == group_id, owed())
    return db.session.scalar(chosen) or 0


def list_grouped_texts(round_id: int) -> list[GroupedText]:
    """Every comment whose words still exist, in a fixed order."""
    statement = (
        select(
            Comment.id,
            Comment.provision_id,
            Comment.stance,
            CommentStanding.group_id,
            CommentText.fingerprint,
            CommentText.search_text,
        )
        .join(CommentText, CommentText.comment_id == Comment.id)
        .join(CommentStanding, CommentStanding.comment_id == Comment.id)
        .where(Comment.round_id == round_id, Comment.source != TRIAL, owed())
        .where(CommentText.search_text != "")  # sealed words are nobody's to compare
        .order_by(Comment.id)
    )
    return [GroupedText(*row) for row in db.session.execute(statement)]


def standings_of(round_id: int, comment_ids: Sequence[int]) -> list[CommentStanding]:
    chosen = select(CommentStanding).where(
        CommentStanding.round_id == round_id, CommentStanding.comment_id.in_(comment_ids), owed()
    )
    return list(db.session.scalars(chosen.order_by(CommentStanding.comment_id)))


def stances_of(comment_ids: Sequence[int]) -> set[str]:
    return set(db.session.scalars(select(Comment.stance).where(Comment.id.in_(comment_ids))))


def places_of(comment_ids: Sequence[int]) -> list[int | None]:
    chosen = select(Comment.provision_id).where(Comment.id.in_(comment_ids))
    return list(db.session.scalars(chosen.order_by(Comment.id)))
