"""Holding, hiding and showing comments: an officer proposes, a second person of another body decides.

Nothing vanishes (design §2): a stub with day, rule and role stands where a comment was, what was added to
it stays, and the words of a hidden one are sealed, to be read by the inspector alone.
"""

from datetime import date, timedelta

from agencies.actions.audit import record_act
from agencies.queries.bodies import body_of
from agencies.queries.staff import get_staff
from agencies.roles import Viewer
from agencies.rules import cases as custody
from base.clock import today
from base.db import db
from base.sealed import open_values, seal_values
from base.settings import Secrets
from feedback.actions.public_records import record_standing
from feedback.models import (
    Comment,
    CommentRound,
    CommentStanding,
    ModerationAct,
    Visibility,
)
from feedback.queries.comments import get_text
from feedback.queries.moderation import find_proposal, list_acts, list_held, lock_standing
from feedback.rules import moderation as rules
from feedback.rules.comments import search_words

OFFICER, INSPECTOR = "agency_officer", "inspector"


def propose_hiding(
    actor: Viewer,
    comment: Comment,
    comment_round: CommentRound,
    rule: int,
    reason: str,
    speaks_of_agency: str,
) -> ModerationAct:
    """The first person. What may speak of the agency stays in sight until another body has decided;

    so does what came back after it had been out of sight: the agency alone hides nothing for long.
    """
    rules.check_rule(rule, reason)
    standing = lock_standing(comment.id)
    is_proposed = find_proposal(comment.id) is not None
    rules.check_may_propose(standing.visibility, is_proposed)
    standing.is_about_agency = rules.is_about_agency(speaks_of_agency)
    stays = rules.stays_in_sight(
        standing.is_about_agency, [one.act for one in list_acts(comment.id)]
    )
    act = _add(actor, comment, "propose" if stays else "hold", rule, reason, OFFICER)
    if stays:
        _show(standing)
    else:
        _stub(standing, Visibility.HELD, rule, OFFICER)
    db.session.flush()
    _record("comment.propose_hiding", actor, comment, comment_round, act)
    return act


def decide_hiding(
    actor: Viewer,
    comment: Comment,
    comment_round: CommentRound,
    reason: str,
    keys: Secrets,
    *,
    is_hidden: bool,
) -> ModerationAct:
    """The second person, of another body than the agency and than the first."""
    standing, proposal = lock_standing(comment.id), find_proposal(comment.id)
    rules.check_has_words(standing.visibility)
    if proposal is None:
        raise rules.NothingProposed
    rules.check_reason(reason)
    check_second_person(actor, comment_round, proposal)
    if is_hidden:
        act = _add(actor, comment, "hide", proposal.rule, reason, INSPECTOR)
        _stub(standing, Visibility.HIDDEN, proposal.rule, INSPECTOR)
        seal_words(comment.id, keys)
    else:
        act = _add(actor, comment, "show", proposal.rule, reason, INSPECTOR)
        _show(standing)
    db.session.flush()
    _record("comment.hide" if is_hidden else "comment.show", actor, comment, comment_round, act)
    return act


def check_second_person(
    actor: Viewer, comment_round: CommentRound, proposal: ModerationAct
) -> None:
    own, first = body_of(actor.agency_id), get_staff(proposal.staff_id or 0)
    custody.check_not_own_body(body_of(comment_round.agency_id), own)
    custody.check_second_person(first.id, body_of(first.agency_id), actor.staff_id or 0, own)


def show_held(
    actor: Viewer, comment: Comment, comment_round: CommentRound, reason: str, role: str
) -> ModerationAct:
    """What waits is shown; one person is enough to show. A hidden one needs another look."""
    rules.check_reason(reason)
    standing = lock_standing(comment.id)
    rules.check_has_words(standing.visibility)
    proposal = find_proposal(comment.id)
    if standing.visibility == Visibility.HIDDEN:
        raise rules.HiddenAlready
    if standing.visibility == Visibility.PUBLISHED and proposal is None:
        raise rules.ShownAlready
    act = _add(actor, comment, "show", standing.rule or rules.UNREAD_RULE, reason, role)
    _show(standing)
    db.session.flush()
    _record("comment.show", actor, comment, comment_round, act)
    return act


