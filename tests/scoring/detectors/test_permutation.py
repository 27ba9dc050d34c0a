"""The moments under all orders, against all orders."""

from itertools import permutations

import numpy as np
import pytest

from scoring.detectors.order import dup_day
from scoring.detectors.permutation import equal_neighbours, like_neighbours, z_of


@pytest.mark.parametrize("lags", [1, 3])
def test_mean_and_variance_of_equal_neighbours_are_those_of_every_order(lags: int) -> None:
    codes = [0, 0, 1, 2, 0, 1]
    found = equal_neighbours(np.array(codes), lags)
    every = [equal_neighbours(np.array(one), lags).observed for one in permutations(codes)]
    assert found.mean == pytest.approx(np.mean(every))
    assert found.variance == pytest.approx(np.var(every))


def test_mean_and_variance_of_like_neighbours_are_those_of_every_order() -> None:
    values = [0.0, 1.0, 0.25, 0.5, 1.0, 0.75, 0.0]
    found = like_neighbours(np.array(values), 5)
    every = [like_neighbours(np.array(one), 5).observed for one in permutations(values)]
    assert found.mean == pytest.approx(np.mean(every))
    assert found.variance == pytest.approx(np.var(every))


def test_three_answers_say_nothing_of_their_order() -> None:
    assert z_of(equal_neighbours(np.array([1, 1, 1]), 3)) == 0
    assert z_of(like_neighbours(np.array([1.0, 0.0, 1.0]), 5)) == 0


def test_answers_all_alike_say_nothing_of_their_order() -> None:
    assert z_of(dup_day(np.full((30, 8), 5, np.int8))) == 0


def test_equal_vectors_side_by_side_stand_out() -> None:
    rng = np.random.default_rng(1)
    levels = rng.integers(1, 6, (60, 8)).astype(np.int8)
    levels[20:30] = 5
    clumped = z_of(dup_day(levels))
    assert clumped > 10
    assert abs(z_of(dup_day(levels[rng.permutation(60)]))) < clumped / 2
