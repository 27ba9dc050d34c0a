"""A successor inherits the weighted share of its sources, with their variance."""

import math

import pytest

from scoring.carrying import CarriedPart, carry
from scoring.intervals import korn_graubard


def test_two_communes_count_by_their_weights_and_their_variances_by_the_squares() -> None:
    found = carry(
        [CarriedPart(0.75, 0.80, 0.0004, 12, 400), CarriedPart(0.25, 0.92, 0.0008, 8, 120)]
    )
    assert found.share == pytest.approx(0.83)
    assert found.variance == pytest.approx(0.75**2 * 0.0004 + 0.25**2 * 0.0008)
    assert 12 < found.df < 20
    assert found.low < 0.83 < found.high
    assert found.n_valid == 520


def test_one_source_is_carried_as_it_was_published() -> None:
    found = carry([CarriedPart(1.0, 0.8421, 0.0006, 11, 380)])
    limits = korn_graubard(0.8421, 0.0006, 380, 11)
    assert (found.share, found.df) == (pytest.approx(0.8421), pytest.approx(11))
    assert (found.low, found.high) == pytest.approx((float(limits.low), float(limits.high)))


def test_sources_in_which_everybody_was_satisfied_give_a_whole_share_with_an_interval() -> None:
    found = carry([CarriedPart(0.5, 1.0, 0.0, 6, 60), CarriedPart(0.5, 1.0, 0.0, 4, 45)])
    assert (found.share, found.variance, found.df) == (1.0, 0.0, 10)
    assert 0.9 < found.low < 1.0
    assert math.isclose(found.high, 1.0)


@pytest.mark.parametrize("weights", [(0.7, 0.2), (1.2, -0.2), ()])
def test_weights_that_are_no_whole_carry_nothing(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="add up to 1"):
        carry([CarriedPart(weight, 0.8, 0.0004, 12, 400) for weight in weights])
