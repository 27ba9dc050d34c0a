"""Which forms are drawn by lot to be keyed once more: the rule alone, so that its odds can be checked."""

import math
import random
from collections.abc import Sequence


def sample_size(forms: int, percent: int, least: int) -> int:
    """So many per cent, rounded up, and at least `least`; never more than there are."""
    return min(forms, max(least, math.ceil(forms * percent / 100)))


def drawn_serials(
    serials: Sequence[int], percent: int, least: int, lot: random.Random
) -> list[int]:
    """In order; every set of that size is as likely as any other if `lot` is a fair one."""
    return sorted(lot.sample(serials, sample_size(len(serials), percent, least)))
