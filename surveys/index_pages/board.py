"""The collection board made ready for its page: cards, pace, agencies, places, running shares."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from agencies.names import name_of
from base.words import sort_key
from scoring.rounding import percent, percent_of
from surveys.index_pages import figures as text
from surveys.index_pages.words import CHANNELS
from surveys.reports.collection import AgencyCount, Board, PlaceCount, RunningShare
from surveys.reports.resolving import Resolver


def cards(board: Board) -> list[dict[str, Any]]:
    silent = sum(one.is_silent for one in board.places)
    reached = ""
    if board.target:
        share = text.decimal(percent_of(board.total, board.target, 0), 0)
        reached = _(
            "%(share)s %% của %(target)s phiếu", share=share, target=text.number(board.target)
        )
    return [
        {"number": text.number(board.today), "label": _("phiếu hôm nay"), "tone": None,
         "count": _("hôm qua %(count)s", count=text.number(board.yesterday))},
        {"number": text.number(board.this_week), "label": _("phiếu tuần này"), "tone": None,
         "count": _("tuần tính từ thứ Hai")},
        {"number": text.number(board.total), "label": _("phiếu cả đợt"), "tone": None,
         "count": reached or _("chưa đặt chỉ tiêu")},
        {"number": f"{silent}/{len(board.places)}", "label": _("nơi đặt mã im lặng"),
         "count": _("từ 5 ngày làm việc không có phiếu"), "tone": "warm" if silent else None},
    ]  # fmt: skip


def channel_bars(board: Board) -> list[dict[str, Any]]:
    most = max([*board.by_channel.values(), 1])
    return [
        {
            "label": str(_(CHANNELS.get(channel, channel))),
            "value": text.number(count),
            "x": float(percent_of(count, most, 1)),
            "tone": "brand" if channel == "open_qr" else "mid",
        }
        for channel, count in sorted(board.by_channel.items(), key=lambda one: (-one[1], one[0]))
    ]


def pace_chart(board: Board) -> dict[str, Any] | None:
    """Arguments of line_chart and rows of its table: responses per ISO week."""
    weeks = board.by_week[-26:]
    if not weeks:
        return None
    most = _round_up(max(count for _week, count in weeks))
    step = 100 / len(weeks)
    points = [
        {
            "x": round((place + 0.5) * step, 2),
            "y": round(100 - float(percent_of(count, most, 2)), 2),
            "label": f"{_week_text(week)}: {text.number(count)}",
        }
        for place, (week, count) in enumerate(weeks)
    ]
    every = max(1, len(weeks) // 8)
    return {
        "series": [{"label": _("phiếu mỗi tuần, mọi kênh"), "tone": "brand", "points": points}],
        "x_labels": [
            {"x": points[place]["x"], "label": str(week % 100)}
            for place, (week, _count) in enumerate(weeks)
            if place % every == 0
        ],
        "y_ticks": [
            {"y": 100 - 25 * quarter, "label": text.number(most * quarter // 4)}
            for quarter in range(5)
        ],
        "rows": [{"cells": [_week_text(week), text.number(count)]} for week, count in weeks],
    }


def _round_up(count: int) -> int:
    """The next multiple of four that reads well on an axis."""
    step = 4
    while step * 10 < count:
        step *= 10
    return -(-max(count, 4) // step) * step


def _week_text(week: int) -> str:
    return _("tuần %(week)s/%(year)s", week=week % 100, year=week // 100)


def agency_rows(agencies: Sequence[AgencyCount]) -> list[dict[str, Any]]:
    """Those furthest from their target first."""
    ordered = sorted(agencies, key=lambda one: (_reached(one), sort_key(one.agency.name)))
    return [
        {
            "name": name_of(one.agency),
            "total": text.number(one.total),
            "target": text.number(one.target) if one.target else "–",
            "x": min(100.0, _reached(one)) if one.target else None,
            "reached": f"{text.decimal(percent_of(one.total, one.target, 0), 0)} %"
            if one.target
            else "–",
            "channels": ", ".join(
                f"{_(CHANNELS.get(key, key))} {text.number(count)}"
                for key, count in sorted(one.by_channel.items())
            ),
        }
        for one in ordered
    ]


def _reached(one: AgencyCount) -> float:
    return float(percent_of(one.total, one.target, 1)) if one.target else float(one.total)


def place_rows(places: Sequence[PlaceCount]) -> list[dict[str, Any]]:
    """Silent places first, the longest silence on top; then by agency."""
    ordered = sorted(
        places,
        key=lambda one: (
            not one.is_silent,
            -one.silent if one.is_silent else 0,
            sort_key(one.agency.name),
            one.name,
        ),
    )
    return [
        {
            "agency": name_of(one.agency),
            "name": one.name,
            "today": text.number(one.today),
            "yesterday": text.number(one.yesterday),
            "week": text.number(one.this_week),
            "total": text.number(one.total),
            "is_silent": one.is_silent,
            "silence": _("im lặng ít nhất %(days)s ngày làm việc", days=one.silent)
            if one.is_silent
            else _("bình thường"),
            "last": _week_text(one.last_week) if one.last_week else _("chưa có phiếu"),
        }
        for one in ordered
    ]


def running_rows(shares: Sequence[RunningShare]) -> list[dict[str, Any]]:
    """By name: running figures are for watching, not for ranking."""
    return [
        {
            "cells": [
                name_of(one.agency),
                text.number(one.answers),
                _("dưới 30 phiếu") if one.share is None else text.decimal(percent(one.share, 1)),
            ]
        }
        for one in sorted(shares, key=lambda one: sort_key(one.agency.name))
    ]


def resolver_rows(resolvers: Sequence[Resolver]) -> list[dict[str, Any]]:
    """By name, as the running shares; the share in whole percent."""
    return [
        {
            "name": name_of(one.agency),
            "answers": _("từ %(count)s", count=text.number(one.answers))
            if one.answers
            else _("dưới 10"),
            "share": _("dưới 30 phiếu")
            if one.share is None
            else text.decimal(percent(one.share, 0), 0),
            "offices": _offices(one),
        }
        for one in sorted(resolvers, key=lambda one: sort_key(one.agency.name))
    ]


def _offices(one: Resolver) -> str:
    names = sorted((name_of(office) for office in one.offices), key=sort_key)
    if one.has_others:
        names.append(_("nơi có dưới 10 phiếu"))
    return "; ".join(names)
