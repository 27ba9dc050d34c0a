"""Publishing what became of the comments: the record, its corrections, letters to authors, forgetting."""

import hashlib
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from agencies.queries.legal import setting_in_force
from agencies.roles import Viewer
from base.clock import now, today
from base.db import check_revision, db, flush_checked
from base.sealed import open_values, seal_values
from base.settings import Secrets
from feedback.actions.public_records import record_result
from feedback.actions.publication import record_publication
from feedback.actions.round_acts import record_round_act
from feedback.actions.round_clock import follow
from feedback.models import CommentAuthor, CommentRound, PublicationKind, RoundResult, RoundState
from feedback.queries import dispositions as queries
from feedback.queries import results as result_queries
from feedback.rules import dispositions as rules
from ledger.leaves import canonical

RETENTION = "privacy.contact_retention_days"


def publish_result(
    actor: Viewer,
    comment_round: CommentRound,
    content: dict[str, Any],
    seen_revision: int | None = None,
) -> RoundResult:
    """Closes the answering: refused while one comment that is owed an answer has none."""
    db.session.refresh(comment_round, with_for_update=True)  # nothing is entered meanwhile
    check_revision(comment_round, seen_revision)
    follow(comment_round, now())
    rules.check_taking_over(comment_round.state, comment_round.closes_at, now())
    rules.check_all_answered(queries.count_missing(comment_round.id))
    before = {"state": comment_round.state}
    comment_round.state = RoundState.PUBLISHED
    flush_checked()
    result = _store(actor, comment_round, content, None, "")
    _set_erasure(comment_round.id, today())
    after = {"state": RoundState.PUBLISHED, "hash": result.content_hash}
    record_round_act(
        "comment_round.publish_result", actor, comment_round, comment_round, before, after
    )
    return result


def correct_result(
    actor: Viewer, comment_round: CommentRound, content: dict[str, Any], reason: str
) -> RoundResult:
    """A new record with a reason that everybody reads; the old one stays."""
    rules.check_correction(comment_round.state, reason)
    rules.check_all_answered(queries.count_missing(comment_round.id))
    old = result_queries.find_result(comment_round.id)
    if old is None:
        raise rules.NothingToCorrect
    result = _store(actor, comment_round, content, old.id, reason.strip())
    before, after = {"hash": old.content_hash}, {"hash": result.content_hash, "reason": reason}
    record_round_act(
        "comment_round.correct_result", actor, comment_round, comment_round, before, after
    )
    return result


def _store(
    actor: Viewer,
    comment_round: CommentRound,
    content: dict[str, Any],
    supersedes_id: int | None,
    reason: str,
) -> RoundResult:
    result = RoundResult(
        round_id=comment_round.id,
        content=content,
        content_hash=hashlib.sha256(canonical(content)).hexdigest(),
        staff_id=actor.staff_id,
        supersedes_id=supersedes_id,
        reason=reason,
    )
    db.session.add(result)
    record_publication(comment_round, PublicationKind.RESULT, now(), actor.staff_id)
    db.session.flush()
    record_result(comment_round, result)
    return result


def _set_erasure(round_id: int, published_on: date) -> None:
    """Contact details live on as long as the setting says, counted from the answer."""
    days = int(setting_in_force(RETENTION, published_on).value)
    db.session.execute(
        update(CommentAuthor)
        .where(CommentAuthor.round_id == round_id, CommentAuthor.erase_on.is_(None))
        .values(erase_on=published_on + timedelta(days=days))
    )


def mark_answered(comment_id: int, on: date) -> None:
    """The author's letter was handed over."""
    db.session.execute(
        update(CommentAuthor).where(CommentAuthor.comment_id == comment_id).values(answered_on=on)
    )


def forget_contacts(keys: Secrets, on: date, limit: int = 500) -> int:
    """Destroys contact details whose time is over; returns how many.

    What the author agreed to show in the table (name, organisation) stays; address and e-mail go.
    """
    due = result_queries.list_due_authors(on, limit)
    for author in due:
        if not author.shows_name:
            db.session.delete(author)
            continue
        about = f"comment_author {author.comment_id}"
        values = open_values(author.sealed, about, keys)
        shown = {name: values.get(name, "") for name in ("name", "organisation")}
        author.sealed = seal_values(shown, about, keys)
        author.erase_on, author.wants_answer = None, False
    db.session.flush()
    return len(due)
