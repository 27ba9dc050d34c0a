"""Estimates for many agencies at once from cluster totals: the way official figures are made.

A row holds what one cluster (QR place x day) answered: for each item how many valid answers, how
many satisfied, the sum of levels. Rows never need single responses, so a recount of millions of
answers is a few sums over some ten thousand rows. A row may also be a part of a cluster (one class
of dossiers in it, or one response) with its own weight; rows with the same cluster code are then
added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from scoring.arrays import (
    FloatArray,
    IntArray,
    as_codes,
    as_floats,
    check_lengths,
    joint_codes,
    sum_by,
)
from scoring.shares import (
    Aggregate,
    ItemSums,
    aggregate_mean_score,
    aggregate_share,
    item_coefficients,
    item_shares,
)
from scoring.variance import calibrated_residuals, merge_single_clusters, stratum_variances


@dataclass(frozen=True)
class Calibration:
    """Weights fitted to known totals: one entry per row (R,), as are the margins' class codes.

    `design` are the weights before fitting; 0 is a row whose weight was not fitted to these totals, for it
    belongs to another population: its influence is taken whole. A single margin is post-stratification,
    several are raking. Classes are fitted within each agency.
    """

    design: FloatArray
    margins: tuple[IntArray, ...]


@dataclass(frozen=True)
class ClusterTotals:
    """Rows (R,) of totals by item (R, J); counts are unweighted, weights are the same within a row.

    `strata` are months (sorted order is neighbourhood), `clusters` codes of place x day (None: each
    row is its own), `responses` how many responses the row holds, `weights` 1 when None.
    """

    agencies: ArrayLike
    strata: ArrayLike
    responses: FloatArray
    items: ItemSums
    clusters: ArrayLike | None = None
    weights: FloatArray | None = None
    calibration: Calibration | None = None

    def __post_init__(self) -> None:
        rows = len(self.items.valid)
        check_lengths(
            rows,
            agencies=self.agencies,
            strata=self.strata,
            responses=self.responses,
            clusters=self.clusters,
            weights=self.weights,
        )
        if self.items.valid.ndim != 2:
            raise ValueError("item totals must be (rows, items)")
        if (self.items.satisfied > self.items.valid).any() or (self.items.satisfied < 0).any():
            raise ValueError("satisfied answers must lie between 0 and the valid answers")
        if (self.items.valid > self.responses[:, None]).any():
            raise ValueError("an item cannot have more valid answers than there are responses")

    @cached_property
    def layout(self) -> "Layout":
        """Codes of agencies, clusters and merged strata (found once for all items)."""
        return Layout.of(self)


@dataclass(frozen=True)
class Layout:
    """Codes: agency and cluster of each row (R,), agency and stratum of each cluster (G,).

    Clusters without a response are not counted: `active` (G,) picks the others out of all row
    clusters.
    """

    labels: tuple[object, ...]
    row_agency: IntArray
    row_cluster: IntArray
    active: IntArray
    cluster_agency: IntArray
    cluster_stratum: IntArray
    stratum_agency: IntArray

    @classmethod
    def of(cls, totals: ClusterTotals) -> "Layout":
        labels, found = np.unique(np.asarray(totals.agencies), return_inverse=True)
        row_agency = found.reshape(-1).astype(np.int64)
        months, _ = as_codes(totals.strata)
        rows = np.arange(len(months)) if totals.clusters is None else totals.clusters
        row_cluster, count = joint_codes([row_agency, months, rows])
        cluster_agency = np.zeros(count, np.int64)
        cluster_agency[row_cluster] = row_agency
        cluster_month = np.zeros(count, np.int64)
        cluster_month[row_cluster] = months
        active = np.flatnonzero(sum_by(row_cluster, totals.responses, count) > 0)
        cluster_agency = cluster_agency[active]
        cluster_stratum = merge_single_clusters(cluster_agency, cluster_month[active])
        stratum_agency = np.zeros(int(cluster_stratum.max(initial=-1)) + 1, np.int64)
        stratum_agency[cluster_stratum] = cluster_agency
        return cls(
            tuple(labels.tolist()),
            row_agency,
            row_cluster,
            active,
            cluster_agency,
            cluster_stratum,
            stratum_agency,
        )


@dataclass(frozen=True)
class Estimates:
    """One dimension, item or the whole of each agency, all arrays (A,) in the order of `agencies`.

    `n` counts responses; `n_valid` the responses with a valid answer to at least one of the items
    (for one item: its valid answers). p, variance and mean_score are NaN where they do not exist;
    df is 0 where there is a single cluster. `fewest_valid` is the smallest count over items with
    answers, `empty_items` how many items nobody answered.
    """

    agencies: tuple[object, ...]
    n: FloatArray
    n_valid: FloatArray
    p: FloatArray
    variance: FloatArray
    df: FloatArray
    mean_score: FloatArray
    fewest_valid: FloatArray
    empty_items: IntArray


def estimate(
    totals: ClusterTotals,
    items: Sequence[int] | None = None,
    aggregate: Aggregate = "item_mean",
    *,
    item_weights: ArrayLike | None = None,
    answered: ArrayLike | None = None,
) -> Estimates:
    """Share, linearised variance and df of every agency for the chosen items (all when None).

    `answered` (R,) counts a row's responses with at least one valid answer among the items; without
    it the largest item count stands in, which is never too large.
    """
    columns = slice(None) if items is None else list(items)
    layout, picked = totals.layout, _columns(totals.items, columns)
    count = len(layout.labels)
    weights = np.ones(len(totals.responses)) if totals.weights is None else totals.weights
    sums = _by_agency(picked, weights, layout.row_agency, count)
    p = aggregate_share(sums, aggregate, item_weights)
    centre = p[:, None] if aggregate == "pooled" else item_shares(sums)
    coefficients = item_coefficients(sums.valid, aggregate, item_weights)
    influence = _row_influence(picked, layout.row_agency, sums, coefficients, centre)
    if totals.calibration is not None:
        influence = _residuals(influence, totals, totals.calibration)
    variance, df = _variance(weights * influence, picked, layout)
    valid = sum_by(layout.row_agency, picked.valid, count)
    seen = picked.valid.max(axis=1) if answered is None else as_floats(answered)
    return Estimates(
        agencies=layout.labels,
        n=sum_by(layout.row_agency, totals.responses, count),
        n_valid=sum_by(layout.row_agency, seen, count),
        p=np.clip(p, 0.0, 1.0),
        variance=np.where(np.isnan(p), np.nan, variance),
        df=df,
        mean_score=aggregate_mean_score(sums, aggregate, item_weights),
        fewest_valid=np.where(valid > 0, valid, np.inf).min(axis=1),
        empty_items=(valid == 0).sum(axis=1),
    )


def _columns(items: ItemSums, columns: slice | list[int]) -> ItemSums:
    return ItemSums(items.valid[:, columns], items.satisfied[:, columns], items.levels[:, columns])


def _by_agency(items: ItemSums, weights: FloatArray, agency: IntArray, count: int) -> ItemSums:
    w = weights[:, None]
    return ItemSums(
        sum_by(agency, w * items.valid, count),
        sum_by(agency, w * items.satisfied, count),
        sum_by(agency, w * items.levels, count),
    )


def _row_influence(
    rows: ItemSums, agency: IntArray, sums: ItemSums, coefficients: FloatArray, centre: FloatArray
) -> FloatArray:
    """Sum of the influence values of a row's responses (R,): sum_j k_j (s_j - centre_j v_j)/V_j."""
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.where(coefficients > 0, coefficients / sums.valid, 0.0)
    around = np.where(scale > 0, centre, 0.0)
    influence = np.zeros(len(agency))
    for item in range(scale.shape[1]):
        apart = rows.satisfied[:, item] - around[agency, item] * rows.valid[:, item]
        influence += scale[agency, item] * apart
    return influence


