"""A reminder is claimed before it is sent and marked after: two workers, or one begun anew, send one."""

from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from base.db import db
from evaluation.models import ReportLetter

RETRY_AFTER = timedelta(hours=1)


def claim_reminder(year_id: int, staff_id: int, topic: str, on: date, at: datetime) -> int | None:
    """The letter's id when it is this worker's turn to send it; None: sent before, or one went out today.

    One that failed or broke off is tried again after an hour.
    """
    known = db.session.scalar(
        select(ReportLetter).where(
            ReportLetter.year_id == year_id,
            ReportLetter.staff_id == staff_id,
            ReportLetter.topic == topic,
        )
    )
    if known is not None:
        return known.id if known.sent_at is None and _claim_again(known.id, on, at) else None
    letter = ReportLetter(year_id=year_id, staff_id=staff_id, topic=topic, on=on, claimed_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(letter)
    except IntegrityError:  # another worker was faster, or the person had a letter today
        return None
    return letter.id


def _claim_again(letter_id: int, on: date, at: datetime) -> bool:
    taken = (
        update(ReportLetter)
        .where(
            ReportLetter.id == letter_id,
            ReportLetter.sent_at.is_(None),
            ReportLetter.claimed_at <= at - RETRY_AFTER,
        )
        .values(claimed_at=at, on=on)
    )
    try:
        with db.session.begin_nested():
            return bool(db.session.execute(taken).rowcount == 1)  # type: ignore[attr-defined]
    except IntegrityError:
        return False


def mark_sent(letter_id: int, at: datetime) -> None:
    db.session.execute(update(ReportLetter).where(ReportLetter.id == letter_id).values(sent_at=at))
