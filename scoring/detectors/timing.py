"""When answers come: too many in a quarter of an hour (scan), too evenly (reg)."""

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import betainc

from scoring.arrays import FloatArray, IntArray

WINDOW = 15 * 60  # seconds
BUCKETS = 8  # of three hours, as `response.bucket`
QUARTERS = 12  # windows of 15 minutes in a bucket
CLUMPING = 2.0  # k of the negative binomial: residents come by bus and on market days
GAPS = 9
LONGEST_GAP = 10 * 60  # seconds
LEAST_SHARE = 0.02  # of a day's answers in a bucket, for hours in which nobody is expected
MOST = 50.0  # greatest -log10 p that is told apart
# Share of a day's answers in each three-hour bucket where nothing better is known (offices 7.30–17.00).
PROFILE = (0.01, 0.01, 0.15, 0.40, 0.20, 0.17, 0.05, 0.01)


def buckets_of(seconds: FloatArray) -> IntArray:
    return np.clip(seconds // (3 * 3600), 0, BUCKETS - 1).astype(np.int64)


def fullest_windows(seconds: FloatArray) -> list[int]:
    """Most answers within 15 minutes, by the bucket in which the window begins (8,). `seconds` sorted."""
    last = np.searchsorted(seconds, seconds + WINDOW, side="left")
    counts = last - np.arange(len(seconds))
    fullest = np.zeros(BUCKETS, np.int64)
    np.maximum.at(fullest, buckets_of(seconds), counts)
    return [int(one) for one in fullest]


def scan(windows: Sequence[int], a_day: float, profile: Sequence[float] = PROFILE) -> float:
    """-log10 of the smallest tail P(X >= c), X negative binomial (k = 2) around what is expected.

    `windows` (8,) largest counts of the month by bucket; `a_day` the agency's usual answers a day.
    """
    counts = np.asarray(windows, np.float64)
    shares = np.maximum(np.asarray(profile, np.float64), LEAST_SHARE)
    expected = np.maximum(a_day, 0.05) * shares / QUARTERS
    seen = counts > 1
    if not seen.any():
        return 0.0
    tails = betainc(counts[seen], CLUMPING, expected[seen] / (CLUMPING + expected[seen]))
    return min(MOST, float(-np.log10(max(float(tails.min()), 10**-MOST))))


def evenest_gaps(seconds: FloatArray) -> tuple[float | None, int]:
    """Smallest coefficient of variation of 9 consecutive gaps under 10 minutes, and how many such runs."""
    gaps = np.diff(seconds)
    if len(gaps) < GAPS:
        return None, 0
    runs = np.lib.stride_tricks.sliding_window_view(gaps, GAPS)
    runs = runs[(runs < LONGEST_GAP).all(axis=1)]
    means = runs.mean(axis=1)
    sound = means > 0
    if not sound.any():
        return None, 0
    return float((runs.std(axis=1)[sound] / means[sound]).min()), int(sound.sum())


def reg(cv: float | None, runs: int) -> float:
    """-log10 p of so even a stretch among `runs` of them, were the gaps exponential.

    Fractions of 9 exponential gaps are uniform on a simplex; a CV below c is a ball of radius c / 3 in
    it: P = (pi^4 / 24) (c / 3)^8 8! / 3 while the ball is inside, and no more than 1.
    """
    if cv is None or runs == 0:
        return 0.0
    single = min(1.0, math.pi**4 / 24 * (max(cv, 1e-3) / 3) ** 8 * math.factorial(8) / 3)
    whole = -math.expm1(runs * math.log1p(-single)) if single < 1 else 1.0
    return min(MOST, -math.log10(max(whole, 10**-MOST)))
