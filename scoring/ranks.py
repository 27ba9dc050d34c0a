"""Confidence sets for ranks: "hạng 5–17/166" instead of a bare place.

Mogstad, Romano, Shaikh and Wilhelm (Review of Economic Studies, 2024): agency k stands surely above
j when their difference, in standard errors, exceeds the quantile of the largest such difference
under no difference at all. Simulated with a given seed, so the same figures always give the same
ranks.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.arrays import FloatArray, IntArray, as_floats

DRAWS = 20_000
_DRAWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class RankSets:
    """Best and worst place (A,) that the data leave open, 1 = highest share."""

    best: IntArray
    worst: IntArray


def rank_sets(
    p: ArrayLike,
    variance: ArrayLike,
    *,
    seed: int,
    simultaneous: bool = False,
    on_logit_scale: bool = False,
    level: float = 0.95,
    draws: int = DRAWS,
) -> RankSets:
    """Sets of ranks of independent estimates p (A,) with their variances (A,), all finite.

    Marginal sets hold each with probability `level` for its agency; simultaneous ones hold for all
    agencies together. Leave withheld agencies out. The logit scale suits shares near 1 (0 < p < 1).
    """
    values, v = as_floats(p), as_floats(variance)
    if on_logit_scale:
        values, v = logit_scale(values, v)
    if not (np.isfinite(values).all() and np.isfinite(v).all()) or (v <= 0).any():
        raise ValueError("ranks need finite estimates with positive variances")
    if len(values) < 2:
        return RankSets(np.ones(len(values), np.int64), np.ones(len(values), np.int64))
    largest = _largest_differences(v, draws, np.random.default_rng(seed))
    if simultaneous:
        largest = np.broadcast_to(largest.max(axis=1, keepdims=True), largest.shape)
    critical = np.quantile(largest, level, axis=0)[:, None]
    apart = (values[:, None] - values) / np.sqrt(v[:, None] + v)
    return RankSets(
        best=1 + (apart < -critical).sum(axis=1),
        worst=len(values) - (apart > critical).sum(axis=1),
    )


def logit_scale(p: FloatArray, variance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Shares and variances on the logit scale: V / (p(1-p))^2."""
    if ((p <= 0) | (p >= 1)).any():
        raise ValueError("the logit scale needs shares strictly between 0 and 1")
    return np.log(p / (1 - p)), variance / (p * (1 - p)) ** 2


def _largest_differences(
    variance: FloatArray, draws: int, generator: np.random.Generator
) -> FloatArray:
    """For each draw from N(0, diag V) and each agency, its largest standardised |difference|."""
    deviation = np.sqrt(variance)
    largest = np.zeros((len(variance), draws))
    for start in range(0, draws, _DRAWS_AT_ONCE):
        size = min(_DRAWS_AT_ONCE, draws - start)
        noise = deviation[:, None] * generator.standard_normal((len(variance), size))
        block = largest[:, start : start + size]
        for j in range(len(variance) - 1):
            scale = 1 / np.sqrt(variance[j] + variance[j + 1 :])
            apart = np.abs(noise[j + 1 :] - noise[j]) * scale[:, None]
            np.maximum(block[j + 1 :], apart, out=block[j + 1 :])
            np.maximum(block[j], apart.max(axis=0), out=block[j])
    return largest.T
