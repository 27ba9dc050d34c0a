"""SELECTs over letters about rounds: who is to be reminded, who is to be told, what was sent already."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal, or_, select

from agencies.models import Grant, GrantState, Role, Staff
from base.db import db
from feedback.models import (
    CommentRound,
    PublicationAct,
    PublicationKind,
    RoundLetter,
    RoundSubscription,
)

RETRY_AFTER = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=14)
NEWS = (
    PublicationKind.VERSION,
    PublicationKind.EXTENDED,
    PublicationKind.CLOSED,
    PublicationKind.RESULT,
)


@dataclass(frozen=True)
class DueNews:
    """One subscriber who has not been told of one act."""

    act: PublicationAct
    subscription: RoundSubscription
    round: CommentRound


def list_officers(agency_id: int) -> list[Staff]:
    """Officers of the agency who can sign in, by id."""
    holders = select(Grant.staff_id).where(
        Grant.role == Role.AGENCY_OFFICER,
        Grant.agency_id == agency_id,
        Grant.state == GrantState.GRANTED,
    )
    found = select(Staff).where(Staff.id.in_(holders), Staff.active.is_(True))
    return list(db.session.scalars(found.order_by(Staff.id)))


def find_letter(round_id: int, topic: str, recipient: str) -> RoundLetter | None:
    return db.session.scalar(
        select(RoundLetter).where(
            RoundLetter.round_id == round_id,
            RoundLetter.topic == topic,
            RoundLetter.recipient == recipient,
        )
    )


def list_due_news(at: datetime, limit: int) -> list[DueNews]:
    """Acts that a confirmed subscriber has had no letter about, the oldest first."""
    handled = _handled(
        PublicationAct.round_id,
        _named("act:", PublicationAct.id),
        _named("subscription:", RoundSubscription.id),
        PublicationAct.at,
        at,
    )
    found = (
        select(PublicationAct, RoundSubscription, CommentRound)
        .join(RoundSubscription, RoundSubscription.round_id == PublicationAct.round_id)
        .join(CommentRound, CommentRound.id == PublicationAct.round_id)
        .where(PublicationAct.act.in_(NEWS), RoundSubscription.confirmed_on.is_not(None), ~handled)
        .order_by(PublicationAct.id, RoundSubscription.id)
        .limit(limit)
    )
    return [DueNews(*row) for row in db.session.execute(found)]


def _named(prefix: str, column: Any) -> ColumnElement[str]:
    return literal(prefix) + cast(column, String)


def _handled(
    round_id: Any,
    topic: ColumnElement[str],
    recipient: ColumnElement[str],
    since: Any,
    at: datetime,
) -> ColumnElement[bool]:
    """Sent; or tried within the hour; or tried in vain for so long that nobody will ever get it."""
    given_up = and_(RoundLetter.sent_at.is_(None), since <= at - GIVE_UP_AFTER)
    return exists().where(
        RoundLetter.round_id == round_id,
        RoundLetter.topic == topic,
        RoundLetter.recipient == recipient,
        or_(RoundLetter.sent_at.is_not(None), RoundLetter.claimed_at > at - RETRY_AFTER, given_up),
    )


def list_unconfirmed(at: datetime, limit: int) -> list[tuple[RoundSubscription, CommentRound]]:
    """Those who asked and have not yet got the letter that asks them to confirm."""
    topic = _named("confirm:", RoundSubscription.asked_on)
    handled = exists().where(
        RoundLetter.round_id == RoundSubscription.round_id,
        RoundLetter.recipient == _named("subscription:", RoundSubscription.id),
        RoundLetter.topic == topic,
        or_(RoundLetter.sent_at.is_not(None), RoundLetter.claimed_at > at - RETRY_AFTER),
    )
    found = (
        select(RoundSubscription, CommentRound)
        .join(CommentRound, CommentRound.id == RoundSubscription.round_id)
        .where(RoundSubscription.confirmed_on.is_(None), ~handled)
        .order_by(RoundSubscription.id)
        .limit(limit)
    )
    return [(one, comment_round) for one, comment_round in db.session.execute(found)]
