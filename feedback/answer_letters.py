"""Letters to authors who left an e-mail address and asked for the answer: each once, no address in a log."""

from collections.abc import Callable

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from base.clock import now, today
from base.db import db, reading
from base.mail import is_mail_set, send_letter
from base.sealed import SealBroken, open_values
from feedback.actions.results import mark_answered
from feedback.actions.round_letters import claim_letter, mark_sent
from feedback.models import Comment, CommentAuthor, CommentRound
from feedback.queries import results as queries
from feedback.queries.comment_rounds import get_round
from feedback.reports.results import Answered, answers_of, words_of

LANGUAGES = ("vi", "en")
TOPIC = "disposition"


def send_letters(round_id: int, told: Callable[[int], None] = lambda _done: None) -> int:
    """Commits letter by letter, so that a crash repeats nothing; returns how many were handed over."""
    if not is_mail_set() and not current_app.extensions["settings"].testing:
        return 0
    with reading():
        comment_round = get_round(round_id, None)
        result = queries.find_result(round_id)
        comment_ids = queries.list_unanswered_authors(round_id)
        db.session.rollback()
    answers = answers_of(result.content) if result else {}
    sent = 0
    for done, comment_id in enumerate(comment_ids, start=1):
        if comment_id in answers:
            sent += _send_one(comment_round, answers[comment_id], answers)
        told(done)
    return sent


def _send_one(comment_round: CommentRound, answer: Answered, answers: dict[int, Answered]) -> bool:
    recipient = f"author:{answer.comment_id}"
    if not claim_letter(comment_round.id, TOPIC, recipient, now()):
        db.session.rollback()
        return False
    address = _address_of(answer.comment_id)
    db.session.commit()
    if not address or not _hand_over(comment_round, answer, answers, address):
        return False  # tried again after an hour
    mark_sent(comment_round.id, TOPIC, recipient, now())
    mark_answered(answer.comment_id, today())
    db.session.commit()
    return True


def _address_of(comment_id: int) -> str:
    author = db.session.get(CommentAuthor, comment_id)
    keys = current_app.extensions["settings"].secrets
    try:
        values = open_values(author.sealed, f"comment_author {comment_id}", keys) if author else {}
    except SealBroken:
        return ""
    return str(values.get("email") or "").strip()


def _hand_over(
    comment_round: CommentRound, answer: Answered, answers: dict[int, Answered], address: str
) -> bool:
    """The answer in the language of the comment; one that was merged gets the answer it was merged into."""
    comment = db.session.get_one(Comment, answer.comment_id)
    final = answers.get(answer.merged_into_id or 0, answer)
    base = current_app.extensions["settings"].public_url
    with force_locale(comment.language if comment.language in LANGUAGES else "vi"):
        return send_letter(
            address,
            str(_("Trả lời ý kiến góp ý: %(title)s", title=comment_round.title)),
            "answer",
            title=comment_round.title,
            place=answer.place,
            kind=_(words_of(comment_round)[final.kind]),
            reason=final.reason,
            after=final.after,
            link=f"{base}/gop-y/{comment_round.id}/ket-qua",
        )
