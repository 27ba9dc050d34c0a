"""The short way for the busiest write: a sound form from a page of ours, thanked for without a detour.

Everything is decided by the same functions as in `surveys.routes.answers`; what is left out is only what
such a request does not need: routing, a session, the hooks of staff sign-in. Whatever is not plain (a
mistake, a closed round, a page sent before with other answers, a database that does not answer, a staff
session) goes the long way with its body untouched, and storing twice is ruled out by the page's nonce.
"""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from flask import Flask
from werkzeug import Request

from base.clock import now
from base.codes import read_code
from base.posted import MOST_BYTES, read_posted_body
from base.web import comes_from_elsewhere
from surveys.coded_sendings import find_opened_offer, read_coded_sending
from surveys.codes import CODE_LENGTH
from surveys.quick_pages import Headers
from surveys.ready_pages import app_settings, shelf
from surveys.rules.answers import read_answers
from surveys.rules.code_offers import CodeState
from surveys.sendings import (
    Sending,
    is_thanks_ready,
    prepare,
    read_sending,
    store,
    thanks_view,
    visit_of,
)

PLACE_LENGTH = 6
_SEND = "/gui"


class QuickAnswers:
    """WSGI in front of the application, behind the counting of proxies."""

    def __init__(self, app: Flask, further: Callable[..., Any]) -> None:
        self._app = app
        self._further = further
        self._session_cookie = f"{app.config['SESSION_COOKIE_NAME']}="

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self._is_plain(environ):
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            thanks = self._thank(environ, body)
            if thanks is not None:
                page, headers = thanks
                start_response("200 OK", [*headers, ("Content-Length", str(len(page)))])
                return [page]
            environ["wsgi.input"] = BytesIO(body)
        result: Iterable[bytes] = self._further(environ, start_response)
        return result

    def _is_plain(self, environ: dict[str, Any]) -> bool:
        """A form of bearable size sent to a place, or behind a code, by somebody without a staff session."""
        path, length = environ["PATH_INFO"], environ.get("CONTENT_LENGTH", "")
        return (
            environ["REQUEST_METHOD"] == "POST"
            and path.startswith(("/k/", "/m/"))
            and path.endswith(_SEND)
            and length.isdigit()
            and int(length) <= MOST_BYTES
            and self._session_cookie not in environ.get("HTTP_COOKIE", "")
        )

    def _thank(self, environ: dict[str, Any], body: bytes) -> tuple[bytes, Headers] | None:
        """The thanks page if everything about the form is in order, else None and nothing stored."""
        request = Request(environ)
        with self._app.app_context():
            if comes_from_elsewhere(request, app_settings()):
                return None
            try:
                return _stored(request, body)
            except Exception:  # whatever it is, the long way says it properly
                return None


def _stored(request: Request, body: bytes) -> tuple[bytes, Headers] | None:
    instant, visit, posted = now(), visit_of(request, is_staff=False), read_posted_body(body)
    typed = request.path[len("/k/") : -len(_SEND)]
    if request.path.startswith("/m/"):
        coded = find_opened_offer(read_code(typed, CODE_LENGTH), instant)
        if coded is None:
            return None
        sending = read_coded_sending(coded, posted, instant, visit)
        is_open = coded.state_at(sending.nonce.opened_at, instant) == CodeState.OPEN
        return _thanked(sending) if is_open else None
    offer = shelf().offer(read_code(typed, PLACE_LENGTH), instant)
    if offer is None:
        return None
    return _thanked(read_sending(offer, posted, instant, visit))


def _thanked(sending: Sending) -> tuple[bytes, Headers] | None:
    given = read_answers(sending.content, sending.posted.fields)
    if not given.is_sound or not is_thanks_ready(sending):
        return None
    return thanks_view(sending, store(prepare(sending, given)))
