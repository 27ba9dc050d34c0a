"""The short way for pages behind a one-time code: prepared for its office, with code and nonce put in.

Unlike a place's page each is opened once or twice, so the code itself is always looked up; what is left out
is routing, a session, and making the page anew. Whatever is not an open code goes the long way.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from flask import Flask

from base.clock import now
from base.codes import read_code
from surveys.coded_sendings import code_nonce, find_code_offer
from surveys.codes import CODE_LENGTH
from surveys.nonces import sign_nonce
from surveys.quick_pages import Headers, page_headers
from surveys.ready_pages import app_settings, is_code_page_ready, open_code_page
from surveys.rules.code_offers import CodeOffer, CodeState

_BEFORE = "/m/"
_PATH_LENGTH = len(_BEFORE) + CODE_LENGTH + 1


class QuickCodes:
    """WSGI in front of the application; whoever brings a staff session goes the long way."""

    def __init__(self, app: Flask, further: Callable[..., Any]) -> None:
        self._app = app
        self._further = further
        self._session_cookie = f"{app.config['SESSION_COOKIE_NAME']}="

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self._is_plain(environ):
            page = self._page(environ)
            if page is not None:
                body, headers = page
                start_response("200 OK", headers)
                return [body]
        result: Iterable[bytes] = self._further(environ, start_response)
        return result

    def _is_plain(self, environ: dict[str, Any]) -> bool:
        """A code as it is printed, in Vietnamese, on somebody's own phone."""
        path = environ["PATH_INFO"]
        return (
            environ["REQUEST_METHOD"] == "GET"
            and path.startswith(_BEFORE)
            and len(path) == _PATH_LENGTH
            and not environ.get("QUERY_STRING")
            and self._session_cookie not in environ.get("HTTP_COOKIE", "")
        )

    def _page(self, environ: dict[str, Any]) -> tuple[bytes, Headers] | None:
        """None if the long way has something else to say."""
        instant = now()
        gzip = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        with self._app.app_context():
            try:
                text = read_code(environ["PATH_INFO"][len(_BEFORE) :], CODE_LENGTH)
                offer = find_code_offer(text, instant)
                if offer is None or offer.state_at(instant, instant) != CodeState.OPEN:
                    return None
                if not is_code_page_ready(offer):
                    return None
                return code_view(offer, None, "live", instant, gzip=gzip)
            except Exception:  # whatever it is, the long way says it properly
                return None


def code_view(
    offer: CodeOffer, wanted: str | None, mode: str, instant: datetime, *, gzip: bool
) -> tuple[bytes, Headers]:
    """One view of the page and its headers; what a kiosk shows is kept by no browser."""
    page, language = open_code_page(offer, wanted, mode)
    nonce = code_nonce(offer, instant, is_kiosk=mode == "kiosk", is_test=mode == "test")
    token = sign_nonce(nonce, app_settings().secrets).encode()
    values = [offer.text.encode()] * (len(page.pieces) - 2) + [token]
    body = page.gzipped(values) if gzip else page.plain(values)
    headers = page_headers(app_settings(), language)
    if mode == "kiosk":
        headers = [(k, "no-store" if k == "Cache-Control" else v) for k, v in headers]
    headers.append(("Content-Length", str(len(body))))
    if gzip:
        headers.append(("Content-Encoding", "gzip"))
    return body, headers
