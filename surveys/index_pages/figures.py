"""Numbers as people read them, and where they stand in a chart."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from babel import Locale, numbers
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from base.clock import local
from scoring.contrast import Contrast, Limits, contrast
from scoring.rounding import percent, round_half_up
from surveys.index_pages.words import NOTES, REASONS, TONES, VERDICTS
from surveys.models import IndexCell

_AT_LEAST, _AT_MOST = "show_as_at_least", "show_as_at_most"


class Figure(Protocol):
    """What a share is read from: a cell of a table, or as much of one as a chart needs."""

    @property
    def share(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def withheld(self) -> str | None: ...
    @property
    def notes(self) -> list[str]: ...


@dataclass(frozen=True)
class Scale:
    """Shares from `low` to 1 laid out over 0…100 of a chart's width."""

    low: float

    def place(self, share: float) -> float:
        """0 at the left end, 100 at the right; what lies beyond stands at the end."""
        return round(max(0.0, min(1.0, (share - self.low) / (1 - self.low))) * 100, 2)

    @property
    def ticks(self) -> list[dict[str, Any]]:
        start = round(self.low * 10)
        step = 2 if start < 4 else 1
        return [
            {"x": self.place(tenth / 10), "label": str(tenth * 10)}
            for tenth in range(start, 11, step)
        ]


def scale_for(cells: Iterable[IndexCell]) -> Scale:
    """From the ten below the lowest limit, at most from 70 %, to 100 %."""
    lows = [cell.low for cell in cells if cell.low is not None]
    return Scale(min([7, *(int(low * 10) for low in lows)]) / 10)


def number(value: int | None) -> str:
    """A count with its thousands set apart; a count that is not shown is a dash."""
    return "–" if value is None else str(format_decimal(value))


def decimal(value: Decimal, decimals: int = 1) -> str:
    return _written(value, decimals, get_locale())


@lru_cache(maxsize=8192)
def _written(value: Decimal, decimals: int, locale: Locale | None) -> str:
    """Kept, for a board says the same thousand figures again and again and each takes 0.1 ms to write."""
    return str(numbers.format_decimal(value, format=f"#,##0.{'0' * decimals}", locale=locale))


def share_text(cell: Figure | None) -> str:
    """The share in percent with one decimal; a masked one as its bound; withheld: a dash."""
    if cell is None or cell.share is None or cell.withheld:
        return "–"
    text = decimal(percent(cell.share, 1))
    if _AT_LEAST in cell.notes:
        return _("từ %(share)s trở lên", share=decimal(percent(cell.share, 0), 0))
    if _AT_MOST in cell.notes:
        return _("đến %(share)s", share=decimal(percent(cell.share, 0), 0))
    return text


def interval_text(cell: IndexCell | None) -> str:
    if cell is None or cell.low is None or cell.high is None:
        return "–"
    return f"{decimal(percent(cell.low, 1))}–{decimal(percent(cell.high, 1))}"


def count_text(cell: IndexCell) -> str:
    """The count, or why it is not said."""
    if cell.n is not None:
        return number(cell.n)
    return _("dưới 10") if cell.withheld == "too_few_for_counts" else _("chưa nêu")


def reason_text(cell: IndexCell) -> str:
    return str(_(REASONS[cell.withheld])) if cell.withheld else ""


def note_texts(cell: IndexCell, without: Collection[str] = ()) -> list[str]:
    chosen = [note for note in cell.notes if note in NOTES and note not in without]
    return list(dict.fromkeys(str(_(NOTES[note])) for note in chosen))


def rank_text(cell: IndexCell, ranked: int) -> str:
    if cell.rank_low is None or cell.rank_high is None:
        return "–"
    if cell.rank_low == cell.rank_high:
        return f"{cell.rank_low}/{ranked}"
    return f"{cell.rank_low}–{cell.rank_high}/{ranked}"


def mean_text(cell: IndexCell) -> str:
    return "–" if cell.mean_score is None else decimal(round_half_up(cell.mean_score, 2), 2)


def verdict(cell: IndexCell) -> tuple[str, str]:
    """(words, tone) of where an agency stands against the province."""
    found = cell.against_province or "not_distinguishable"
    return str(_(VERDICTS[found])), TONES[found]


def limits_of(cell: Figure | None) -> Limits | None:
    if cell is None or cell.share is None or cell.low is None or cell.high is None:
        return None
    return Limits(cell.share, cell.low, cell.high)


def difference_of(first: Figure | None, second: Figure | None) -> Contrast | None:
    """First minus second; None unless both are published with an interval."""
    one, two = limits_of(first), limits_of(second)
    return contrast(one, two) if one and two else None


def points_text(found: Contrast) -> str:
    """A difference in percentage points with its sign."""
    value = percent(found.value, 1)
    return f"{'+' if value > 0 else ''}{decimal(value)}".replace("-", "−")


def points_range(found: Contrast) -> str:
    low, high = decimal(percent(found.low, 1)), decimal(percent(found.high, 1))
    return _("từ %(low)s đến %(high)s điểm", low=low, high=high).replace("-", "−")


def month_text(month: str) -> str:
    """ "202607" as 7/2026."""
    return f"{int(month[4:])}/{month[:4]}"


def day_text(instant: datetime | None) -> str:
    return local(instant).strftime("%H:%M %d/%m/%Y") if instant else "–"


def interval_places(cell: IndexCell, scale: Scale) -> dict[str, float] | None:
    """Arguments low, value, high of interval_bar; None where there is no interval."""
    if cell.low is None or cell.high is None or cell.share is None:
        return None
    return {
        "low": scale.place(cell.low),
        "value": scale.place(cell.share),
        "high": scale.place(cell.high),
    }
