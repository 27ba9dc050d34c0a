"""A world as the product's detectors see it: features of every office's days, judged month by month.

`scoring.detectors` is called as the product calls it. What a judge of this replay knows and the detectors do
not (which answers are forged) is not handed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from bench.attack.worlds import MONTHS, Office, World
from scoring.detectors import (
    DayCounts,
    Events,
    Judgement,
    Month,
    Others,
    day_features,
    events_of,
    judge_months,
    month_features,
    month_of,
    others_of,
)
from scoring.detectors.months import used_by_issue_day, used_of

DayFeatures = Mapping[int, dict]


@dataclass(frozen=True)
class Seen:
    """One office: its days' features by ordinal, what was counted of each day, and its months."""

    days: DayFeatures
    counts: Mapping[int, DayCounts]
    months: tuple[Month, ...]


@dataclass(frozen=True)
class SeenWorld:
    """All offices, with what is usual in the province in each month."""

    world: World
    medians: Mapping[str, float]
    offices: tuple[Seen, ...]
    others: Mapping[int, Others]

    @cached_property
    def judged(self) -> list[list[Judgement]]:
        """Of every office, when each month was over."""
        return [judge_months(one.months, self.others) for one in self.offices]


class Evenings:
    """What the job of each night knows of a world left alone."""

    def __init__(self, seen: SeenWorld) -> None:
        self.seen = seen
        first, last = seen.world.days[0].replace(day=1), seen.world.days[-1]
        self.days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
        self._months: dict[date, list[tuple[Month, ...]]] = {}
        self._others: dict[date, dict[int, Others]] = {}

    def months(self, position: int, evening: date) -> tuple[Month, ...]:
        return self._everybody(evening)[position]

    def _everybody(self, evening: date) -> list[tuple[Month, ...]]:
        if evening not in self._months:
            self._months[evening] = [until(one, evening.toordinal()) for one in self.seen.offices]
        return self._months[evening]

    def others(self, evening: date) -> dict[int, Others]:
        """What is usual in the province, as far as that evening knows of the present month."""
        if evening not in self._others:
            self._others[evening] = self._usual([one[-1] for one in self._everybody(evening)])
        return self._others[evening]

    def others_with(self, evening: date, position: int, own: Seen) -> dict[int, Others]:
        """The same, with what one office has become."""
        group = [one[-1] for one in self._everybody(evening)]
        group[position] = until(own, evening.toordinal())[-1]
        return self._usual(group)

    def _usual(self, group: list[Month]) -> dict[int, Others]:
        return {**self.seen.others, group[0].month: others_of(group)}


def see_world(world: World) -> SeenWorld:
    medians = _medians(world)
    offices = tuple(see_office(world, one, medians) for one in world.offices)
    others = {
        offices[0].months[at].month: others_of([one.months[at] for one in offices])
        for at in range(MONTHS)
    }
    return SeenWorld(world, medians, offices, others)


def _medians(world: World) -> dict[str, float]:
    """Usual seconds by channel, over the whole province."""
    steps = np.concatenate([one.answers.steps for one in world.offices])
    is_open = np.concatenate([one.answers.is_open for one in world.offices])
    return {
        "code": float(np.median(steps[~is_open]) * 5),
        "open_qr": float(np.median(steps[is_open]) * 5),
    }


def see_office(
    world: World,
    office: Office,
    medians: Mapping[str, float],
    known: Seen | None = None,
    since: int = 0,
) -> Seen:
    """`known`: the same office before something was changed on the working days from `since` on."""
    first = world.days[since].toordinal()
    counts = _counts(world, office)
    days = dict(_days(_events(world, office, first), medians))
    if known is not None:
        days = {day: one for day, one in known.days.items() if day < first} | days
    names = sorted({month_of(one.toordinal()) for one in world.days})
    return Seen(days, counts, tuple(_months(days, counts, names)))


def _months(days: DayFeatures, counts: Mapping[int, DayCounts], names: list[int]) -> list[Month]:
    used = used_by_issue_day(list(days.values()))
    return [
        month_features(
            name,
            {day: one for day, one in days.items() if month_of(day) == name},
            {day: one for day, one in counts.items() if month_of(day) == name},
            used,
        )
        for name in names
    ]


def until(seen: Seen, evening: int) -> tuple[Month, ...]:
    """The months as the job of that night knows them.

    The present month is folded from what had come by then; of the month before, codes are used still. Those
    of older months are hardly used any more.
    """
    now = date.fromordinal(evening).replace(day=1).toordinal()
    before = date.fromordinal(now - 1).replace(day=1).toordinal()
    days = {day: one for day, one in seen.days.items() if before <= day <= evening}
    used = used_by_issue_day(list(days.values()))
    counts = {day: one for day, one in seen.counts.items() if before <= day <= evening}
    known = [one for one in seen.months if one.month < month_of(evening)]
    if known:
        past = {day: one for day, one in counts.items() if day < now}
        known[-1] = replace(known[-1], **used_of(past, used))
    present = month_features(
        month_of(evening),
        {day: one for day, one in days.items() if day >= now},
        {day: one for day, one in counts.items() if day >= now},
        used,
    )
    return (*known, present)


def _days(events: Events, medians: Mapping[str, float]) -> list[tuple[int, dict]]:
    order = np.lexsort((events.second, events.day))
    events = events.where(order)
    days, starts = np.unique(events.day, return_index=True)
    ends = np.append(starts[1:], len(events))
    return [
        (int(day), day_features(events.where(np.arange(start, end)), medians))
        for day, start, end in zip(days, starts, ends, strict=True)
    ]


def _events(world: World, office: Office, first: int) -> Events:
    """Answers from the day with ordinal `first` on."""
    answers, dossiers = office.answers, office.dossiers
    zero = world.first_ordinal
    day = zero + answers.at // 86_400
    own = answers.dossier
    served = world.second_of(dossiers.day[own], dossiers.second[own])
    ordinals = np.array([one.toordinal() for one in world.days])
    is_open = answers.is_open
    chosen = day >= first
    whole = events_of(
        day=day,
        second=answers.at % 86_400,
        channel=np.where(is_open, "open_qr", "code"),
        levels=answers.levels,
        duration=answers.steps * 5.0,
        near=np.where(is_open, np.nan, (answers.at - served) / 60),
        is_late=np.where(is_open, -1, dossiers.is_late[own]),
        issue_day=np.where(is_open, 0, ordinals[dossiers.day[own]]),
    )
    return whole.where(chosen)


def _counts(world: World, office: Office) -> dict[int, DayCounts]:
    """What the one-stop software and the province's own code register say of each day."""
    dossiers = office.dossiers
    length = len(world.days)

    def by_day(chosen: np.ndarray) -> list[int]:
        return np.bincount(dossiers.day[chosen], minlength=length).tolist()

    late, issued = dossiers.is_late, dossiers.has_code
    columns = zip(
        by_day(issued), by_day(issued & late), by_day(late | ~late), by_day(late), strict=True
    )
    return {
        day.toordinal(): DayCounts(
            issued=numbers[0],
            issued_late=numbers[1],
            dossiers=numbers[2],
            dossiers_late=numbers[3],
        )
        for day, numbers in zip(world.days, columns, strict=True)
    }
