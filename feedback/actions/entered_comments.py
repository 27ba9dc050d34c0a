"""An officer enters a comment that came another way."""

from datetime import datetime

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.db import db
from base.nonces import PageIdentity
from base.settings import Settings
from feedback.actions.comments import Submission, submit_comment
from feedback.models import Comment, CommentRound
from feedback.rules.comment_rounds import state_at
from feedback.rules.entered_comments import check_may_enter


def enter_comment(
    actor: Viewer,
    comment_round: CommentRound,
    submission: Submission,
    settings: Settings,
    now: datetime,
) -> PageIdentity:
    """As a resident's own; who entered it stands in its row and in the audit trail, its words do not.

    The round is held while the comment goes in: nobody publishes its result at the same moment.
    """
    db.session.refresh(comment_round, with_for_update={"read": True})
    times = comment_round.opens_at, comment_round.closes_at
    check_may_enter(state_at(comment_round.state, *times, now))
    identity = submit_comment(submission, settings, now)
    record_act(
        "comment.enter",
        staff_id=actor.staff_id,
        subject=db.session.get_one(Comment, identity.id),
        agency_id=comment_round.agency_id,
        after={
            "channel": submission.channel,
            "received_on": str(submission.received_on),
            "stance": submission.given.stance,
        },
    )
    return identity
