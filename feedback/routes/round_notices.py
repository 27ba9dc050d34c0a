"""Asking to be told about a round by e-mail, confirming it, stopping it. No cookie, no session.

Opening a link changes nothing: mail scanners open every link. Only a pressed button confirms or stops.
"""

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.rules.accounts import EmailUnreadable, check_email
from base.clock import now
from base.db import db
from base.mail import is_mail_set
from base.permissions import Permission, requires
from base.rules import NotFound
from base.web import comes_from_elsewhere
from base.words import N_, nfc
from feedback.actions.subscriptions import ask_for_notices, confirm_notices, stop_notices
from feedback.models import CommentRound, RoundSubscription
from feedback.notice_tokens import is_page_ours, sign_page, token_hash
from feedback.queries.comment_rounds import get_public_round
from feedback.queries.subscriptions import find_by_token
from feedback.reports.round_words import state_of

round_notices = Blueprint("round_notices", __name__, url_prefix="/gop-y")
TRAP = "website"
_SENT = N_(
    "Nếu địa chỉ đúng, trong ít phút nữa ông/bà nhận một bức thư. Xin mở thư, mở liên kết và bấm xác nhận."
)
_CONFIRMED = N_("Từ nay có tin gì về đợt lấy ý kiến này, ông/bà được báo qua thư điện tử.")
_STOPPED = N_("Địa chỉ của ông/bà đã bị xóa. Không có thư nào nữa về đợt lấy ý kiến này.")


@round_notices.get("/<int:round_id>/bao-tin")
@requires(Permission.PUBLIC)
def ask(round_id: int) -> ResponseReturnValue:
    return _ask_page(get_public_round(round_id))


@round_notices.post("/<int:round_id>/bao-tin")
@requires(Permission.PUBLIC)
def send(round_id: int) -> ResponseReturnValue:
    """Says the same whether the address is new, known or a robot's."""
    comment_round = get_public_round(round_id)
    settings, at = current_app.extensions["settings"], now()
    typed = nfc(request.form.get("email", "")).strip()[:300]
    if not _is_offered(comment_round):
        return _ask_page(comment_round, typed), 409
    if comes_from_elsewhere(request, settings):
        return _ask_page(comment_round, typed, _("Xin bấm gửi ngay trên trang này.")), 403
    if not is_page_ours(request.form.get("page", ""), round_id, at, settings.secrets):
        sentence = _("Trang đã mở quá lâu. Địa chỉ còn nguyên, xin bấm gửi lại.")
        return _ask_page(comment_round, typed, sentence), 400
    try:
        check_email(typed)
    except EmailUnreadable:
        sentence = _("Địa chỉ này chưa đúng, ví dụ đúng: ten@example.vn.")
        return _ask_page(comment_round, typed, sentence), 422
    if not request.form.get(TRAP):
        ask_for_notices(comment_round, typed, at)
        db.session.commit()
    return _said(comment_round, _("Xin mở hộp thư"), _SENT)


@round_notices.get("/<int:round_id>/bao-tin/<token>")
@requires(Permission.PUBLIC)
def decide(round_id: int, token: str) -> ResponseReturnValue:
    """Shows the button; changes nothing."""
    return _decide_page(*_found(round_id, token))


def _decide_page(comment_round: CommentRound, subscription: RoundSubscription) -> Response:
    page = render_template(
        "feedback/notice_decide.html",
        comment_round=comment_round,
        is_confirmed=subscription.confirmed_on is not None,
    )
    return _unkept(page)


@round_notices.post("/<int:round_id>/bao-tin/<token>")
@requires(Permission.PUBLIC)
def decided(round_id: int, token: str) -> ResponseReturnValue:
    comment_round, subscription = _found(round_id, token)
    act = request.form.get("act", "")
    if act not in ("confirm", "stop") or comes_from_elsewhere(
        request, current_app.extensions["settings"]
    ):
        return _decide_page(comment_round, subscription), 400
    if act == "confirm":
        confirm_notices(subscription, now())
        heading, sentence = _("Đã xác nhận"), _CONFIRMED
    else:
        stop_notices(subscription)
        heading, sentence = _("Đã thôi nhận tin"), _STOPPED
    db.session.commit()
    return _said(comment_round, heading, sentence)


def _found(round_id: int, token: str) -> tuple[CommentRound, RoundSubscription]:
    comment_round = get_public_round(round_id)
    subscription = find_by_token(round_id, token_hash(token))
    if subscription is None:
        raise NotFound
    return comment_round, subscription


def _is_offered(comment_round: CommentRound) -> bool:
    """Not without a mail server, and not once nothing more will be told."""
    return is_mail_set() and state_of(comment_round, now()) != "archived"


def _ask_page(comment_round: CommentRound, typed: str = "", error: str = "") -> str:
    settings = current_app.extensions["settings"]
    return render_template(
        "feedback/notice_ask.html",
        comment_round=comment_round,
        is_offered=_is_offered(comment_round),
        typed=typed,
        error=error,
        page=sign_page(comment_round.id, now(), settings.secrets),
    )


def _said(comment_round: CommentRound, heading: str, sentence: str) -> Response:
    page = render_template(
        "feedback/notice_said.html",
        comment_round=comment_round,
        heading=heading,
        sentence=_(sentence),
    )
    return _unkept(page)


def _unkept(page: str) -> Response:
    """The address of the page is a secret: it stays in no cache and is told to no other page."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
