"""An unfinished month is judged every night, and honest agencies are not troubled more for it."""

import math
from datetime import date

import numpy as np
import pytest

from scoring.detectors import judge_months, months_of, others_of
from scoring.detectors.calibrate.honest import make_agency
from scoring.detectors.judging import Judgement
from scoring.detectors.looks import limit_at, share_over
from scoring.detectors.months import Month
from scoring.detectors.thresholds import THRESHOLDS, Threshold

FIRST = date(2026, 1, 1)


def z(looks: str = "z", span: int = 1) -> Threshold:
    return Threshold("gap", 2.0, 3.0, False, looks, span)


@pytest.mark.parametrize(
    ("month", "evening", "share"),
    [
        (202611, date(2026, 11, 1), 1 / 30),
        (202611, date(2026, 11, 15), 0.5),
        (202611, date(2026, 11, 30), 1.0),
        (202611, date(2026, 12, 20), 1.0),
        (202611, date(2026, 10, 31), 0.0),
        (202402, date(2024, 2, 29), 1.0),
    ],
)
def test_how_much_of_a_month_is_over_on_an_evening(month: int, evening: date, share: float) -> None:
    assert share_over(month, evening) == pytest.approx(share)


def test_a_finished_month_is_judged_by_its_own_limit() -> None:
    assert limit_at(z(), 1.0) == z()


def test_half_way_through_a_month_a_z_must_reach_the_limit_by_the_root_of_two_and_a_fifth_more() -> (
    None
):
    limit = limit_at(z(), 0.5)
    assert limit.alarm_at == pytest.approx(1.2 * 3 * math.sqrt(2))
    assert limit.note_at == pytest.approx(1.2 * 2 * math.sqrt(2))
    assert limit_at(z("tail"), 0.5).alarm_at == pytest.approx(1.2**2 * 3 * 2)
    assert limit_at(z("tries"), 0.1).alarm_at == pytest.approx(4)


def test_of_three_months_two_are_over_from_the_start() -> None:
    assert limit_at(z(span=3), 0.5).alarm_at == pytest.approx(1.2 * 3 * math.sqrt(3 / 2.5))


def test_the_fullest_quarter_of_an_hour_speaks_from_the_first_night_on() -> None:
    assert limit_at(THRESHOLDS["scan"], 1 / 30) == THRESHOLDS["scan"]
    assert limit_at(THRESHOLDS["over"], 1 / 30) == THRESHOLDS["over"]


def test_a_slope_over_a_few_days_says_nothing_before_the_month_is_over() -> None:
    assert math.isinf(limit_at(THRESHOLDS["turn"], 0.9).alarm_at)


def test_walks_of_honest_months_cross_hardly_oftener_when_looked_at_every_night() -> None:
    """Looked at 30 times by the month's limit, six times as many cross; by these limits a quarter more."""
    rng = np.random.default_rng(20)
    steps = rng.normal(0, 1 / math.sqrt(30), (200_000, 30)).cumsum(axis=1)
    shares = np.arange(1, 31) / 30
    figures = steps / np.sqrt(shares)
    at_the_end = (figures[:, -1] >= 3.0).mean()
    every_night = (figures >= 3.0).any(axis=1).mean()
    limits = np.array([limit_at(z(), share).alarm_at for share in shares])
    spent = (figures >= limits).any(axis=1).mean()
    assert every_night > 4 * at_the_end
    assert spent < 1.4 * at_the_end


@pytest.fixture(scope="module")
def year() -> list[list[Month]]:
    rng = np.random.default_rng(31)
    made = [make_agency(rng, 55, 8, FIRST) for _ in range(8)]
    return [months_of(one.events, one.counts)[:8] for one in made]


def test_what_was_judged_before_is_not_judged_again(year: list[list[Month]]) -> None:
    others = {one[0].month: others_of(list(one)) for one in zip(*year, strict=True)}
    whole = judge_months(year[0], others)
    marked = [Judgement(one.month, one.tier, ()) for one in whole[:6]]
    again = judge_months(year[0], others, known=marked)
    assert again[:6] == marked
    assert again[6:] == whole[6:]


def test_only_the_unfinished_month_must_show_more(year: list[list[Month]]) -> None:
    last = date(year[0][-1].month // 100, year[0][-1].month % 100, 10)
    *before, now = judge_months(year[0], evening=last)
    assert {one.alarm_at for one in before[-1].findings if one.detector == "gap"} == {
        THRESHOLDS["gap"].alarm_at
    }
    assert all(
        one.alarm_at > THRESHOLDS["gap"].alarm_at for one in now.findings if one.detector == "gap"
    )
    assert "turn" in {one.detector for one in before[-1].findings}
    assert "turn" not in {one.detector for one in now.findings}
