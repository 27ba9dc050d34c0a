"""What becomes of comments and rounds, written into the public ledger with the act itself."""

from base.clock import now
from feedback.leaf_records import STANDING_ACTS, comment_mark
from feedback.models import CommentRound, RoundResult, Visibility
from feedback.queries.moderation import count_acts
from ledger.actions import add_public_record
from ledger.record_types import RecordType


def record_standing(comment_id: int, round_id: int, visibility: str, rule: int | None) -> None:
    """A comment out of sight, or back in it; `number` puts the records of one comment in order."""
    record = {
        "round": round_id,
        "comment": comment_mark(comment_id),
        "act": STANDING_ACTS[Visibility(visibility)],
        "rule": rule,
        "number": count_acts(comment_id),
    }
    add_public_record(RecordType.COMMENT_HIDDEN, record, now())


def record_result(comment_round: CommentRound, result: RoundResult) -> None:
    """The published answers to the comments of a round, by their hash."""
    record = {
        "round": comment_round.id,
        "round_name": comment_round.title,
        "result": result.id,
        "content_hash": result.content_hash,
        "supersedes": result.supersedes_id,
        "reason": result.reason,
    }
    add_public_record(RecordType.DISPOSITION, record, now())
