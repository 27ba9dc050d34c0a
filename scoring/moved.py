"""Which of many agencies moved between two publications, by Holm's rule; plain Python, published figures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

LEVEL = 0.05


@dataclass(frozen=True)
class Published:
    """A share in 0…1 with its variance, as published."""

    share: float
    variance: float


def moved(pairs: Sequence[tuple[Published, Published]]) -> list[bool]:
    """(later, earlier) pairs of independent figures → whether each moved, beyond chance, all asked at once.

    Two-sided normal tests; Holm (1979) holds the chance of naming even one that did not move at 5 %.
    """
    p_values = [_p_value(later, earlier) for later, earlier in pairs]
    found = [False] * len(pairs)
    for rank, place in enumerate(sorted(range(len(pairs)), key=p_values.__getitem__)):
        if p_values[place] > LEVEL / (len(pairs) - rank):
            break
        found[place] = True
    return found


def _p_value(later: Published, earlier: Published) -> float:
    variance = later.variance + earlier.variance
    if variance <= 0:
        return 1.0
    z = abs(later.share - earlier.share) / math.sqrt(variance)
    return 2 * NormalDist().cdf(-z)
