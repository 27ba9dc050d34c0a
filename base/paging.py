"""Long lists in pages: which rows, and the links of the pager."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PAGE_SIZE = 50


@dataclass(frozen=True)
class Paging:
    """Page `number` (from 1) of a list of `total` rows."""

    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def count(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.offset + self.size, self.total)

    def links(self, url: Callable[[int], str]) -> dict[str, Any]:
        """The arguments of the pager component but its summary; `url(number)` makes an address."""
        shown = sorted(
            {1, self.count} | set(range(self.number - 1, self.number + 2)) & set(self._all())
        )
        pages: list[dict[str, Any] | None] = []
        for number in shown:
            if pages and pages[-1] and number > pages[-1]["number"] + 1:
                pages.append(None)
            pages.append({"number": number, "url": url(number), "current": number == self.number})
        return {
            "pages": pages,
            "previous_url": url(self.number - 1) if self.number > 1 else None,
            "next_url": url(self.number + 1) if self.number < self.count else None,
        }

    def _all(self) -> range:
        return range(1, self.count + 1)


def page_of(wanted: str | None, total: int, size: int = PAGE_SIZE) -> Paging:
    """The page asked for, brought into the range that exists; nonsense is page 1."""
    number = int(wanted) if wanted and wanted.isdecimal() and len(wanted) < 7 else 1
    last = max(1, -(-total // size))
    return Paging(min(max(number, 1), last), total, size)
