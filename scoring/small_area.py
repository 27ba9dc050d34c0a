"""Small areas: estimates that borrow strength from the others (Fay and Herriot 1979), by REML.

Shown beside a direct figure as an estimate for reference, never in its place: shrinking rewards small bad
communes and punishes small good ones.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.arrays import FloatArray, as_floats

STEPS, CLOSE = 100, 1e-10


@dataclass(frozen=True)
class SmallAreas:
    """`estimates` and `mse` (A,); `own_weight` (A,) is g: how much of the direct figure is left in each.

    `between` is A, the variance between areas that the predictors do not explain; `coefficients` (K,).
    """

    estimates: FloatArray
    mse: FloatArray
    own_weight: FloatArray
    between: float
    coefficients: FloatArray
    coefficient_errors: FloatArray


def fay_herriot(
    direct: ArrayLike, variance: ArrayLike, predictors: ArrayLike | None = None
) -> SmallAreas:
    """Direct estimates (A,) with their sampling variances D (A,) > 0; predictors (A, K) with a constant.

    Without predictors every area shrinks towards one mean. MSE after Prasad and Rao (1990): g1 + g2 + 2 g3.
    """
    y, d = as_floats(direct), as_floats(variance)
    x = np.ones((len(y), 1)) if predictors is None else as_floats(predictors)
    if len(y) <= x.shape[1] or not (d > 0).all() or not np.isfinite(y).all():
        raise ValueError("small areas need more areas than predictors, and positive variances")
    between = _reml(y, d, x)
    total = between + d
    information = (x.T / total) @ x
    spread = np.linalg.inv(information)
    beta = spread @ (x.T / total) @ y
    own = between / total
    g1 = own * d
    g2 = (1 - own) ** 2 * np.einsum("ij,jk,ik->i", x, spread, x)
    g3 = d**2 / total**3 * 2 / np.sum(total**-2.0)
    return SmallAreas(
        estimates=own * y + (1 - own) * (x @ beta),
        mse=g1 + g2 + 2 * g3,
        own_weight=own,
        between=between,
        coefficients=beta,
        coefficient_errors=np.sqrt(np.diag(spread)),
    )


def smoothed_variance(share: float, n: ArrayLike, design_effect: float) -> FloatArray:
    """Sampling variances of shares (A,) from a pooled share and design effect: steadier than each own V."""
    return design_effect * share * (1 - share) / as_floats(n)


def _reml(y: FloatArray, d: FloatArray, x: FloatArray) -> float:
    """Variance between areas by Fisher's scoring on the restricted likelihood, never below 0."""
    between = float(np.median(d))
    for _ in range(STEPS):
        inverse = 1 / (between + d)
        weighted = x * inverse[:, None]
        p = np.diag(inverse) - weighted @ np.linalg.solve(x.T @ weighted, weighted.T)
        py = p @ y
        score = 0.5 * (py @ py - np.trace(p))
        step = score / (0.5 * np.sum(p * p))
        found = max(0.0, between + float(step))
        if abs(found - between) <= CLOSE * max(between, float(d.min())):
            return found
        between = found
    return between
