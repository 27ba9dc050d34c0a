"""Answering anew with the key of a response: type it, answer from a blank form, thanks.

The code never does this: whoever knows a code cannot change what was answered with it.
"""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from base.abuse import browser_family, network_of
from base.clock import now
from base.codes import CodeMistyped
from base.day_keys import DayKeyGone
from base.db import DATABASE_UNAVAILABLE
from base.logs import get_logger
from base.nonces import NonceInvalid
from base.permissions import Permission, requires
from base.posted import PostedForm, read_posted_form
from base.web import comes_from_elsewhere, current_language
from surveys.answer_pages import Filled, filled_from, render_answer_page
from surveys.code_pages import (
    mistyped_key,
    render_anew_refusal,
    render_type_key,
    too_many_guesses,
    unknown_key,
)
from surveys.coded_sendings import (
    CannotTake,
    anew_nonce,
    anew_state,
    find_offer_by_key,
    guesser_of,
    read_anew_sending,
    store_anew,
)
from surveys.nonces import sign_nonce
from surveys.ready_pages import app_settings, language_for, page_about, shelf, thanks_headers
from surveys.refusal_pages import typed_words
from surveys.routes.answers import from_elsewhere, is_staff
from surveys.routes.codes import answers  # whose blueprint it shares
from surveys.rules.anew import AnewOffer, AnewState, AnsweredAnew
from surveys.rules.answers import Given, read_answers
from surveys.sendings import OtherContent, Sending, sending_of, thanks_view, visit_of


@answers.get("/tra-loi-lai")
@requires(Permission.PUBLIC)
def type_key() -> ResponseReturnValue:
    return _typing_page()


@answers.post("/tra-loi-lai")
@requires(Permission.PUBLIC)
def open_anew() -> ResponseReturnValue:
    """The blank form of the response with this key. Stores nothing; nothing that was answered is shown."""
    if comes_from_elsewhere(request, app_settings()):
        return from_elsewhere()
    family = browser_family(request.headers.get("User-Agent"))
    guesser = guesser_of(network_of(request.remote_addr), family)
    try:
        offer = find_offer_by_key(request.form.get("key", ""))
    except CodeMistyped:
        return _typing_page(mistyped_key(), 404)
    if offer is None:
        may_try = guesser.may_try()
        guesser.note_wrong()
        return (
            _typing_page(unknown_key(), 404) if may_try else _typing_page(too_many_guesses(), 429)
        )
    instant = now()
    state = anew_state(offer, instant, instant)
    if state != AnewState.OPEN:
        return _refusal(offer, state)
    nonce = anew_nonce(offer, instant, is_test=is_staff())
    visit = visit_of(request, is_staff=is_staff())
    nothing = PostedForm({}, "")
    sending = sending_of(offer, offer.survey_round, nonce, nothing, instant, visit)
    return _form(sending, Filled(), 200)


@answers.get("/tra-loi-lai/gui")
@requires(Permission.PUBLIC)
def after_anew() -> ResponseReturnValue:
    """Who reloads the address of a sent form begins anew."""
    return redirect(url_for(".type_key", lang=request.args.get("lang")))


@answers.post("/tra-loi-lai/gui")
@requires(Permission.PUBLIC)
def submit_anew() -> ResponseReturnValue:
    if comes_from_elsewhere(request, app_settings()):
        return from_elsewhere()
    posted = read_posted_form(request)
    visit = visit_of(request, is_staff=is_staff())
    try:
        sending = read_anew_sending(posted, visit)
    except NonceInvalid:
        return _typing_page(mistyped_key(), 400)
    given = read_answers(sending.content, posted.fields)
    if not given.is_sound:
        return _form(sending, filled_from(posted.fields, given), 400)
    return _store(sending, given)


def _store(sending: Sending, given: Given) -> ResponseReturnValue:
    """Says thanks only after the commit."""
    offer = sending.offer
    assert isinstance(offer, AnewOffer)
    try:
        identity = store_anew(sending, given, offer)
    except (OtherContent, AnsweredAnew):
        return _refusal(offer, AnewState.SUPERSEDED, sending.posted)
    except DayKeyGone:
        return _refusal(offer, AnewState.OVER, sending.posted)
    except CannotTake as refused:
        return _refusal(offer, AnewState(refused.state), sending.posted)
    except DATABASE_UNAVAILABLE as error:
        get_logger("answers").error("response_not_stored", reason=type(error).__name__)
        return _form(sending, filled_from(sending.posted.fields, notice="busy"), 503)
    body, headers = thanks_view(sending, identity)
    return Response(body, headers=headers)


def _form(sending: Sending, filled: Filled, status: int) -> Response:
    token = sign_nonce(sending.nonce, app_settings().secrets)
    page = page_about(sending.offer, sending.content, sending.language, sending.mode, token)
    return Response(render_answer_page(page, filled), status, thanks_headers(sending.language))


def _refusal(
    offer: AnewOffer, state: AnewState, posted: PostedForm | None = None
) -> ResponseReturnValue:
    content = shelf().content(offer.survey_round)
    language = language_for(request.args.get("lang"), content)
    words = typed_words(posted.fields, content, language) if posted else []
    days = shelf().reanswer_days(now())
    page = render_anew_refusal(offer, state, language, days, words)
    return Response(page, 409, thanks_headers(language))


def _typing_page(error: str = "", status: int = 200) -> Response:
    return Response(render_type_key(error), status, thanks_headers(current_language()))
