"""What is done about a round's comments goes into the audit trail under the agency that asks."""

from typing import Any

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from feedback.models import CommentRound


def record_round_act(
    act: str,
    actor: Viewer,
    comment_round: CommentRound,
    subject: Any,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """`subject` is the row the act is about: the round itself, a disposition, a group."""
    record_act(
        act,
        staff_id=actor.staff_id,
        subject=subject,
        agency_id=comment_round.agency_id,
        before=before,
        after=after,
    )
