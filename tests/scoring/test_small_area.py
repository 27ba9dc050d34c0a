"""Estimates for small areas agree with R's `sae`, and shrink those with few answers most."""

import numpy as np
import pytest

from scoring.small_area import SmallAreas, fay_herriot, smoothed_variance
from tests.scoring.reading import numbers, read_json, read_rows

MILK = read_rows("samplics/milk.csv")
EXPECTED = read_json("samplics/fay_herriot_milk_expected.json")


def milk() -> SmallAreas:
    areas = numbers(MILK, "MajorArea")
    predictors = np.column_stack([np.ones(len(areas)), *(areas == one for one in (2, 3, 4))])
    return fay_herriot(numbers(MILK, "yi"), numbers(MILK, "SD") ** 2, predictors)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("estimates", "test_fay_herriot_REML_area_est"),
        ("mse", "test_fay_herriot_REML_mse"),
    ],
)
def test_the_milk_areas_are_estimated_as_by_r_sae(name: str, key: str) -> None:
    # The published numbers stop when a step is below 1e-4, ours go on: they agree to 1e-6.
    assert np.allclose(getattr(milk(), name), EXPECTED[key], rtol=0, atol=1e-6)


def test_the_coefficients_of_the_milk_areas_are_those_of_r_sae() -> None:
    beta, errors = EXPECTED["test_fay_herriot_REML_fixed_effect"]
    found = milk()
    assert np.allclose(found.coefficients, beta, atol=1e-6)
    assert np.allclose(found.coefficient_errors, errors, atol=1e-6)


def test_few_answers_shrink_more_than_many() -> None:
    n = np.array([20, 50, 200, 1000, 40, 300])
    shares = np.array([0.6, 0.7, 0.8, 0.9, 0.95, 0.75])
    found = fay_herriot(shares, smoothed_variance(0.8, n, 1.5))
    assert np.all(np.diff(found.own_weight[np.argsort(n)]) > 0)
    assert abs(found.estimates[0] - 0.6) > abs(found.estimates[3] - 0.9)


def test_equal_areas_borrow_everything() -> None:
    found = fay_herriot(np.full(8, 0.8), np.full(8, 0.01))
    assert found.between == 0
    assert np.allclose(found.estimates, 0.8)


def test_two_areas_with_two_predictors_are_refused() -> None:
    with pytest.raises(ValueError, match="more areas than predictors"):
        fay_herriot([0.5, 0.6], [0.01, 0.01], [[1, 0], [1, 1]])
