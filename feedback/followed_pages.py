"""The page of an author who came with number and key: where the comment stands, what may be done."""

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _

from agencies.queries.agencies import agencies_by_id
from base.clock import now
from base.codes import grouped
from base.rules import RuleBroken
from base.settings import Settings
from base.typed import Fields, printable
from feedback.actions.comments import OtherContent
from feedback.actions.moderation import sealed_words
from feedback.adding import Added, adding_nonce
from feedback.comment_stubs import stub_of
from feedback.models import Comment, CommentRound, RoundKind
from feedback.nonces import sign_nonce
from feedback.queries.comments import (
    get_round_of,
    get_standing,
    get_version,
    place_of,
)
from feedback.queries.moderation import list_acts, list_looks
from feedback.queries.public_answers import find_public_answer
from feedback.rules.comment_rounds import check_accepts
from feedback.rules.comments import Given
from feedback.words import DISPOSITION_WORDS, STANCE_WORDS, TENTATIVE_WORDS


def render_followed(
    comment: Comment,
    fields: Fields,
    problem: RuleBroken | OtherContent | Given | None = None,
    *,
    added: Added | None = None,
    is_withdrawing: bool = False,
) -> str:
    """`problem`: why the last act was not done; what was typed stays."""
    settings: Settings = current_app.extensions["settings"]
    comment_round, standing = get_round_of(comment), get_standing(comment.id)
    has_words = standing.visibility not in ("withdrawn", "erased")
    return render_template(
        "feedback/followed.html",
        comment=comment,
        comment_round=comment_round,
        agency_name=agencies_by_id([comment_round.agency_id])[comment_round.agency_id].name,
        standing=standing,
        stub=stub_of(standing),
        reason=_reason(comment.id),
        words=sealed_words(comment.id, settings.secrets),  # their own, hidden or not
        stance=_(STANCE_WORDS[comment.stance]),
        place=place_of(comment),
        version_number=get_version(comment.version_id).number,
        answer=_answer(comment, comment_round),
        looks=list_looks(comment.id),
        may_add=has_words and _may_add(comment_round),
        stance_options=[{"value": k, "label": _(w)} for k, w in STANCE_WORDS.items()],
        codes=_typed(fields, "number", "key"),
        typed=_typed(fields, "text", "reason"),
        token=sign_nonce(adding_nonce(comment), settings.secrets),
        problem=_problem(problem),
        added=_added_codes(added),
        is_withdrawing=is_withdrawing,
        urls=_addresses(comment_round),
    )


def _reason(comment_id: int) -> str:
    """Why it was last held or hidden."""
    reasons = [one.reason for one in list_acts(comment_id) if one.act in ("hold", "hide")]
    return reasons[-1] if reasons else ""


def _typed(fields: Fields, *names: str) -> dict[str, str]:
    return {name: printable("\n".join(fields.get(name, ()))) for name in names}


def _added_codes(added: Added | None) -> dict[str, str] | None:
    """Number and key of what was just added."""
    if added is None or added.identity is None:
        return None
    return {"number": grouped(added.identity.number), "key": grouped(added.identity.key)}


def _addresses(comment_round: CommentRound) -> dict[str, str]:
    language = request.args.get("lang")
    names = {"see": "followed", "add": "add", "withdraw": "withdraw", "look": "second_look"}
    urls = {key: url_for(f"comments.{view}", lang=language) for key, view in names.items()}
    return urls | {
        "draft": f"/gop-y/{comment_round.id}-{comment_round.slug}",
        "rules": url_for("comments.rules", lang=language),
    }


def _may_add(comment_round: CommentRound) -> bool:
    instant = now()
    try:
        check_accepts(comment_round.opens_at, comment_round.closes_at, instant, instant)
    except RuleBroken:
        return False
    return True


def _answer(comment: Comment, comment_round: CommentRound) -> dict[str, str] | None:
    """The agency's finished answer, from when everybody can read it beside the draft."""
    found = find_public_answer(comment.id)
    if found is None:
        return None
    is_village = comment_round.kind == RoundKind.VILLAGE
    words = TENTATIVE_WORDS if is_village else DISPOSITION_WORDS
    kind = _(words.get(found.kind, found.kind))
    return {"kind": kind, "reason": found.reason, "after": found.after}


def _problem(problem: RuleBroken | OtherContent | Given | None) -> str:
    if problem is None:
        return ""
    if isinstance(problem, Given):
        return " ".join(_(one.sentence) % one.values for one in problem.mistakes.values())
    if isinstance(problem, RuleBroken):
        return str(_(type(problem).sentence) % problem.values)
    return _(
        "Phần viết thêm trước đã được ghi nhận. Nếu muốn gửi thêm phần này, xin bấm gửi lần nữa."
    )
