"""How many of the codes handed out are used: more than usual in a month (rr), on a day (dayrr), on days

that also score high (turn).
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.special import betaln, gammaln

MONTHLY = 0.1  # sd of the log of an agency's share from month to month
RHO = 0.02  # correlation within a day
MOST = 50.0
LEAST_DAYS = 8


def log_ratio(
    used: int, issued: int, used_before: int, issued_before: int, months: int, span: int = 1
) -> float:
    """z of the used share of `span` months against that of `months` earlier ones of the same agency."""
    if min(used, used_before, issued, issued_before, months) <= 0:
        return 0.0
    ratio = math.log(used / issued) - math.log(used_before / issued_before)
    variance = 1 / used + 1 / used_before + MONTHLY**2 * (1 / span + 1 / months)
    return ratio / math.sqrt(variance)


def log_ratio_among(used: int, issued: int, usual: float, between: float, span: int = 1) -> float:
    """The same against the province's share; `between`: variance of the log between agencies."""
    if min(used, issued) <= 0 or not 0 < usual < 1:
        return 0.0
    variance = 1 / used + MONTHLY**2 / span + between
    return (math.log(used / issued) - math.log(usual)) / math.sqrt(variance)


@lru_cache(100_000)  # days of few codes are all alike
def day_tail(used: int, issued: int, usual: float) -> float:
    """-log10 P(X >= used) of a beta-binomial with mean share `usual` and correlation RHO."""
    if used <= 0 or issued <= 0:
        return 0.0
    mean = min(max(usual, 0.005), 0.95)
    a, b = mean * (1 / RHO - 1), (1 - mean) * (1 / RHO - 1)
    k = np.arange(min(used, issued), issued + 1, dtype=np.float64)
    choose = gammaln(issued + 1) - gammaln(k + 1) - gammaln(issued - k + 1)
    logs = choose + betaln(k + a, issued - k + b) - betaln(a, b)
    top = float(logs.max())
    tail = (top + math.log(float(np.exp(logs - top).sum()))) / math.log(10)
    return min(MOST, max(0.0, -tail))


def worst_day(pairs: Sequence[tuple[int, int]], usual: float) -> float:
    """Greatest `day_tail` of (used, issued) by day of issue."""
    return max((day_tail(used, issued, usual) for used, issued in pairs), default=0.0)


def turn(days: Sequence[tuple[float, float, float]]) -> float:
    """Slope over its standard error of a day's score on its turnout, weighted by the day's answers.

    `days`: (turnout, score, answers) of each day. The error is the residual one, so days that differ by
    themselves widen it.
    """
    rows = [one for one in days if one[2] > 0]
    if len(rows) < LEAST_DAYS:
        return 0.0
    x, y, w = (np.asarray(column, np.float64) for column in zip(*rows, strict=True))
    x = x - w @ x / w.sum()
    y = y - w @ y / w.sum()
    spread = float(w @ x**2)
    if spread < 1e-9:
        return 0.0
    slope = float(w @ (x * y)) / spread
    residual = float(w @ (y - slope * x) ** 2) / (len(rows) - 2)
    return slope / math.sqrt(max(residual, 1e-6) / spread)
