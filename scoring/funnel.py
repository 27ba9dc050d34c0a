"""Funnel plot: which agencies stand apart from their province by more than chance (Spiegelhalter 2005).

Limits are of Wilson's type, as in England's public health profiles (PHEindicatormethods): the interval of
the province's share at each effective sample. Where agencies differ by more than chance lets them, an
additive variance between agencies widens the limits. Plain Python: pages draw it from stored figures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean
from typing import Literal

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


def funnel(shares: Sequence[float], sizes: Sequence[float], target: float) -> Funnel:
    """Shares in 0…1 with their effective samples, all above 0; 0 < target < 1."""
    if not 0 < target < 1 or any(not size > 0 for size in sizes):
        raise ValueError("a funnel needs a target between 0 and 1 and positive effective samples")
    spread, between = over_dispersion(shares, sizes, target)
    bands = [
        _band(share, *funnel_limits(target, size, CONTROL, between))
        for share, size in zip(shares, sizes, strict=True)
    ]
    return Funnel(target, between, spread, bands)


def funnel_limits(
    target: float, size: float, level: float, between: float = 0.0
) -> tuple[float, float]:
    """(low, high) around `target` at an effective sample; with `between` > 0 target -+ z sqrt(s² + tau²)."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    if between > 0:
        half = z * math.sqrt(target * (1 - target) / size + between)
        return max(0.0, target - half), min(1.0, target + half)
    slack = z**2 / size
    half = math.sqrt(slack * (target * (1 - target) + slack / 4))
    centre = target + slack / 2
    return (centre - half) / (1 + slack), (centre + half) / (1 + slack)


def over_dispersion(
    shares: Sequence[float], sizes: Sequence[float], target: float
) -> tuple[float, float]:
    """(phi, tau²): mean square of the winsorised standardised differences, and the moment estimate.

    tau² is 0 unless phi is above 1 by more than twice its own chance error, sqrt(2 / A). Winsorising makes it
    a careful estimate, below the true variance: who stands outside stands out even so.
    """
    count = len(shares)
    if count < 2:
        return 1.0, 0.0
    weights = [size / (target * (1 - target)) for size in sizes]
    z = [(p - target) * math.sqrt(w) for p, w in zip(shares, weights, strict=True)]
    low, high = _quantile(z, WINSORISED), _quantile(z, 1 - WINSORISED)
    phi = fmean(min(max(one, low), high) ** 2 for one in z)
    if phi <= 1 + 2 * math.sqrt(2 / count):
        return phi, 0.0
    total = math.fsum(weights)
    squares = math.fsum(one**2 for one in weights)
    between = (count * phi - (count - 1)) / (total - squares / total)
    return phi, max(0.0, between)


def _quantile(values: Sequence[float], part: float) -> float:
    """Linear between the ordered values, as numpy's default."""
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _band(share: float, low: float, high: float) -> Band:
    if share > high:
        return "above"
    return "below" if share < low else "within"
