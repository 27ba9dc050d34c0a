"""Telephone checks: drawn by a lot anybody can repeat, judged by the binomial."""

import numpy as np
import pytest

from scoring.detectors.audit import call_test, draw, upper_limit


def test_the_same_seed_draws_the_same_dossiers_and_another_seed_others() -> None:
    sizes = {739_000: 40, 739_001: 55}
    assert draw("ab", sizes, 60) == draw("ab", sizes, 60)
    assert draw("ab", sizes, 60) != draw("cd", sizes, 60)


def test_every_dossier_is_drawn_at_most_once_and_lies_within_its_day() -> None:
    sizes = {1: 7, 2: 30}
    found = draw("x", sizes, 20)
    assert len(set(found)) == 20
    assert all(1 <= place <= sizes[day] for day, place in found)
    assert len(draw("x", sizes, 500)) == 37


def test_the_lot_prefers_no_day_and_no_place() -> None:
    drawn = [one for seed in range(400) for one in draw(str(seed), {1: 10, 2: 10}, 5)]
    counts = np.bincount([(day - 1) * 10 + place - 1 for day, place in drawn])
    assert counts.min() > 60
    assert counts.max() < 145


@pytest.mark.parametrize(("clean", "share"), [(59, 0.05), (299, 0.01)])
def test_clean_calls_bound_the_false_share_as_in_the_method(clean: int, share: float) -> None:
    assert upper_limit(0, clean) == pytest.approx(share, abs=0.0005)


@pytest.mark.parametrize(
    ("calls", "used", "power"), [(60, 0.45, 0.94), (100, 0.37, 0.86), (300, 0.29, 0.78)]
)
def test_the_power_is_that_of_the_method(calls: int, used: float, power: float) -> None:
    rng = np.random.default_rng(1)
    answered = rng.binomial(calls, 0.21, 3_000)
    seen = [call_test(calls, int(k), 0, round(used * 1000), 1000).is_striking for k in answered]
    assert np.mean(seen) == pytest.approx(power, abs=0.04)


def test_an_honest_agency_is_rarely_struck() -> None:
    rng = np.random.default_rng(2)
    answered = rng.binomial(60, 0.25, 3_000)
    struck = [call_test(60, int(k), 0, 250, 1000).is_striking for k in answered]
    assert np.mean(struck) <= 0.012


def test_nobody_reached_says_nothing() -> None:
    nothing = call_test(0, 0, 0, 250, 1000)
    assert (nothing.p_value, nothing.most_fraud) == (1.0, 1.0)
    with pytest.raises(ValueError, match="more"):
        call_test(5, 6, 0, 1, 2)
