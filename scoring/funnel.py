"""Funnel plot: which agencies stand apart from their province by more than chance (Spiegelhalter 2005).

Limits are of Wilson's type, as in England's public health profiles (PHEindicatormethods): the interval of
the province's share at each effective sample. Where agencies differ by more than chance lets them, an
additive variance between agencies widens the limits.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from scoring.arrays import FloatArray, as_floats
from scoring.intervals import Interval, normal_quantile, wilson

WARNING, CONTROL = 0.95, 0.998
WINSORISED = 0.1  # of the standardised differences at either end

Band = Literal["above", "within", "below"]


@dataclass(frozen=True)
class Funnel:
    """`target` in 0…1; `between` is tau², the variance between agencies beyond chance; `spread` is phi.

    `bands` says for each agency on which side of the 99.8 % limits it stands.
    """

    target: float
    between: float
    spread: float
    bands: list[Band]


def funnel(p: ArrayLike, n_eff: ArrayLike, target: float) -> Funnel:
    """Shares p (A,) with effective samples n_eff (A,), all finite, n_eff > 0; 0 < target < 1."""
    shares, sizes = np.broadcast_arrays(as_floats(p), as_floats(n_eff))
    if not 0 < target < 1 or not np.isfinite(shares).all() or not (sizes > 0).all():
        raise ValueError("a funnel needs a target between 0 and 1 and positive effective samples")
    spread, between = over_dispersion(shares, sizes, target)
    limits = funnel_limits(target, sizes, CONTROL, between)
    bands: list[Band] = [
        "above" if share > high else "below" if share < low else "within"
        for share, low, high in zip(shares, limits.low, limits.high, strict=True)
    ]
    return Funnel(target, between, spread, bands)


def funnel_limits(target: float, n_eff: ArrayLike, level: float, between: float = 0.0) -> Interval:
    """Limits around `target` at each effective sample; with `between` > 0 target -+ z sqrt(s² + tau²)."""
    sizes = as_floats(n_eff)
    if between <= 0:
        return wilson(np.full(sizes.shape, target), sizes, level)
    half = normal_quantile(level) * np.sqrt(target * (1 - target) / sizes + between)
    return Interval(np.clip(target - half, 0.0, 1.0), np.clip(target + half, 0.0, 1.0))


def over_dispersion(p: FloatArray, n_eff: FloatArray, target: float) -> tuple[float, float]:
    """(phi, tau²): mean square of the winsorised standardised differences, and the moment estimate.

    tau² is 0 unless phi is above 1 by more than twice its own chance error, sqrt(2 / A). Winsorising makes it
    a careful estimate, below the true variance: who stands outside stands out even so.
    """
    count = len(p)
    if count < 2:
        return 1.0, 0.0
    variance = target * (1 - target) / n_eff
    z = (p - target) / np.sqrt(variance)
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    phi = float(np.mean(np.clip(z, low, high) ** 2))
    if phi <= 1 + 2 * np.sqrt(2 / count):
        return phi, 0.0
    weights = 1 / variance
    total = weights.sum()
    between = (count * phi - (count - 1)) / (total - (weights**2).sum() / total)
    return phi, max(0.0, float(between))
