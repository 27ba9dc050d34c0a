"""The short way for the busiest page: hands out a form page that the answering view has just made.

Ten thousand people may open the same page at the end of a working day, and only its nonce differs. So
while an open page on the shelf is fresh (at most five seconds, and never past the opening or closing of
its round) its further views need no routing, no session and no database: see docs/architecture.md. All
that decides anything (which round, which state, which text) stays in `surveys.routes.answers`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from flask import Flask

from base.assets import resident_policy
from base.clock import now
from base.settings import Settings
from surveys.nonces import new_nonce, sign_nonce
from surveys.shelf import OpenPage, Shelf

Headers = list[tuple[str, str]]


class QuickPages:
    """WSGI in front of the application; whoever brings a staff session goes the long way."""

    def __init__(self, app: Flask, further: Callable[..., Any]) -> None:
        self._further = further
        self._shelf: Shelf = app.extensions["answer_shelf"]
        self._settings: Settings = app.extensions["settings"]
        self._session_cookie = f"{app.config['SESSION_COOKIE_NAME']}="

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET":
            address = (environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
            fresh, instant = self._shelf.open_pages.get(address), now()
            if fresh and fresh.is_usable(instant) and not self._may_be_staff(environ):
                gzip = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
                body, headers = view_of(fresh.value, self._settings, instant, gzip=gzip)
                start_response("200 OK", headers)
                return [body]
        result: Iterable[bytes] = self._further(environ, start_response)
        return result

    def _may_be_staff(self, environ: dict[str, Any]) -> bool:
        return self._session_cookie in environ.get("HTTP_COOKIE", "")


def view_of(
    ready: OpenPage, settings: Settings, instant: datetime, *, gzip: bool, is_test: bool = False
) -> tuple[bytes, Headers]:
    """One view of the page with a nonce of its own, and its headers."""
    nonce = new_nonce(
        ready.offer.place_id,
        ready.survey_round.id,
        ready.survey_round.version_id,
        instant,
        is_kiosk=ready.is_kiosk,
        is_test=is_test,
    )
    token = sign_nonce(nonce, settings.secrets).encode()
    body = ready.page.gzipped([token]) if gzip else ready.page.plain([token])
    headers = page_headers(settings, ready.language)
    headers.append(("Content-Length", str(len(body))))
    if gzip:
        headers.append(("Content-Encoding", "gzip"))
    return body, headers


def page_headers(settings: Settings, language: str) -> Headers:
    """`no-cache`, not `no-store`: the back button finds the page with its nonce and answers."""
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Language", language),
        ("Content-Security-Policy", resident_policy()),
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept-Encoding, Cookie"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if settings.is_https:
        headers.append(("Strict-Transport-Security", "max-age=31536000"))
    return headers
