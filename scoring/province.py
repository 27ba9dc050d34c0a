"""The province's estimate: agencies weighted by their transactions, never by how many answered.

p = sum_a (N_a/N) p_a with the variances added up and Satterthwaite's df. Agencies that cannot stand
alone (a single cluster, or too few answers) enter together as one collapsed stratum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.arrays import BoolArray, FloatArray, joint_codes, sum_by
from scoring.clusters import Calibration, ClusterTotals, Estimates, estimate
from scoring.shares import Aggregate
from scoring.variance import combine_agencies

STANDS_ALONE_FROM = 10


@dataclass(frozen=True)
class ProvinceEstimate:
    """Estimates of a single "agency", and which agencies were collapsed or left out.

    `left_out_share` is the part of the province's transactions that nothing speaks for (0..1).
    """

    estimates: Estimates
    collapsed: tuple[object, ...]
    left_out_share: float


def province_estimate(
    totals: ClusterTotals,
    transactions: Mapping[object, float],
    items: Sequence[int] | None = None,
    aggregate: Aggregate = "item_mean",
    stands_alone_from: int = STANDS_ALONE_FROM,
) -> ProvinceEstimate:
    """Estimate for all agencies in `transactions` (label: N_a); an agency with rows must be in it.

    Agencies with transactions but without a single answer are spoken for by the collapsed stratum,
    or when that cannot be estimated are left out (`left_out_share`).
    """
    labels = totals.layout.labels
    missing = [label for label in labels if label not in transactions]
    if missing:
        raise ValueError(f"no number of transactions for {missing}")
    sizes = np.array([transactions[label] for label in labels], dtype=np.float64)
    alone = estimate(totals, items, aggregate)
    weak = ~(alone.df >= 1) | ~(alone.n_valid >= stands_alone_from)
    pooled = estimate(_collapsed(totals, weak, sizes), items, aggregate) if weak.any() else alone
    silent = sum(transactions.values()) - sizes.sum()
    known = np.append(sizes[~weak], sizes[weak].sum() + silent)[: len(pooled.agencies)]
    usable = pooled.df >= 1
    covered = float(np.where(usable, known, 0.0).sum())
    return ProvinceEstimate(
        _combined(alone, pooled, usable, known / covered if covered else known),
        tuple(label for label, is_weak in zip(labels, weak, strict=True) if is_weak),
        1 - covered / sum(transactions.values()),
    )


def _collapsed(totals: ClusterTotals, weak: BoolArray, sizes: FloatArray) -> ClusterTotals:
    """The same rows with the weak agencies relabelled as one last agency with one stratum.

    Inside it each agency weighs by its transactions; cluster codes are made unique first.
    """
    layout = totals.layout
    row_weak = weak[layout.row_agency]
    base = np.ones(len(row_weak)) if totals.weights is None else totals.weights
    people = sum_by(layout.row_agency, base * totals.responses, len(sizes))
    stretch = np.where(people > 0, sizes / np.where(people > 0, people, 1.0), 0.0)
    factor = np.where(row_weak, stretch[layout.row_agency], 1.0)
    fit = totals.calibration
    if fit is not None:
        margins = tuple(joint_codes([layout.row_agency, codes])[0] for codes in fit.margins)
        fit = Calibration(fit.design * factor, margins)
    return ClusterTotals(
        agencies=np.where(row_weak, len(sizes), layout.row_agency),
        strata=np.where(row_weak, 0, joint_codes([totals.strata])[0]),
        responses=totals.responses,
        items=totals.items,
        clusters=layout.row_cluster,
        weights=base * factor,
        calibration=fit,
    )


def _combined(
    alone: Estimates, pooled: Estimates, usable: BoolArray, shares: FloatArray
) -> Estimates:
    chosen = shares[usable]
    variance, df = combine_agencies(chosen, pooled.variance[usable], pooled.df[usable])
    nothing = not usable.any()
    return Estimates(
        agencies=("province",),
        n=alone.n.sum(keepdims=True),
        n_valid=alone.n_valid.sum(keepdims=True),
        p=_mean(chosen, pooled.p[usable]),
        variance=np.array([np.nan if nothing else variance]),
        df=np.array([0.0 if nothing else df]),
        mean_score=_mean(chosen, pooled.mean_score[usable]),
        fewest_valid=np.array([np.inf]),
        empty_items=np.zeros(1, np.int64),
    )


def _mean(shares: FloatArray, values: FloatArray) -> FloatArray:
    """Divided by the shares' own sum, so that agencies that are all 1 give exactly 1."""
    if not len(shares):
        return np.array([np.nan])
    return np.array([(shares * values).sum() / shares.sum()])
