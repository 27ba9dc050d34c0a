"""Free words: taken in by the week, released or withheld by the province, published ten at once."""

import secrets
from collections import defaultdict
from datetime import date
from functools import cache

from agencies.actions.audit import record_act
from agencies.queries.bodies import body_of
from agencies.roles import Viewer
from agencies.rules.cases import check_not_own_body
from base.clock import today
from base.db import check_revision, db
from ledger.leaves import commitment
from surveys.models import ReviewState, TextReview
from surveys.queries import texts as queries
from surveys.rules import texts as rules
from surveys.rules.redaction import check_only_removes, redact

_AT_ONCE = 1000


def take_in_texts(on: date, ledger_master: bytes) -> int:
    """Puts the words of past weeks before the reviewers, redacted by rule; returns how many.

    Words whose author has taken them back go with everything that was made of them.
    """
    for review in queries.list_orphans():
        db.session.delete(review)
    names = cache(queries.staff_names)
    rows = queries.list_untaken(rules.week_number(on), _AT_ONCE)
    for text, agency_id, month, iso_week in rows:
        review_id = secrets.token_hex(8)
        db.session.add(
            TextReview(
                id=review_id,
                round_id=text.round_id,
                response_id=text.response_id,
                question_key=text.question_key,
                agency_id=agency_id,
                month=month,
                iso_week=iso_week,
                original_hash=commitment(ledger_master, review_id.encode(), {"text": text.text}),
                is_province_only=text.is_province_only,
                redacted=redact(text.text, names(agency_id)).text,
            )
        )
    db.session.flush()
    return len(rows)


def release_text(actor: Viewer, review: TextReview, shown: str, seen_revision: int | None) -> None:
    """`shown`: the redaction as the reviewer left it; it says nothing that the resident did not."""
    _check_may_decide(actor, review, seen_revision)
    original = queries.originals([review])[review.id]
    check_only_removes(original, shown)
    if not shown.strip():
        raise rules.NothingLeft
    review.shown = shown.strip()
    _decide(actor, review, ReviewState.RELEASED, is_edited=review.shown != review.redacted)


def withhold_text(
    actor: Viewer, review: TextReview, reason: str, note: str, seen_revision: int | None
) -> None:
    _check_may_decide(actor, review, seen_revision)
    rules.check_reason(reason)
    review.reason, review.note = reason, note.strip()[: rules.LONGEST_NOTE]
    _decide(actor, review, ReviewState.WITHHELD, reason=reason)


def _check_may_decide(actor: Viewer, review: TextReview, seen_revision: int | None) -> None:
    """Never anybody of the body that the words are about."""
    check_not_own_body(body_of(review.agency_id), body_of(actor.agency_id))
    rules.check_may_decide(review.state)
    check_revision(review, seen_revision)


def _decide(actor: Viewer, review: TextReview, state: ReviewState, **after: object) -> None:
    review.state, review.decided_by_id, review.decided_on = state, actor.staff_id, today()
    act = "text.release" if state == ReviewState.RELEASED else "text.withhold"
    record_act(
        act, staff_id=actor.staff_id, subject=review, agency_id=review.agency_id, after=dict(after)
    )
    db.session.flush()


def publish_texts(on: date) -> int:
    """Shows released words of published periods, agency by agency, ten or more at once."""
    scopes, waiting = queries.published_scopes(), defaultdict(list)
    for review in queries.list_releasable():
        if any(
            review.round_id == round_id and (months is None or review.month in months)
            for round_id, months in scopes
        ):
            waiting[review.agency_id].append(review)
    shown = [one for group in waiting.values() if rules.may_appear(len(group)) for one in group]
    for review in shown:
        review.published_on = on
    db.session.flush()
    return len(shown)
