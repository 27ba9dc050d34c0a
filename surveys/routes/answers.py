"""Residents' pages: answer at a QR place, thanks. No cookie, no session, no CSRF token: the page's signed

nonce and the Origin rule stand guard (design §7). A GET stores nothing; a POST stores one response however
often it is sent, and says so only after the commit.
"""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.middleware.proxy_fix import ProxyFix

from agencies.access import current_viewer
from base.clock import now
from base.codes import CodeMistyped, read_code
from base.commits import ways
from base.db import DATABASE_UNAVAILABLE, db, reading
from base.logs import get_logger
from base.nonces import NonceInvalid
from base.permissions import Permission, requires
from base.posted import PostedForm, read_posted_form
from base.rules import RuleBroken
from base.web import comes_from_elsewhere
from surveys.actions.responses import known_clusters
from surveys.answer_pages import Filled, filled_from, render_answer_page
from surveys.nonces import sign_nonce
from surveys.quick_answers import QuickAnswers
from surveys.quick_codes import QuickCodes
from surveys.quick_pages import QuickPages, page_headers, view_of
from surveys.ready_pages import (
    app_settings,
    language_for,
    open_page,
    page_about,
    shelf,
)
from surveys.refusal_pages import STATUS, render_refusal, typed_words
from surveys.rules.answers import Given, read_answers
from surveys.rules.offers import Offer, OfferedRound, OfferState
from surveys.sendings import (
    OtherContent,
    Sending,
    Visit,
    fresh_sending,
    prepare,
    read_sending,
    store,
    thanks_view,
    visit_of,
)
from surveys.shelf import Shelf

answers = Blueprint("answers", __name__)
PLACE_LENGTH = 6
_OWN_ARGUMENTS = {"lang", "kiosk"}


@answers.record_once
def set_up(state: BlueprintSetupState) -> None:
    """Gives the application its shelf, and the short way for pages that are ready."""
    app: Any = state.app
    app.extensions["answer_shelf"] = Shelf()
    caches = app.extensions.setdefault("caches", [])
    caches += [app.extensions["answer_shelf"], known_clusters, ways]
    outermost = app.wsgi_app
    if isinstance(outermost, ProxyFix):  # who is asking must be known first
        outermost.app = _short_ways(app, outermost.app)
    else:
        app.wsgi_app = _short_ways(app, outermost)


def _short_ways(app: Any, further: Any) -> Any:
    return QuickAnswers(app, QuickCodes(app, QuickPages(app, further)))


