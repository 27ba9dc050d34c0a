"""From months of features to notes and alarms, by the rule of two tiers.

Alarm: one detector beyond its 99.95 % honest quantile, or detectors of two families beyond their 99.5 %
one, or any ledger test. Note: one beyond 99.5 %. An alarm opens a case; it removes nothing by itself. Some
limits are chosen otherwise (docs/detection.md); what counts is data/thresholds.json.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from scoring.detectors import redemption, selection
from scoring.detectors.difference import Difference, against_others, against_own, difference
from scoring.detectors.looks import limit_at, share_over
from scoring.detectors.months import Month
from scoring.detectors.order import clumping
from scoring.detectors.others import NOBODY, PAIRS, Others, added
from scoring.detectors.paper import missing_share
from scoring.detectors.speed import fast
from scoring.detectors.thresholds import THRESHOLDS, Threshold
from scoring.detectors.timing import scan

Tier = Literal["none", "note", "alarm"]
BASELINE = 6  # months of its own from which an agency is judged by its past
QUARTER = 3
_LEAST_AT_DAY = 0.3


@dataclass(frozen=True)
class Finding:
    """A detector's figure of an agency-month; `channel` where it is about one.

    `is_cold_start`: the agency has less than 6 months of its own, the province stood in for them.
    """

    detector: str
    family: str
    statistic: float
    note_at: float
    alarm_at: float
    is_cold_start: bool
    channel: str = ""

    @property
    def tier(self) -> Tier:
        if self.statistic >= self.alarm_at:
            return "alarm"
        return "note" if self.statistic >= self.note_at else "none"


@dataclass(frozen=True)
class Judgement:
    """Of one agency-month; every detector that could be computed, those that speak in `spoken`."""

    month: int
    tier: Tier
    findings: tuple[Finding, ...]

    @property
    def spoken(self) -> list[Finding]:
        return [one for one in self.findings if one.tier != "none"]


@dataclass(frozen=True)
class _View:
    """A month with its past: what every detector looks at."""

    now: Month
    before: Sequence[Month]
    quarter: Sequence[Month]
    before_quarter: Sequence[Month]
    others: Others
    share: float

    @property
    def is_cold(self) -> bool:
        return len(self.before) < BASELINE

    def usual_day(self, channel: str) -> float:
        known = [
            one.channels[channel].a_day if channel in one.channels else 0.0 for one in self.before
        ]
        if self.is_cold:
            return self.now.channels[channel].a_day
        return max(sum(known) / len(known), _LEAST_AT_DAY)


Value = tuple[str, float, str]


def judge_months(
    months: Sequence[Month],
    others: Mapping[int, Others] | None = None,
    thresholds: Mapping[str, Threshold] = THRESHOLDS,
    cleared: Collection[int] = (),
    evening: date | None = None,
    known: Sequence[Judgement] = (),
) -> list[Judgement]:
    """One judgement a month, in order; each month against the earlier ones that raised no alarm.

    `others`: month → what is usual in the province (`others_of`); defaults where absent. `cleared`:
    months whose alarm two people found to be nothing: they belong to the past again. `evening`: the last
    day that is known; a month that it leaves unfinished must show more. `known`: of the first months, judged
    before.
    """
    sound: list[Month] = []
    judged: list[Judgement] = []
    for at, month in enumerate(months):
        if at < len(known):
            judgement = known[at]
        else:
            usual = (others or {}).get(month.month, NOBODY)
            judgement = _judge(_view_of(months[: at + 1], sound, usual, evening), thresholds)
        judged.append(judgement)
        if judgement.tier != "alarm" or month.month in cleared:
            sound = [*sound, month]
    return judged


def _view_of(
    months: Sequence[Month], sound: Sequence[Month], others: Others, evening: date | None
) -> _View:
    """Of the last of `months`."""
    now, quarter = months[-1], months[-QUARTER:]
    return _View(
        now=now,
        before=sound,
        quarter=quarter if len(quarter) == QUARTER else (),
        before_quarter=[one for one in sound if one.month < quarter[0].month],
        others=others,
        share=share_over(now.month, evening) if evening else 1.0,
    )


def _judge(view: _View, thresholds: Mapping[str, Threshold]) -> Judgement:
    best: dict[str, Finding] = {}
    for detector, value, channel in _statistics(view):
        limit = limit_at(thresholds[detector], view.share)
        if math.isinf(limit.note_at):
            continue
        is_cold = limit.has_baseline and view.is_cold
        found = Finding(
            detector, limit.family, value, limit.note_at, limit.alarm_at, is_cold, channel
        )
        if detector not in best or value > best[detector].statistic:
            best[detector] = found
    findings = tuple(best[name] for name in sorted(best))
    return Judgement(view.now.month, tier_of(findings), findings)


def tier_of(findings: Sequence[Finding]) -> Tier:
    """The rule of two tiers."""
    if any(one.tier == "alarm" for one in findings):
        return "alarm"
    families = {one.family for one in findings if one.tier == "note"}
    return ("none", "note", "alarm")[min(2, len(families))]


def _statistics(view: _View) -> Iterator[Value]:
    yield from _by_channel(view)
    yield from _contrasts(view)
    yield from _volumes(view)
    yield from _ledger_tests(view)


def _by_channel(view: _View) -> Iterator[Value]:
    for name, one in view.now.channels.items():
        if name != "paper":
            yield "scan", scan(one.windows, view.usual_day(name), view.others.profile(name)), name
            yield "reg", one.reg, name
        yield "dup", clumping(one.dup), name
        yield "run", clumping(one.run), name
        yield "fast", fast(*one.fast, _usual_fast(view, name)), name


def _usual_fast(view: _View, channel: str) -> float:
    counted = [one.channels[channel].fast for one in view.before if channel in one.channels]
    known = sum(one[1] for one in counted)
    if view.is_cold or known < 50:
        return view.others.fast
    return (sum(one[0] for one in counted) + 1) / (known + 1 / view.others.fast)


def _contrasts(view: _View) -> Iterator[Value]:
    for name, (first, second) in PAIRS.items():
        found = _contrast([view.now], first, second)
        if found is not None:
            yield name, _both(view, found, name, first, second), first
    yield "near", _near(view, [view.now], view.before), "code"
    if view.quarter:
        yield "near3", _near(view, view.quarter, view.before_quarter), "code"


def _contrast(months: Sequence[Month], first: str, second: str) -> Difference | None:
    return difference(added(months, first, "score"), added(months, second, "score"))


def _both(view: _View, found: Difference, name: str, first: str, second: str) -> float:
    """Against the province, and against the own past: whichever is the more striking."""
    among = against_others(found, getattr(view.others, name))
    if view.is_cold:
        return among
    before = _contrast(view.before, first, second)
    return max(among, against_own(found, before, len(view.before)))


def _near(view: _View, months: Sequence[Month], before: Sequence[Month]) -> float:
    found = difference(added(months, "code", "near"), added(months, "code", "later"))
    among = against_others(found, view.others.near)
    if len(before) < BASELINE:
        return among
    own = difference(added(before, "code", "near"), added(before, "code", "later"))
    return max(among, against_own(found, own, len(before)))


def _volumes(view: _View) -> Iterator[Value]:
    now, others = view.now, view.others
    if now.issued == 0:
        return
    used, issued = _use(view.before)
    if view.is_cold or not used:
        among = redemption.log_ratio_among(
            now.used, now.issued, others.used_share, others.used_between
        )
        yield "rr", among, "code"
        usual = others.used_share
    else:
        months = len(view.before)
        yield "rr", redemption.log_ratio(now.used, now.issued, used, issued, months), "code"
        usual = used / issued
        yield "dayrr", redemption.worst_day(now.pairs, usual), "code"
    yield "turn", now.turn, "code"
    if len(view.before_quarter) >= BASELINE and view.quarter:
        used, issued = _use(view.before_quarter)
        mine = _use(view.quarter)
        months = len(view.before_quarter)
        yield "rr3", redemption.log_ratio(*mine, used, issued, months, QUARTER), "code"


def _use(months: Sequence[Month]) -> tuple[int, int]:
    return sum(one.used for one in months), sum(one.issued for one in months)


def _ledger_tests(view: _View) -> Iterator[Value]:
    now = view.now
    issued, issued_late, dossiers, dossiers_late = now.told
    if dossiers:
        yield "sel", selection.sel(issued, issued_late, dossiers, dossiers_late), "code"
        yield "short", selection.short(issued, dossiers), "code"
        yield "over", selection.over(issued, dossiers), "code"
    yield "selred", _selred(view, [now]), "code"
    if view.quarter:
        yield "selred3", _selred(view, view.quarter), "code"
    yield "serials", missing_share(now.serials, now.missing_serials), "paper"
    paper = now.channels.get("paper")
    yield "streak", float(max(now.fast_streak, paper.streak if paper else 0)), "paper"
    yield "dup", now.repeat_z, "paper"
    yield "run", now.clump_z, "paper"


def _selred(view: _View, months: Sequence[Month]) -> float:
    issued = sum(one.issued for one in months)
    if not issued:
        return 0.0
    late_share = sum(one.issued_late for one in months) / issued
    known, late = sum(one.used_known for one in months), sum(one.used_late for one in months)
    return selection.selred(known, late, late_share, view.others.late_ratio)
