"""What of codes is forgotten by the clock: when they were handed out, and plain texts nobody can use."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select, update

from base.db import db
from surveys.models import CodeBatch, OneTimeCode


def erase_expired(today: date) -> None:
    """Plain texts of codes that nobody can use any more."""
    over = select(CodeBatch.id).where(CodeBatch.expires_on < today)
    db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.batch_id.in_(over), OneTimeCode.sealed.is_not(None))
        .values(sealed=None)
    )


def forget_handings(days: Collection[date]) -> int:
    """Of these days, whose keys are gone: at what moment and on which day codes were handed out."""
    forgotten = db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.handed_on.in_(days))
        .values(handed_on=None, handed=None)
    )
    return int(forgotten.rowcount)  # type: ignore[attr-defined]
