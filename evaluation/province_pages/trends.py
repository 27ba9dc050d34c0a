"""Small multiples: one little drawing an agency, all on one scale, with the province's line behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from agencies.models import Agency
from agencies.names import name_of
from base.words import sort_key
from surveys.index_pages import figures as text

Series = Sequence[text.Figure | None]


@dataclass(frozen=True)
class Small:
    """`path` and `province` are points of polylines in 0…100, y from the TOP; gaps break a line in two."""

    name: str
    url: str
    lines: list[str]
    last: dict[str, float] | None
    now: str
    before: str
    change: str
    tone: str


def small_multiples(
    agencies: Sequence[Agency],
    series: Mapping[int, Series],
    province: Series,
    titles: Sequence[str],
) -> dict[str, Any]:
    """`series`: agency id → its cells, oldest first, None where there is none; the same length for all."""
    cells = [cell for row in series.values() for cell in row if _is_shown(cell)]
    low = min((cell.share for cell in cells if cell and cell.share), default=0.5)
    floor = max(0.0, int(low * 10) / 10)
    ordered = sorted(agencies, key=lambda one: (sort_key(one.name), one.code))
    return {
        "smalls": [_small(one, series[one.id], floor) for one in ordered],
        "province": _lines(province, floor),
        "floor": round(floor * 100),
        "rows": [_row(one, series[one.id]) for one in ordered],
        "columns": [{"label": _("Cơ quan")}, *({"label": one, "number": True} for one in titles)],
    }


def _is_shown(cell: text.Figure | None) -> bool:
    return cell is not None and cell.withheld is None and cell.low is not None


def _small(agency: Agency, row: Series, floor: float) -> Small:
    shown = [(place, cell) for place, cell in enumerate(row) if cell and _is_shown(cell)]
    last = shown[-1] if shown else None
    former = shown[-2] if len(shown) > 1 else None
    found = text.difference_of(last[1], former[1]) if last and former else None
    tones = {"higher": "high", "lower": "low"}
    return Small(
        name=name_of(agency),
        url=url_for("indices.agency_page", agency_code=agency.code),
        lines=_lines(row, floor),
        last=_point(last[0], last[1], len(row), floor) if last else None,
        now=text.share_text(last[1]) if last else "–",
        before=text.share_text(former[1]) if former else "–",
        change=text.points_text(found) if found else "",
        tone=tones.get(found.verdict, "mid") if found else "mid",
    )


def _lines(row: Series, floor: float) -> list[str]:
    """Polylines of neighbouring published points."""
    lines: list[list[str]] = [[]]
    for place, cell in enumerate(row):
        if cell is None or not _is_shown(cell):
            lines.append([])
            continue
        point = _point(place, cell, len(row), floor)
        lines[-1].append(f"{point['x']},{point['y']}")
    return [" ".join(line) for line in lines if len(line) > 1]


def _point(place: int, cell: text.Figure, count: int, floor: float) -> dict[str, float]:
    x = 50.0 if count == 1 else 4 + 92 * place / (count - 1)
    y = 100 - 100 * ((cell.share or 0.0) - floor) / (1 - floor)
    return {"x": round(x, 1), "y": round(y, 1)}


def _row(agency: Agency, row: Series) -> dict[str, Any]:
    return {"cells": [name_of(agency), *(text.share_text(cell) for cell in row)]}
