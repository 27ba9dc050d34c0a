"""An officer enters a comment that came another way."""

from datetime import datetime

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.db import db
from base.nonces import PageIdentity
from base.settings import Settings
from feedback.actions.comments import Submission, submit_comment
from feedback.models import Comment, CommentRound


def enter_comment(
    actor: Viewer,
    comment_round: CommentRound,
    submission: Submission,
    settings: Settings,
    now: datetime,
) -> PageIdentity:
    """As a resident's own; who entered it stands in its row and in the audit trail, its words do not."""
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
