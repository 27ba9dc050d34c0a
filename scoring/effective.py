"""Effective sample size and design effect: what weighting and clustering cost."""

import numpy as np
from numpy.typing import ArrayLike

from scoring.arrays import FloatArray, as_floats


def effective_size(p: ArrayLike, variance: ArrayLike, n: ArrayLike) -> FloatArray:
    """n_eff = p(1-p)/V, never above n.

    Equals n where V is 0; NaN where p or V is. What p = 0 or 1 does to an interval is decided in
    `scoring.intervals.korn_graubard`.
    """
    share, v, size = np.broadcast_arrays(as_floats(p), as_floats(variance), as_floats(n))
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = np.where(v > 0, share * (1 - share) / v, np.inf)
    return np.where(np.isnan(share) | np.isnan(v), np.nan, np.minimum(raw, size))


def sample_variance(y: ArrayLike, weights: ArrayLike) -> float:
    """Estimate of the population variance of y: weighted, times n/(n-1) as in R's svyvar."""
    values, w = as_floats(y), as_floats(weights)
    n = int((w != 0).sum())
    mean = w @ values / w.sum()
    return float(w @ (values - mean) ** 2 / w.sum() * n / (n - 1))


def mean_design_effect(
    variance: float, y: ArrayLike, weights: ArrayLike, with_replacement: bool = True
) -> float:
    """V of the mean of y against a simple random sample of the same size.

    Report the with-replacement reference. The other one, with its factor 1 - n/N, explodes when
    most clients answer (5.03 against 1.005 at a sampling fraction of 0.8).
    """
    w = as_floats(weights)
    n = int((w != 0).sum())
    reference = sample_variance(y, w) / n
    if not with_replacement:
        reference *= 1 - n / w.sum()
    return variance / reference


def total_design_effect(
    variance: float, y: ArrayLike, weights: ArrayLike, with_replacement: bool = True
) -> float:
    """V of the estimated total of y against a simple random sample of the same size."""
    scale = as_floats(weights).sum() ** 2
    return mean_design_effect(variance / scale, y, weights, with_replacement)


def share_design_effect(p: ArrayLike, variance: ArrayLike, n: ArrayLike) -> FloatArray:
    """V / (p(1-p)/(n-1)), the with-replacement reference; NaN where p is 0 or 1 or n < 2."""
    share, v, size = np.broadcast_arrays(as_floats(p), as_floats(variance), as_floats(n))
    spread = share * (1 - share)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where((spread > 0) & (size > 1), v * (size - 1) / spread, np.nan)
