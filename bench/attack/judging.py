"""A world as the product's detectors see it: features of every office's days, judged month by month.

`scoring.detectors` is called as the product calls it. What a judge of this replay knows and the detectors do
not (which answers are forged) is not handed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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
from scoring.detectors.months import used_by_issue_day

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

    def judged(self, position: int) -> list[Judgement]:
        return judge_months(self.offices[position].months, self.others)


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

    The present month and the one before are folded anew from what had come by then; codes of older months
    are hardly used any more.
    """
    days = {day: one for day, one in seen.days.items() if day <= evening}
    counts = {day: one for day, one in seen.counts.items() if day <= evening}
    names = [one.month for one in seen.months if one.month <= month_of(evening)]
    old = [one for one in seen.months if one.month in names[:-2]]
    return (*old, *_months(days, counts, names[-2:]))


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
