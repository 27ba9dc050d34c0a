"""Reporting periods are whole months, none twice, none outside the round."""

from datetime import date

import pytest

from surveys.rules.periods import (
    Period,
    PeriodKept,
    PeriodNotWholeMonths,
    PeriodOutsideRound,
    PeriodsOverlap,
    check_past_kept,
    check_periods,
    monthly_periods,
    quarterly_periods,
)

FIRST, LAST = date(2026, 7, 6), date(2027, 1, 15)
QUARTER = Period("Quý III/2026", date(2026, 7, 1), date(2026, 10, 1))
MONTH = Period("Tháng 10/2026", date(2026, 10, 1), date(2026, 11, 1))


def test_months_and_quarters_side_by_side_are_fine() -> None:
    check_periods([MONTH, QUARTER], FIRST, LAST)


def test_no_month_is_in_two_periods() -> None:
    september = Period("Tháng 9/2026", date(2026, 9, 1), date(2026, 10, 1))
    with pytest.raises(PeriodsOverlap):
        check_periods([september, QUARTER], FIRST, LAST)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (date(2026, 7, 6), date(2026, 10, 1)),
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 7, 1), date(2026, 7, 1)),
    ],
)
def test_a_period_of_part_of_a_month_is_refused(starts: date, ends: date) -> None:
    with pytest.raises(PeriodNotWholeMonths):
        check_periods([Period("Kỳ", starts, ends)], FIRST, LAST)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(date(2026, 6, 1), date(2026, 8, 1)), (date(2027, 1, 1), date(2027, 3, 1))],
)
def test_a_period_with_a_month_in_which_nobody_could_answer_is_refused(
    starts: date, ends: date
) -> None:
    with pytest.raises(PeriodOutsideRound):
        check_periods([Period("Kỳ", starts, ends)], FIRST, LAST)


def test_monthly_periods_cover_every_month_the_round_touches() -> None:
    periods = monthly_periods(FIRST, LAST)
    assert [one.name for one in periods][:2] == ["Tháng 7/2026", "Tháng 8/2026"]
    assert periods[-1] == Period("Tháng 1/2027", date(2027, 1, 1), date(2027, 2, 1))
    assert len(periods) == 7
    check_periods(periods, FIRST, LAST)


def test_quarterly_periods_follow_the_calendar_and_a_part_is_named_by_its_months() -> None:
    periods = quarterly_periods(date(2026, 8, 3), LAST)
    assert [one.name for one in periods] == ["Tháng 8–9/2026", "Quý IV/2026", "Tháng 1/2027"]
    check_periods(periods, date(2026, 8, 3), LAST)


def test_a_period_that_has_ended_cannot_be_dropped() -> None:
    check_past_kept([QUARTER, MONTH], [QUARTER], date(2026, 10, 5))
    with pytest.raises(PeriodKept):
        check_past_kept([QUARTER, MONTH], [MONTH], date(2026, 10, 5))
