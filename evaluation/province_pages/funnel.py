"""The funnel plot: share against effective sample, with limits around the province's share."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from agencies.names import name_of
from scoring.funnel import CONTROL, WARNING, Band, Funnel, funnel, funnel_limits
from scoring.rounding import percent
from surveys.index_pages import figures as text
from surveys.index_pages.listing import Pair
from surveys.models import IndexCell

FEWEST = 5
STEPS = 60
TONES: dict[Band, str] = {"above": "high", "within": "mid", "below": "low"}
SIDE_MARGIN = 0.02


@dataclass(frozen=True)
class Frame:
    """Where shares and effective samples stand on the drawing, 0…100 from the left and from the TOP."""

    most: float
    low: float
    high: float

    def x(self, size: float) -> float:
        return round(100 * math.sqrt(size / self.most), 2)

    def y(self, share: float) -> float:
        inside = min(max(share, self.low), self.high)
        return round(100 * (self.high - inside) / (self.high - self.low), 2)


def funnel_view(pairs: Sequence[Pair], province: IndexCell | None) -> dict[str, Any] | None:
    """Arguments of funnel_plot and its table; None with too few published agencies."""
    drawn = [pair for pair in pairs if _is_drawn(pair[0])]
    target = province.share if province and not province.withheld else None
    if len(drawn) < FEWEST or target is None or not 0 < target < 1:
        return None
    shares = [cell.share or 0.0 for cell, _agency in drawn]
    sizes = [cell.n_eff or 1.0 for cell, _agency in drawn]
    found = funnel(shares, sizes, target)
    frame = Frame(
        max(sizes) * 1.05, min(*shares, target) - SIDE_MARGIN, min(1.0, max(shares) + SIDE_MARGIN)
    )
    points = sorted(zip(drawn, found.bands, strict=True), key=lambda one: one[1] != "within")
    return {
        "points": [_point(pair, band, frame) for pair, band in points],
        "limits": [_limit(found, level, frame) for level in (WARNING, CONTROL)],
        "target": {"y": frame.y(target), "label": _("toàn tỉnh %(share)s %%", share=_one(target))},
        "x_labels": [{"x": frame.x(size), "label": str(size)} for size in _ticks(frame.most)],
        "y_ticks": _levels(frame),
        "outside": [_outside(pair, band) for pair, band in points if band != "within"],
        "rows": [_row(pair, band) for pair, band in zip(drawn, found.bands, strict=True)],
        "count": len(drawn),
        "is_widened": found.between > 0,
    }


def _is_drawn(cell: IndexCell) -> bool:
    return cell.withheld is None and cell.low is not None and bool(cell.n_eff)


def _point(pair: Pair, band: Band, frame: Frame) -> dict[str, Any]:
    cell, agency = pair
    return {
        "x": frame.x(cell.n_eff or 1.0),
        "y": frame.y(cell.share or 0.0),
        "tone": TONES[band],
        "label": f"{name_of(agency)}: {text.share_text(cell)} ({text.interval_text(cell)})",
        "url": url_for("indices.agency_page", agency_code=agency.code),
    }


def _limit(found: Funnel, level: float, frame: Frame) -> dict[str, str]:
    """Two lines, as points of a polyline in the drawing's units."""
    sizes = [frame.most * ((step + 1) / STEPS) ** 2 for step in range(STEPS)]
    limits = [funnel_limits(found.target, size, level, found.between) for size in sizes]
    return {
        "level": "control" if level == CONTROL else "warning",
        "low": _line(sizes, [low for low, _high in limits], frame),
        "high": _line(sizes, [high for _low, high in limits], frame),
    }


def _line(sizes: Sequence[float], shares: Sequence[float], frame: Frame) -> str:
    """Only what lies inside the drawing."""
    inside = [
        (frame.x(size), frame.y(share))
        for size, share in zip(sizes, shares, strict=True)
        if frame.low <= share <= frame.high
    ]
    return " ".join(f"{x},{y}" for x, y in inside)


def _ticks(most: float) -> list[int]:
    return [
        size for size in (10, 25, 50, 100, 200, 500, 1000, 2000, 4000, 8000) if size < most * 0.97
    ]


def _levels(frame: Frame) -> list[dict[str, Any]]:
    first, last = math.ceil(frame.low * 20), math.floor(frame.high * 20)
    return [{"y": frame.y(one / 20), "label": f"{one * 5} %"} for one in range(first, last + 1)]


def _one(share: float) -> str:
    return text.decimal(percent(share, 1))


def band_words(band: Band) -> str:
    return {
        "above": _("trên giới hạn"),
        "within": _("trong giới hạn"),
        "below": _("dưới giới hạn"),
    }[band]


def _outside(pair: Pair, band: Band) -> dict[str, str]:
    cell, agency = pair
    return {
        "name": name_of(agency),
        "share": text.share_text(cell),
        "words": band_words(band),
        "tone": TONES[band],
        "url": url_for("indices.agency_page", agency_code=agency.code),
    }


def _row(pair: Pair, band: Band) -> dict[str, Any]:
    cell, agency = pair
    size = text.number(round(cell.n_eff or 0))
    shown = [name_of(agency), text.share_text(cell), text.interval_text(cell), size]
    return {"cells": [*shown, band_words(band)]}
