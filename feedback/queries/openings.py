"""Every stored comment with its number and words, for the ledger's auditor."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from base.db import db
from feedback.models import Comment, CommentNumber, CommentStanding, CommentText, RoundResult

_AT_ONCE = 1_000


@dataclass(frozen=True)
class Stored:
    """A comment with its number's hashes, b"" where it has none."""

    number_hash: bytes
    key_hash: bytes
    content_hash: bytes
    columns: dict[str, Any]


@dataclass(frozen=True)
class StoredWords:
    comment_id: int
    visibility: str
    text: str
    wording: str
    is_sealed: bool


def iterate_comments() -> Iterator[Stored]:
    """By id."""
    table: Any = Comment.__table__
    marks = (CommentNumber.number_hash, CommentNumber.key_hash, CommentNumber.content_hash)
    rows = (
        select(*marks, *table.c)
        .join_from(Comment, CommentNumber, CommentNumber.comment_id == Comment.id, isouter=True)
        .order_by(Comment.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    names = [column.name for column in table.c]
    for number, key, content, *values in db.session.execute(rows):
        columns = dict(zip(names, values, strict=True))
        yield Stored(number or b"", key or b"", content or b"", columns)


def iterate_words() -> Iterator[StoredWords]:
    """By comment."""
    columns = (
        CommentText.comment_id,
        CommentStanding.visibility,
        CommentText.text,
        CommentText.wording,
        CommentText.sealed.is_not(None),
    )
    rows = (
        select(*columns)
        .join(CommentStanding, CommentStanding.comment_id == CommentText.comment_id)
        .order_by(CommentText.comment_id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in db.session.execute(rows):
        yield StoredWords(*row)


def iterate_standings() -> Iterator[tuple[int, str]]:
    """(comment, visibility) of every comment; one whose standing is gone counts as hidden."""
    rows = (
        select(Comment.id, CommentStanding.visibility)
        .join(CommentStanding, CommentStanding.comment_id == Comment.id, isouter=True)
        .order_by(Comment.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for comment_id, visibility in db.session.execute(rows):
        yield comment_id, visibility or "hidden"


def list_results() -> list[RoundResult]:
    """Every published disposition table."""
    return list(db.session.scalars(select(RoundResult).order_by(RoundResult.id)))
