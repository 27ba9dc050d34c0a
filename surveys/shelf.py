"""What residents' pages need, kept at hand in each web process for some seconds.

An offer (place, agency, rounds) is read anew after SHELF_SECONDS or when a round of it opens or closes,
whichever comes first; a questionnaire is read once per revision; a page is made once per place,
questionnaire, language and mode. Nothing here may differ between two residents.
"""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from base.clock import local
from base.db import DATABASE_UNAVAILABLE, db, reading
from surveys.prepared_pages import PreparedPage
from surveys.queries.anew import get_reanswer_days
from surveys.queries.code_offers import get_offered_batch
from surveys.queries.offers import find_offer, get_content
from surveys.questionnaire_content import Content
from surveys.rules.code_offers import KnownCode, OfferedBatch
from surveys.rules.offers import Offer, OfferedRound

SHELF_SECONDS = 5
OPENED_FOR = timedelta(minutes=15)
_MOST = 600  # of each kind; a page takes about 20 kB
Value = TypeVar("Value")


@dataclass(frozen=True)
class Fresh:
    """Something that may be used in [since, until)."""

    value: Any
    since: datetime
    until: datetime

    def is_usable(self, now: datetime) -> bool:
        return self.since <= now < self.until


@dataclass(frozen=True)
class OpenPage:
    """A form page ready to be handed out; the rest is what its nonces say."""

    page: PreparedPage
    offer: Offer
    survey_round: OfferedRound
    is_kiosk: bool
    language: str


class Shelf:
    def __init__(self) -> None:
        self._offers: dict[str, Fresh] = {}
        self._batches: dict[int, Fresh] = {}
        self._opened: dict[bytes, Fresh] = {}
        self._days: dict[str, Fresh] = {}
        self._contents: dict[tuple[int, int], Content] = {}
        self._pages: dict[Hashable, PreparedPage] = {}
        self.open_pages: dict[tuple[str, str], Fresh] = {}
        self._making = threading.Lock()

    def clear(self) -> None:
        kept: Any
        for kept in (
            self._offers, self._batches, self._opened, self._days, self._contents, self._pages,
            self.open_pages,
        ):  # fmt: skip
            kept.clear()

    def offer(self, code: str, now: datetime) -> Offer | None:
        """The offer of the place with this canonical code; None if there is no such place.

        While the database does not answer, the last offer known stands in: the form that somebody is
        sending must come back to them with a sentence, not be lost in an error page.
        """
        fresh = self._offers.get(code)
        if fresh is None or not fresh.is_usable(now):
            try:
                offer = read_shortly(lambda: find_offer(code))
            except DATABASE_UNAVAILABLE:
                if fresh is None:
                    raise
                offer = fresh.value
            until = now + timedelta(seconds=SHELF_SECONDS)
            change = offer.next_change(now) if offer else None
            fresh = Fresh(offer, now, min(until, change) if change else until)
            _keep(self._offers, code, fresh)
        found: Offer | None = fresh.value
        return found

    def batch(self, batch_id: int, now: datetime) -> OfferedBatch:
        """The batch of a code that exists."""
        until = now + timedelta(seconds=SHELF_SECONDS)
        batch: OfferedBatch = _fresh(
            self._batches, batch_id, now, until, lambda: get_offered_batch(batch_id)
        )
        return batch

    def keep_opened(self, code: KnownCode, now: datetime) -> None:
        """A code whose page was opened and that was not spent then."""
        _keep(self._opened, code.code_hash, Fresh(code, now, now + OPENED_FOR))

    def take_opened(self, code_hash: bytes, now: datetime) -> KnownCode | None:
        """The code as it was when its page was opened; once, so that a second sending looks anew."""
        fresh = self._opened.pop(code_hash, None)
        found: KnownCode | None = fresh.value if fresh and fresh.is_usable(now) else None
        return found

    def reanswer_days(self, now: datetime) -> int:
        """For how many days a coded response may be answered anew, as in force today."""
        until = now + timedelta(seconds=SHELF_SECONDS)
        day = local(now).date()
        return int(_fresh(self._days, "anew", now, until, lambda: get_reanswer_days(day)))

    def content(self, survey_round: OfferedRound) -> Content:
        key = (survey_round.version_id, survey_round.version_revision)
        content = self._contents.get(key)
        if content is None:
            content = read_shortly(lambda: get_content(survey_round.version_id))
            _keep(self._contents, key, content)
        return content

    def page(self, key: Hashable, make: Callable[[], PreparedPage]) -> PreparedPage:
        """The page kept under a key that names everything it shows; made by one thread at a time."""
        page = self._pages.get(key)
        if page is None:
            with self._making:
                page = self._pages.get(key) or make()
                _keep(self._pages, key, page)
        return page

    def has_page(self, key: Hashable) -> bool:
        return key in self._pages

    def put_open_page(self, address: tuple[str, str], page: OpenPage, now: datetime) -> None:
        """Lets `surveys.quick_pages` hand the page out at (path, query) as long as its offer is fresh."""
        fresh = self._offers.get(page.offer.place_code)
        if fresh and fresh.value is page.offer:
            _keep(self.open_pages, address, Fresh(page, fresh.since, fresh.until))


def _fresh(
    kept: dict[Any, Fresh], key: Any, now: datetime, until: datetime, find: Callable[[], Any]
) -> Any:
    """What is kept under the key if it is still fresh; the last known while the database is away."""
    fresh = kept.get(key)
    if fresh is None or not fresh.is_usable(now):
        try:
            fresh = Fresh(read_shortly(find), now, until)
        except DATABASE_UNAVAILABLE:
            if fresh is None:
                raise
        else:
            _keep(kept, key, fresh)
    return fresh.value


def read_shortly(find: Callable[[], Value]) -> Value:
    """A short read of its own, over before anything is written."""
    with reading():
        try:
            return find()
        finally:
            db.session.rollback()


def _keep(kept: dict[Any, Any], key: Any, value: Any) -> None:
    """Puts the value in; the one that was put in first goes when there are too many."""
    kept[key] = value
    while len(kept) > _MOST:
        kept.pop(next(iter(kept)), None)
