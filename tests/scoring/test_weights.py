"""Post-stratified and raked weights, caps, collapsing of cells, Kish."""

import numpy as np
import pytest

from scoring.weights import (
    CannotWeight,
    Margin,
    collapse_cells,
    design_weights,
    kish,
    margin_error,
    post_stratify,
    rake,
    rake_with_caps,
)
from tests.scoring.designs import SCHOOL_TYPES, SCHOOL_WIDE, margin, survey_run
from tests.scoring.reading import numbers, read_rows, texts

CLUS1 = read_rows("survey_api/apiclus1_weights_ps_rake.csv")


def test_post_stratified_weights_equal_r_survey() -> None:
    got = post_stratify(numbers(CLUS1, "pw"), margin(texts(CLUS1, "stype"), SCHOOL_TYPES))
    assert got == pytest.approx(numbers(CLUS1, "w_ps"), rel=1e-12)


def test_raked_weights_equal_r_survey() -> None:
    margins = [
        margin(texts(CLUS1, "stype"), SCHOOL_TYPES),
        margin(texts(CLUS1, "sch.wide"), SCHOOL_WIDE),
    ]
    raked = rake(numbers(CLUS1, "pw"), margins, tolerance=1e-14)
    assert raked.converged
    assert raked.weights == pytest.approx(numbers(CLUS1, "w_rake"), rel=1e-11)


def kalton_cells() -> tuple[list[dict[str, str]], np.ndarray, np.ndarray, np.ndarray]:
    rows = read_rows("kalton/kalton_flores_cervantes.csv")
    each = numbers(rows, "n_sample").astype(int)
    a = np.repeat(numbers(rows, "a").astype(np.int64) - 1, each)
    b = np.repeat(numbers(rows, "b").astype(np.int64) - 1, each)
    return rows, each, a, b


def test_kalton_and_flores_cervantes_example_post_stratified_and_raked() -> None:
    rows, each, a, b = kalton_cells()
    population = numbers(rows, "n_pop")
    first = np.cumsum(each) - each
    cell = Margin(np.repeat(np.arange(len(rows)), each), population)
    ones = np.ones(each.sum())
    assert post_stratify(ones, cell)[first] == pytest.approx(
        numbers(rows, "w_poststrat"), rel=1e-12
    )
    margins = [
        Margin(a, np.bincount(numbers(rows, "a").astype(int) - 1, weights=population)),
        Margin(b, np.bincount(numbers(rows, "b").astype(int) - 1, weights=population)),
    ]
    raked = rake(ones, margins, tolerance=1e-14)
    assert raked.converged
    assert raked.weights[first] == pytest.approx(numbers(rows, "w_rake"), rel=1e-9)


def test_kish_equals_r() -> None:
    weights = {
        "apistrat_pw": survey_run("strat_fpc").design.weights,
        "apiclus1_w_ps": numbers(CLUS1, "w_ps"),
        "apiclus1_w_rake": numbers(CLUS1, "w_rake"),
    }
    expected = {row["case"]: row for row in read_rows("survey_api/kish.csv")}
    for case, values in weights.items():
        row = expected[case]
        wanted = (float(row["deff_kish"]), float(row["n_eff_kish"]))
        assert kish(values) == pytest.approx(wanted, rel=1e-12)


def test_equal_weights_cost_nothing() -> None:
    assert kish(design_weights(3_000, 120)) == pytest.approx((1.0, 120.0))


def test_capping_pulls_large_weights_in_and_keeps_the_margins() -> None:
    generator = np.random.default_rng(7)
    a, b = generator.integers(0, 4, 600), generator.integers(0, 5, 600)
    margins = [
        Margin(a, np.array([100.0, 200.0, 300.0, 5_400.0])),
        Margin(b, np.array([3_000.0, 1_000.0, 1_000.0, 500.0, 500.0])),
    ]
    free = rake(np.ones(600), margins)
    capped = rake_with_caps(np.ones(600), margins)
    assert free.weights.max() > 3 * free.weights.mean()
    assert 1 <= capped.cap_rounds <= 3
    assert capped.capped > 0
    assert capped.converged
    assert margin_error(capped.weights, margins) < 1e-8
    assert capped.weights.max() < free.weights.max()


def test_margins_that_contradict_each_other_are_reported_not_hidden() -> None:
    # The two margins are the same people: they cannot be both 50 and 60.
    a = np.array([0] * 10 + [1] * 10)
    margins = [Margin(a, np.array([50.0, 50.0])), Margin(a, np.array([60.0, 40.0]))]
    raked = rake_with_caps(np.ones(20), margins)
    assert not raked.converged
    assert raked.cycles == 200
    assert raked.worst_error > 0.01


def test_a_class_of_people_in_which_nobody_answered_cannot_be_weighted() -> None:
    with pytest.raises(CannotWeight):
        Margin(np.array([0, 0, 2]), np.array([5.0, 5.0, 5.0]))


def test_margins_about_different_numbers_of_people_are_refused() -> None:
    a = np.array([0, 1])
    with pytest.raises(ValueError, match="same number"):
        rake(np.ones(2), [Margin(a, np.array([5.0, 5.0])), Margin(a, np.array([5.0, 6.0]))])


def test_small_cells_are_collapsed_in_the_published_order_and_never_over_lateness() -> None:
    late = np.tile([0, 1], 60)
    filing = np.array([0] * 112 + [1] * 8)
    field = np.repeat([0, 1, 2], 40)
    factors = {"late": late, "filing": filing, "field": field}
    codes, kept = collapse_cells(factors, ["filing", "field"])
    assert kept == ("late", "field")
    assert np.bincount(codes).tolist() == [20] * 6
    rare = {"late": np.array([0] * 115 + [1] * 5), "filing": filing, "field": field}
    assert collapse_cells(rare, ["filing", "field"])[1] == ("late",)
