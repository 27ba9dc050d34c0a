"""SELECTs of the made-up rounds' loading."""

from sqlalchemy import select

from base.db import db
from feedback.models import CommentRound


def has_round(title: str) -> bool:
    known = select(CommentRound.id).where(CommentRound.title == title).limit(1)
    return db.session.scalar(known) is not None
