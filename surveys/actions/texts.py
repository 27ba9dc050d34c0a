"""Free words: taken in by the week, released by one, withheld or cut by two, published ten at once."""

import secrets
from collections import defaultdict
from datetime import date
from functools import cache

from agencies.actions.audit import record_act
from agencies.queries.bodies import body_of
from agencies.queries.staff import get_staff
from agencies.roles import Viewer
from agencies.rules.cases import check_not_own_body, check_second_person
from base.clock import today
from base.db import check_revision, db
from ledger.leaves import commitment
from surveys.actions.public_records import record_words
from surveys.models import ReviewState, TextReview
from surveys.queries import texts as queries
from surveys.rules import texts as rules
from surveys.rules.redaction import check_only_removes, is_cut, redact

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
    """`shown`: the redaction as the reviewer left it; it says nothing that the resident did not.

    One person is enough to show what the rule left; who cuts more of a resident's words needs a second.
    """
    _check_may_decide(actor, review, seen_revision)
    rules.check_may_decide(review.state)
    original = queries.originals([review])[review.id]
    check_only_removes(original, shown)
    if not shown.strip():
        raise rules.NothingLeft
    review.shown = shown.strip()
    if is_cut(review.redacted, review.shown):
        _propose(actor, review, "cut")
        return
    _decide(actor, review, ReviewState.RELEASED, is_edited=review.shown != review.redacted)


def withhold_text(
    actor: Viewer, review: TextReview, reason: str, note: str, seen_revision: int | None
) -> None:
    """The first person proposes; nothing a resident wrote is withheld by one hand (design §2.2)."""
    _check_may_decide(actor, review, seen_revision)
    rules.check_may_decide(review.state)
    rules.check_reason(reason)
    review.reason, review.note = reason, note.strip()[: rules.LONGEST_NOTE]
    _propose(actor, review, "withhold", reason=reason)


def confirm_text(actor: Viewer, review: TextReview, seen_revision: int | None) -> None:
    """The second person, of another body than the first and than the rated one; put on public record."""
    _check_may_decide(actor, review, seen_revision)
    rules.check_proposed(review.state)
    first = get_staff(review.proposed_by_id or 0)
    own = body_of(actor.agency_id)
    check_second_person(first.id, body_of(first.agency_id), actor.staff_id or 0, own)
    is_withheld = review.proposal == "withhold"
    record_words(review, review.proposal)
    state = ReviewState.WITHHELD if is_withheld else ReviewState.RELEASED
    _decide(actor, review, state, reason=review.reason, first_id=first.id)


def return_text(actor: Viewer, review: TextReview, seen_revision: int | None) -> None:
    """Whoever does not agree puts the words back among those that wait."""
    _check_may_decide(actor, review, seen_revision)
    rules.check_proposed(review.state)
    _put_back(actor, review, "text.return", first_id=review.proposed_by_id)


def show_again(actor: Viewer, review: TextReview, why: str, seen_revision: int | None) -> None:
    """What was withheld comes before the reviewers once more; a public record tells of that, too."""
    _check_may_decide(actor, review, seen_revision)
    rules.check_withheld(review.state, why)
    record_words(review, "show_again")
    _put_back(actor, review, "text.show_again", why=why.strip()[: rules.LONGEST_NOTE])


def _check_may_decide(actor: Viewer, review: TextReview, seen_revision: int | None) -> None:
    """Never anybody of the body that the words are about."""
    check_not_own_body(body_of(review.agency_id), body_of(actor.agency_id))
    check_revision(review, seen_revision)


def _propose(actor: Viewer, review: TextReview, proposal: str, **after: object) -> None:
    review.state, review.proposal = ReviewState.PROPOSED, proposal
    review.proposed_by_id, review.proposed_on = actor.staff_id, today()
    _record("text.propose", actor, review, proposal=proposal, **after)


def _decide(actor: Viewer, review: TextReview, state: ReviewState, **after: object) -> None:
    review.state, review.decided_by_id, review.decided_on = state, actor.staff_id, today()
    act = "text.release" if state == ReviewState.RELEASED else "text.withhold"
    _record(act, actor, review, **after)


def _put_back(actor: Viewer, review: TextReview, act: str, **after: object) -> None:
    about = {"proposal": review.proposal, "reason": review.reason, **after}
    review.state, review.proposal, review.shown = ReviewState.WAITING, "", ""
    review.reason = review.note = ""
    review.proposed_by_id = review.proposed_on = None
    review.decided_by_id = review.decided_on = None
    _record(act, actor, review, **about)


def _record(act: str, actor: Viewer, review: TextReview, **after: object) -> None:
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
