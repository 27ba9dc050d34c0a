"""What a body inherits: shares of the bodies it came from, weighted by transactions, variance carried."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.intervals import korn_graubard
from scoring.variance import combine_agencies

_TOLERANCE = 1e-9


@dataclass(frozen=True)
class CarriedPart:
    """One source: its share p (0…1), variance and df of p, valid answers, and its weight (sum 1)."""

    weight: float
    share: float
    variance: float
    df: float
    n_valid: int


@dataclass(frozen=True)
class CarriedShare:
    """A computed figure, never a measured one; `n_valid` counts the answers behind all sources."""

    share: float
    variance: float
    df: float
    low: float
    high: float
    n_valid: int


def carry(parts: Sequence[CarriedPart]) -> CarriedShare:
    """p = Σ w·p, V = Σ w²·V (sources were sampled apart), df by Satterthwaite, interval as published.

    A part of a divided body is taken to be as the whole was. Raises ValueError when the weights do not
    add up to 1: a source that is withheld leaves nothing to carry, so the caller leaves the figure out.
    """
    weights = np.array([one.weight for one in parts], dtype=float)
    if not len(parts) or (weights <= 0).any() or abs(weights.sum() - 1) > _TOLERANCE:
        raise ValueError("weights of carried parts must be positive and add up to 1")
    share = float(weights @ np.array([one.share for one in parts], dtype=float))
    variances, dfs = [one.variance for one in parts], [one.df for one in parts]
    whole = combine_agencies(weights, variances, dfs)
    n_valid = sum(one.n_valid for one in parts)
    limits = korn_graubard(share, whole.value, n_valid, whole.df)
    return CarriedShare(
        share, whole.value, whole.df, float(limits.low), float(limits.high), n_valid
    )
