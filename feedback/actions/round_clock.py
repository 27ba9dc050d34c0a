"""The clock of comment rounds: what is due opens and closes, with its line in the proof of publication."""

from datetime import datetime

from agencies.actions.audit import record_act
from base.clock import now
from base.db import db, flush_checked
from feedback.actions.publication import record_publication
from feedback.models import CommentRound, PublicationKind, RoundState, RoundVersion
from feedback.queries import comment_rounds as queries
from feedback.queries.round_parts import is_version_shown
from feedback.rules.comment_rounds import state_at


def follow_clock(at: datetime | None = None) -> int:
    """Opens and closes what is due; safe to run twice; returns how many states changed.

    A round whose whole time passed while nothing ran is opened and closed in the same sweep.
    """
    at = at or now()
    return sum(follow(comment_round, at) for comment_round in queries.list_due_rounds(at))


def follow(comment_round: CommentRound, at: datetime) -> int:
    """Writes down for one round what the clock already says; every act on a round begins with it."""
    due = state_at(comment_round.state, comment_round.opens_at, comment_round.closes_at, at)
    changed = 0
    if comment_round.state == RoundState.PREPARED and due != RoundState.PREPARED:
        _open(comment_round)
        changed += 1
    if comment_round.state == RoundState.OPEN and due == RoundState.CLOSED:
        _move(comment_round, RoundState.CLOSED)
        record_publication(comment_round, PublicationKind.CLOSED, comment_round.closes_at, None)
        changed += 1
    return changed


def _open(comment_round: CommentRound) -> None:
    _move(comment_round, RoundState.OPEN)
    show_version(comment_round, comment_round.opens_at, None)
    record_publication(comment_round, PublicationKind.OPENED, comment_round.opens_at, None)


def show_version(comment_round: CommentRound, since_at: datetime, staff_id: int | None) -> None:
    """Notes that the round's version stands before the people from then on."""
    if is_version_shown(comment_round.id, comment_round.version_id):
        return
    db.session.add(
        RoundVersion(
            round_id=comment_round.id,
            version_id=comment_round.version_id,
            since_at=since_at,
            staff_id=staff_id,
        )
    )


def _move(comment_round: CommentRound, to: RoundState) -> None:
    before, comment_round.state = comment_round.state, to
    flush_checked()
    record_act(
        "comment_round.clock",
        staff_id=None,
        subject=comment_round,
        agency_id=comment_round.agency_id,
        before={"state": before},
        after={"state": to},
    )