def _residuals(influence: FloatArray, totals: ClusterTotals, fit: Calibration) -> FloatArray:
    """Row sums of the influence left after regression on the agency's margin classes.

    A class is the same for a whole row, so the regression on rows (weighted by design weight times
    responses) is the one on single responses.
    """
    agency, size = totals.layout.row_agency, totals.responses
    cells, count = joint_codes([agency, fit.margins[0]])
    people = sum_by(cells, fit.design * size, count)
    sums = sum_by(cells, fit.design * influence, count)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(people > 0, sums / people, 0.0)
    is_fitted = fit.design > 0
    left = np.where(is_fitted, influence - size * mean[cells], influence)
    for code in _with_several_margins(agency, fit):
        rows = np.flatnonzero((agency == code) & (size > 0) & is_fitted)
        average = calibrated_residuals(
            influence[rows] / size[rows],
            fit.design[rows] * size[rows],
            [margin[rows] for margin in fit.margins],
        )
        left[rows] = size[rows] * average
    return left


def _with_several_margins(agency: IntArray, fit: Calibration) -> list[int]:
    """The agencies in which a margin beyond the first tells rows apart."""
    found: set[int] = set()
    for margin in fit.margins[1:]:
        pairs = np.unique(np.stack([agency, margin]), axis=1)[0]
        found.update(np.flatnonzero(np.bincount(pairs) > 1).tolist())
    return sorted(found)


def _variance(
    row_totals: FloatArray, items: ItemSums, layout: Layout
) -> tuple[FloatArray, FloatArray]:
    """V and df (A,) from weighted influence per row; df counts clusters with a valid answer."""
    agencies, clusters = len(layout.labels), int(layout.row_cluster.max(initial=-1)) + 1
    totals = sum_by(layout.row_cluster, row_totals, clusters)[layout.active]
    by_stratum = stratum_variances(totals, layout.cluster_stratum)
    variance = sum_by(layout.stratum_agency, by_stratum, agencies)
    valid = sum_by(layout.row_cluster, items.valid.sum(axis=1), clusters)[layout.active] > 0
    strata = np.unique(layout.cluster_stratum[valid])
    df = np.bincount(layout.cluster_agency[valid], minlength=agencies) - np.bincount(
        layout.stratum_agency[strata], minlength=agencies
    )
    return variance, df.astype(np.float64)
