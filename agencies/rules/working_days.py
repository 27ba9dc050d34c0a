"""Working days of Vietnam: Monday to Friday, less public holidays, plus Saturdays made up for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """`known_through`: after this day the list of holidays is not known; results then say so."""

    holidays: frozenset[date]
    working_days_off_week: frozenset[date]
    known_through: date


@dataclass(frozen=True)
class DueDay:
    """`is_certain` is False when the count ran past the days whose holidays are known."""

    on: date
    is_certain: bool


def make_calendar(
    holidays: Collection[date], made_up: Collection[date], known_through: date
) -> WorkCalendar:
    return WorkCalendar(frozenset(holidays), frozenset(made_up), known_through)


def is_working_day(day: date, calendar: WorkCalendar) -> bool:
    if day in calendar.working_days_off_week:
        return True
    return day.weekday() < _SATURDAY and day not in calendar.holidays


def add_working_days(start: date, count: int, calendar: WorkCalendar) -> DueDay:
    """The `count`-th working day after `start`; the day of the event itself is not counted.

    0 gives `start` itself if it is a working day, else the next one. Raises ValueError below 0.
    """
    if count < 0:
        raise ValueError("a negative number of working days")
    day, left = start, count
    while left or not is_working_day(day, calendar):
        day += _ONE_DAY
        if left and is_working_day(day, calendar):
            left -= 1
    return DueDay(day, day <= calendar.known_through)


def count_working_days(start: date, end: date, calendar: WorkCalendar) -> int:
    """Working days in the half-open span [start, end); 0 when it is empty."""
    span = max((end - start).days, 0)
    days = (start + timedelta(days=step) for step in range(span))
    return sum(is_working_day(day, calendar) for day in days)


def add_calendar_days(start: date, count: int) -> date:
    """The `count`-th day after `start`, every day counted."""
    return start + timedelta(days=count)
