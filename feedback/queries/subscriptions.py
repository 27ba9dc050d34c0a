"""SELECTs over those who asked to be told about a round; addresses are sealed and never searched."""

from datetime import date, datetime

from sqlalchemy import func, or_, select

from base.db import db
from feedback.models import CommentRound, PublicationAct, RoundState, RoundSubscription


def find_subscription(round_id: int, mark: bytes) -> RoundSubscription | None:
    return db.session.scalar(
        select(RoundSubscription).where(
            RoundSubscription.round_id == round_id, RoundSubscription.address_mark == mark
        )
    )


def find_by_token(round_id: int, hashed: bytes) -> RoundSubscription | None:
    return db.session.scalar(
        select(RoundSubscription).where(
            RoundSubscription.round_id == round_id, RoundSubscription.token_hash == hashed
        )
    )


def count_asked_on(mark: bytes, day: date) -> int:
    """In how many rounds this address asked on a day and has not confirmed."""
    counted = select(func.count()).select_from(RoundSubscription)
    return (
        db.session.scalar(
            counted.where(
                RoundSubscription.address_mark == mark,
                RoundSubscription.asked_on == day,
                RoundSubscription.confirmed_on.is_(None),
            )
        )
        or 0
    )


def count_confirmed(round_id: int) -> int:
    counted = select(func.count()).select_from(RoundSubscription)
    return (
        db.session.scalar(
            counted.where(
                RoundSubscription.round_id == round_id,
                RoundSubscription.confirmed_on.is_not(None),
            )
        )
        or 0
    )


def list_to_forget(asked_before: date, answered_before: datetime) -> list[RoundSubscription]:
    """Never confirmed since that day, or of a round whose last result is older than that instant."""
    last_result = (
        select(PublicationAct.round_id)
        .where(PublicationAct.act == "result")
        .group_by(PublicationAct.round_id)
        .having(func.max(PublicationAct.at) < answered_before)
    )
    ended = select(CommentRound.id).where(
        CommentRound.state.in_((RoundState.PUBLISHED, RoundState.ARCHIVED)),
        CommentRound.id.in_(last_result),
    )
    never = RoundSubscription.confirmed_on.is_(None) & (RoundSubscription.asked_on < asked_before)
    found = select(RoundSubscription).where(or_(never, RoundSubscription.round_id.in_(ended)))
    return list(db.session.scalars(found.order_by(RoundSubscription.id)))
