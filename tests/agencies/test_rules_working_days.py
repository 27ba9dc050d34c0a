"""Working days: weekends and holidays are left out, Saturdays worked for a day off count."""

from datetime import date

import pytest

from agencies.legal_data import shipped_holidays
from agencies.rules.working_days import (
    add_calendar_days,
    add_working_days,
    count_working_days,
    make_calendar,
)

CALENDAR = make_calendar(
    [one.on for one in shipped_holidays() if not one.is_working],
    [one.on for one in shipped_holidays() if one.is_working],
    date(2027, 12, 31),
)


@pytest.mark.parametrize(
    ("start", "count", "expected", "why"),
    [
        (date(2026, 11, 16), 5, date(2026, 11, 23), "a plain week"),
        (date(2026, 11, 20), 1, date(2026, 11, 23), "Friday to Monday"),
        (date(2026, 2, 13), 1, date(2026, 2, 23), "over the lunar new year"),
        (date(2026, 4, 24), 3, date(2026, 5, 4), "Hung Kings' Day in lieu, 30 April, 1 May"),
        (date(2026, 8, 21), 1, date(2026, 8, 22), "a Saturday worked for the National Day"),
        (date(2026, 11, 21), 0, date(2026, 11, 23), "zero days from a Saturday"),
        (date(2026, 11, 20), 0, date(2026, 11, 20), "zero days from a working day"),
    ],
)
def test_the_due_day(start: date, count: int, expected: date, why: str) -> None:
    assert add_working_days(start, count, CALENDAR).on == expected, why


def test_a_due_day_beyond_the_known_holidays_says_so() -> None:
    assert add_working_days(date(2026, 11, 23), 5, CALENDAR).is_certain
    assert not add_working_days(date(2027, 12, 30), 5, CALENDAR).is_certain


def test_counting_is_half_open_and_agrees_with_adding() -> None:
    start = date(2026, 2, 2)
    assert count_working_days(start, start, CALENDAR) == 0
    for count in range(1, 40):
        due = add_working_days(start, count, CALENDAR).on
        assert count_working_days(start, due, CALENDAR) == count


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 11, 23), -1, CALENDAR)


def test_calendar_days_count_every_day() -> None:
    assert add_calendar_days(date(2026, 2, 13), 7) == date(2026, 2, 20)
