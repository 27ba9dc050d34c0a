"""Linearised (Taylor) variance with strata and clusters, from one row per respondent.

An estimate is written as a sum of influence values u_i; its variance is that of the cluster
totals of w_i u_i around their stratum mean:
    V = sum_h (1 - f_h) n_h/(n_h - 1) sum_g (z_hg - mean_h)^2,    df = clusters - strata.
Same estimator as R's survey package. From cluster totals instead of rows: `scoring.clusters`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from scoring.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    as_codes,
    as_floats,
    check_lengths,
    joint_codes,
    sum_by,
)


class Variance(NamedTuple):
    """A variance and its degrees of freedom; NaN with df 0 when there is only one cluster."""

    value: float
    df: float


@dataclass(frozen=True)
class Design:
    """Who stands for whom, one entry per respondent (n,).

    Without strata all are one stratum; without clusters everybody is their own. `fractions` is the
    sampling fraction of clusters in the respondent's stratum (the finite population correction); it
    stays None in everything that compares or ranks.
    """

    weights: FloatArray
    strata: ArrayLike | None = None
    clusters: ArrayLike | None = None
    fractions: ArrayLike | None = None

    def __post_init__(self) -> None:
        check_lengths(
            len(self.weights),
            strata=self.strata,
            clusters=self.clusters,
            fractions=self.fractions,
        )


def ratio_influence(y: ArrayLike, weights: ArrayLike) -> FloatArray:
    """Influence of each respondent on p = sum w y / sum w; y is NaN without a valid answer."""
    values, w = as_floats(y), as_floats(weights)
    valid = ~np.isnan(values)
    filled = np.where(valid, values, 0.0)
    whole = float(w @ valid)
    return valid * (filled - w @ filled / whole) / whole


def item_mean_influence(y: ArrayLike, weights: ArrayLike) -> FloatArray:
    """Influence on the mean of J item shares, y (n, J): 1/J of the sum of the items' influences."""
    columns = as_floats(y).T
    return np.mean([ratio_influence(column, weights) for column in columns], axis=0)


def pooled_influence(y: ArrayLike, weights: ArrayLike) -> FloatArray:
    """Influence on the pooled share of satisfied among all valid answers to J items, y (n, J)."""
    values, w = as_floats(y), as_floats(weights)
    valid = (~np.isnan(values)).sum(axis=1)
    satisfied = np.nansum(values, axis=1)
    whole = float(w @ valid)
    return (satisfied - w @ satisfied / whole * valid) / whole


def calibrated_residuals(
    influence: ArrayLike, design_weights: ArrayLike, margins: Sequence[ArrayLike]
) -> FloatArray:
    """What is left of the influence after regression on the margins' classes.

    The regression uses the design weights; multiply the result by the calibrated weights (that is
    R's `rake`). Residuals weighted by the raked weights instead give standard errors about 2 % off.
    """
    u, d = as_floats(influence), as_floats(design_weights)
    blocks = []
    for margin in margins:
        codes, count = as_codes(margin)
        blocks.append(np.eye(count)[codes])
    x = np.hstack(blocks)
    root = np.sqrt(d)
    coefficients = np.linalg.lstsq(x * root[:, None], u * root, rcond=None)[0]
    return u - x @ coefficients


def linearised_variance(
    influence: ArrayLike, design: Design, observed: BoolArray | None = None
) -> Variance:
    """Variance of the estimate whose influence values (n,) are given.

    `observed` marks the respondents of the domain: df counts only clusters and strata that have
    one, while the variance keeps every cluster of the design (as R does with subsets).
    """
    n = len(design.weights)
    strata = np.zeros(n, np.int64) if design.strata is None else as_codes(design.strata)[0]
    rows = np.arange(n) if design.clusters is None else np.asarray(design.clusters)
    clusters, count = joint_codes([strata, rows])
    stratum_of = np.zeros(count, np.int64)
    stratum_of[clusters] = strata
    totals = sum_by(clusters, design.weights * as_floats(influence), count)
    seen = np.ones(n, bool) if observed is None else observed
    in_domain = np.bincount(clusters, weights=seen, minlength=count) > 0
    merged = merge_single_clusters(np.zeros(count, np.int64), stratum_of)
    fraction = None
    if design.fractions is not None:
        fraction = np.zeros(count)
        fraction[clusters] = as_floats(design.fractions)
    by_stratum = stratum_variances(totals, merged, fraction)
    value = float(by_stratum.sum())
    df = float(in_domain.sum() - len(np.unique(merged[in_domain])))
    return Variance(value, df)


def stratum_variances(
    totals: FloatArray, strata: IntArray, fractions: FloatArray | None = None
) -> FloatArray:
    """V_h of each stratum (H,) from cluster totals (G,), codes 0..H-1; NaN for a lone cluster."""
    count = int(strata.max(initial=-1)) + 1
    sizes = np.bincount(strata, minlength=count)
    means = sum_by(strata, totals, count) / np.maximum(sizes, 1)
    squares = sum_by(strata, (totals - means[strata]) ** 2, count)
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = np.where(sizes > 1, sizes / (sizes - 1.0), np.nan) * squares
    scaled[sizes == 0] = 0.0
    if fractions is not None:
        scaled *= 1 - sum_by(strata, fractions, count) / np.maximum(sizes, 1)
    return scaled


def merge_single_clusters(groups: IntArray, strata: IntArray) -> IntArray:
    """Stratum codes 0..H-1 per cluster, a stratum with one cluster joined to its neighbour.

    `groups` and `strata` are (G,): strata never mix between groups (agencies), and are neighbours
    in their sorted order (months). A lone cluster joins the stratum before it, the first one the
    stratum after it. Only a group with a single cluster in all keeps a stratum of one.
    """
    codes, count = joint_codes([groups, strata])
    sizes = np.bincount(codes, minlength=count).tolist()
    group_of = np.zeros(count, np.int64)
    group_of[codes] = groups
    owner = group_of.tolist()
    target = np.arange(count)
    for code in range(count):
        before = code > 0 and owner[code - 1] == owner[code]
        after = code + 1 < count and owner[code + 1] == owner[code]
        if sizes[code] > 1 or not (before or after):
            continue
        into = target[code - 1] if before else code + 1
        target[code] = into
        sizes[into] += sizes[code]
    return as_codes(target[codes])[0]


def satterthwaite(parts: ArrayLike, dfs: ArrayLike) -> float:
    """df of a sum of independent variances: (sum A)^2 / sum(A^2/df).

    Parts that are 0 add nothing; when all are 0 the df simply add up.
    """
    a, df = as_floats(parts), as_floats(dfs)
    if not (a > 0).any():
        return float(df.sum())
    counts = a > 0
    return float(a[counts].sum() ** 2 / (a[counts] ** 2 / df[counts]).sum())


def combine_agencies(shares: ArrayLike, variances: ArrayLike, dfs: ArrayLike) -> Variance:
    """Variance of sum W_a p_a over independent agencies, with Satterthwaite's df."""
    parts = as_floats(shares) ** 2 * as_floats(variances)
    return Variance(float(parts.sum()), satterthwaite(parts, dfs))
