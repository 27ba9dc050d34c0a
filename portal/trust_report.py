"""What «Độ tin cậy» shows: bench/attack.json, shipped with the release, laid out for the page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import format_datetime, format_decimal
from flask_babel import gettext as _

from base.paths import PROJECT_DIR
from portal.trust_words import SCENARIOS, TIMES, VERDICTS, act_words, said
from scoring.rounding import percent, round_half_up

FILE = PROJECT_DIR / "bench" / "attack.json"
_PROMISED = ("missed", "not_run", "ok")  # the worst of a scenario's promises speaks for it


@dataclass(frozen=True)
class TrustReport:
    """The whole file; `lines` as bench.attack.lines writes them."""

    version: str
    measured_at: datetime
    honest: Mapping[str, Any]
    worlds: Mapping[str, Any]
    lines: tuple[Mapping[str, Any], ...]

    @property
    def first_measured_at(self) -> datetime:
        """Groups may have been run on several days; of the oldest line."""
        known = [one["measured_at"] for one in self.lines if one.get("measured_at")]
        return datetime.fromisoformat(min(known)) if known else self.measured_at

    def of(self, scenario: str) -> list[Mapping[str, Any]]:
        return [one for one in self.lines if one["scenario"] == scenario]


@cache
def read_report(file: Path | None = None) -> TrustReport | None:
    """None where a release came without a measurement."""
    file = file or FILE
    if not file.exists():
        return None
    raw = json.loads(file.read_text(encoding="utf-8"))
    measured = datetime.fromisoformat(raw["measured_at"])
    return TrustReport(raw["version"], measured, raw["honest"], raw["worlds"], tuple(raw["lines"]))


def scenario_verdict(lines: list[Mapping[str, Any]]) -> str:
    """not_run if nothing was; else the worst of what was promised; else known."""
    verdicts = {one["verdict"] for one in lines}
    return next((one for one in _PROMISED if one in verdicts), "known" if verdicts else "not_run")


def overview(report: TrustReport) -> list[dict[str, Any]]:
    """One row a scenario, in order."""
    rows = []
    for key, words in SCENARIOS.items():
        lines = report.of(key)
        label, tone = VERDICTS[scenario_verdict(lines)]
        rows.append(
            {
                "key": key,
                "words": said(words),
                "shift": _shift_range(lines),
                "nights": _nights(lines),
                "verdict": _(label),
                "tone": tone,
                "acts": [_act(one) for one in lines if one["runs"]],
            }
        )
    return rows


def act_columns() -> list[str]:
    """Heads of the figures of an act, in the order of its `cells`."""
    return [
        _("Hồ sơ một ngày"),
        _("Lần thử"),
        _("Thấy được"),
        _("Cam kết"),
        _("Bao lâu thì thấy"),
        _("Chỉ số chính thức (điểm)"),
        _("Nếu gộp mọi kênh (điểm)"),
        _("Báo nhầm nơi trung thực"),
        _("Người dân bị thiệt"),
    ]


def _act(line: Mapping[str, Any]) -> dict[str, Any]:
    label, tone = VERDICTS[line["verdict"]]
    return {
        "words": act_words(line["act"]),
        "cells": [
            "–" if line["size"] is None else _n(line["size"]),
            _n(line["runs"]),
            _seen(line["detected"]),
            share(line["pass_mark"]),
            _time(line),
            _official(line),
            shift(line["pooled_shift"]),
            share(line["honest_alarms"]),
            "–" if line["harmed"] is None else _n(line["harmed"]),
        ],
        "verdict": _(label),
        "tone": tone,
    }


def _seen(detected: float | None) -> str:
    """With one decimal where a whole per cent would say 100 of what was less."""
    is_almost = detected is not None and 0.985 <= detected < 1
    return fine_share(detected) if is_almost else share(detected)


def _time(line: Mapping[str, Any]) -> str:
    """The usual night and the slowest, of the runs of which every night was replayed; else in words."""
    if line["nights"] is None:
        return said(TIMES[line["act"]]) if line["act"] in TIMES and line["detected"] else "–"
    usual, slowest = _n(round_half_up(line["nights"], 0)), line.get("slowest_nights")
    if slowest is None or _n(slowest) == usual:
        return _("%(usual)s đêm", usual=usual)
    return _("%(usual)s đêm, lâu nhất %(slowest)s", usual=usual, slowest=_n(slowest))


def _official(line: Mapping[str, Any]) -> str:
    """Where it is the weighting that holds it still, what it would move without."""
    official, raw = shift(line["official_shift"]), shift(line["raw_shift"])
    if line["scenario"] != "S5" or line["raw_shift"] is None:
        return official
    return _("%(official)s (chưa cân: %(raw)s)", official=official, raw=raw)


def _n(value: float | Decimal) -> str:
    return str(format_decimal(value))


def share(value: float | None) -> str:
    return "–" if value is None else f"{format_decimal(percent(value, 0))} %"


def fine_share(value: float | None) -> str:
    """With one decimal, for small ones."""
    return "–" if value is None else f"{format_decimal(percent(value, 1))} %"


def shift(value: float | None) -> str:
    if value is None:
        return "–"
    rounded = round_half_up(value, 1)
    sign = "+" if rounded > 0 else ""
    return f"{sign}{format_decimal(rounded, format='0.0')}".replace("-", "−")


def _shift_range(lines: list[Mapping[str, Any]]) -> str:
    known = sorted(one["official_shift"] for one in lines if one["official_shift"] is not None)
    if not known:
        return "–"
    low, high = shift(known[0]), shift(known[-1])
    return low if low == high else _("%(low)s đến %(high)s", low=low, high=high)


def _nights(lines: list[Mapping[str, Any]]) -> str:
    """The slowest of the promised acts."""
    known = [one["nights"] for one in lines if one["nights"] and one["verdict"] == "ok"]
    return _n(round_half_up(max(known), 0)) if known else "–"


def chart(report: TrustReport, size: int) -> list[dict[str, Any]]:
    """Bars of the acts that were replayed at offices of this size: share detected, with the promise."""
    bars = []
    for line in report.lines:
        if line["size"] != size or line["detected"] is None:
            continue
        promised = line["pass_mark"]
        note = _("cam kết %(mark)s", mark=share(promised)) if promised else _("không cam kết")
        bars.append(
            {
                "label": act_words(line["act"]),
                "value": share(line["detected"]),
                "x": float(percent(line["detected"], 1)),
                "note": note,
                "tone": "brand" if promised else "mid",
            }
        )
    return bars


def chart_rows(report: TrustReport, size: int) -> list[dict[str, Any]]:
    bars = chart(report, size)
    return [{"cells": [one["label"], one["value"], one["note"]]} for one in bars]


def undetected(report: TrustReport) -> list[dict[str, str]]:
    """What nothing is promised of, with how often it showed all the same, by size of office."""
    found: dict[str, dict[int | None, str]] = {}
    for line in report.lines:
        if line["verdict"] == "known":
            found.setdefault(line["act"], {})[line["size"]] = share(line["detected"])
    return [
        {"words": act_words(act), "shares": " · ".join(_by_size(shares))}
        for act, shares in found.items()
    ]


def _by_size(shares: Mapping[int | None, str]) -> list[str]:
    words = {
        None: "%(share)s",
        18: _("nơi nhỏ %(share)s"),
        55: _("nơi vừa %(share)s"),
        140: _("nơi lớn %(share)s"),
    }
    return [words[size] % {"share": one} for size, one in shares.items()]


def _when(report: TrustReport) -> str:
    first, last = (
        format_datetime(one, "dd/MM/yyyy") for one in (report.first_measured_at, report.measured_at)
    )
    if first == last:
        return str(_("ngày %(day)s", day=last))
    return str(_("từ ngày %(first)s đến ngày %(day)s", first=first, day=last))


def cards(report: TrustReport) -> dict[str, Any]:
    """The three figures that stand first."""
    honest = report.honest
    promised = [one for one in report.lines if one["verdict"] in _PROMISED]
    kept = sum(one["verdict"] == "ok" for one in promised)
    opened = [one["largest_official_shift"] or 0 for one in report.of("S1") + report.of("S2")]
    return {
        "when": _when(report),
        "open_shift": shift(max(opened, default=0)),
        "open_runs": _n(sum(one["runs"] for one in report.of("S1") + report.of("S2"))),
        "kept": _n(kept),
        "promised": _n(len(promised)),
        "alarms": fine_share(honest["alarm_share"]),
        "alarm_limit": fine_share(honest["alarm_limit"]),
        "notes": fine_share(honest["note_share"]),
        "months": _n(honest["agency_months"]),
        "nightly": fine_share(honest["nightly_alarm_share"]),
        "watched": _n(honest["watched_months"]),
    }
