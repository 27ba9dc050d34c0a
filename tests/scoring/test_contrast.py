"""Differences of published figures."""

import pytest

from scoring.contrast import Limits, contrast
from scoring.difference import newcombe_interval
from scoring.intervals import wilson


@pytest.mark.parametrize(("p1", "n1", "p2", "n2"), [(0.9, 80, 0.7, 70), (0.5, 10, 0.6, 300)])
def test_the_interval_is_the_one_of_the_method(p1: float, n1: int, p2: float, n2: int) -> None:
    one, two = wilson(p1, n1), wilson(p2, n2)
    wanted = newcombe_interval(p1, one, p2, two)
    found = contrast(
        Limits(p1, float(one.low), float(one.high)), Limits(p2, float(two.low), float(two.high))
    )
    assert (found.low, found.high) == pytest.approx((float(wanted.low), float(wanted.high)))


def test_only_an_interval_that_leaves_zero_out_is_a_difference() -> None:
    high, low = Limits(0.9, 0.85, 0.94), Limits(0.6, 0.5, 0.7)
    assert contrast(high, low).verdict == "higher"
    assert contrast(low, high).verdict == "lower"
    assert contrast(high, Limits(0.88, 0.8, 0.93)).verdict == "not_distinguishable"
