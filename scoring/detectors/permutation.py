"""Mean and variance of a sum over neighbours when the order is drawn by lot: exact, nothing is drawn.

The statistic is sum over i, j within `lags` places of each other of s(i, j), a Mantel statistic; the
moments under all n! orders are those of Mantel (1967), as in Cliff & Ord, Spatial Processes (1981), 2.3.
"""

from typing import NamedTuple

import numpy as np

from scoring.arrays import FloatArray, IntArray


class Moments(NamedTuple):
    """What was seen, and mean and variance of the same over all orders."""

    observed: float
    mean: float
    variance: float


class _Sums(NamedTuple):
    """Of a symmetric matrix with zero diagonal: sum, sum of squares, sum of squared row sums."""

    whole: float
    squares: float
    rows: float


def _band(n: int, lags: int) -> _Sums:
    """1 where 0 < |i - j| <= lags."""
    places = np.arange(n)
    degrees = np.minimum(places, lags) + np.minimum(n - 1 - places, lags)
    whole = float(degrees.sum())
    return _Sums(whole, whole, float((degrees**2).sum()))


def _moments(n: int, w: _Sums, s: _Sums, observed: float) -> Moments:
    """Needs n >= 4."""
    two, three, four = n * (n - 1), n * (n - 1) * (n - 2), n * (n - 1) * (n - 2) * (n - 3)
    w1, w2, s1, s2 = 2 * w.squares, 4 * w.rows, 2 * s.squares, 4 * s.rows
    mean = w.whole * s.whole / two
    second = (
        w1 * s1 / (2 * two)
        + (w2 - 2 * w1) * (s2 - 2 * s1) / (4 * three)
        + (w.whole**2 + w1 - w2) * (s.whole**2 + s1 - s2) / four
    )
    return Moments(observed, mean, max(0.0, second - mean**2))


def equal_neighbours(codes: IntArray, lags: int) -> Moments:
    """Ordered pairs with the same code within `lags` places; zeros below four entries."""
    n = len(codes)
    if n < 4:
        return Moments(0.0, 0.0, 0.0)
    observed = 2.0 * sum(int((codes[lag:] == codes[:-lag]).sum()) for lag in _usable(n, lags))
    sizes = np.bincount(codes).astype(np.float64)
    pairs = float((sizes * (sizes - 1)).sum())
    rows = float((sizes * (sizes - 1) ** 2).sum())
    return _moments(n, _band(n, lags), _Sums(pairs, pairs, rows), observed)


def like_neighbours(values: FloatArray, lags: int) -> Moments:
    """Sum of products of deviations from the mean within `lags` places: autocorrelation unscaled."""
    n = len(values)
    if n < 4:
        return Moments(0.0, 0.0, 0.0)
    y = values - values.mean()
    observed = 2.0 * sum(float((y[lag:] * y[:-lag]).sum()) for lag in _usable(n, lags))
    two, four = float((y**2).sum()), float((y**4).sum())
    return _moments(n, _band(n, lags), _Sums(-two, two**2 - four, four), observed)


def _usable(n: int, lags: int) -> range:
    return range(1, min(lags, n - 1) + 1)


def z_of(moments: Moments) -> float:
    """Standardised; 0 where the order could make no difference."""
    if moments.variance <= 1e-12:
        return 0.0
    return float((moments.observed - moments.mean) / np.sqrt(moments.variance))
