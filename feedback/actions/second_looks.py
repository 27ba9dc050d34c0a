"""The author of a hidden comment asks another unit to look again; two other people decide in a case."""

from datetime import date

from agencies.actions.cases import open_case
from agencies.models import Case
from base.db import db
from base.typed import TypedWrong, clean_words
from base.words import N_
from feedback.models import Comment, CommentRound, SecondLook, Visibility
from feedback.queries.comments import get_standing
from feedback.queries.moderation import find_open_look
from feedback.rules.moderation import LookAsked, NotHidden, ReasonUnreadable

LOOK_KIND, ERASURE_KIND = "comment_look", "comment_erasure"
REASON_LIMIT = 2000
LOOK_TITLE = N_("Đề nghị xem xét lại việc ẩn một ý kiến")


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
    case = _open(LOOK_KIND, f"{LOOK_TITLE} · {comment_round.title}", comment_round, look)
    look.case_id = case.id
    case.evidence = {"Quy tắc": str(standing.rule or "")}
    db.session.flush()
    return look


def _checked(reason: str) -> str:
    try:
        return clean_words(reason, REASON_LIMIT)
    except TypedWrong as error:
        raise ReasonUnreadable from error


def _open(kind: str, title: str, comment_round: CommentRound, subject: object) -> Case:
    return open_case(kind, title[:300], about_agency_id=comment_round.agency_id, subject=subject)
