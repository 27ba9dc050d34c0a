"""/lich-viec/…ics: an agency's days of the year for its own calendar, behind a secret address."""

import hashlib
import time
from threading import Lock

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from agencies.queries.agencies import get_agency
from base.abuse import counters_in
from base.clock import today
from base.permissions import Permission, requires
from base.rules import NotFound
from evaluation.calendars import is_calendar_token
from evaluation.reports.calendars import calendar_of

calendars = Blueprint("calendars", __name__, url_prefix="/lich-viec")

FRESH_SECONDS = 3600
MOST_READINGS = 20  # of one address within the window
WINDOW_SECONDS = 600


class CalendarShelf:
    """Calendars of this process, each for an hour: a reader that polls costs no query."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, str]] = {}
        self._lock = Lock()

    def find(self, code: str) -> str | None:
        kept = self._kept.get(code)
        return kept[1] if kept and time.monotonic() - kept[0] < FRESH_SECONDS else None

    def put(self, code: str, text: str) -> None:
        with self._lock:
            if len(self._kept) > 2000:
                self._kept.clear()
            self._kept[code] = (time.monotonic(), text)

    def clear(self) -> None:
        self._kept.clear()


shelf = CalendarShelf()


calendars.record(lambda state: state.app.extensions.setdefault("caches", []).append(shelf))


@calendars.get("/<code>/<token>.ics")
@requires(Permission.PUBLIC)
def feed(code: str, token: str) -> ResponseReturnValue:
    """Who asks too often is told when to come again; a wrong token is an address that does not exist."""
    if not is_calendar_token(code, token):
        raise NotFound(code)
    if _readings(code) > MOST_READINGS:
        return Response(status=429, headers={"Retry-After": str(FRESH_SECONDS)})
    text = shelf.find(code)
    if text is None:
        agency = get_agency(code)
        home = current_app.extensions["settings"].public_url
        address = f"{home}{url_for('self_reports_staff.home')}"
        text = calendar_of(agency, address)
        shelf.put(code, text)
    return _answer(text)


def _readings(code: str) -> int:
    """Counted in memory that is wiped each day; nothing of who reads is kept."""
    settings = current_app.extensions["settings"]
    counters = counters_in(settings.tmpfs_dir, settings.instance_dir)
    return counters.count_wrong(today().isoformat(), f"calendar {code}", WINDOW_SECONDS)


def _answer(text: str) -> Response:
    body = text.encode()
    response = Response(body, mimetype="text/calendar")
    response.headers["Cache-Control"] = f"private, max-age={FRESH_SECONDS}"
    response.headers["X-Robots-Tag"] = "noindex"
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response
