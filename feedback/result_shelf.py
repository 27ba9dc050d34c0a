"""Published tables kept ready in a process, so that a page of ten thousand rows is not joined anew each time.

A table is kept for one record, one day and one state of what is shown: when a comment is withdrawn, hidden
or shown again its key no longer fits, so nobody meets words that are gone.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback.reports.results import Row

_MOST = 4


@dataclass(frozen=True)
class ReadyTable:
    """Plain values only: nothing that hangs on a database session."""

    figures: Mapping[str, Any]
    rows: Sequence[Row]
    content_hash: str
    published_at: datetime


class ResultShelf:
    def __init__(self) -> None:
        self._tables: OrderedDict[Hashable, ReadyTable] = OrderedDict()

    def clear(self) -> None:
        self._tables.clear()

    def table(self, key: Hashable, make: Callable[[], ReadyTable]) -> ReadyTable:
        if key not in self._tables:
            self._tables[key] = make()
        self._tables.move_to_end(key)
        while len(self._tables) > _MOST:
            self._tables.popitem(last=False)
        return self._tables[key]
