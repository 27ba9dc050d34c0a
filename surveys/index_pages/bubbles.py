"""The map: a bubble at each commune's place, its area by the number of responses. Borders are not drawn."""

import math
from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from agencies.names import name_of
from surveys.index_pages import figures as text
from surveys.index_pages.listing import Pair
from surveys.index_pages.spreading import spread

WIDTH, MARGIN = 100.0, 5.0
LARGEST, SMALLEST = 2.5, 0.8


def map_view(pairs: Sequence[Pair]) -> dict[str, Any] | None:
    """Arguments of bubble_map and the rows of its table; None when no place is known."""
    placed = [(cell, agency) for cell, agency in pairs if agency.latitude and agency.longitude]
    if not placed:
        return None
    project, height = _projection([(a.latitude or 0.0, a.longitude or 0.0) for _c, a in placed])
    most = max([cell.n or 0 for cell, _agency in placed] + [1])
    ordered = sorted(placed, key=lambda pair: (-(pair[0].n or 0), pair[1].code))
    circles = tuple(
        (*project(agency.latitude or 0.0, agency.longitude or 0.0), _radius(cell.n or 0, most))
        for cell, agency in ordered
    )
    centres = spread(circles, WIDTH, height)
    return {
        "bubbles": [
            _bubble(pair, centre, circle[2])
            for pair, centre, circle in zip(ordered, centres, circles, strict=True)
        ],
        "height": height,
        "rows": [_table_row(pair) for pair in sorted(placed, key=lambda pair: pair[1].code)],
    }


def _radius(count: int, most: int) -> float:
    return round(max(SMALLEST, LARGEST * math.sqrt(count / most)), 2)


def _bubble(pair: Pair, centre: tuple[float, float], radius: float) -> dict[str, Any]:
    cell, agency = pair
    words, tone = text.verdict(cell)
    return {
        "x": centre[0],
        "y": centre[1],
        "r": radius,
        "tone": "withheld" if cell.withheld else tone,
        "label": _label(name_of(agency), cell, words),
        "url": url_for("indices.agency_page", agency_code=agency.code, ky=request.args.get("ky")),
    }


def _label(name: str, cell: Any, words: str) -> str:
    if cell.withheld:
        return f"{name}: {_('chưa công bố')}"
    return f"{name}: {text.share_text(cell)} ({text.interval_text(cell)}), {words}"


def _table_row(pair: Pair) -> dict[str, Any]:
    cell, agency = pair
    words = text.reason_text(cell) if cell.withheld else text.verdict(cell)[0]
    shown = [name_of(agency), text.count_text(cell), text.share_text(cell)]
    return {"cells": [*shown, text.interval_text(cell), words]}


def _projection(places: Sequence[tuple[float, float]]) -> tuple[Any, float]:
    """Equirectangular with the east–west scale of the middle latitude, fitted to the width."""
    lats, lons = [p[0] for p in places], [p[1] for p in places]
    squeeze = math.cos(math.radians((min(lats) + max(lats)) / 2))
    width = max((max(lons) - min(lons)) * squeeze, 0.01)
    scale = (WIDTH - 2 * MARGIN) / width
    height = round((max(lats) - min(lats)) * scale + 2 * MARGIN, 1)

    def project(latitude: float, longitude: float) -> tuple[float, float]:
        x = MARGIN + (longitude - min(lons)) * squeeze * scale
        return round(x, 2), round(MARGIN + (max(lats) - latitude) * scale, 2)

    return project, height
