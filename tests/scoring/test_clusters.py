"""Estimates from cluster totals equal the linearisation on single responses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.clusters import Calibration, ClusterTotals, estimate
from scoring.shares import Aggregate, ItemSums, aggregate_mean_score, sums_from_answers
from scoring.variance import (
    Design,
    Variance,
    calibrated_residuals,
    item_mean_influence,
    linearised_variance,
    pooled_influence,
    ratio_influence,
)
from scoring.weights import Margin, post_stratify, rake
from tests.scoring.households import Answers, add_up, answers, make_answers

close = {"rel": 1e-9, "abs": 1e-12}


def unit_level(
    given_answers: Answers, aggregate: Aggregate, weights: np.ndarray
) -> tuple[float, Variance]:
    """p and its variance from one row per response, by the functions tested against R."""
    y = given_answers.satisfied()
    y = y[:, ~np.isnan(y).all(axis=0)]
    influence = {"item_mean": item_mean_influence, "pooled": pooled_influence}[aggregate](
        y, weights
    )
    sums = sums_from_answers(given_answers.levels, weights=weights)
    shares = sums.satisfied[sums.valid > 0] / sums.valid[sums.valid > 0]
    p = shares.mean() if aggregate == "item_mean" else sums.satisfied.sum() / sums.valid.sum()
    clusters = given_answers.month * 1_000 + given_answers.cluster
    design = Design(weights, strata=given_answers.month, clusters=clusters)
    return float(p), linearised_variance(influence, design, ~np.isnan(y).all(axis=1))


@settings(max_examples=150, deadline=None)
@given(answers, st.sampled_from(["item_mean", "pooled"]))
def test_cluster_totals_give_what_single_responses_give(
    made: Answers, aggregate: Aggregate
) -> None:
    got = estimate(made.totals(), aggregate=aggregate)
    for place, agency in enumerate(got.agencies):
        mine = made.of(int(agency))
        if not (mine.levels > 0).any():
            assert np.isnan(got.p[place])
            continue
        p, variance = unit_level(mine, aggregate, np.ones(len(mine.levels)))
        sums = sums_from_answers(mine.levels)
        assert got.n[place] == len(mine.levels)
        assert got.p[place] == pytest.approx(p, **close)
        assert got.variance[place] == pytest.approx(variance.value, **close, nan_ok=True)
        assert got.df[place] == variance.df
        assert got.mean_score[place] == pytest.approx(aggregate_mean_score(sums, aggregate))


@settings(max_examples=60, deadline=None)
@given(answers)
def test_one_item_is_a_ratio_of_its_valid_answers(made: Answers) -> None:
    got = estimate(made.totals(), [0])
    for place, agency in enumerate(got.agencies):
        mine = made.of(int(agency))
        y = mine.satisfied()[:, 0]
        valid = ~np.isnan(y)
        assert got.n_valid[place] == valid.sum()
        if not valid.any():
            continue
        design = Design(np.ones(len(y)), mine.month, mine.month * 1_000 + mine.cluster)
        wanted = linearised_variance(ratio_influence(y, design.weights), design, valid)
        assert got.p[place] == pytest.approx(y[valid].mean(), **close)
        assert got.variance[place] == pytest.approx(wanted.value, **close, nan_ok=True)
        assert got.df[place] == wanted.df


@settings(max_examples=60, deadline=None)
@given(answers, st.integers(0, 1_000))
def test_the_order_of_rows_does_not_matter(made: Answers, seed: int) -> None:
    straight = estimate(made.totals())
    shuffled = estimate(made.totals(np.random.default_rng(seed)))
    assert straight.agencies == shuffled.agencies
    for name in ("n", "n_valid", "p", "variance", "df", "mean_score"):
        assert getattr(shuffled, name) == pytest.approx(
            getattr(straight, name), **close, nan_ok=True
        )


@settings(max_examples=40, deadline=None)
@given(answers)
def test_agencies_do_not_touch_each_other(made: Answers) -> None:
    together = estimate(made.totals())
    for place, agency in enumerate(together.agencies):
        alone = estimate(made.of(int(agency)).totals())
        assert alone.p[0] == pytest.approx(together.p[place], **close, nan_ok=True)
        assert alone.variance[0] == pytest.approx(together.variance[place], **close, nan_ok=True)
        assert alone.df[0] == together.df[place]


def split_by_class(made: Answers, classes: np.ndarray, weights: np.ndarray) -> ClusterTotals:
    """One row per cluster and class, as weighted official answers are tallied."""
    key = np.stack([made.month, made.cluster, classes], axis=1)
    rows, which = np.unique(key, axis=0, return_inverse=True)
    which = which.reshape(-1)
    count = len(rows)
    first = np.zeros(count, np.int64)
    first[which] = np.arange(len(which))
    return ClusterTotals(
        agencies=np.zeros(count, np.int64),
        strata=rows[:, 0],
        clusters=rows[:, 1],
        responses=np.bincount(which).astype(float),
        items=ItemSums(
            add_up(which, made.levels > 0, count),
            add_up(which, made.levels >= 4, count),
            add_up(which, made.levels, count),
        ),
        weights=weights[first],
        calibration=Calibration(np.full(count, 12.5), (rows[:, 2] // 2, rows[:, 2] % 2)),
    )


@pytest.mark.parametrize("margins", ["post-stratified", "raked"])
def test_calibrated_cluster_totals_give_what_single_responses_give(margins: str) -> None:
    made = make_answers(11, size=400, agencies=1)
    generator = np.random.default_rng(12)
    field, late = generator.integers(0, 3, 400), generator.integers(0, 2, 400)
    before = np.full(400, 12.5)
    classes = field * 2 + late
    if margins == "post-stratified":
        known = np.array([900.0, 300.0, 1_200.0, 600.0, 1_500.0, 500.0])
        after = post_stratify(before, Margin(classes, known))
    else:
        by_field = Margin(field, np.array([1_200.0, 1_800.0, 2_000.0]))
        by_late = Margin(late, np.array([3_600.0, 1_400.0]))
        after = rake(before, [by_field, by_late], tolerance=1e-13).weights
    totals = split_by_class(made, classes, after)
    fit = totals.calibration
    assert fit is not None
    if margins == "post-stratified":
        joint = fit.margins[0] * 2 + fit.margins[1]
        fit = Calibration(fit.design, (joint,))
        used = [classes]
    else:
        used = [field, late]
    got = estimate(
        ClusterTotals(
            totals.agencies,
            totals.strata,
            totals.responses,
            totals.items,
            totals.clusters,
            totals.weights,
            fit,
        )
    )
    y = made.satisfied()
    influence = calibrated_residuals(item_mean_influence(y, after), before, used)
    design = Design(after, made.month, made.month * 1_000 + made.cluster)
    wanted = linearised_variance(influence, design)
    assert got.p[0] == pytest.approx(unit_level(made, "item_mean", after)[0], **close)
    assert got.variance[0] == pytest.approx(wanted.value, rel=1e-9)
    assert got.df[0] == wanted.df
    unfitted = linearised_variance(item_mean_influence(y, after), design)
    assert got.variance[0] != pytest.approx(unfitted.value, rel=1e-3)


def totals_of(
    months: list[int], satisfied: list[int], valid: list[int], responses: list[int] | None = None
) -> ClusterTotals:
    """One agency, one item, one row per cluster."""
    s, v = (np.array(column, float)[:, None] for column in (satisfied, valid))
    size = np.array(responses or valid, float)
    return ClusterTotals(np.zeros(len(months), np.int64), months, size, ItemSums(v, s, 4 * s))


def test_a_month_with_one_cluster_joins_its_neighbour() -> None:
    lone = estimate(totals_of([1, 2, 2, 2, 3], [8, 7, 9, 6, 5], [10] * 5))
    joined = estimate(totals_of([2, 2, 2, 2, 2], [8, 7, 9, 6, 5], [10] * 5))
    assert lone.variance == pytest.approx(joined.variance)
    assert lone.df.tolist() == [4.0]


def test_lone_months_in_a_row_join_each_other() -> None:
    lone = estimate(totals_of([1, 2, 3, 4, 5, 5], [8, 7, 9, 3, 6, 5], [10] * 6))
    joined = estimate(totals_of([1, 1, 1, 1, 5, 5], [8, 7, 9, 3, 6, 5], [10] * 6))
    assert lone.variance == pytest.approx(joined.variance)
    assert lone.df.tolist() == [4.0]


def test_one_cluster_has_no_variance_and_no_df() -> None:
    got = estimate(totals_of([1], [8], [10]))
    assert got.p.tolist() == [0.8]
    assert np.isnan(got.variance[0])
    assert got.df.tolist() == [0.0]


def test_clusters_without_responses_do_not_count() -> None:
    bare = estimate(totals_of([1, 1, 1], [8, 7, 9], [10] * 3))
    padded = estimate(totals_of([1, 1, 1, 1, 2], [8, 7, 9, 0, 0], [10, 10, 10, 0, 0]))
    assert padded.variance == pytest.approx(bare.variance)
    assert padded.df == bare.df


def test_a_cluster_that_skipped_the_item_stays_in_the_design_but_gives_no_df() -> None:
    got = estimate(totals_of([1] * 4, [8, 7, 9, 0], [10, 10, 10, 0], [10, 10, 10, 5]))
    bare = estimate(totals_of([1] * 3, [8, 7, 9], [10] * 3))
    assert got.p == pytest.approx(bare.p)
    assert got.df.tolist() == [2.0]
    # n_h/(n_h - 1) is 4/3 instead of 3/2, the sum of squares is the same.
    assert got.variance == pytest.approx(bare.variance * (4 / 3) / (3 / 2))


@pytest.mark.parametrize(
    ("satisfied", "valid", "responses", "message"),
    [
        ([11, 5], [10, 10], [10, 10], "satisfied answers"),
        ([-1, 5], [10, 10], [10, 10], "satisfied answers"),
        ([5, 5], [10, 10], [9, 10], "more valid answers"),
        ([5, 5], [10, 10], [10, 10, 10], "responses has 3 rows"),
    ],
)
def test_impossible_totals_are_refused(
    satisfied: list[int], valid: list[int], responses: list[int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        totals_of([1, 1], satisfied, valid, responses)
