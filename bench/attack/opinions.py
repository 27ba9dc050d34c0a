"""What residents think: an office's level, effects of day, lateness, field, nearness; answers from them.

Opinions live on the logit scale of «level 4 or 5»; 42 % give one level to every item, as people do in a
battery about one visit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ITEMS = 9
STRAIGHT_SHARE = 0.35  # with those who happen to, 42 % of the answers have one level throughout
MONTHS = 12
_PERSON, _ITEM = 1.1, 0.9  # person and item noise, in logits
_FURTHER_CUTS = np.array([-2.6, -1.25, 0.0, 1.55])  # 1|2, 2|3, 3|4, 4|5 on the latent scale
_ITEM_SHIFT = np.array([0.25, 0.1, -0.1, 0.0, -0.25, 0.15, -0.15, 0.05, -0.05])


@dataclass(frozen=True)
class Temper:
    """What is lasting about one office's residents, all on the logit scale."""

    level: float
    day_effect: Floats
    late_shift: float
    field_shift: Floats
    near_shift: float
    open_shift: float
    open_factor: float
    near_share: float
    redeem: float
    redeem_by_month: Floats

    @classmethod
    def drawn(cls, rng: np.random.Generator, days: int) -> "Temper":
        return cls(
            level=rng.normal(1.25, 0.35),
            day_effect=rng.normal(0, 0.15, days),
            late_shift=rng.normal(-1.1, 0.2),
            field_shift=rng.normal(0, 0.15, 6),
            near_shift=rng.normal(0.1, 0.15),
            open_shift=rng.normal(-0.35, 0.25),
            open_factor=rng.lognormal(0, 0.2),
            near_share=rng.uniform(0.6, 0.85),
            redeem=rng.normal(-1.29, 0.15),
            redeem_by_month=rng.normal(0, 0.05, MONTHS),
        )


def draw_levels(rng: np.random.Generator, opinion: Floats) -> NDArray[np.uint8]:
    """(n, items) of 1…5; `opinion` is one number a person."""
    count = len(opinion)
    person = opinion + rng.logistic(0, _PERSON * 0.55, count)
    straight = rng.random(count) < STRAIGHT_SHARE
    noise = rng.normal(0, _ITEM, (count, ITEMS)) + _ITEM_SHIFT
    noise[straight] = 0.0
    return (np.searchsorted(_FURTHER_CUTS, person[:, None] + noise) + 1).astype(np.uint8)


def praise(rng: np.random.Generator, count: int) -> NDArray[np.uint8]:
    """What a forger writes who wants to be believed: fives, a four here and there."""
    levels = np.full((count, ITEMS), 5, np.uint8)
    varied = rng.random(count) < 0.5
    fours = (rng.random((count, ITEMS)) < 0.3) & varied[:, None]
    levels[fours] = 4
    return levels


def spite(count: int) -> NDArray[np.uint8]:
    return np.ones((count, ITEMS), np.uint8)
