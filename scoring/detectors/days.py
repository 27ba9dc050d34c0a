"""One agency's day as features: what is kept when the exact times are gone.

A feature is a plain dictionary that JSON can hold, one a channel:
n answers; score: count, sum, sum of squares of the share of high levels; buckets: answers by three hours;
windows: most answers in 15 minutes by three hours; cv, runs: `timing.evenest_gaps`; dup, run: observed,
mean, variance; fast: fast ones, known ones; median duration; near, later: count, sum and sum of squares
of "every valid item high" (1 or 0), of answers under and over 15 minutes after the service; used: [issue
day, answers, of them late, class known]; streak: forms keyed in a row faster than 30 s.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.arrays import FloatArray
from scoring.detectors.difference import sums_of
from scoring.detectors.events import Events, scores
from scoring.detectors.order import dup_day, run_day
from scoring.detectors.paper import fast_streak
from scoring.detectors.speed import fast_day, median_of
from scoring.detectors.timing import BUCKETS, buckets_of, evenest_gaps, fullest_windows

NEAR = 15.0  # minutes
DayFeature = dict[str, Any]


def day_features(
    events: Events, medians: Mapping[str, float] | None = None
) -> dict[str, DayFeature]:
    """channel → feature of the events, which must be of one agency and one day.

    `medians`: channel → usual duration in seconds everywhere; without it nobody counts as fast.
    """
    ordered = events.where(np.argsort(events.second, kind="stable"))
    return {
        str(channel): _channel_day(
            ordered.where(ordered.channel == channel), (medians or {}).get(str(channel), 0.0)
        )
        for channel in np.unique(ordered.channel)
    }


def _channel_day(events: Events, median: float) -> DayFeature:
    shares = scores(events.levels)
    cv, runs = evenest_gaps(events.second)
    buckets = np.bincount(buckets_of(events.second), minlength=BUCKETS)
    is_near = events.near < NEAR
    # Who is told to tick 4 and 5 ticks nothing else: this share moves more than the mean does.
    full = np.where(np.isnan(shares), np.nan, shares == 1.0)
    return {
        "n": len(events),
        "score": _plain(sums_of(shares)),
        "buckets": [int(one) for one in buckets],
        "windows": fullest_windows(events.second),
        "cv": None if cv is None else round(cv, 6),
        "runs": runs,
        "dup": _plain(dup_day(events.levels)),
        "run": _plain(run_day(shares)),
        "fast": list(fast_day(events.duration, median)),
        "median": median_of(events.duration),
        "near": _plain(sums_of(full[is_near])),
        "later": _plain(sums_of(full[events.near >= NEAR])),
        "used": _used(events),
        "streak": fast_streak(events.second),
    }


def _plain(values: tuple[float, ...]) -> list[float]:
    return [round(float(one), 9) for one in values]


def _used(events: Events) -> list[list[int]]:
    """By the day the code was issued (the day of the answer where that is unknown)."""
    issued = np.where(events.issue_day > 0, events.issue_day, events.day)
    found = []
    for day in np.unique(issued):
        late = events.is_late[issued == day]
        found.append([int(day), len(late), int((late == 1).sum()), int((late >= 0).sum())])
    return found


def durations_by_channel(events: Events) -> dict[str, FloatArray]:
    return {str(one): events.duration[events.channel == one] for one in np.unique(events.channel)}
