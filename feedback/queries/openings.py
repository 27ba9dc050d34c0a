"""Every stored comment with its number, for the ledger's auditor."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from base.db import db
from feedback.models import Comment, CommentNumber

_AT_ONCE = 1_000


def iterate_comments() -> Iterator[tuple[bytes, dict[str, Any]]]:
    """(number hash, columns of `comment`) by id; one without a number has number b""."""
    table: Any = Comment.__table__
    rows = (
        select(CommentNumber.number_hash, *table.c)
        .join_from(Comment, CommentNumber, CommentNumber.comment_id == Comment.id, isouter=True)
        .order_by(Comment.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    names = [column.name for column in table.c]
    for number_hash, *values in db.session.execute(rows):
        yield number_hash or b"", dict(zip(names, values, strict=True))
