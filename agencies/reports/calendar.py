"""A year of working days as a picture of twelve months, and the days that are listed in it."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from agencies.models import Holiday

_FIRST_WEEKEND_DAY = 5


@dataclass(frozen=True)
class DayCell:
    """`kind`: "" a working day | weekend | off | made-up; number 0 is a blank before or after the month."""

    number: int
    kind: str


@dataclass(frozen=True)
class Month:
    """`label` says in words what the picture shows."""

    name: str
    label: str
    cells: tuple[DayCell, ...]
    working_days: int


def year_picture(year: int, listed: Sequence[Holiday]) -> list[Month]:
    by_day = {one.on: one for one in listed}
    return [_month(year, month, by_day) for month in range(1, 13)]


def _month(year: int, month: int, by_day: Mapping[date, Holiday]) -> Month:
    numbers = calendar.Calendar().itermonthdays(year, month)  # weeks from Monday, blanks are 0
    cells = [_cell(date(year, month, n), by_day) if n else DayCell(0, "") for n in numbers]
    off = [str(one.number) for one in cells if one.kind == "off"]
    made_up = [str(one.number) for one in cells if one.kind == "made-up"]
    working = sum(one.kind in ("", "made-up") for one in cells if one.number)
    label = _("Tháng %(month)s: %(count)s ngày làm việc", month=month, count=working)
    label += "; " + _("nghỉ ngày %(days)s", days=", ".join(off)) if off else ""
    label += "; " + _("làm bù ngày %(days)s", days=", ".join(made_up)) if made_up else ""
    return Month(_("Tháng %(month)s", month=month), label, tuple(cells), working)


def _cell(day: date, by_day: Mapping[date, Holiday]) -> DayCell:
    listed = by_day.get(day)
    if listed is not None:
        return DayCell(day.day, "made-up" if listed.is_working else "off")
    return DayCell(day.day, "weekend" if day.weekday() >= _FIRST_WEEKEND_DAY else "")
