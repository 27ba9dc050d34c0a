"""Cases about comments: another look at a hidden one, erasure as the law demands. Two people decide."""

from datetime import date

from agencies.actions.audit import record_act
from agencies.actions.cases import open_case
from agencies.models import Case, CaseDecision
from agencies.roles import Viewer
from base.db import db
from base.settings import Secrets
from base.typed import TypedWrong, clean_words
from base.words import N_
from feedback.actions.comments import destroy_words
from feedback.actions.moderation import restore_hidden
from feedback.actions.public_records import record_standing
from feedback.models import Comment, CommentRound, ModerationAct, SecondLook, Visibility
from feedback.queries.comments import get_standing
from feedback.queries.moderation import find_look_of_case, find_open_look, lock_standing
from feedback.rules.moderation import (
    LookAsked,
    NotHidden,
    ReasonUnreadable,
    check_has_words,
    check_rule,
)

LOOK_KIND, ERASURE_KIND = "comment_look", "comment_erasure"
REASON_LIMIT = 2000
LOOK_TITLE = N_("Đề nghị xem xét lại việc ẩn một ý kiến")
ERASURE_TITLE = N_("Đề nghị xóa chữ của một ý kiến theo luật")


def ask_second_look(comment: Comment, reason: str, today: date) -> SecondLook:
    """One at a time; the case speaks of the round and the rule, never of the words."""
    standing = get_standing(comment.id)
    if standing.visibility != Visibility.HIDDEN:
        raise NotHidden
    if find_open_look(comment.id) is not None:
        raise LookAsked
    comment_round = db.session.get_one(CommentRound, comment.round_id)
    look = SecondLook(comment_id=comment.id, text=_checked(reason), asked_on=today)
    db.session.add(look)
    db.session.flush()
    title = f"{LOOK_TITLE} · {comment_round.title}"
    evidence = {"Quy tắc": str(standing.rule or "")}
    look.case_id = _open(LOOK_KIND, title, comment_round, look, evidence).id
    db.session.flush()
    return look


def ask_erasure(
    actor: Viewer, comment: Comment, comment_round: CommentRound, rule: int, reason: str
) -> Case:
    """The officer asks; two people of two other bodies decide. Until then nothing changes."""
    check_rule(rule, reason)
    check_has_words(get_standing(comment.id).visibility)
    title = f"{ERASURE_TITLE} · {comment_round.title}"
    evidence = {"Quy tắc": str(rule), "Lý do": reason.strip()}
    case = _open(ERASURE_KIND, title, comment_round, comment, evidence)
    record_act(
        "comment.ask_erasure",
        staff_id=actor.staff_id,
        subject=comment,
        agency_id=comment_round.agency_id,
        after={"rule": rule, "reason": reason.strip(), "case": case.id},
    )
    db.session.flush()
    return case


def carry_out_look(case: Case, decision: CaseDecision, keys: Secrets, today: date) -> None:
    look = find_look_of_case(case.id)
    if look is None:
        return
    look.outcome, look.decided_on, look.reason = decision.outcome, today, decision.reason
    if decision.outcome == "show":
        restore_hidden(look.comment_id, decision.reason, case.id, keys)
    db.session.flush()


def carry_out_erasure(case: Case, decision: CaseDecision, today: date) -> None:
    """The words are destroyed; the stub names the rule, the leaf and what was added stay."""
    if decision.outcome != "erase":
        return
    standing, rule = lock_standing(int(case.subject_id)), int(case.evidence["Quy tắc"])
    destroy_words(standing.comment_id)
    standing.visibility, standing.rule = Visibility.ERASED, rule
    standing.role, standing.since_on, standing.group_id = "inspector", today, None
    act = ModerationAct(
        comment_id=standing.comment_id,
        act="erase",
        rule=rule,
        reason=decision.reason,
        role="inspector",
        staff_id=decision.decided_by_id,
        case_id=case.id,
    )
    db.session.add(act)
    record_standing(standing.comment_id, standing.round_id, Visibility.ERASED, rule)
    record_act(
        "comment.erase",
        staff_id=decision.decided_by_id,
        agency_id=case.about_agency_id,
        after={"rule": rule, "case": case.id, "comment": case.subject_id},
    )
    db.session.flush()


def comment_id_of(case: Case) -> int:
    """The comment that a case of one of these two kinds is about."""
    look = find_look_of_case(case.id)
    return look.comment_id if look else int(case.subject_id)


def _checked(reason: str) -> str:
    try:
        return clean_words(reason, REASON_LIMIT)
    except TypedWrong as error:
        raise ReasonUnreadable from error


def _open(
    kind: str, title: str, comment_round: CommentRound, subject: object, evidence: dict[str, str]
) -> Case:
    return open_case(
        kind,
        title[:300],
        about_agency_id=comment_round.agency_id,
        subject=subject,
        evidence=evidence,
    )
