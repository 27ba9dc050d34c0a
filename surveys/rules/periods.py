"""Pure decisions about reporting periods: whole calendar months of a round, none twice.

A response keeps only its month, so a period is a run of months [starts_on, ends_on) that the round
touches; a round opened on 5 January may have a period «Tháng 1».
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from base.rules import RuleBroken

_ROMAN = ("I", "II", "III", "IV")


class PeriodNotWholeMonths(RuleBroken):
    sentence = "Kỳ công bố phải gồm trọn các tháng, bắt đầu từ ngày 1."


class PeriodOutsideRound(RuleBroken):
    sentence = "Kỳ công bố «%(name)s» nằm ngoài thời gian của đợt khảo sát."


class PeriodsOverlap(RuleBroken):
    sentence = "Hai kỳ công bố «%(first)s» và «%(second)s» trùng tháng. Xin sửa lại."


class PeriodKept(RuleBroken):
    sentence = "Kỳ công bố «%(name)s» đã qua nên không bỏ hay đổi được nữa."


@dataclass(frozen=True)
class Period:
    name: str
    starts_on: date
    ends_on: date


def month_after(day: date, count: int = 1) -> date:
    """The first day of the month `count` months later."""
    years, month = divmod(day.month - 1 + count, 12)
    return date(day.year + years, month + 1, 1)


def months_of(first: date, last: date) -> list[date]:
    """The first days of every month from the one of `first` to the one of `last`, both included."""
    months = [first.replace(day=1)]
    while months[-1] < last.replace(day=1):
        months.append(month_after(months[-1]))
    return months


def monthly_periods(first: date, last: date) -> list[Period]:
    return [period_of_months(month, month) for month in months_of(first, last)]


def quarterly_periods(first: date, last: date) -> list[Period]:
    """Calendar quarters; a quarter of which the round has only a part is named by its months."""
    quarters: dict[tuple[int, int], list[date]] = {}
    for month in months_of(first, last):
        quarters.setdefault((month.year, (month.month - 1) // 3), []).append(month)
    return [_quarter(year, number, months) for (year, number), months in quarters.items()]


def period_of_months(first: date, last: date) -> Period:
    """From the month of `first` to that of `last`, both included, named by them."""
    if first == last:
        name = f"Tháng {first.month}/{first.year}"
    elif first.year == last.year:
        name = f"Tháng {first.month}–{last.month}/{last.year}"
    else:
        name = f"Tháng {first.month}/{first.year} – {last.month}/{last.year}"
    return Period(name, first, month_after(last))


def _quarter(year: int, number: int, months: list[date]) -> Period:
    if len(months) < 3:
        return period_of_months(months[0], months[-1])
    return Period(f"Quý {_ROMAN[number]}/{year}", months[0], month_after(months[-1]))


def check_periods(periods: Iterable[Period], first: date, last: date) -> None:
    """`first` and `last` are the local days on which the round takes its first and last responses."""
    start, end = first.replace(day=1), month_after(last)
    ordered = sorted(periods, key=lambda one: one.starts_on)
    for one in ordered:
        if one.starts_on.day != 1 or one.ends_on.day != 1 or one.ends_on <= one.starts_on:
            raise PeriodNotWholeMonths
        if one.starts_on < start or one.ends_on > end:
            raise PeriodOutsideRound(name=one.name)
    for earlier, later in pairwise(ordered):
        if later.starts_on < earlier.ends_on:
            raise PeriodsOverlap(first=earlier.name, second=later.name)


def check_past_kept(old: Iterable[Period], new: Iterable[Period], today: date) -> None:
    """A period that has ended may already be signed: it stays as it was."""
    spans = {(one.starts_on, one.ends_on) for one in new}
    for one in old:
        if one.ends_on <= today and (one.starts_on, one.ends_on) not in spans:
            raise PeriodKept(name=one.name)
