"""Residents' pages behind a one-time code: type it, answer, thanks. Opening spends and stores nothing.

As at a QR place the page's signed nonce and the Origin rule stand guard; the code is spent by the statement
that stores the response, and by nothing else.
"""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from base.abuse import browser_family, network_of
from base.clock import now
from base.codes import CodeMistyped
from base.db import DATABASE_UNAVAILABLE
from base.logs import get_logger
from base.nonces import NonceInvalid
from base.permissions import Permission, requires
from base.posted import PostedForm, read_posted_form
from base.web import comes_from_elsewhere, current_language
from surveys.answer_pages import Filled, filled_from, render_answer_page
from surveys.code_pages import (
    STATUS,
    mistyped_code,
    render_code_refusal,
    render_second_content,
    render_type_code,
    too_many_guesses,
    unknown_code,
)
from surveys.coded_sendings import (
    CannotTake,
    code_nonce,
    find_code_offer,
    guesser_of,
    read_coded_sending,
    read_typed_code,
    store_coded,
)
from surveys.nonces import sign_nonce
from surveys.quick_codes import code_view
from surveys.quick_pages import page_headers
from surveys.ready_pages import app_settings, language_for, page_about, shelf
from surveys.refusal_pages import typed_words
from surveys.routes.answers import answers, from_elsewhere, is_staff
from surveys.rules.answers import Given, read_answers
from surveys.rules.code_offers import CodeOffer, CodeSpent, CodeState
from surveys.sendings import OtherContent, Sending, Visit, sending_of, thanks_view, visit_of


def _is_kiosk() -> bool:
    return request.args.get("kiosk") == "1"


@answers.get("/m")
@requires(Permission.PUBLIC)
def type_code() -> ResponseReturnValue:
    typed = request.args.get("ma", "").strip()
    if not typed:
        return _typing_page()
    kiosk = "1" if _is_kiosk() else None
    try:
        return redirect(url_for(".answer_coded", code=read_typed_code(typed), kiosk=kiosk))
    except CodeMistyped:
        return _mistyped(typed)


@answers.get("/m/<code>")
@requires(Permission.PUBLIC)
def answer_coded(code: str) -> ResponseReturnValue:
    try:
        text = read_typed_code(code)
    except CodeMistyped:
        return _mistyped(code)
    if text != code:
        return redirect(
            url_for(
                ".answer_coded",
                code=text,
                lang=request.args.get("lang"),
                kiosk=request.args.get("kiosk"),
            )
        )
    instant = now()
    offer = find_code_offer(text, instant)
    if offer is None:
        return _unknown(text)
    state = offer.state_at(instant, instant)
    if state != CodeState.OPEN:
        return _refusal(offer, state)
    return _form_page(offer)


def _form_page(offer: CodeOffer) -> Response:
    is_test = is_staff()
    mode = "test" if is_test else "kiosk" if _is_kiosk() else "live"
    gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    body, headers = code_view(offer, request.args.get("lang"), mode, now(), gzip=gzip)
    return Response(body, headers=headers)


@answers.get("/m/<code>/gui")
@requires(Permission.PUBLIC)
def after_sending_coded(code: str) -> ResponseReturnValue:
    """Who reloads the address of a sent form hears that the code is spent."""
    return redirect(url_for(".answer_coded", code=code, lang=request.args.get("lang")))


@answers.post("/m/<code>/gui")
@requires(Permission.PUBLIC)
def submit_coded(code: str) -> ResponseReturnValue:
    if comes_from_elsewhere(request, app_settings()):
        return from_elsewhere()
    instant = now()
    try:
        offer = find_code_offer(read_typed_code(code), instant)
    except CodeMistyped:
        return _mistyped(code)
    if offer is None:
        return _unknown(code)
    posted = read_posted_form(request)
    visit = visit_of(request, is_staff=is_staff())
    try:
        sending = read_coded_sending(offer, posted, instant, visit)
    except NonceInvalid:
        return _stale(offer, posted, visit)
    given = read_answers(sending.content, posted.fields)
    if not given.is_sound:
        return _form_again(sending, filled_from(posted.fields, given), 400)
    return _store(sending, given, offer)


def _store(sending: Sending, given: Given, offer: CodeOffer) -> ResponseReturnValue:
    """Says thanks only after the commit."""
    try:
        identity = store_coded(sending, given, offer)
    except OtherContent:
        return _second_content(offer, sending)
    except CodeSpent:
        return _refusal(offer, CodeState.SPENT, sending.posted)
    except CannotTake as refused:
        return _refusal(offer, CodeState(refused.state), sending.posted)
    except DATABASE_UNAVAILABLE as error:
        get_logger("answers").error("response_not_stored", reason=type(error).__name__)
        return _form_again(sending, filled_from(sending.posted.fields, notice="busy"), 503)
    body, headers = thanks_view(sending, identity)
    return Response(body, headers=headers)


def _form_again(sending: Sending, filled: Filled, status: int) -> Response:
    """The same form with everything that was filled in and the same nonce."""
    token = sign_nonce(sending.nonce, app_settings().secrets)
    page = page_about(sending.offer, sending.content, sending.language, sending.mode, token)
    headers = page_headers(app_settings(), sending.language)
    return Response(render_answer_page(page, filled), status, headers)


def _stale(offer: CodeOffer, posted: PostedForm, visit: Visit) -> ResponseReturnValue:
    """The nonce is missing or of another page: nothing is stored, the answers come back."""
    instant = now()
    state = offer.state_at(instant, instant)
    if state != CodeState.OPEN:
        return _refusal(offer, state, posted)
    nonce = code_nonce(offer, instant)
    sending = sending_of(offer, offer.survey_round, nonce, posted, instant, visit)
    return _form_again(sending, filled_from(posted.fields, notice="stale"), 400)


def _second_content(offer: CodeOffer, sending: Sending) -> ResponseReturnValue:
    words = typed_words(sending.posted.fields, sending.content, sending.language)
    page = render_second_content(offer, sending.language, words)
    return Response(page, 409, page_headers(app_settings(), sending.language))


def _refusal(
    offer: CodeOffer, state: CodeState, posted: PostedForm | None = None
) -> ResponseReturnValue:
    content = shelf().content(offer.survey_round)
    language = language_for(request.args.get("lang"), content)
    words = typed_words(posted.fields, content, language) if posted else []
    page = render_code_refusal(offer, state, language, _is_kiosk(), words)
    status = 409 if posted else STATUS.get(state, 410)
    return Response(page, status, page_headers(app_settings(), language))


def _mistyped(typed: str) -> Response:
    return _typing_page(typed, mistyped_code(), 404)


def _unknown(typed: str) -> Response:
    """Wrong guesses are counted in memory; a right code never comes here."""
    family = browser_family(request.headers.get("User-Agent"))
    guesser = guesser_of(network_of(request.remote_addr), family)
    if not guesser.may_try():
        return _typing_page(typed, too_many_guesses(), 429)
    guesser.note_wrong()
    return _typing_page(typed, unknown_code(), 404)


def _typing_page(typed: str = "", error: str = "", status: int = 200) -> Response:
    page = render_type_code(typed, error, _is_kiosk())
    return Response(page, status, page_headers(app_settings(), current_language()))
