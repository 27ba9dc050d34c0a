"""The funnel's limits are those of an outside implementation, and chance alone puts few outside."""

import numpy as np
import pytest
from scipy import stats

from scoring.funnel import CONTROL, WARNING, funnel, funnel_limits


@pytest.mark.parametrize("level", [WARNING, CONTROL])
@pytest.mark.parametrize(("hits", "size"), [(8, 10), (80, 100), (150, 200), (900, 1000)])
def test_the_limits_are_wilsons_as_scipy_gives_them(hits: int, size: int, level: float) -> None:
    outside = stats.binomtest(hits, size).proportion_ci(level, method="wilson")
    limits = funnel_limits(hits / size, size, level)
    assert limits == pytest.approx((outside.low, outside.high))


def test_chance_alone_puts_two_in_a_thousand_outside() -> None:
    draw = np.random.default_rng(3)
    sizes = draw.integers(100, 2000, 4000)
    shares = draw.binomial(sizes, 0.84) / sizes
    found = funnel(shares.tolist(), sizes.tolist(), 0.84)
    assert found.between == 0
    assert sum(one != "within" for one in found.bands) <= 4000 * 0.002 * 3


def test_agencies_that_differ_beyond_chance_widen_the_limits() -> None:
    draw = np.random.default_rng(4)
    sizes = draw.integers(200, 2000, 300)
    shares = np.clip(draw.normal(0.84, 0.04, 300) + draw.normal(0, 0.01, 300), 0, 1)
    found = funnel(shares.tolist(), sizes.tolist(), 0.84)
    assert found.spread > 2
    # Winsorised differences make the estimate a careful one: below the true variance, never far above.
    assert 0.4 * 0.04**2 < found.between < 1.2 * 0.04**2
    narrow = funnel_limits(0.84, 500, CONTROL)
    wide = funnel_limits(0.84, 500, CONTROL, found.between)
    assert wide[0] < narrow[0]
    assert wide[1] > narrow[1]


def test_an_agency_far_off_is_named_on_its_side() -> None:
    draw = np.random.default_rng(5)
    sizes = np.full(60, 400)
    shares = draw.binomial(sizes, 0.85) / sizes
    shares[0], shares[1] = 0.6, 0.99
    bands = funnel(shares.tolist(), sizes.tolist(), 0.85).bands
    assert (bands[0], bands[1]) == ("below", "above")


def test_a_target_of_a_hundred_percent_is_refused() -> None:
    with pytest.raises(ValueError, match="target between 0 and 1"):
        funnel([0.9], [100], 1.0)
