"""How fast answers are given (fast)."""

import math
from collections.abc import Sequence

import numpy as np

from scoring.arrays import FloatArray

SLOWEST_OF_FAST = 2.5  # "fast" is under the median divided by this
OVERDISPERSION = 1.3
USUAL_SHARE = 0.03  # of fast answers where nobody has been measured


def fast_day(durations: FloatArray, median: float) -> tuple[int, int]:
    """(fast ones, ones whose duration is known); `median` in seconds, of the questionnaire everywhere."""
    known = durations[~np.isnan(durations) & (durations > 0)]
    if not (median > 0):
        return 0, 0
    return int((known < median / SLOWEST_OF_FAST).sum()), len(known)


def fast(count: int, known: int, usual: float) -> float:
    """Binomial z against the usual share, divided by the root of the overdispersion."""
    if known == 0:
        return 0.0
    share = min(max(usual, 0.005), 0.95)
    return (count - known * share) / math.sqrt(OVERDISPERSION * known * share * (1 - share))


def median_of(durations: FloatArray) -> float:
    """Median of the known durations; 0 without any."""
    known = durations[~np.isnan(durations) & (durations > 0)]
    return float(np.median(known)) if len(known) else 0.0


def median_of_medians(medians: Sequence[float]) -> float:
    """Of days of many agencies, so that no single one decides; days that know nothing (0) are left out."""
    known = [one for one in medians if one > 0]
    return float(np.median(known)) if known else 0.0
