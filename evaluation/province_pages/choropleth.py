"""The map of areas: each commune shaded by its share, in few classes; what is withheld is hatched."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from agencies.models import AgencyKind
from agencies.names import name_of
from evaluation.areas.reading import AreasRead, Matched
from evaluation.models import CommuneMap
from surveys.index_pages import figures as text
from surveys.index_pages.listing import Pair

KIND = AgencyKind.COMMUNE_COMMITTEE
MOST_CLASSES = 5
STEPS = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Classes:
    """Half-open classes of `step` points from `low` percent, the first shade the lightest; the first and the
    last take what lies beyond.
    """

    low: int
    step: int
    count: int

    def shade(self, share: float) -> int:
        """1…5; fewer classes keep the two ends of the scale apart."""
        place = min(max(int((share * 100 + 1e-9 - self.low) // self.step), 0), self.count - 1)
        return place + 1 + (MOST_CLASSES - self.count) // 2

    def words(self, place: int) -> str:
        first = self.low + place * self.step
        if self.count == 1:
            return _("mọi tỷ lệ đã công bố")
        if place == 0:
            return _("dưới %(high)s %%", high=first + self.step)
        if place == self.count - 1:
            return _("từ %(low)s %%", low=first)
        return _("%(low)s đến dưới %(high)s %%", low=first, high=first + self.step)


def classes_of(shares: Sequence[float]) -> Classes:
    """Round limits, at most five classes over all but the outermost tenths."""
    ordered = sorted(100 * one for one in shares) or [50.0]
    low, high = ordered[len(ordered) // 10], ordered[-1 - len(ordered) // 10]
    for step in STEPS:
        first = math.floor(low / step) * step
        count = math.floor((high + 1e-9 - first) / step) + 1
        if count <= MOST_CLASSES:
            return Classes(first, step, count)
    raise ValueError("shares are between 0 and 1")


def choropleth_view(pairs: Sequence[Pair], stored: CommuneMap) -> dict[str, Any]:
    """Arguments of the macro `choropleth` and its table; areas not in this publication stay bare."""
    by_code = {(agency.commune_code or agency.code): (cell, agency) for cell, agency in pairs}
    shown = [cell.share or 0.0 for cell, _agency in by_code.values() if _has_figure(cell)]
    classes = classes_of(shown)
    drawing = stored.drawing
    drawn = {code for code, _path in drawing["areas"]}
    return {
        "width": drawing["width"],
        "height": drawing["height"],
        "areas": [_area(code, path, by_code, classes) for code, path in drawing["areas"]],
        "legend": _legend(classes, bool(shown)),
        "rows": [_row(pair) for _code, pair in sorted(by_code.items())],
        "source": stored.source,
        "is_made_up": stored.is_made_up,
        "undrawn": [
            name_of(pair[1]) for code, pair in sorted(by_code.items()) if code not in drawn
        ],
    }


def _has_figure(cell: Any) -> bool:
    return cell.withheld is None and cell.share is not None


def _area(code: str, path: str, known: Mapping[str, Pair], classes: Classes) -> dict[str, Any]:
    if code not in known:
        return {"path": path, "tone": "bare", "label": "", "url": ""}
    cell, agency = known[code]
    found = _has_figure(cell)
    return {
        "path": path,
        "tone": f"shade-{classes.shade(cell.share or 0.0)}" if found else "withheld",
        "label": _label(name_of(agency), cell) if found else _held(name_of(agency), cell),
        "url": url_for("indices.agency_page", agency_code=agency.code, ky=request.args.get("ky")),
    }


def _label(name: str, cell: Any) -> str:
    return _(
        "%(name)s: %(share)s %% (%(range)s), %(count)s phiếu, %(verdict)s",
        name=name,
        share=text.share_text(cell),
        range=text.interval_text(cell),
        count=text.count_text(cell),
        verdict=text.verdict(cell)[0],
    )


def _held(name: str, cell: Any) -> str:
    return f"{name}: {_('chưa công bố')} – {text.reason_text(cell)}"


def _legend(classes: Classes, has_figures: bool) -> list[dict[str, str]]:
    first = 1 + (MOST_CLASSES - classes.count) // 2
    shades = [
        {"tone": f"shade-{first + place}", "label": classes.words(place)}
        for place in range(classes.count if has_figures else 0)
    ]
    return [
        *shades,
        {"tone": "withheld", "label": _("chưa công bố")},
        {"tone": "bare", "label": _("không có trong kỳ này")},
    ]


def _row(pair: Pair) -> dict[str, Any]:
    cell, agency = pair
    words = text.reason_text(cell) if cell.withheld else text.verdict(cell)[0]
    shown = [name_of(agency), text.count_text(cell), text.share_text(cell)]
    return {"cells": [*shown, text.interval_text(cell), words]}


def preview_view(read: AreasRead, matched: Matched) -> dict[str, Any]:
    """The same drawing before it is stored: areas of communes, and those that match none."""
    names = {one.code: one.name for one in matched.matched}
    paths = zip(matched.codes, read.drawing["paths"], strict=True)
    return {
        "width": read.drawing["width"],
        "height": read.drawing["height"],
        "areas": [
            {
                "path": path,
                "tone": "shade-2" if code in names else "withheld",
                "label": f"{code} {names.get(code, '')}".strip(),
                "url": "",
            }
            for code, path in paths
            if path
        ],
        "legend": [
            {"tone": "shade-2", "label": _("đã khớp với xã, phường")},
            {"tone": "withheld", "label": _("không khớp")},
        ],
    }
