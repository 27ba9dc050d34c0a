"""SELECTs over comments as everybody may see them: counts, one page of them, what stands beside each.

Trial comments (source `test`) are nowhere. What a person's act hid comes as a row without words.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from base.db import db
from base.words import fold
from feedback.models import (
    Comment,
    CommentChannel,
    CommentStanding,
    CommentText,
    Stance,
    Visibility,
)
from feedback.queries.public_answers import PublicAnswer, answers_in_force
from feedback.rules.reading import SHUFFLE_PRIME, CountedStance

_PUBLISHED = CommentStanding.visibility == Visibility.PUBLISHED
_COUNTED = (Visibility.PUBLISHED, Visibility.HELD, Visibility.HIDDEN)
MIXED, BY_STANCE, BY_GROUP, NEWEST = "mixed", "stance", "group", "newest"


@dataclass(frozen=True)
class Chosen:
    """Which comments of a round: `provision_ids` None for all, empty for those on the whole draft."""

    round_id: int
    provision_ids: Collection[int] | None = None
    stance: str = ""
    words: str = ""
    group_id: int | None = None
    question_key: str = ""


@dataclass(frozen=True)
class Head:
    """A comment that stands for `size` near-identical ones (1: for itself)."""

    comment_id: int
    size: int


@dataclass(frozen=True)
class Shown:
    """A comment with what stands beside it; `text` and `wording` are empty behind a stub."""

    comment: Comment
    standing: CommentStanding
    text: str
    wording: str
    disposition: PublicAnswer | None


def count_stances(round_id: int) -> list[CountedStance]:
    """All comments of a round by provision, question, stance and visibility; additions left out."""
    keys = (
        Comment.provision_id,
        Comment.question_key,
        Comment.stance,
        CommentStanding.visibility,
    )
    entered = func.sum(case((Comment.channel != CommentChannel.WEB, 1), else_=0))
    rows = db.session.execute(
        select(*keys, func.count(), entered)
        .join(CommentStanding, CommentStanding.comment_id == Comment.id)
        .where(Comment.round_id == round_id, *_open_to_all())
        .group_by(*keys)
        .order_by(*keys)
    )
    return [CountedStance(*row) for row in rows]


def count_sent(round_id: int) -> int:
    """All comments that the round has received: it only grows, so it tells whether there are new ones."""
    counted = select(func.count()).select_from(Comment).where(Comment.round_id == round_id)
    return db.session.scalar(counted) or 0


def count_by_round(round_ids: Collection[int]) -> dict[int, int]:
    """How many opinions each round has; a round without any is left out."""
    rows = db.session.execute(
        select(Comment.round_id, func.count())
        .join(CommentStanding, CommentStanding.comment_id == Comment.id)
        .where(
            Comment.round_id.in_(round_ids),
            CommentStanding.visibility.in_(_COUNTED),
            *_open_to_all(),
        )
        .group_by(Comment.round_id)
    )
    return {round_id: count for round_id, count in rows}


def _open_to_all() -> tuple[ColumnElement[bool], ...]:
    return (Comment.source != "test", Comment.follows_id.is_(None))


def _filtered(chosen: Chosen, *columns: Any) -> Select[Any]:
    found = (
        select(*columns)
        .join(CommentStanding, CommentStanding.comment_id == Comment.id)
        .where(Comment.round_id == chosen.round_id, *_open_to_all())
    )
    if chosen.provision_ids:
        found = found.where(Comment.provision_id.in_(chosen.provision_ids))
    elif chosen.provision_ids is not None:
        found = found.where(Comment.provision_id.is_(None), Comment.question_key == "")
    if chosen.stance:
        found = found.where(Comment.stance == chosen.stance)
    if chosen.question_key:
        found = found.where(Comment.question_key == chosen.question_key)
    if chosen.group_id is not None:
        found = found.where(CommentStanding.group_id == chosen.group_id, _PUBLISHED)
    if chosen.words.strip():
        found = found.join(CommentText, CommentText.comment_id == Comment.id).where(_PUBLISHED)
        for word in fold(chosen.words).split():
            found = found.where(CommentText.search_text.contains(word, autoescape=True))
    return found


def list_heads(
    chosen: Chosen, order: str, factor: int, limit: int, offset: int
) -> tuple[list[Head], int]:
    """A page of heads, and how many there are: one for each group and each comment in none.

    `factor` is the day's (feedback.rules.reading.shuffle_factor). Which member stands for its group is
    the shuffle's choice too. A single group (`chosen.group_id`) is listed comment by comment.
    """
    mixed = Comment.id % SHUFFLE_PRIME * factor % SHUFFLE_PRIME
    groups = (
        _filtered(
            chosen,
            _gathered_under(chosen).label("key"),
            func.count().label("size"),
            func.min(mixed).label("mixed"),
            *_first_by(order),
        )
        .group_by("key")
        .subquery()
    )
    first = []
    if "first" in groups.c:
        first = [groups.c.first if order == BY_STANCE else groups.c.first.desc()]
    page = db.session.execute(
        select(groups.c.key, groups.c.size, func.count().over())
        .order_by(*first, groups.c.mixed, groups.c.key)
        .limit(limit)
        .offset(offset)
    ).all()
    members = _one_of_each(chosen, [key for key, _size, _total in page if key > 0], mixed)
    found = [Head(members[key] if key > 0 else -key, size) for key, size, _total in page]
    return found, page[0][2] if page else 0


def _first_by(order: str) -> list[ColumnElement[Any]]:
    """What a group is ordered by before the shuffle; nothing in the mixed order."""
    columns: dict[str, ColumnElement[Any]] = {
        BY_STANCE: func.min(_stance_rank()),
        BY_GROUP: func.count(),
        NEWEST: func.max(Comment.received_on),
    }
    return [columns[order].label("first")] if order in columns else []


def _gathered_under(chosen: Chosen) -> ColumnElement[int]:
    """The group's number, or the comment's own, negative."""
    own: ColumnElement[int] = -Comment.id
    if chosen.group_id is not None:
        return own
    is_grouped = and_(_PUBLISHED, CommentStanding.group_id.is_not(None))
    return case((is_grouped, CommentStanding.group_id), else_=own)


def _one_of_each(
    chosen: Chosen, group_ids: Collection[int], mixed: ColumnElement[int]
) -> dict[int, int]:
    """Group → the member whom the shuffle puts first."""
    if not group_ids:
        return {}
    rows = db.session.execute(
        _filtered(chosen, CommentStanding.group_id, Comment.id)
        .where(CommentStanding.group_id.in_(group_ids), _PUBLISHED)
        .order_by(mixed.desc(), Comment.id.desc())
    )
    return {group_id: comment_id for group_id, comment_id in rows}


def _stance_rank() -> ColumnElement[int]:
    ranks = {str(stance): at for at, stance in enumerate(Stance)}
    return case(ranks, value=Comment.stance, else_=len(ranks))


def list_shown(comment_ids: Collection[int]) -> dict[int, Shown]:
    """The comments with text, standing and the answer in force, by id."""
    return {one.comment.id: one for one in _shown(Comment.id.in_(comment_ids))}


def list_additions(comment_ids: Collection[int]) -> dict[int, list[Shown]]:
    """What authors added, by the comment they began with, oldest day first; an addition's own too."""
    found: dict[int, list[Shown]] = {}
    roots = {one: one for one in comment_ids}
    while roots:
        further = _shown(Comment.follows_id.in_(roots), Comment.source != "test")
        for one in further:
            found.setdefault(roots[one.comment.follows_id or 0], []).append(one)
        roots = {one.comment.id: roots[one.comment.follows_id or 0] for one in further}
    return found


