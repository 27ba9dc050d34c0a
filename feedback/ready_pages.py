"""The reading page of a draft as it was made a moment ago: on the last evening thousands open the same one.

A page is used again for a few seconds, and only while the round's revision, its count of comments, the
state and the day are the same; what moderating or answering changes is seen after those seconds at most.
Nothing in it may differ between two residents.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta

FRESH = timedelta(seconds=5)
_MOST = 60  # pages of about 40 kB, compressed


class ReadyPages:
    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, tuple[datetime, bytes]] = OrderedDict()

    def clear(self) -> None:
        self._pages.clear()

    def page(self, key: Hashable, now: datetime, make: Callable[[], bytes]) -> bytes:
        """What `make` gave for this key at most five seconds ago, or gives now."""
        kept = self._pages.get(key)
        if kept and kept[0] <= now < kept[0] + FRESH:
            return kept[1]
        body = make()
        self._pages[key] = (now, body)
        self._pages.move_to_end(key)
        while len(self._pages) > _MOST:
            self._pages.popitem(last=False)
        return body