def is_staff() -> bool:
    """Whether a signed-in staff member looks: their own scans never count (design §7)."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return False
    with reading():
        staff_id = current_viewer().staff_id
        db.session.rollback()  # the look is over: the answer itself needs the turn to write
    return staff_id is not None


@answers.get("/k")
@requires(Permission.PUBLIC)
def type_place() -> ResponseReturnValue:
    typed = request.args.get("ma", "").strip()
    if not typed:
        return _type_place_page()
    try:
        return redirect(url_for(".answer", place=read_code(typed, PLACE_LENGTH)))
    except CodeMistyped:
        return _mistyped(typed)


def _mistyped(typed: str) -> ResponseReturnValue:
    error = _(
        "Mã này gõ chưa đúng. Xin so lại từng chữ với mã in dưới hình QR: bảy chữ và số, "
        "không có số 0, số 1, chữ I, L, O."
    )
    return _type_place_page(typed, error), 404


def _unknown(typed: str) -> ResponseReturnValue:
    error = _("Không có nơi nào mang mã này. Xin so lại với mã in dưới hình QR.")
    return _type_place_page(typed, error), 404


def _type_place_page(typed: str = "", error: str = "") -> str:
    return render_template(
        "surveys/type_code.html",
        heading=_("Trả lời khảo sát"),
        lead=_("Gõ mã in dưới hình QR tại nơi ông/bà đến làm việc."),
        label=_("Mã nơi đặt QR"),
        hint=_("Bảy chữ và số, ví dụ K7M4-9QW. Gõ chữ hoa hay chữ thường đều được."),
        submit=_("Mở phiếu"),
        action=url_for(".type_place"),
        typed=typed,
        error=error,
        result="",
        shown="",
    )


@answers.get("/k/<place>")
@requires(Permission.PUBLIC)
def answer(place: str) -> ResponseReturnValue:
    try:
        code = read_code(place, PLACE_LENGTH)
    except CodeMistyped:
        return _mistyped(place)
    if code != place:
        return redirect(url_for(".answer", place=code, lang=request.args.get("lang")))
    instant = now()
    offer = shelf().offer(code, instant)
    if offer is None:
        return _unknown(code)
    state = offer.state_at(instant)
    survey_round = offer.round_at(instant)
    if state != OfferState.OPEN or survey_round is None:
        return _refusal(offer, state, instant)
    return _form_page(offer, survey_round, instant)


def _form_page(offer: Offer, survey_round: OfferedRound, instant: datetime) -> Response:
    is_test = is_staff()
    is_kiosk = offer.is_kiosk and request.args.get("kiosk") == "1"
    mode = "test" if is_test else "kiosk" if is_kiosk else "live"
    ready = open_page(offer, survey_round, request.args.get("lang"), mode)
    if not is_test and set(request.args) <= _OWN_ARGUMENTS:
        address = (request.environ["PATH_INFO"], request.environ["QUERY_STRING"])
        shelf().put_open_page(address, ready, instant)
    gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    body, headers = view_of(ready, app_settings(), instant, gzip=gzip, is_test=is_test)
    return Response(body, headers=headers)


@answers.get("/k/<place>/gui")
@requires(Permission.PUBLIC)
def after_sending(place: str) -> ResponseReturnValue:
    """Who reloads the address of a sent form gets the form."""
    return redirect(url_for(".answer", place=place, lang=request.args.get("lang")))


@answers.post("/k/<place>/gui")
@requires(Permission.PUBLIC)
def submit(place: str) -> ResponseReturnValue:
    if comes_from_elsewhere(request, app_settings()):
        return from_elsewhere()
    instant = now()
    try:
        offer = shelf().offer(read_code(place, PLACE_LENGTH), instant)
    except CodeMistyped:
        return _mistyped(place)
    if offer is None:
        return _unknown(place)
    posted = read_posted_form(request)
    visit = visit_of(request, is_staff=is_staff())
    try:
        sending = read_sending(offer, posted, instant, visit)
    except NonceInvalid:
        return _stale(offer, posted, instant, visit)
    except RuleBroken:
        return _refusal(offer, offer.state_at(instant), instant, posted)
    given = read_answers(sending.content, posted.fields)
    if not given.is_sound:
        return _form_again(sending, filled_from(posted.fields, given), 400)
    return _store(sending, given)


def _store(sending: Sending, given: Given) -> ResponseReturnValue:
    """Says thanks only after the commit."""
    try:
        identity = store(prepare(sending, given))
    except OtherContent:
        return _form_again(sending, filled_from(sending.posted.fields, notice="again"), 409)
    except DATABASE_UNAVAILABLE as error:
        get_logger("answers").error("response_not_stored", reason=type(error).__name__)
        return _form_again(sending, filled_from(sending.posted.fields, notice="busy"), 503)
    body, headers = thanks_view(sending, identity)
    return Response(body, headers=headers)


def _form_again(sending: Sending, filled: Filled, status: int) -> Response:
    """The same form with everything that was filled in; a new response gets a nonce of its own."""
    nonce = sending.nonce.again() if filled.notice == "again" else sending.nonce
    token = sign_nonce(nonce, app_settings().secrets)
    page = page_about(sending.offer, sending.content, sending.language, sending.mode, token)
    headers = page_headers(app_settings(), sending.language)
    return Response(render_answer_page(page, filled), status, headers)


def _stale(
    offer: Offer, posted: PostedForm, instant: datetime, visit: Visit
) -> ResponseReturnValue:
    """The nonce is missing or not ours: nothing is stored, the answers come back with a fresh one."""
    state, survey_round = offer.state_at(instant), offer.round_at(instant)
    if state != OfferState.OPEN or survey_round is None:
        return _refusal(offer, state, instant, posted)
    sending = fresh_sending(offer, survey_round, posted, instant, visit)
    return _form_again(sending, filled_from(posted.fields, notice="stale"), 400)


def _refusal(
    offer: Offer, state: OfferState, instant: datetime, posted: PostedForm | None = None
) -> ResponseReturnValue:
    survey_round = offer.round_at(instant)
    content = shelf().content(survey_round) if survey_round else None
    language = language_for(request.args.get("lang"), content) if content else "vi"
    words = typed_words(posted.fields, content, language) if posted else []
    page = render_refusal(offer, state, instant, language, words)
    return Response(
        page, 409 if posted else STATUS.get(state, 200), page_headers(app_settings(), language)
    )


def from_elsewhere() -> ResponseReturnValue:
    page = render_template(
        "surveys/not_answerable.html",
        kicker="Ý Dân",
        heading=_("Phiếu gửi từ trang khác nên không nhận"),
        sentence=_("Xin mở phiếu bằng cách quét mã QR hoặc gõ mã, rồi trả lời ngay trên trang đó."),
        links=[(_("Gõ mã"), url_for(".type_place"))],
        words=[],
    )
    return page, 403
