"""Has it changed? Differences between two independent shares, and many of them at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from scoring.arrays import FloatArray, as_floats
from scoring.intervals import Interval
from scoring.variance import satterthwaite


@dataclass(frozen=True)
class Estimate:
    """A share with its variance, df and the limits of its interval (any method's)."""

    p: float
    variance: float
    df: float
    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """Later minus earlier, as shares; `p_value` is two-sided, NaN when both variances are 0."""

    value: float
    low: float
    high: float
    df: float
    p_value: float


def newcombe_interval(
    first: ArrayLike, first_limits: Interval, second: ArrayLike, second_limits: Interval
) -> Interval:
    """Interval of first - second from the two intervals (Newcombe 1998, method 10).

    Squares and adds the distances from each share to its limit; with Wilson limits it is the
    published method, with Korn-Graubard limits the one for clustered answers.
    """
    p1, p2 = as_floats(first), as_floats(second)
    below = np.hypot(p1 - first_limits.low, second_limits.high - p2)
    above = np.hypot(first_limits.high - p1, p2 - second_limits.low)
    return Interval(p1 - p2 - below, p1 - p2 + above)


def difference(later: Estimate, earlier: Estimate) -> Difference:
    """Change from `earlier` to `later`, samples independent; compare like channels only."""
    limits = newcombe_interval(
        later.p,
        Interval(as_floats(later.low), as_floats(later.high)),
        earlier.p,
        Interval(as_floats(earlier.low), as_floats(earlier.high)),
    )
    parts = [later.variance, earlier.variance]
    df = satterthwaite(parts, [later.df, earlier.df])
    value = later.p - earlier.p
    return Difference(
        value, float(limits.low), float(limits.high), df, t_p_value(value, sum(parts), df)
    )


def t_p_value(value: float, variance: float, df: float) -> float:
    """Two-sided p-value of value / sqrt(V) under Student's t."""
    if not (variance > 0 and df > 0):
        return float("nan")
    return float(2 * special.stdtr(df, -abs(value) / np.sqrt(variance)))


def holm(p_values: ArrayLike) -> FloatArray:
    """Holm's adjusted p-values (K,), in the order given; NaN stays NaN and is not counted."""
    raw = as_floats(p_values)
    tested = np.flatnonzero(~np.isnan(raw))
    order = tested[np.argsort(raw[tested], kind="stable")]
    steps = np.arange(len(order), 0, -1.0)
    adjusted = np.full(raw.shape, np.nan)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps * raw[order]), 1.0)
    return adjusted
