"""What the province does with rounds and figures, written into the public ledger with the act itself."""

from base.clock import now
from ledger.actions import add_public_record
from ledger.record_types import RecordType
from surveys.models import IndexSnapshot, SurveyRound, TextReview
from surveys.rules.texts import REASONS

ROLES = "department,inspector"


def record_score(survey_round: SurveyRound, snapshot: IndexSnapshot) -> None:
    """Published figures: their hash, and how many leaves they were counted from."""
    record = {
        "round": survey_round.id,
        "round_name": survey_round.name,
        "period": snapshot.period_id,
        "snapshot": snapshot.id,
        "content_hash": snapshot.content_hash,
        "tree_size": snapshot.settings.get("tree_size"),
        "supersedes": snapshot.supersedes_id,
        "reason": snapshot.reason,
    }
    add_public_record(RecordType.SCORE, record, now())


def record_close(survey_round: SurveyRound) -> None:
    """A round takes no more answers; it closes once, for nothing opens it again."""
    closes_on = survey_round.closes_at.isoformat(timespec="minutes")
    record = {"round": survey_round.id, "round_name": survey_round.name, "closes_at": closes_on}
    add_public_record(RecordType.CLOSE, record, now())


def record_words(review: TextReview, act: str) -> None:
    """Free words withheld, cut or put before the reviewers again, by two bodies.

    The record tells rule and roles but no agency: counting records would else tell how few people wrote
    about a small office. `text` commits to the words, which the auditor opens.
    """
    record = {
        "act": act,
        "text": review.original_hash.hex(),
        "reason": REASONS.get(review.reason, ""),
        "roles": ROLES,
        "number": review.revision,
    }
    add_public_record(RecordType.WORDS_WITHHELD, record, now())
