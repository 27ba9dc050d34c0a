"""What the detectors know: every agency's months, and what is usual in the province."""

from collections import defaultdict
from datetime import date, timedelta

from scoring.detectors import (
    DayCounts,
    Judgement,
    Month,
    Others,
    from_json,
    judge_months,
    month_features,
    month_of,
    others_of,
)
from scoring.detectors.months import used_by_issue_day
from scoring.detectors.speed import median_of_medians
from surveys.queries.detected_counts import CodeCount, count_codes, count_dossiers
from surveys.queries.detection import (
    list_cleared_months,
    list_day_features,
    list_medians,
    list_month_features,
)
from surveys.reports.detected_paper import paper_days

LONGEST_PAST = 24  # months
Days = dict[int, dict[str, dict[str, object]]]


def known_months(on: date) -> dict[int, list[Month]]:
    """agency → its months in order, up to the one of `on`."""
    found: dict[int, list[Month]] = defaultdict(list)
    for row in list_month_features(_months_before(on, LONGEST_PAST)):
        found[row.agency_id].append(from_json(row.features))
    for agency_id, months in unfolded_months(on).items():
        found[agency_id].extend(months)
    return dict(found)


def unfolded_months(on: date) -> dict[int, list[Month]]:
    """agency → the months whose days are still known one by one."""
    days: dict[int, Days] = defaultdict(lambda: defaultdict(dict))
    for row in list_day_features(date.min):
        days[row.agency_id][row.day.toordinal()][row.channel] = row.features
    first = min(
        (day for one in days.values() for day in one), default=on.replace(day=1).toordinal()
    )
    first_day = date.fromordinal(first).replace(day=1)
    counts = _counts(count_codes(first_day, on), count_dossiers(first_day, on))
    for (agency_id, day), paper in paper_days(first_day, on).items():
        known = counts[agency_id].get(day.toordinal(), DayCounts())
        counts[agency_id][day.toordinal()] = known.with_paper(paper)
    agencies = sorted({*days, *counts})
    return {one: _months(days.get(one, {}), counts.get(one, {})) for one in agencies}


def _months(days: Days, counts: dict[int, DayCounts]) -> list[Month]:
    used = used_by_issue_day(list(days.values()))
    return [
        month_features(
            month,
            {day: one for day, one in days.items() if month_of(day) == month},
            {day: one for day, one in counts.items() if month_of(day) == month},
            used,
        )
        for month in sorted({month_of(day) for day in (*days, *counts)})
    ]


def _counts(
    codes: dict[tuple[int, date], CodeCount], dossiers: dict[tuple[int, date], CodeCount]
) -> dict[int, dict[int, DayCounts]]:
    """Dossiers count from the month on in which the agency has codes: before, none were due."""
    coded = {(agency_id, _month(day)) for agency_id, day in codes}
    found: dict[int, dict[int, DayCounts]] = defaultdict(dict)
    for agency_id, day in sorted({*codes, *dossiers}):
        if (agency_id, _month(day)) not in coded:
            continue
        made = codes.get((agency_id, day), CodeCount(0, 0))
        told = dossiers.get((agency_id, day))
        found[agency_id][day.toordinal()] = DayCounts(
            issued=made.issued,
            issued_late=made.issued_late,
            dossiers=told.issued if told else None,
            dossiers_late=told.issued_late if told else 0,
        )
    return found


def _month(day: date) -> int:
    return day.year * 100 + day.month


def _months_before(on: date, count: int) -> int:
    whole = on.year * 12 + on.month - 1 - count
    return whole // 12 * 100 + whole % 12 + 1


def usual(months: dict[int, list[Month]]) -> dict[int, Others]:
    """month → what is usual among all agencies."""
    by_month: dict[int, list[Month]] = defaultdict(list)
    for mine in months.values():
        for one in mine:
            by_month[one.month].append(one)
    return {month: others_of(found) for month, found in by_month.items()}


def judge_everybody(
    months: dict[int, list[Month]], others: dict[int, Others], on: date
) -> dict[int, list[Judgement]]:
    """agency → one judgement a month, from what is known on the morning of `on`."""
    cleared: dict[int, set[int]] = defaultdict(set)
    for agency_id, month in list_cleared_months():
        cleared[agency_id].add(month)
    evening = on - timedelta(days=1)
    return {
        one: judge_months(mine, others, cleared=cleared[one], evening=evening)
        for one, mine in months.items()
    }


def usual_durations(since: date) -> dict[str, float]:
    """channel → median duration in seconds of the days since, everywhere."""
    found: dict[str, list[float]] = defaultdict(list)
    for channel, median in list_medians(since):
        found[channel].append(median)
    return {channel: median_of_medians(values) for channel, values in found.items()}