def restore_hidden(comment_id: int, reason: str, case_id: int, keys: Secrets) -> None:
    """After another look: the words are opened and shown again."""
    standing = lock_standing(comment_id)
    if standing.visibility != Visibility.HIDDEN:
        return
    act = ModerationAct(
        comment_id=comment_id,
        act="show",
        rule=standing.rule,
        reason=reason,
        role=INSPECTOR,
        case_id=case_id,
    )
    db.session.add(act)
    open_words(comment_id, keys)
    _show(standing)
    db.session.flush()


def release_overdue(on: date) -> int:
    """Held too long without a second person: shown again. Returns how many."""
    released = 0
    for standing in list_held(on - timedelta(days=1)):
        assert standing.since_on is not None
        if rules.last_day_held(standing.since_on, standing.role) > on:
            continue
        act = ModerationAct(
            comment_id=standing.comment_id,
            act="show",
            rule=standing.rule or rules.UNREAD_RULE,
            role=rules.MACHINE,
        )
        db.session.add(act)
        _show(standing)
        released += 1
    db.session.flush()
    return released


def seal_words(comment_id: int, keys: Secrets) -> None:
    row = get_text(comment_id)
    values = {"text": row.text, "wording": row.wording}
    row.sealed = seal_values(values, text_subject(comment_id), keys)
    row.text = row.wording = row.search_text = ""


def open_words(comment_id: int, keys: Secrets) -> None:
    row = get_text(comment_id)
    words = sealed_words(comment_id, keys)
    row.text, row.wording = words["text"], words["wording"]
    row.search_text, row.sealed = search_words(row.text, row.wording), None


def sealed_words(comment_id: int, keys: Secrets) -> dict[str, str]:
    """{"text", "wording"} of a comment, sealed or not; both empty when destroyed."""
    row = get_text(comment_id)
    if row.sealed is None:
        return {"text": row.text, "wording": row.wording}
    return open_values(row.sealed, text_subject(comment_id), keys)


def read_sealed(
    actor: Viewer, comment: Comment, comment_round: CommentRound, keys: Secrets
) -> dict[str, str]:
    """The words of a hidden comment for who may see them; each reading is in the audit trail.

    Nobody of the body that asked for opinions: the words may be about it.
    """
    custody.check_not_own_body(body_of(comment_round.agency_id), body_of(actor.agency_id))
    record_act(
        "comment.read_hidden",
        staff_id=actor.staff_id,
        subject=comment,
        agency_id=comment_round.agency_id,
    )
    return sealed_words(comment.id, keys)


def text_subject(comment_id: int) -> str:
    """What sealed words are bound to."""
    return f"comment_text {comment_id}"


def _add(
    actor: Viewer, comment: Comment, act: str, rule: int, reason: str, role: str
) -> ModerationAct:
    row = ModerationAct(
        comment_id=comment.id,
        act=act,
        rule=rule,
        reason=reason.strip(),
        role=role,
        staff_id=actor.staff_id,
    )
    db.session.add(row)
    return row


def _stub(standing: CommentStanding, visibility: str, rule: int, role: str) -> None:
    standing.visibility, standing.rule, standing.role = visibility, rule, role
    standing.since_on = today()
    record_standing(standing.comment_id, standing.round_id, visibility, rule)


def _show(standing: CommentStanding) -> None:
    if standing.visibility != Visibility.PUBLISHED:
        record_standing(standing.comment_id, standing.round_id, Visibility.PUBLISHED, None)
    standing.visibility, standing.rule = Visibility.PUBLISHED, None
    standing.role, standing.since_on = "", None


def _record(
    act: str, actor: Viewer, comment: Comment, comment_round: CommentRound, made: ModerationAct
) -> None:
    record_act(
        act,
        staff_id=actor.staff_id,
        subject=comment,
        agency_id=comment_round.agency_id,
        after={"rule": made.rule, "reason": made.reason, "act": made.act},
    )
