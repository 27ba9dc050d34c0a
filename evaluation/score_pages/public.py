"""/danh-gia: one year's published results by group, intervals as pictures beside their figures."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from base.clock import local
from base.words import sort_key
from evaluation.reports.results import AgencyResult, GroupResult, ResultOfYear, withheld_lines
from evaluation.score_pages.overview import ordered, shown_name
from evaluation.score_pages.words import (
    class_text,
    line_title,
    number,
    points_text,
    range_text,
    rank_text,
    reason_text,
)


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    points: str
    percent: str
    interval: str
    places: dict[str, float]
    words: str
    is_near: bool
    rank: str


@dataclass(frozen=True)
class Group:
    """`shown`: scored whole, the highest first; `apart`: something was not scored, by name, with what."""

    key: str
    title: str
    counts: list[dict[str, Any]]
    shown: list[Row]
    apart: list[dict[str, Any]]


@dataclass(frozen=True)
class Scale:
    """Percentages from `low` to `high` over 0…100 of a chart's width."""

    low: float
    high: float

    def place(self, percent: float) -> float:
        part = (percent - self.low) / (self.high - self.low)
        return round(max(0.0, min(1.0, part)) * 100, 2)

    @property
    def ticks(self) -> list[dict[str, Any]]:
        step = 10 if self.high - self.low <= 60 else 20
        first = int(self.low)
        return [
            {"x": self.place(at), "label": str(at)} for at in range(first, int(self.high) + 1, step)
        ]


def scale_for(result: ResultOfYear) -> Scale:
    """From the ten below the lowest limit to 100, or to the ten above the highest where bonus went beyond."""
    agencies = [one for group in result.groups for one in group.agencies if one.percent is not None]
    lows = [one.percent_low or 0.0 for one in agencies]
    highs = [one.percent_high or 0.0 for one in agencies]
    low = int(min([70.0, *lows]) // 10 * 10)
    return Scale(low, max(100, int(-(-max([100.0, *highs]) // 10) * 10)))


def group_views(result: ResultOfYear, scale: Scale) -> list[Group]:
    return [_group(result, one, scale) for one in result.groups]


def _group(result: ResultOfYear, group: GroupResult, scale: Scale) -> Group:
    whole = [one for one in ordered(group) if one.rank_low is not None]
    apart = [one for one in group.agencies if one.rank_low is None]
    return Group(
        group.key,
        group.title,
        [
            {
                "cells": [
                    class_text(result.classes, one.key),
                    f"{number(one.from_percent)} %",
                    str(group.class_counts[one.key]),
                ]
            }
            for one in result.classes
        ],
        [_row(result, one, scale) for one in whole],
        [_apart(result, one) for one in sorted(apart, key=lambda one: sort_key(one.name))],
    )


def _row(result: ResultOfYear, one: AgencyResult, scale: Scale) -> Row:
    low, value, high = one.percent_low or 0.0, one.percent or 0.0, one.percent_high or 0.0
    return Row(
        one.code,
        shown_name(one),
        points_text(one),
        number(value),
        range_text(one.percent_low, one.percent_high),
        {"low": scale.place(low), "value": scale.place(value), "high": scale.place(high)},
        class_text(result.classes, one.class_key),
        one.is_near_boundary,
        rank_text(one),
    )


def _apart(result: ResultOfYear, one: AgencyResult) -> dict[str, Any]:
    held = [f"{line_title(line)}: {reason_text(line)}" for line in withheld_lines(one)]
    return {
        "code": one.code,
        "name": shown_name(one),
        "points": points_text(one),
        "words": class_text(result.classes, one.class_key),
        "why": " ".join(held) or _("Không có tiêu chí nào chấm được."),
    }


def evidence_items(result: ResultOfYear) -> list[dict[str, str]]:
    decided = result.decided_on.strftime("%d/%m/%Y") if result.decided_on else "–"
    published = local(result.published_at).strftime("%H:%M %d/%m/%Y") if result.published_at else ""
    card = f"{result.scorecard_title}, {_('phiên bản')} {result.scorecard_version}"
    items = [
        {"term": _("Quyết định"), "text": f"{result.decision_number}, {decided}"},
        {"term": _("Bảng chấm điểm"), "text": card},
        {
            "term": _("Hạng"),
            "text": _("khoảng trong nhóm, tính từ khoảng tin cậy của điểm"),
        },
        {"term": _("Công bố lúc"), "text": published},
        {"term": _("Mã nội dung"), "text": result.content_hash[:16]},
    ]
    return [one for one in items if one["text"]]
