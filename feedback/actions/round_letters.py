"""A letter is claimed before it is sent and marked after: two workers, or one that runs twice, send one."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from base.db import db
from feedback.models import RoundLetter
from feedback.queries.round_letters import RETRY_AFTER, find_letter


def claim_letter(round_id: int, topic: str, recipient: str, at: datetime) -> bool:
    """Whether it is this worker's turn to send; one that failed or broke off is tried again after an hour."""
    known = find_letter(round_id, topic, recipient)
    if known is not None:
        return known.sent_at is None and _claim_again(known, at)
    try:
        with db.session.begin_nested():
            db.session.add(
                RoundLetter(round_id=round_id, topic=topic, recipient=recipient, claimed_at=at)
            )
    except IntegrityError:  # another worker was faster
        return False
    return True


def _claim_again(letter: RoundLetter, at: datetime) -> bool:
    taken = db.session.execute(
        update(RoundLetter)
        .where(
            RoundLetter.id == letter.id,
            RoundLetter.sent_at.is_(None),
            RoundLetter.claimed_at <= at - RETRY_AFTER,
        )
        .values(claimed_at=at)
    )
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]


def mark_sent(round_id: int, topic: str, recipient: str, at: datetime) -> None:
    db.session.execute(
        update(RoundLetter)
        .where(
            RoundLetter.round_id == round_id,
            RoundLetter.topic == topic,
            RoundLetter.recipient == recipient,
        )
        .values(sent_at=at)
    )
