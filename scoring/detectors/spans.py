"""Events of some months at once: split into days, folded into months, judged."""

from collections.abc import Mapping

import numpy as np

from scoring.detectors.days import DayFeature, day_features, durations_by_channel
from scoring.detectors.events import DayCounts, Events
from scoring.detectors.judging import Judgement, judge_months
from scoring.detectors.months import Month, month_features, month_of, used_by_issue_day
from scoring.detectors.others import Others
from scoring.detectors.speed import median_of


def days_of(events: Events, medians: Mapping[str, float]) -> dict[int, dict[str, DayFeature]]:
    """ordinal → channel → feature."""
    order = np.lexsort((events.second, events.day))
    events = events.where(order)
    days, starts = np.unique(events.day, return_index=True)
    ends = [*starts[1:], len(events)][: len(days)]
    return {
        int(day): day_features(events.where(slice(start, end)), medians)
        for day, start, end in zip(days, starts, ends, strict=True)
    }


def months_of(
    events: Events,
    counts: Mapping[int, DayCounts],
    medians: Mapping[str, float] | None = None,
) -> list[Month]:
    """Every calendar month from the first to the last of which anything is known, in order.

    `counts`: ordinal → counts. `medians` as in `day_features`; else those of these events.
    """
    if medians is None:
        found = durations_by_channel(events)
        medians = {name: median_of(durations) for name, durations in found.items()}
    days = days_of(events, medians)
    used = used_by_issue_day(list(days.values()))
    names = sorted({month_of(day) for day in (*days, *counts)})
    return [
        month_features(
            name,
            {day: one for day, one in days.items() if month_of(day) == name},
            {day: one for day, one in counts.items() if month_of(day) == name},
            used,
        )
        for name in names
    ]


def judge_events(
    events: Events,
    counts: Mapping[int, DayCounts],
    others: Mapping[int, Others] | None = None,
) -> list[Judgement]:
    """One judgement a month of one agency; see `judge_months`."""
    return judge_months(months_of(events, counts), others)
