"""How the pages of drafts and comments leave the house: one request, compressed, no cookie, an ETag."""

import gzip
import hashlib
from datetime import datetime
from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask.sansio.app import App
from flask_babel import format_decimal

from agencies.queries.installation import find_installation
from base.assets import reading_css, reading_policy
from base.clock import local
from base.periods import last_day
from base.settings import Settings
from base.web import LANGUAGES, current_language
from feedback.ready_pages import ReadyPages

PAGE_FRESH = "no-cache"  # asked about every time, sent again only when something changed
FEED_FRESH = "public, max-age=300"


def app_settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def language_argument() -> str | None:
    """The language that links carry on: these pages set no cookie."""
    wanted = request.args.get("lang")
    return wanted if wanted in LANGUAGES else None


def address(endpoint: str, **values: Any) -> str:
    """url_for with whatever arguments a visitor brought: none of them is one of url_for's own."""
    kept = {key: value for key, value in values.items() if not key.startswith("_")}
    return url_for(endpoint, **kept)


def other_languages() -> list[dict[str, Any]]:
    arguments = request.args.to_dict()
    view = {**arguments, **(request.view_args or {})}
    return [
        {
            "code": code,
            "label": label,
            "url": address(str(request.endpoint), **{**view, "lang": code}),
            "current": code == current_language(),
        }
        for code, label in LANGUAGES.items()
    ]


def draft_page(template: str, *, ancestors: str = "'self'", **values: Any) -> Response:
    """A page of this package with everything inline. The ETag is of its words, so it lasts a day at most:

    days left and the day's order of comments are among them.
    """
    return page_response(compressed_page(template, **values), ancestors)


def compressed_page(template: str, **values: Any) -> bytes:
    installed = find_installation()
    page = render_template(
        template,
        languages=other_languages(),
        demo=bool(installed and installed.is_demo),
        lang=language_argument(),
        **values,
    )
    return _compressed(page.encode())


def page_response(compressed: bytes, ancestors: str = "'self'") -> Response:
    response = _response(compressed, "text/html", PAGE_FRESH)
    response.headers["Content-Language"] = current_language()
    response.headers["Content-Security-Policy"] = reading_policy(ancestors)
    response.vary.add("Cookie")
    return response


def sent(body: bytes, mimetype: str, cache_control: str) -> Response:
    """The body, compressed where the browser takes it; 304 where it has it already."""
    return _response(_compressed(body), mimetype, cache_control)


def _compressed(body: bytes) -> bytes:
    """The same bytes for the same body: no time is written into it."""
    return gzip.compress(body, 6, mtime=0)


def _response(compressed: bytes, mimetype: str, cache_control: str) -> Response:
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    body = compressed if takes_gzip else gzip.decompress(compressed)
    response = Response(body, mimetype=mimetype)
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = cache_control
    response.vary.add("Accept-Encoding")
    response.set_etag(hashlib.sha256(compressed).hexdigest()[:32], weak=True)
    response.make_conditional(request)
    return response


def grouped(count: int) -> str:
    """1234 → «1.234»; small counts, which are nearly all, need no look into the language's rules."""
    return str(count) if -1000 < count < 1000 else format_decimal(count)


def _day(instant: datetime) -> str:
    return f"{local(instant):%d/%m/%Y}"


def _last_day(closes_at: datetime) -> str:
    return f"{last_day(closes_at):%d/%m/%Y}"


def _kilobytes(size: int) -> str:
    return f"{max(1, round(size / 1000)):,} kB".replace(",", ".")


def _printable(text: str) -> str:
    """Without the control characters that no XML file may hold."""
    return "".join(ch for ch in text if ch >= " " or ch in "\t\n")


def init_pages(app: App) -> None:
    """The filters of this package's templates."""
    app.jinja_env.filters.update(
        grouped=grouped,
        day=_day,
        last_day=_last_day,
        kilobytes=_kilobytes,
        printable=_printable,
    )
    app.jinja_env.globals["reading_css"] = reading_css
    ready = ReadyPages()
    app.extensions["ready_drafts"] = ready
    app.extensions.setdefault("caches", []).append(ready)


def ready_pages() -> ReadyPages:
    found: ReadyPages = current_app.extensions["ready_drafts"]
    return found
