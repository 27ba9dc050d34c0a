"""The attacks by volume as lines of the report, and what was said of honest offices."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import Any

import numpy as np

from bench.attack.lines import Line
from bench.attack.trials import Outcome, Trial
from bench.attack.volume import PLANS, Plan
from bench.attack.worlds import SIZES


def lines_of(outcomes: Iterable[Outcome]) -> list[Line]:
    """One line a plan and size."""
    trials: dict[tuple[str, int], list[Trial]] = defaultdict(list)
    for one in chain.from_iterable(outcome.trials for outcome in outcomes):
        trials[one.plan, one.size].append(one)
    return [
        _line(plan, size, mark, trials[plan.key, size])
        for plan in PLANS
        for size, mark in zip(SIZES, plan.pass_marks, strict=True)
    ]


def _line(plan: Plan, size: int, mark: float | None, trials: list[Trial]) -> Line:
    nights = [one.nights for one in trials if one.nights is not None]
    official = np.array([one.official_shift for one in trials])
    return Line(
        scenario=plan.scenario,
        act=plan.key,
        runs=len(trials),
        detected=float(np.mean([one.is_detected for one in trials])),
        pass_mark=mark,
        size=size,
        nights=float(np.median(nights)) if nights else None,
        slowest_nights=max(nights, default=None),
        watched=sum(one.is_watched for one in trials),
        official_shift=round(float(np.nanmean(official)), 2),
        largest_official_shift=round(float(np.nanmax(np.abs(official))), 2),
        raw_shift=round(float(np.mean([one.raw_shift for one in trials])), 2),
        pooled_shift=round(float(np.mean([one.pooled_shift for one in trials])), 2),
        honest_alarms=float(np.mean([one.is_honest_alarm for one in trials])),
        harmed=0,
        known_weakness=mark is None,
        seen=_common(trials),
    )


def _common(trials: list[Trial]) -> str:
    """Which detectors spoke in at least a tenth of the runs, the most frequent first."""
    counts = Counter(chain.from_iterable(one.detectors for one in trials))
    return ", ".join(name for name, count in counts.most_common() if count * 10 >= len(trials))


def honest_of(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Shares of agency-months that were honest and of which something was said all the same.

    `nightly_…`: on any night of the month or of the one after it.
    """
    every = [one.honest for one in outcomes]
    months, watched = sum(one.months for one in every), sum(one.watched_months for one in every)
    spoken: Counter[str] = Counter()
    for one in every:
        spoken.update(dict(one.spoken))

    def share(count: int, whole: int) -> float | None:
        return round(count / whole, 5) if whole else None

    return {
        "agency_months": months,
        "note_share": share(sum(one.notes for one in every), months),
        "alarm_share": share(sum(one.alarms for one in every), months),
        "watched_months": watched,
        "nightly_note_share": share(sum(one.nightly_notes for one in every), watched),
        "nightly_alarm_share": share(sum(one.nightly_alarms for one in every), watched),
        "spoken": dict(sorted(spoken.items())),
    }
