"""SELECTs for the disposition table, its statistics and the letters to authors."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from base.db import db
from feedback.models import (
    Comment,
    CommentAuthor,
    CommentRound,
    CommentStanding,
    CommentText,
    Disposition,
    RoundResult,
)
from feedback.queries.dispositions import ANSWER_STATE, TRIAL, owed


@dataclass(frozen=True)
class ResultComment:
    """One comment as the table needs it; `text` is empty where the words were destroyed."""

    id: int
    version_id: int
    provision_id: int | None
    stance: str
    channel: str
    author_kind: str
    received_on: date
    follows_id: int | None
    visibility: str
    rule: int | None
    since_on: date | None
    group_id: int | None
    text: str
    wording: str

    @property
    def is_shown(self) -> bool:
        return self.visibility == "published"


@dataclass(frozen=True)
class StoredAnswer:
    """What was answered to a comment, finished or not."""

    comment_id: int
    kind: str
    reason: str
    before: str
    after: str
    merged_into_id: int | None
    is_final: bool
    changed_at: datetime


_COLUMNS = (
    Comment.id,
    Comment.version_id,
    Comment.provision_id,
    Comment.stance,
    Comment.channel,
    Comment.author_kind,
    Comment.received_on,
    Comment.follows_id,
    CommentStanding.visibility,
    CommentStanding.rule,
    CommentStanding.since_on,
    CommentStanding.group_id,
)


def list_result_comments(round_id: int) -> list[ResultComment]:
    """Every comment of the round, the withdrawn ones too, by id."""
    statement: Any = (
        select(
            *_COLUMNS,
            func.coalesce(CommentText.text, ""),
            func.coalesce(CommentText.wording, ""),
        )
        .join(CommentStanding, CommentStanding.comment_id == Comment.id)
        .outerjoin(CommentText, CommentText.comment_id == Comment.id)
        .where(Comment.round_id == round_id, Comment.source != TRIAL)
        .order_by(Comment.id)
    )
    return [ResultComment(*row) for row in db.session.execute(statement)]


def list_answers(round_id: int) -> list[StoredAnswer]:
    """Answers to comments that are owed one."""
    statement = (
        select(
            Disposition.comment_id,
            Disposition.kind,
            Disposition.reason,
            Disposition.before,
            Disposition.after,
            Disposition.merged_into_id,
            Disposition.is_final,
            Disposition.changed_at,
        )
        .join(CommentStanding, CommentStanding.comment_id == Disposition.comment_id)
        .where(Disposition.round_id == round_id, owed())
        .order_by(Disposition.comment_id)
    )
    return [StoredAnswer(*row) for row in db.session.execute(statement)]


def list_named_authors(round_id: int) -> list[tuple[int, bytes]]:
    """(comment id, sealed details) of those who agreed that their name is shown."""
    statement = select(CommentAuthor.comment_id, CommentAuthor.sealed).where(
        CommentAuthor.round_id == round_id, CommentAuthor.shows_name.is_(True)
    )
    rows = db.session.execute(statement.order_by(CommentAuthor.comment_id))
    return [(comment_id, sealed) for comment_id, sealed in rows]


def visibility_marks(round_id: int) -> list[tuple[int, str]]:
    """(comment id, visibility) in order: what a stored file was made from."""
    statement = select(CommentStanding.comment_id, CommentStanding.visibility).where(
        CommentStanding.round_id == round_id
    )
    rows = db.session.execute(statement.order_by(CommentStanding.comment_id))
    return [(comment_id, visibility) for comment_id, visibility in rows]


def find_result(round_id: int) -> RoundResult | None:
    """The result in force: the last one published."""
    statement = select(RoundResult).where(RoundResult.round_id == round_id)
    return db.session.scalar(statement.order_by(RoundResult.id.desc()).limit(1))


def get_result(result_id: int) -> RoundResult:
    return db.session.get_one(RoundResult, result_id)


def list_results(round_id: int) -> list[tuple[int, datetime, str]]:
    """(id, published at, reason) of all results of a round, the latest first."""
    statement = select(RoundResult.id, RoundResult.published_at, RoundResult.reason).where(
        RoundResult.round_id == round_id
    )
    rows = db.session.execute(statement.order_by(RoundResult.id.desc()))
    return [(one, at, reason) for one, at, reason in rows]


def count_comments(round_id: int, *names: str) -> list[tuple[Any, ...]]:
    """(value of each named column …, count), e.g. count_comments(7, "provision_id", "stance")."""
    columns = [getattr(Comment, name) for name in names]
    live = Comment.round_id == round_id, Comment.source != TRIAL
    statement = select(*columns, func.count()).where(*live)
    return [tuple(row) for row in db.session.execute(statement.group_by(*columns))]


def count_owed_by_state(round_ids: Collection[int]) -> list[tuple[int, str, int]]:
    """(round id, answer state, count) of the comments that are owed an answer."""
    statement = (
        select(Comment.round_id, ANSWER_STATE, func.count())
        .join(CommentStanding, CommentStanding.comment_id == Comment.id)
        .outerjoin(Disposition, Disposition.comment_id == Comment.id)
        .where(Comment.round_id.in_(round_ids), Comment.source != TRIAL, owed())
        .group_by(Comment.round_id, ANSWER_STATE)
    )
    return [(one, str(state), int(count)) for one, state, count in db.session.execute(statement)]


def count_received(round_ids: Collection[int]) -> dict[int, int]:
    """Round → comments that arrived, the withdrawn ones too."""
    statement = (
        select(Comment.round_id, func.count())
        .where(Comment.round_id.in_(round_ids), Comment.source != TRIAL)
        .group_by(Comment.round_id)
    )
    return {one: int(count) for one, count in db.session.execute(statement)}


def list_closed_rounds(since: datetime, until: datetime) -> list[CommentRound]:
    """Public rounds whose end lies in [since, until)."""
    statement = select(CommentRound).where(
        CommentRound.is_internal.is_(False),
        CommentRound.closes_at >= since,
        CommentRound.closes_at < until,
    )
    return list(db.session.scalars(statement.order_by(CommentRound.agency_id, CommentRound.id)))


def first_published(round_ids: Collection[int]) -> dict[int, datetime]:
    """Round → when its first result was published."""
    statement = (
        select(RoundResult.round_id, func.min(RoundResult.published_at))
        .where(RoundResult.round_id.in_(round_ids))
        .group_by(RoundResult.round_id)
    )
    return {one: at for one, at in db.session.execute(statement)}


def list_published_rounds() -> list[CommentRound]:
    statement = select(CommentRound).where(CommentRound.state.in_(("published", "archived")))
    return list(db.session.scalars(statement.order_by(CommentRound.id)))


def list_unanswered_authors(round_id: int) -> list[int]:
    """Comments whose authors asked for an answer by e-mail and have not got it."""
    statement = (
        select(CommentAuthor.comment_id)
        .join(CommentStanding, CommentStanding.comment_id == CommentAuthor.comment_id)
        .where(
            CommentAuthor.round_id == round_id,
            CommentAuthor.wants_answer.is_(True),
            CommentAuthor.answered_on.is_(None),
            owed(),
        )
    )
    return list(db.session.scalars(statement.order_by(CommentAuthor.comment_id)))


def list_due_authors(today: date, limit: int) -> list[CommentAuthor]:
    """Contact details whose time is over."""
    statement = select(CommentAuthor).where(
        CommentAuthor.erase_on.is_not(None), CommentAuthor.erase_on <= today
    )
    return list(db.session.scalars(statement.order_by(CommentAuthor.comment_id).limit(limit)))
