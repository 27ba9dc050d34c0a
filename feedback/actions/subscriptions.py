"""Asking to be told about a round, confirming it, stopping it. The address is sealed; a stop destroys it."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from agencies.queries.legal import setting_in_force
from base.clock import local
from base.db import db
from base.sealed import address_mark, open_values, seal_values
from base.settings import Secrets
from feedback.models import CommentRound, RoundLetter, RoundSubscription
from feedback.notice_tokens import ABOUT, seal_about, subscription_token, token_hash
from feedback.queries import subscriptions as queries
from feedback.queries.round_letters import NEWS
from feedback.queries.round_parts import list_publication_acts
from feedback.rules.round_letters import MOST_ASKED_A_DAY, UNCONFIRMED_KEPT


def _keys() -> Secrets:
    keys: Secrets = current_app.extensions["settings"].secrets
    return keys


def ask_for_notices(comment_round: CommentRound, address: str, at: datetime) -> None:
    """Stores the wish; a letter that asks to confirm follows, at most one a day. Tells nothing back:

    whoever asks for another's address must not learn whether it is known.
    """
    today, keys = local(at).date(), _keys()
    mark = address_mark(address, ABOUT, keys)
    known = queries.find_subscription(comment_round.id, mark)
    is_settled = known is not None and (known.confirmed_on is not None or known.asked_on == today)
    if is_settled or queries.count_asked_on(mark, today) >= MOST_ASKED_A_DAY:
        return
    if known is not None:
        known.asked_on = today
        return
    token = subscription_token(comment_round.id, mark, keys)
    about = seal_about(comment_round.id, mark)
    wish = RoundSubscription(
        round_id=comment_round.id,
        sealed=seal_values({"email": address}, about, keys),
        address_mark=mark,
        token_hash=token_hash(token),
        asked_on=today,
    )
    try:
        with db.session.begin_nested():
            db.session.add(wish)
    except IntegrityError:  # the same form sent twice at once
        return


def confirm_notices(subscription: RoundSubscription, at: datetime) -> None:
    """From now on; what has happened before is not told again."""
    if subscription.confirmed_on is not None:
        return
    subscription.confirmed_on = local(at).date()
    for act in list_publication_acts(subscription.round_id):
        if act.act in NEWS:
            db.session.add(
                RoundLetter(
                    round_id=subscription.round_id,
                    topic=f"act:{act.id}",
                    recipient=recipient_of(subscription),
                    claimed_at=at,
                    sent_at=at,
                )
            )
    db.session.flush()


def stop_notices(subscription: RoundSubscription) -> None:
    """The sealed address goes, and with it what was noted about letters to it."""
    db.session.execute(
        delete(RoundLetter).where(
            RoundLetter.round_id == subscription.round_id,
            RoundLetter.recipient == recipient_of(subscription),
        )
    )
    db.session.delete(subscription)
    db.session.flush()


def forget_subscriptions(at: datetime) -> int:
    """Those never confirmed, and those of rounds answered longer ago than contact details are kept."""
    today = local(at).date()
    kept = setting_in_force("privacy.contact_retention_days", today).value
    rows = queries.list_to_forget(today - UNCONFIRMED_KEPT, at - timedelta(days=int(kept)))
    for one in rows:
        stop_notices(one)
    return len(rows)


def recipient_of(subscription: RoundSubscription) -> str:
    return f"subscription:{subscription.id}"


def address_of(subscription: RoundSubscription) -> str:
    """The address in the clear, for the letter at hand; never logged, never kept."""
    about = seal_about(subscription.round_id, subscription.address_mark)
    return str(open_values(subscription.sealed, about, _keys())["email"])


def token_of(subscription: RoundSubscription) -> str:
    return subscription_token(subscription.round_id, subscription.address_mark, _keys())
