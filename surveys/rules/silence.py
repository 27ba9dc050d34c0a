"""How long a place has been silent, from what is kept: the week of its last answer, and 48 hours of days."""

from datetime import date, timedelta

from agencies.rules.working_days import WorkCalendar, count_working_days

SILENT_FROM = 5  # working days without an answer before a place is shown as silent


def week_of(day: date) -> int:
    """The ISO week as yyyyww."""
    year, week, _ = day.isocalendar()
    return year * 100 + week


def week_after(iso_week: int) -> date:
    """The Monday after an ISO week."""
    monday = date.fromisocalendar(iso_week // 100, iso_week % 100, 1)
    return monday + timedelta(days=7)


def silent_days(last_week: int | None, opened_on: date, today: date, calendar: WorkCalendar) -> int:
    """Working days before `today` that passed without an answer, at least.

    Only the week of an answer is kept, so a place counts as heard until the end of that week.
    """
    since = opened_on if last_week is None else max(opened_on, week_after(last_week))
    return count_working_days(since, today, calendar)
