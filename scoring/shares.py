"""Shares of satisfied answers and mean scores, per item, per dimension and overall.

An answer is a level of the scale (1..5 for the ministry's scale). It is valid when it is at or
above level 1; "không có ý kiến" and blanks are 0 and leave both numerator and denominator of their
item. Which levels count as satisfied is an argument, because the ministry's rule is a versioned
setting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from scoring.arrays import FloatArray, as_floats

Aggregate = Literal["item_mean", "pooled", "overall_item"]
AGGREGATES: tuple[Aggregate, ...] = ("item_mean", "pooled", "overall_item")
SATISFIED_LEVELS: tuple[int, ...] = (4, 5)


@dataclass(frozen=True)
class ItemSums:
    """Weighted sums per item, each (..., J): what shares and mean scores are made from.

    `valid` counts valid answers, `satisfied` those at a satisfied level, `levels` adds up the
    levels.
    """

    valid: FloatArray
    satisfied: FloatArray
    levels: FloatArray

    def __post_init__(self) -> None:
        if not self.valid.shape == self.satisfied.shape == self.levels.shape:
            raise ValueError("valid, satisfied and levels must have the same shape")


def sums_from_answers(
    answers: ArrayLike,
    satisfied_levels: Sequence[int] = SATISFIED_LEVELS,
    weights: ArrayLike | None = None,
) -> ItemSums:
    """Sums per item (J,) from answers (n, J) of levels, 0 where there is no valid answer."""
    given = np.asarray(answers)
    if given.ndim != 2 or (given < 0).any():
        raise ValueError("answers must be an (n, J) array of levels, 0 for no valid answer")
    w = np.ones(len(given)) if weights is None else as_floats(weights)
    return ItemSums(
        valid=w @ (given > 0),
        satisfied=w @ np.isin(given, satisfied_levels),
        levels=w @ given.astype(np.float64),
    )


def sums_from_level_counts(
    counts: ArrayLike, satisfied_levels: Sequence[int] = SATISFIED_LEVELS
) -> ItemSums:
    """Sums (..., J) from counts (..., J, L): how many answers at level 1, 2, ..., L."""
    given = as_floats(counts)
    top = given.shape[-1]
    if any(not 1 <= level <= top for level in satisfied_levels) or (given < 0).any():
        raise ValueError(f"satisfied levels must lie in 1..{top} and counts must not be negative")
    chosen = [level - 1 for level in satisfied_levels]
    return ItemSums(
        valid=given.sum(axis=-1),
        satisfied=given[..., chosen].sum(axis=-1),
        levels=given @ np.arange(1.0, top + 1.0),
    )


def item_shares(sums: ItemSums) -> FloatArray:
    """Share of satisfied among valid answers per item; NaN where nobody answered validly."""
    return _ratio(sums.satisfied, sums.valid)


def item_mean_scores(sums: ItemSums) -> FloatArray:
    """Mean level per item; NaN where nobody answered validly."""
    return _ratio(sums.levels, sums.valid)


def item_coefficients(
    valid: FloatArray, aggregate: Aggregate, item_weights: ArrayLike | None = None
) -> FloatArray:
    """How much each item counts (..., J), adding up to 1 over the items that have valid answers.

    `item_mean` (formula v1): equal weight per item, or the given `item_weights` (J,); an item
    without a valid answer is left out and the others share its weight. `pooled`: in proportion to
    its valid answers. `overall_item` is the share of one item: choose that item alone. All NaN
    without answers.
    """
    if aggregate not in AGGREGATES:
        raise ValueError(f"unknown aggregate {aggregate!r}")
    if aggregate == "overall_item" and valid.shape[-1] != 1:
        raise ValueError("overall_item takes exactly one item")
    if aggregate == "pooled":
        return _ratio(valid, valid.sum(axis=-1, keepdims=True))
    chosen = np.ones(valid.shape[-1]) if item_weights is None else as_floats(item_weights)
    if chosen.shape != valid.shape[-1:] or (chosen <= 0).any():
        raise ValueError("item weights must be positive, one for each item")
    present = np.where(valid > 0, chosen, 0.0)
    return _ratio(present, present.sum(axis=-1, keepdims=True))


def aggregate_share(
    sums: ItemSums, aggregate: Aggregate = "item_mean", item_weights: ArrayLike | None = None
) -> FloatArray:
    """Index of a dimension or overall (...,) from the sums of its items (..., J)."""
    return _weighted(item_shares(sums), item_coefficients(sums.valid, aggregate, item_weights))


def aggregate_mean_score(
    sums: ItemSums, aggregate: Aggregate = "item_mean", item_weights: ArrayLike | None = None
) -> FloatArray:
    """Mean score of a dimension or overall (...,), the items weighing as in `aggregate_share`."""
    return _weighted(item_mean_scores(sums), item_coefficients(sums.valid, aggregate, item_weights))


def combine_dimensions(shares: ArrayLike, item_counts: ArrayLike) -> float:
    """Overall index from dimensions' indices when every item weighs the same.

    The ministry's published tables fit this and not the plain mean of the dimensions (national
    2024: 83.84 over 32 items and 84.09 over 19 give 83.93; published 83.94).
    """
    counts = as_floats(item_counts)
    if (counts < 0).any() or counts.sum() <= 0:
        raise ValueError("item counts must not be negative, and not all zero")
    return float(as_floats(shares) @ counts / counts.sum())


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient: FloatArray = np.where(whole > 0, part / whole, np.nan)
    return quotient


def _weighted(values: FloatArray, coefficients: FloatArray) -> FloatArray:
    """Divided by the coefficients' own sum, so that items that are all 1 give exactly 1."""
    total = np.where(coefficients > 0, coefficients * values, 0.0).sum(axis=-1)
    whole = np.where(coefficients > 0, coefficients, 0.0).sum(axis=-1)
    return _ratio(total, whole)