def _shown(*conditions: ColumnElement[bool]) -> list[Shown]:
    rows = db.session.execute(
        select(Comment, CommentStanding, CommentText)
        .join(CommentStanding, CommentStanding.comment_id == Comment.id)
        .outerjoin(CommentText, and_(CommentText.comment_id == Comment.id, _PUBLISHED))
        .where(*conditions)
        .order_by(Comment.received_on, Comment.id)
    ).all()
    answers = answers_in_force([comment.id for comment, *_rest in rows])
    return [
        Shown(
            comment,
            standing,
            text.text if text else "",
            text.wording if text else "",
            answers.get(comment.id),
        )
        for comment, standing, text in rows
    ]


def list_for_export(round_id: int, limit: int, offset: int) -> list[Shown]:
    """By day and id, each addition right after what it adds to: the order never changes."""
    rows = _thread_rows(round_id).limit(limit).offset(offset)
    ids: list[int] = list(db.session.scalars(rows))
    shown = list_shown(ids)
    return [shown[one] for one in ids]


def _thread_rows(round_id: int) -> Select[Any]:
    begun = Comment.__table__.alias("begun")
    first_day = func.coalesce(begun.c.received_on, Comment.received_on)
    first_id = func.coalesce(begun.c.id, Comment.id)
    return (
        select(Comment.id)
        .outerjoin(begun, begun.c.id == Comment.follows_id)
        .where(Comment.round_id == round_id, Comment.source != "test")
        .order_by(
            first_day,
            first_id,
            Comment.follows_id.is_not(None),
            Comment.received_on,
            Comment.id,
        )
    )


def count_for_export(round_id: int) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Comment)
            .where(Comment.round_id == round_id, Comment.source != "test")
        )
        or 0
    )
