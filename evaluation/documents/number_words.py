"""Numbers and days as a Vietnamese document writes them, whatever language the page is in."""

from datetime import date
from decimal import Decimal

from scoring.rounding import percent, percent_of, round_half_up


def count_words(value: float | None) -> str:
    """1234 as "1.234"; nothing as a dash."""
    if value is None:
        return "–"
    if float(value).is_integer():
        return f"{int(value):,}".replace(",", ".")
    return decimal_words(round_half_up(value, 2))


def decimal_words(value: Decimal) -> str:
    """Decimal("1234.50") as "1.234,50"."""
    return f"{value:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


def points_words(value: float | None) -> str:
    """As the published page prints points: 74.71 as "74,71", 75.0 as "75"; nothing as a dash."""
    if value is None:
        return "–"
    return decimal_words(round_half_up(value, 2)).rstrip("0").removesuffix(",")


def share_words(share: float, decimals: int = 1) -> str:
    """0.8642 as "86,4 %"."""
    return f"{decimal_words(percent(share, decimals))}\u00a0%"


def part_words(part: float, whole: float) -> str:
    """3 of 4 as "75,0 %"; of nothing there is no share: a dash."""
    if whole <= 0:
        return "–"
    if float(part).is_integer() and float(whole).is_integer():
        return f"{decimal_words(percent_of(int(part), int(whole), 1))}\u00a0%"
    return share_words(part / whole)


def day_words(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else "–"
