"""The statistics of a published round as charts: every bar with its count, every chart with its table."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from feedback.words import AUTHOR_KINDS, CHANNELS, STANCE_WORDS
from scoring.rounding import percent_of

_MOST_PLACES = 25  # bars; the table below has every provision
_STANCES = ("agree", "partly", "disagree", "question", "wording")


def number(count: int) -> str:
    return str(format_decimal(count))


def share_text(part: int, whole: int) -> str:
    """A percentage with one decimal; of nothing there is no share."""
    return f"{format_decimal(percent_of(part, whole, 1), format='#,##0.0')} %" if whole else "–"


def bars(counts: Mapping[str, int], words: Mapping[str, str]) -> list[dict[str, Any]]:
    """Arguments of bar_chart: lengths against the whole, in the order given."""
    whole = sum(counts.values())
    return [
        {
            "label": _(words[key]) if key in words else key,
            "value": number(count),
            "note": share_text(count, whole),
            "x": float(percent_of(count, whole, 1)) if whole else 0.0,
        }
        for key, count in counts.items()
    ]


def table_of(chart: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"cells": [one["label"], one["value"], one["note"]]} for one in chart]


def place_bars(places: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The provisions spoken of most, the most first; lengths against the largest."""
    ranked = sorted(places, key=lambda one: -one["count"])[:_MOST_PLACES]
    largest = max((one["count"] for one in ranked), default=0)
    return [
        {
            "label": one["place"],
            "value": number(one["count"]),
            "x": float(percent_of(one["count"], largest, 1)) if largest else 0.0,
        }
        for one in ranked
    ]


def place_table(places: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Every provision in the order of the document with its stances."""
    columns = [{"label": _("Điều, khoản")}, {"label": _("Tất cả"), "number": True}]
    columns += [{"label": _(STANCE_WORDS[key]), "number": True} for key in _STANCES]
    rows = [
        {
            "cells": [
                one["place"],
                number(one["count"]),
                *(number(one["stances"].get(key, 0)) for key in _STANCES),
            ]
        }
        for one in places
    ]
    return {"columns": columns, "rows": rows}


def day_chart(days: Sequence[Sequence[Any]]) -> dict[str, Any] | None:
    """Arguments of line_chart with its table; None when there is no day to draw."""
    if len(days) < 2:
        return None
    most = max(count for _day, count in days)
    step = 100 / len(days)
    points = [
        {
            "x": round((place + 0.5) * step, 2),
            "y": round(100 - 100 * count / most, 2) if most else 100,
            "label": f"{_day_text(day)}: {number(count)}",
        }
        for place, (day, count) in enumerate(days)
    ]
    every = max(1, len(days) // 6)
    labels = [
        {"x": points[place]["x"], "label": f"{date.fromisoformat(days[place][0]):%d/%m}"}
        for place in range(every // 2, len(days), every)
    ]
    top, middle = {"y": 0, "label": number(most)}, {"y": 100, "label": "0"}
    return {
        "series": [{"label": _("ý kiến mỗi ngày"), "tone": "brand", "points": points}],
        "x_labels": labels,
        "y_ticks": [top, middle],
        "rows": [{"cells": [_day_text(day), number(count)]} for day, count in days],
        "summary": _("Nhiều nhất %(count)s ý kiến một ngày.", count=number(most)),
    }


def _day_text(day: str) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}"


def result_charts(figures: Mapping[str, Any], kinds: Mapping[str, str]) -> dict[str, Any]:
    """What the page of a result draws from the figures of its record."""
    return {
        "kinds": bars(figures["kinds"], kinds),
        "stances": bars(figures["stances"], STANCE_WORDS),
        "authors": bars(figures["author_kinds"], AUTHOR_KINDS),
        "channels": bars(figures["channels"], CHANNELS),
        "places": place_bars(figures["places"]),
        "place_table": place_table(figures["places"]),
        "days": day_chart(figures["days"]),
        "coverage": share_text(figures["answered"], figures["owed"]),
    }
