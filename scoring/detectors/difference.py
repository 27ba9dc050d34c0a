"""One kind of answer against another: open QR against code (gap), at the desk against later (near), paper.

Kinds are summarised by sums that add up over days and months: count, sum and sum of squares of the share of
high levels of each response.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from scoring.arrays import FloatArray, as_floats

WIDER = 1.5  # the variance of a difference of honest answers exceeds that of random ones
LEAST = 8  # answers on either side below which nothing is said
MONTHLY = 0.1  # sd of an agency's difference from month to month, in logits
LEAST_SPREAD = 0.3  # of p(1 - p): responses are never all equal for long


class Sums(NamedTuple):
    """Of the shares of high levels of some responses."""

    n: float = 0.0
    total: float = 0.0
    squares: float = 0.0

    def plus(self, other: "Sums") -> "Sums":
        return Sums(*(a + b for a, b in zip(self, other, strict=True)))


class Difference(NamedTuple):
    """Of two logits, with its variance."""

    value: float
    variance: float


def sums_of(shares: FloatArray) -> Sums:
    """NaN (no valid answer) is left out."""
    known = shares[shares == shares]
    return Sums(float(len(known)), float(known.sum()), float((known**2).sum()))


def _logit(one: Sums) -> Difference:
    p = (one.total + 0.5) / (one.n + 1)
    spread = (one.squares - one.total**2 / one.n) / max(one.n - 1, 1)
    spread = max(spread, LEAST_SPREAD * p * (1 - p))
    return Difference(math.log(p / (1 - p)), spread / one.n / (p * (1 - p)) ** 2)


def difference(first: Sums, second: Sums) -> Difference | None:
    """Logit of the first minus logit of the second; None when either has too few answers."""
    if min(first.n, second.n) < LEAST:
        return None
    a, b = _logit(first), _logit(second)
    return Difference(a.value - b.value, a.variance + b.variance)


class Centre(NamedTuple):
    """What is usual: mean and variance between agencies."""

    mean: float
    between: float


def paule_mandel(found: Sequence[Difference], steps: int = 60) -> Centre:
    """Mean and variance between agencies such that the weighted squares equal their degrees of freedom.

    Paule & Mandel (1982); by bisection. Raises ValueError below two agencies.
    """
    if len(found) < 2:
        raise ValueError("two agencies at least")
    values = as_floats([one.value for one in found])
    variances = as_floats([one.variance for one in found]) * WIDER

    def excess(between: float) -> tuple[float, float]:
        weights = 1 / (variances + between)
        mean = float(weights @ values / weights.sum())
        return float(weights @ (values - mean) ** 2) - (len(values) - 1), mean

    low, high = 0.0, max(1.0, float(((values - values.mean()) ** 2).sum()))
    if excess(0.0)[0] <= 0:
        return Centre(excess(0.0)[1], 0.0)
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle)[0] > 0 else (low, middle)
    return Centre(excess(high)[1], high)


def against_others(found: Difference | None, usual: Centre) -> float:
    """z of an agency's difference among those of the province; 0 when nothing is known."""
    if found is None:
        return 0.0
    return (found.value - usual.mean) / math.sqrt(WIDER * found.variance + usual.between)


def against_own(found: Difference | None, before: Difference | None, months: int) -> float:
    """z of the difference against the agency's own of `months` earlier months."""
    if found is None or before is None or months == 0:
        return 0.0
    variance = WIDER * (found.variance + before.variance) + MONTHLY**2 * (1 + 1 / months)
    return (found.value - before.value) / math.sqrt(variance)
