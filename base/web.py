"""What holds for every page: language, security headers, addresses of proxies counted."""

import secrets
from typing import Any

from flask import Flask, Request, Response, g, has_request_context, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import Babel, get_locale
from werkzeug import Request as AnyRequest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from base.assets import answer_css, resident_css, resident_css_hash, resident_script
from base.db import mark_reading
from base.settings import Settings

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
COOKIE_FREE = (
    "/k/", "/m/", "/kiem-tra-phieu/", "/tra-loi-lai/", "/gop-y/", "/gop-y.atom/", "/api/", "/nhung/",
)  # fmt: skip
# Pages of staff and one-time links: nothing may be left in the browser of a shared office PC.
KEPT_NOWHERE = ("/can-bo", "/loi-moi/")
PREVIEW = "/xem-thu/"  # shows a resident's page; its language is not the staff member's
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def choose_language() -> str:
    """The language of this request: ?lang, then the staff member's, then the cookie, else Vietnamese.

    Only staff pages look into the session: a resident's page must not depend on a cookie of ours.
    """
    if not has_request_context():
        return "vi"
    own = session.get("lang") if request.path.startswith("/can-bo") else None
    for wanted in (request.args.get("lang"), own, request.cookies.get("lang")):
        if wanted in LANGUAGES:
            return str(wanted)
    return "vi"


def current_language() -> str:
    return str(get_locale() or "vi")


def csp_nonce() -> str:
    """The nonce of this response's own inline script or style."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def comes_from_elsewhere(request: AnyRequest, settings: Settings) -> bool:
    """Whether a form was sent by another site's page (design §7): a foreign Origin is refused; a

    missing one or `null` (in-app browsers) passes, for the page's nonce vouches for it.
    """
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    origin = request.headers.get("Origin", "null").rstrip("/")
    if origin in ("null", settings.public_url):
        return False
    return origin != request.host_url.rstrip("/")


def _content_policy() -> str:
    extra = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    return (
        f"default-src 'none'; script-src 'self'{extra}; "
        f"style-src 'self' {resident_css_hash()}{extra}; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "manifest-src 'self'; frame-src 'self'; frame-ancestors 'self'"
    )


def _secure(response: Response) -> Response:
    headers = response.headers
    if "Cross-Origin-Opener-Policy" in headers:  # a resident's page brings all of them
        return response
    headers.setdefault("Content-Security-Policy", _content_policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in headers:
        is_private = request.path.startswith(KEPT_NOWHERE)
        headers["Cache-Control"] = "no-store" if is_private else "no-cache"
    return response


def _remember_language(response: Response) -> Response:
    """A choice made on the site's pages lasts; residents' answering pages never set a cookie."""
    wanted = request.args.get("lang")
    path = f"{request.path}/"
    if wanted in LANGUAGES and not path.startswith(COOKIE_FREE) and not path.endswith(PREVIEW):
        response.set_cookie(
            "lang",
            wanted,
            max_age=365 * 86400,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def _mark_method() -> None:
    mark_reading(request.method in SAFE_METHODS)


class QuietSessions(SecureCookieSessionInterface):
    """Who brings no session cookie costs no session: residents' pages have none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) in request.environ.get("HTTP_COOKIE", ""):
            return super().open_session(app, request)
        return self.session_class()


class RowNumber(IntegerConverter):
    """`<int:…>` in addresses: a number that no row can have is a page that does not exist."""

    def __init__(self, url_map: Map, *args: Any, **values: Any) -> None:
        super().__init__(url_map, *args, **{"max": 2**31 - 1, **values})


def init_web(app: Flask, settings: Settings) -> None:
    """Babel, headers, counted proxies; call before any blueprint is registered."""
    babel = Babel()
    babel.init_app(
        app,
        locale_selector=choose_language,
        default_timezone="Asia/Ho_Chi_Minh",
        default_locale="vi",
    )
    app.session_interface = QuietSessions()
    app.url_map.converters["int"] = RowNumber
    app.before_request(_mark_method)
    app.after_request(_secure)
    app.after_request(_remember_language)
    if settings.trusted_proxy_count:
        count = settings.trusted_proxy_count
        proxied: Any = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    app.jinja_env.globals.update(
        csp_nonce=csp_nonce,
        current_language=current_language,
        resident_css=resident_css,
        answer_css=answer_css,
        resident_script=resident_script,
        LANGUAGES=LANGUAGES,
    )
