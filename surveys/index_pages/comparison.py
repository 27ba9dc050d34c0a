"""Several agencies side by side: each pair's difference with its interval, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from flask_babel import gettext as _

from agencies.models import Agency
from agencies.names import name_of
from surveys.index_pages import beside
from surveys.index_pages import figures as text
from surveys.index_pages.listing import Pair
from surveys.models import IndexCell

MOST = 6


@dataclass(frozen=True)
class Compared:
    """`picked`: (name, share, interval, count); `pairs`: (the two, difference, range, words)."""

    codes: list[str]
    picked: list[tuple[str, str, str, str]]
    pairs: list[tuple[str, str, str, str]]


def compare(pairs: Sequence[Pair], codes: Sequence[str]) -> Compared | None:
    """None unless two agencies of the release were picked; at most six are compared."""
    by_code = {agency.code: (cell, agency) for cell, agency in pairs}
    chosen = [by_code[code] for code in dict.fromkeys(codes) if code in by_code][:MOST]
    if len(chosen) < 2:
        return None
    return Compared(
        [agency.code for _cell, agency in chosen],
        [
            (
                name_of(agency),
                text.share_text(cell),
                text.interval_text(cell),
                " · ".join(filter(None, (text.count_text(cell), beside.rate_text(cell)))),
            )
            for cell, agency in chosen
        ],
        [_pair(one, two) for one, two in combinations(chosen, 2)],
    )


def _pair(
    one: tuple[IndexCell, Agency], two: tuple[IndexCell, Agency]
) -> tuple[str, str, str, str]:
    first, second = name_of(one[1]), name_of(two[1])
    names = f"{first} – {second}"
    found = text.difference_of(one[0], two[0])
    if found is None:
        return (names, "–", "–", _("không so được: có nơi chưa công bố"))
    words = {
        "higher": _("%(first)s cao hơn", first=first),
        "lower": _("%(second)s cao hơn", second=second),
        "not_distinguishable": _("chưa thấy khác nhau"),
    }
    return (names, text.points_text(found), text.points_range(found), words[found.verdict])
