"""The detectors' pages made ready: months with signs, one month with its days."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from agencies.models import Agency, Case, CaseState
from agencies.names import name_of
from scoring.rounding import round_half_up
from surveys.detection_words import month_words, sign_words
from surveys.index_pages import figures as text
from surveys.index_pages.words import CHANNELS
from surveys.models import Alarm, DayFeature, ExclusionAct, ExclusionKind
from surveys.rules.exclusions import FEW

CASE_STATES = {
    CaseState.OPEN: ("brand", lambda: _("Đang xem xét")),
    CaseState.PROPOSED: ("amber", lambda: _("Chờ người thứ hai")),
    CaseState.DECIDED: ("done", lambda: _("Đã quyết định")),
}
_TONES = ("brand", "mid", "warm")


def month_rows(
    found: Sequence[tuple[Alarm, Agency]], cases: Mapping[int, Case]
) -> list[dict[str, Any]]:
    """One row an agency-month."""
    rows = []
    for (month, agency_id), group in groupby(found, key=lambda one: (one[0].month, one[1].id)):
        mine = list(group)
        agency, alarms = mine[0][1], [alarm for alarm, _agency in mine]
        case = next((cases[one.case_id] for one in alarms if one.case_id), None)
        rows.append(
            {
                "agency": name_of(agency),
                "month": month_words(month),
                "url": url_for(".month_page", agency_id=agency_id, month=month),
                "is_alarm": any(one.tier == "alarm" for one in alarms),
                "signs": [_(sign_words(one.detector).name) for one in alarms],
                "case": case_tag(case),
            }
        )
    return rows


def case_tag(case: Case | None) -> dict[str, str] | None:
    if case is None:
        return None
    tone, words = CASE_STATES[CaseState(case.state)]
    return {
        "tone": tone,
        "words": words(),
        "url": url_for("cases_staff.case_page", case_id=case.id),
    }


def cards(rows: Sequence[Mapping[str, Any]], cases: Iterable[Case]) -> list[dict[str, Any]]:
    states = Counter(one.state == CaseState.DECIDED for one in cases)
    alarms = sum(bool(one["is_alarm"]) for one in rows)
    return [
        {"number": text.number(alarms), "label": _("tháng có cảnh báo"),
         "count": _("mỗi cảnh báo mở một vụ việc"), "tone": "warm" if alarms else None},
        {"number": text.number(len(rows) - alarms), "label": _("tháng có dấu hiệu cần lưu ý"),
         "count": _("chỉ để biết, không mở vụ việc"), "tone": None},
        {"number": text.number(states[False]), "label": _("vụ việc đang xem xét"),
         "count": _("đã xong %(count)s", count=text.number(states[True])), "tone": None},
    ]  # fmt: skip


def sign_rows(alarms: Sequence[Alarm], flagged: Mapping[int, int]) -> list[dict[str, Any]]:
    """Every sign of a month in words, with its figure for who wants it."""
    rows = []
    for one in alarms:
        words = sign_words(one.detector)
        rows.append(
            {
                "name": _(words.name),
                "meaning": _(words.meaning),
                "look_at": _(words.look_at),
                "channel": _(CHANNELS[one.channel]) if one.channel in CHANNELS else "",
                "is_alarm": one.statistic >= one.threshold and one.tier == "alarm",
                "is_cold_start": one.is_cold_start,
                "flagged": text.number(flagged[one.id]) if one.id in flagged else "",
                "cells": [
                    _(words.name),
                    text.decimal(round_half_up(one.statistic, 2), 2),
                    text.decimal(round_half_up(one.threshold, 2), 2),
                    _(words.figure),
                ],
            }
        )
    return rows


def day_strip(days: Sequence[DayFeature]) -> dict[str, Any] | None:
    """Arguments of line_chart and rows of its table: answers a day and channel, fewer than ten as such."""
    if not days:
        return None
    dates = sorted({one.day for one in days})
    names = sorted({one.channel for one in days})
    counts = {(one.channel, one.day): int(one.features["n"]) for one in days}
    most = max([2 * FEW, *counts.values()])
    x = {day: round((at + 0.5) * 100 / len(dates), 2) for at, day in enumerate(dates)}
    every = max(1, len(dates) // 8)
    return {
        "series": [
            {
                "label": str(_(CHANNELS.get(name, name))),
                "tone": _TONES[at % len(_TONES)],
                "points": [_point(counts.get((name, day), 0), x[day], day, most) for day in dates],
            }
            for at, name in enumerate(names)
        ],
        "x_labels": [{"x": x[day], "label": f"{day:%d}"} for day in dates[::every]],
        "y_ticks": [
            {"y": round(100 - share * 100, 2), "label": text.number(round(most * share))}
            for share in (0, 0.5, 1)
        ],
        "columns": [{"label": _("Ngày")}]
        + [{"label": _(CHANNELS.get(name, name)), "number": True} for name in names],
        "rows": [
            {"cells": [f"{day:%d/%m}", *(few(counts.get((name, day), 0)) for name in names)]}
            for day in dates
        ],
    }


def _point(count: int, x: float, day: date, most: int) -> dict[str, Any]:
    """A count under ten stands half-way up to ten, so that the picture tells no more than the table."""
    shown = count if count >= FEW or count == 0 else FEW / 2
    return {"x": x, "y": round(100 - shown / most * 100, 2), "label": f"{day:%d/%m}: {few(count)}"}


def few(count: int) -> str:
    if count == 0:
        return "0"
    return text.number(count) if count >= FEW else _("dưới 10")


def act_rows(acts: Sequence[ExclusionAct], in_force: set[int]) -> list[dict[str, Any]]:
    words = {
        ExclusionKind.SET_ASIDE: _("Tạm chưa tính"),
        ExclusionKind.EXCLUDE: _("Không tính"),
        ExclusionKind.RESTORE: _("Tính lại"),
    }
    return [
        {
            "id": one.id,
            "words": words[ExclusionKind(one.act)],
            "count": few(one.response_count),
            "reason": one.reason,
            "case_url": url_for("cases_staff.case_page", case_id=one.case_id),
            "case": f"#{one.case_id}",
            "is_in_force": one.id in in_force,
        }
        for one in acts
    ]
