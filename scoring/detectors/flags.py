"""Which answers of a day a sign points at, where it points at minutes and not at a whole month."""

from collections.abc import Callable, Collection, Mapping

import numpy as np

from scoring.arrays import BoolArray, FloatArray
from scoring.detectors.events import Events
from scoring.detectors.months import Month
from scoring.detectors.others import Others
from scoring.detectors.paper import FASTEST
from scoring.detectors.thresholds import THRESHOLDS
from scoring.detectors.timing import GAPS, LONGEST_GAP, WINDOW, buckets_of, reg, scan

_LEAST_A_DAY = 0.3


def crowded(seconds: FloatArray, a_day: float, profile: tuple[float, ...]) -> BoolArray:
    """Answers in some 15 minutes that are beyond the note of `scan`; `seconds` sorted."""
    marked = np.zeros(len(seconds), bool)
    last = np.searchsorted(seconds, seconds + WINDOW, side="left")
    for first, (end, bucket) in enumerate(zip(last, buckets_of(seconds), strict=True)):
        windows = [0] * len(profile)
        windows[bucket] = int(end) - first
        if scan(windows, max(a_day, _LEAST_A_DAY), profile) >= THRESHOLDS["scan"].note_at:
            marked[first:end] = True
    return marked


def even(seconds: FloatArray) -> BoolArray:
    """Answers in some 9 gaps that are beyond the note of `reg`; `seconds` sorted."""
    marked = np.zeros(len(seconds), bool)
    gaps = np.diff(seconds)
    for first in range(len(gaps) - GAPS + 1):
        run = gaps[first : first + GAPS]
        if (run < LONGEST_GAP).all() and run.mean() > 0:
            value = reg(float(run.std() / run.mean()), max(1, len(gaps) - GAPS))
            if value >= THRESHOLDS["reg"].note_at:
                marked[first : first + GAPS + 1] = True
    return marked


def hurried(seconds: FloatArray) -> BoolArray:
    """Forms keyed less than 30 s after or before another; `seconds` sorted."""
    close = np.diff(seconds) < FASTEST
    marked = np.zeros(len(seconds), bool)
    marked[1:] |= close
    marked[:-1] |= close
    return marked


def flags(
    events: Events, spoken: Collection[tuple[str, str]], month: Month, others: Others
) -> Mapping[str, BoolArray]:
    """detector → mask over the day's events (n,), for those of (detector, channel) that point at minutes."""
    found = {}
    for detector, channel in spoken:
        mine = np.flatnonzero(events.channel == channel)
        mark = _marker(detector, channel, month, others)
        if mark is None or not len(mine):
            continue
        order = mine[np.argsort(events.second[mine], kind="stable")]
        mask = np.zeros(len(events), bool)
        mask[order] = mark(events.second[order])
        if mask.any():
            found[detector] = mask
    return found


def _marker(
    detector: str, channel: str, month: Month, others: Others
) -> Callable[[FloatArray], BoolArray] | None:
    if detector == "reg":
        return even
    if detector == "streak":
        return hurried
    if detector != "scan" or channel not in month.channels:
        return None
    a_day, profile = month.channels[channel].a_day, tuple(others.profile(channel))
    return lambda seconds: crowded(seconds, a_day, profile)
