"""The difference of two published figures, from what is published of them; plain numbers, no scipy.

The same interval as `scoring.difference.newcombe_interval` (Newcombe 1998, method 10), for pages that
put two stored figures side by side.
"""

import math
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["higher", "lower", "not_distinguishable"]


@dataclass(frozen=True)
class Limits:
    """A share with the limits of its interval, all between 0 and 1."""

    p: float
    low: float
    high: float


@dataclass(frozen=True)
class Contrast:
    """First minus second, with its interval; `verdict` speaks of the first."""

    value: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        if self.low > 0:
            return "higher"
        return "lower" if self.high < 0 else "not_distinguishable"


def contrast(first: Limits, second: Limits) -> Contrast:
    """Independent figures; squares and adds the distances from each share to its limit."""
    below = math.hypot(first.p - first.low, second.high - second.p)
    above = math.hypot(first.high - first.p, second.p - second.low)
    value = first.p - second.p
    return Contrast(value, value - below, value + above)
