"""The assembled figure: a share with everything that must travel with it.

`figures` makes one figure per agency from estimates, `figure_from_clusters` one figure from one
agency's cluster totals, `compare_with` says where it stands against the province (whose estimate
`scoring.province` makes), `published` takes out what may not leave the house.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from scoring.arrays import FloatArray
from scoring.clusters import ClusterTotals, Estimates, estimate
from scoring.difference import Difference, Estimate, difference
from scoring.effective import effective_size, share_design_effect
from scoring.intervals import LEVEL, korn_graubard, korn_graubard_size
from scoring.shares import Aggregate, ItemSums
from scoring.withholding import MASKED_EDGE, Evidence, Note, Reason, Thresholds, decide

Comparison = Literal["higher", "lower", "not_distinguishable"]


@dataclass(frozen=True)
class Figure:
    """One share between 0 and 1, unrounded, with its evidence.

    `n` counts responses, `n_valid` those with a valid answer, `n_eff` is p(1-p)/V capped at
    n_valid, low and high are the Korn-Graubard limits, `mean_score` the mean level. A value that
    does not exist is None, never 0. The values stand here also when the figure is withheld (staff
    of Sở Nội vụ see why); publish `published(figure)`.
    """

    n: int | None
    n_valid: int | None
    n_eff: float | None
    p: float | None
    variance: float | None
    df: float
    low: float | None
    high: float | None
    mean_score: float | None
    deff: float | None
    withheld: str | None
    notes: tuple[str, ...]
    usable_for_evaluation: bool


def figure_from_clusters(
    strata: ArrayLike,
    responses: FloatArray,
    items: ItemSums,
    *,
    columns: Sequence[int] | None = None,
    aggregate: Aggregate = "item_mean",
    thresholds: Thresholds | None = None,
    level: float = LEVEL,
) -> Figure:
    """Figure of one agency, unweighted, one row per cluster: one item, a dimension or overall.

    `strata` (G,) are months, `responses` (G,) counts, `items` totals (G, J); `columns` picks the
    items. For many agencies build `ClusterTotals` once and call `estimate` and `figures`.
    """
    totals = ClusterTotals(np.zeros(len(responses), np.int64), strata, responses, items)
    if not len(responses):
        nothing = np.zeros((1, items.valid.shape[1]))
        totals = ClusterTotals([0], [0], np.zeros(1), ItemSums(nothing, nothing, nothing))
    return figures(estimate(totals, columns, aggregate), thresholds, level)[0]


def figures(
    estimates: Estimates, thresholds: Thresholds | None = None, level: float = LEVEL
) -> list[Figure]:
    """One figure per agency, in the order of `estimates.agencies`."""
    limits = thresholds or Thresholds()
    return [
        _figure(estimates, place, evidence, limits)
        for place, evidence in enumerate(_evidence(estimates, level))
    ]


def compare_with(figure: Figure, province: Figure) -> Comparison:
    """Whether the agency stands above or below its province, beyond chance.

    Newcombe's interval of the difference with both Korn-Graubard intervals. The agency is a part of
    its province; counting the two as independent makes the interval a little too wide, never too
    narrow. A withheld figure is not distinguishable.
    """
    if figure.withheld or province.withheld:
        return "not_distinguishable"
    change = change_between(figure, province)
    if change is None or change.low <= 0 <= change.high:
        return "not_distinguishable"
    return "higher" if change.low > 0 else "lower"


def change_between(later: Figure, earlier: Figure) -> Difference | None:
    """Later minus earlier of two independent figures; None when one has no interval."""
    first, second = _estimate_of(later), _estimate_of(earlier)
    if first is None or second is None:
        return None
    return difference(first, second)


def published(figure: Figure) -> Figure:
    """The figure with everything taken out that may not leave the house.

    Withheld: no share and nothing it could be worked out from; below the smallest count no count
    either. 0 % or 100 % of a small group: p is the bound to show ("at least 95 %"), without its
    evidence.
    """
    if figure.withheld is not None:
        hidden = replace(_without_evidence(figure), p=None)
        few = figure.withheld == Reason.TOO_FEW_FOR_COUNTS
        return replace(hidden, n=None, n_valid=None) if few else hidden
    if Note.SHOW_AS_AT_LEAST in figure.notes:
        return replace(_without_evidence(figure), p=1 - MASKED_EDGE)
    if Note.SHOW_AS_AT_MOST in figure.notes:
        return replace(_without_evidence(figure), p=MASKED_EDGE)
    return figure


def _without_evidence(figure: Figure) -> Figure:
    return replace(
        figure, n_eff=None, variance=None, low=None, high=None, mean_score=None, deff=None
    )


def _evidence(estimates: Estimates, level: float) -> list[Evidence]:
    p, n, df = estimates.p, estimates.n_valid, estimates.df
    variance = np.where(df > 0, estimates.variance, np.nan)
    limits = korn_graubard(p, variance, n, df, level)
    adjusted = korn_graubard_size(p, variance, n, df, level)
    edge = (p <= 0) | (p >= 1)
    n_eff = np.where(edge, adjusted, effective_size(p, variance, n))
    columns = (n, n_eff, adjusted, p, variance, limits.low, limits.high, df)
    return [Evidence(*row) for row in zip(*(c.tolist() for c in columns), strict=True)]


def _figure(estimates: Estimates, place: int, evidence: Evidence, limits: Thresholds) -> Figure:
    decision = decide(evidence, limits)
    deff = share_design_effect(evidence.p, evidence.variance, evidence.n)
    items = _item_notes(estimates, place, limits)
    return Figure(
        n=round(float(estimates.n[place])),
        n_valid=round(evidence.n),
        n_eff=_known(evidence.n_eff),
        p=_known(evidence.p),
        variance=_known(evidence.variance),
        df=evidence.df,
        low=_known(evidence.low),
        high=_known(evidence.high),
        mean_score=_known(float(estimates.mean_score[place])),
        deff=_known(float(deff)),
        withheld=decision.withheld,
        notes=() if decision.withheld else (*decision.notes, *items),
        usable_for_evaluation=decision.usable_for_evaluation,
    )


def _item_notes(estimates: Estimates, place: int, limits: Thresholds) -> tuple[Note, ...]:
    """An item nobody answered, or one answered by so few that its share must not be worked out.

    From a dimension and all its other items that share follows by subtraction: whoever publishes
    them side by side has to hold one more back.
    """
    notes = []
    if estimates.empty_items[place]:
        notes.append(Note.ITEMS_WITHOUT_ANSWERS)
    if estimates.fewest_valid[place] < limits.counts_from:
        notes.append(Note.ITEMS_BELOW_COUNT)
    return tuple(notes)


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _estimate_of(figure: Figure) -> Estimate | None:
    if figure.p is None or figure.variance is None or figure.low is None or figure.high is None:
        return None
    return Estimate(figure.p, figure.variance, figure.df, figure.low, figure.high)
