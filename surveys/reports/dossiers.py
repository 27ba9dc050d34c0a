"""Dossier counts held against the codes issued, office by office and day by day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from agencies.models import Agency
from agencies.queries.legal import work_calendar
from agencies.rules.working_days import WorkCalendar, is_working_day
from surveys.queries.dossiers import (
    CountRow,
    Shrunk,
    list_counting_agencies,
    list_counts,
    list_issued,
    list_shrunk,
)


@dataclass(frozen=True)
class Mismatch:
    """An office and day on which codes and dossiers differ; `dossiers` is None when none were told."""

    agency: Agency
    day: date
    dossiers: int | None
    issued: int


@dataclass(frozen=True)
class OfficeMonth:
    agency: Agency
    dossiers: int
    issued: int
    days_told: int
    days_missing: int


@dataclass(frozen=True)
class CountBoard:
    """A month: offices that issue codes or tell counts, mismatches and counts that became smaller."""

    offices: list[OfficeMonth]
    mismatches: list[Mismatch]
    shrunk: list[tuple[Agency, Shrunk]]


def count_board(first: date, end: date, today: date) -> CountBoard:
    """[first, end); days from today on are not missing yet."""
    agencies = {one.id: one for one in list_counting_agencies(first, end)}
    told = _by_day(list_counts(list(agencies), first, end))
    issued = _by_day(list_issued(list(agencies), first, end))
    days = _working_days(first, min(end, today), work_calendar())
    offices = []
    for agency_id, agency in agencies.items():
        mine = {day: count for (one, day), count in told.items() if one == agency_id}
        codes = sum(count for (one, _day), count in issued.items() if one == agency_id)
        missing = sum(day not in mine for day in days)
        offices.append(OfficeMonth(agency, sum(mine.values()), codes, len(mine), missing))
    shrunk = [(agencies[one.agency_id], one) for one in list_shrunk(first, end)]
    return CountBoard(offices, mismatches(agencies.values(), first, end, today), shrunk)


def mismatches(agencies: Iterable[Agency], first: date, end: date, today: date) -> list[Mismatch]:
    """Days before today on which an office issued other than one code a dossier, the latest first."""
    by_id = {one.id: one for one in agencies}
    told = _by_day(list_counts(list(by_id), first, min(end, today)))
    issued = _by_day(list_issued(list(by_id), first, min(end, today)))
    found = [
        Mismatch(by_id[agency_id], day, told.get((agency_id, day)), issued[agency_id, day])
        for agency_id, day in {**told, **issued}
        if (agency_id, day) in issued or told[agency_id, day]
        if told.get((agency_id, day)) != issued[agency_id, day]
    ]
    return sorted(found, key=lambda one: (-one.day.toordinal(), one.agency.code))


def _by_day(rows: Iterable[CountRow]) -> Counter[tuple[int, date]]:
    found: Counter[tuple[int, date]] = Counter()
    for row in rows:
        found[row.agency_id, row.day] += row.count
    return found


def _working_days(first: date, end: date, calendar: WorkCalendar) -> list[date]:
    days = (first + timedelta(days=step) for step in range(max((end - first).days, 0)))
    return [day for day in days if is_working_day(day, calendar)]
