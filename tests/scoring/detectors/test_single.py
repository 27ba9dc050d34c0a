"""Every detector alone: what it is silent about, what it sees, and the figures it must give."""

import math

import numpy as np
import pytest
from scipy.stats import betabinom, binom, hypergeom, nbinom

from scoring.detectors import redemption, selection
from scoring.detectors.difference import Difference, Sums, difference, paule_mandel, sums_of
from scoring.detectors.paper import fast_streak
from scoring.detectors.speed import fast, fast_day
from scoring.detectors.timing import PROFILE, evenest_gaps, fullest_windows, reg, scan


def test_the_fullest_quarter_of_an_hour_is_found_wherever_it_begins() -> None:
    seconds = np.sort(np.array([9 * 3600 - 60, *(9 * 3600 + 60 * np.arange(12)), 15 * 3600.0]))
    windows = fullest_windows(seconds)
    assert windows[2] == 13  # begins at 8.59
    assert windows[3] == 12
    assert windows[5] == 1


def test_scan_is_the_tail_of_the_negative_binomial() -> None:
    expected = 30 * PROFILE[3] / 12
    tail = nbinom.sf(8, 2, 2 / (2 + expected))
    assert scan([0, 0, 0, 9, 0, 0, 0, 0], 30) == pytest.approx(-math.log10(tail))
    assert scan([0] * 8, 30) == 0


def test_a_metronome_is_seen_and_a_crowd_is_not() -> None:
    rng = np.random.default_rng(3)
    crowd = np.cumsum(rng.exponential(120, 200))
    assert reg(*evenest_gaps(crowd)) < 3
    assert reg(*evenest_gaps(14.0 * np.arange(40))) > 15


def test_the_chance_of_even_gaps_is_that_of_exponential_ones() -> None:
    rng = np.random.default_rng(5)
    gaps = rng.exponential(1, (400_000, 9))
    cv = gaps.std(axis=1) / gaps.mean(axis=1)
    assert 10 ** -reg(0.3, 1) == pytest.approx((cv < 0.3).mean(), rel=0.15)


def test_few_gaps_say_nothing() -> None:
    assert evenest_gaps(np.arange(5.0)) == (None, 0)
    assert reg(None, 0) == 0


def test_fast_ones_are_under_the_median_divided_by_two_and_a_half() -> None:
    assert fast_day(np.array([19.0, 21.0, np.nan, 60.0]), 50.0) == (1, 3)
    assert fast_day(np.array([1.0]), 0.0) == (0, 0)
    assert fast(0, 0, 0.03) == 0
    assert fast(30, 100, 0.03) > 10


def test_the_difference_of_logits_needs_eight_answers_on_either_side() -> None:
    many = sums_of(np.array([1.0, 0.0] * 20))
    assert difference(many, Sums(7, 5, 5)) is None
    found = difference(many, many)
    assert found is not None
    assert found.value == 0
    assert found.variance > 0


def test_paule_and_mandel_find_the_spread_between_agencies() -> None:
    rng = np.random.default_rng(7)
    true = rng.normal(-0.2, 0.3, 4_000)
    found = [Difference(one + rng.normal(0, math.sqrt(0.06)), 0.04) for one in true]
    centre = paule_mandel(found)
    assert centre.mean == pytest.approx(-0.2, abs=0.03)
    assert centre.between == pytest.approx(0.09, abs=0.01)
    assert paule_mandel([Difference(0.1, 1.0)] * 5).between == 0


def test_a_day_on_which_too_many_codes_were_used_is_a_beta_binomial_tail() -> None:
    a, b = 0.22 * 49, 0.78 * 49
    assert redemption.day_tail(30, 55, 0.22) == pytest.approx(
        -math.log10(betabinom.sf(29, 55, a, b))
    )
    assert redemption.day_tail(0, 55, 0.22) == 0


def test_more_codes_used_than_in_the_agency_s_past_stand_out_and_fewer_do_not() -> None:
    assert redemption.log_ratio(450, 1000, 2200, 10_000, 10) > 5
    assert redemption.log_ratio(100, 1000, 2200, 10_000, 10) < 0
    assert redemption.log_ratio(0, 1000, 2200, 10_000, 10) == 0


def test_turnout_that_raises_the_score_stands_out() -> None:
    rng = np.random.default_rng(2)
    turnout = np.linspace(0.1, 0.5, 22)
    stuffed = [(t, 0.6 + 0.6 * t + rng.normal(0, 0.02), 20.0) for t in turnout]
    honest = [(t, 0.7 + rng.normal(0, 0.05), 20.0) for t in turnout]
    assert redemption.turn(stuffed) > 8
    assert abs(redemption.turn(honest)) < 3
    assert redemption.turn(stuffed[:5]) == 0


def test_late_dossiers_without_codes_are_a_hypergeometric_tail() -> None:
    assert selection.sel(900, 90, 1000, 120) == pytest.approx(
        -math.log10(hypergeom.cdf(90, 1000, 120, 900))
    )
    assert selection.sel(1000, 120, 1000, 120) == 0
    assert selection.sel(1000, 30, 1000, 120) == selection.MOST


def test_late_codes_that_nobody_used_are_a_binomial_tail() -> None:
    wanted = -math.log10(binom.cdf(6, 250, 0.12))
    assert selection.selred(250, 6, 0.12) == pytest.approx(wanted, rel=0.15)
    assert selection.selred(250, 30, 0.12) < 1
    assert selection.selred(0, 0, 0.12) == 0


def test_codes_are_short_from_three_missing_ones_and_over_from_one_too_many() -> None:
    assert selection.short(98, 100) == 0
    assert selection.short(970, 1000) == pytest.approx(0.03)
    assert selection.over(1001, 1000) == 1


def test_forms_keyed_one_after_the_other_are_counted() -> None:
    assert fast_streak(np.array([0.0, 20, 40, 100, 120])) == 3
    assert fast_streak(np.array([0.0, 60, 120])) == 0
