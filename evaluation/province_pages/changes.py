"""What moved since the publication before: agencies whose change is more than chance, all asked at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from agencies.models import Agency
from agencies.names import name_of
from scoring.moved import Published, moved
from surveys.index_pages import figures as text
from surveys.index_pages.listing import Pair
from surveys.models import IndexCell

MOST_SHOWN = 6


@dataclass(frozen=True)
class Change:
    name: str
    url: str
    points: str
    range: str
    now: str
    before: str


@dataclass(frozen=True)
class Changes:
    """Those that moved, the largest change first; `compared`: how many had both figures."""

    up: list[Change]
    down: list[Change]
    up_count: int
    down_count: int
    compared: int


def changes_between(now: Sequence[Pair], before: Sequence[Pair]) -> Changes:
    earlier = {agency.id: cell for cell, agency in before}
    both = [
        (cell, earlier[agency.id], agency)
        for cell, agency in now
        if agency.id in earlier and _has_figure(cell) and _has_figure(earlier[agency.id])
    ]
    flags = moved([(_published(later), _published(former)) for later, former, _agency in both])
    named = [one for one, is_moved in zip(both, flags, strict=True) if is_moved]
    named.sort(key=lambda one: -abs(_step(one[0], one[1])))
    up = [_change(*one) for one in named if _step(one[0], one[1]) > 0]
    down = [_change(*one) for one in named if _step(one[0], one[1]) < 0]
    return Changes(up[:MOST_SHOWN], down[:MOST_SHOWN], len(up), len(down), len(both))


def _has_figure(cell: IndexCell) -> bool:
    return cell.withheld is None and cell.low is not None and cell.variance is not None


def _published(cell: IndexCell) -> Published:
    return Published(cell.share or 0.0, cell.variance or 0.0)


def _step(later: IndexCell, former: IndexCell) -> float:
    return (later.share or 0.0) - (former.share or 0.0)


def _change(later: IndexCell, former: IndexCell, agency: Agency) -> Change:
    found = text.difference_of(later, former)
    return Change(
        name=name_of(agency),
        url=url_for("indices.agency_page", agency_code=agency.code),
        points=text.points_text(found) if found else "–",
        range=text.points_range(found) if found else "",
        now=text.share_text(later),
        before=text.share_text(former),
    )
