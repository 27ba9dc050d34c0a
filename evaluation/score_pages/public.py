"""/danh-gia: one year's published results, intervals as pictures beside their figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from base.clock import local
from evaluation.reports.results import AgencyResult, ResultOfYear, withheld_lines
from evaluation.score_pages.overview import shown_name
from evaluation.score_pages.words import (
    awaited_text,
    class_text,
    line_title,
    number,
    points_text,
    range_text,
    rank_text,
    reason_text,
    verdict_text,
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
class Rows:
    """`shown`: scored whole, with a rank; `apart`: something was not scored, with what and why."""

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


def rows_of(result: ResultOfYear, agencies: Sequence[AgencyResult], scale: Scale) -> Rows:
    return Rows(
        [_row(result, one, scale) for one in agencies if one.rank_low is not None],
        [_apart(result, one) for one in agencies if one.rank_low is None],
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
        "words": verdict_text(result.classes, one),
        "why": awaited_text(one) or " ".join(held) or _("Không có tiêu chí nào chấm được."),
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
