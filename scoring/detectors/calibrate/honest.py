"""An honest agency, made up: dossiers, codes, who answers, when and what.

Chosen to be rougher than trust.md's simulation where offices are known to be rough: people come in groups, on
market days, and months differ. No figure of a real office is in it: recalibrate on the first three real
months before any alarm has consequences.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.random import Generator

from scoring.arrays import BoolArray, FloatArray, IntArray
from scoring.detectors.events import DayCounts, Events, events_of

ITEMS = 8
SIZES = (18, 55, 140)  # dossiers a day
LATE = 0.12
QR_SHARE = 0.09  # open-QR answers per dossier
STRAIGHT = 0.42  # of people give every item the same level
_OPENING = ((7.5, 11.5), (13.5, 17.0))
_CUTS = np.array([0.04, 0.10, 0.24, 0.62])  # honest shares of levels up to 1, 2, 3, 4 at logit 0


@dataclass(frozen=True)
class Habits:
    """What an agency is like for years: logits and logs."""

    size: float
    level: float
    near: float
    qr_level: float
    use: float
    late_level: float
    shape: FloatArray


@dataclass(frozen=True)
class Code:
    """Codes handed out, one entry each: day and second of the service, late or not, used or not."""

    day: IntArray
    second: FloatArray
    late: BoolArray
    used: BoolArray


@dataclass(frozen=True)
class Made:
    """Some months of an agency."""

    events: Events
    counts: Mapping[int, DayCounts]
    codes: Code


def habits(rng: Generator, size: float) -> Habits:
    return Habits(
        size=size,
        level=rng.normal(0.0, 0.35),
        near=rng.normal(0.1, 0.15),
        qr_level=rng.normal(-0.35, 0.25),
        use=0.22 * np.exp(rng.normal(0.0, 0.25)),
        late_level=rng.normal(-0.9, 0.2),
        shape=rng.dirichlet([30, 30, 25]),
    )


def working_days(first: date, months: int) -> list[list[int]]:
    """Ordinals of Mondays to Fridays, by month."""
    found: dict[tuple[int, int], list[int]] = {}
    day = first
    while len(found) <= months:
        if day.weekday() < 5:
            found.setdefault((day.year, day.month), []).append(day.toordinal())
        day += timedelta(days=1)
    return list(found.values())[:months]


def make_agency(rng: Generator, size: float, months: int, first: date = date(2026, 1, 1)) -> Made:
    """Honest months one after the other."""
    own = habits(rng, size)
    parts = [_month(rng, own, days) for days in working_days(first, months)]
    codes = Code(*(np.concatenate([getattr(p[1], n) for p in parts]) for n in _CODE_FIELDS))
    counts = {day: one for part in parts for day, one in part[2].items()}
    return Made(joined([p[0] for p in parts]), counts, codes)


_CODE_FIELDS = ("day", "second", "late", "used")


def joined(parts: list[Events]) -> Events:
    names = Events.__dataclass_fields__
    return Events(*(np.concatenate([getattr(one, name) for one in parts]) for name in names))


def service_seconds(rng: Generator, count: int) -> FloatArray:
    """Within opening hours, earlier rather than later, some people in groups of two to four."""
    hours = np.where(
        rng.random(count) < 0.62,
        _OPENING[0][0] + 4.0 * rng.beta(1.6, 1.9, count),
        _OPENING[1][0] + 3.5 * rng.beta(1.4, 2.0, count),
    )
    follows = np.flatnonzero(rng.random(count) < 0.12)
    follows = follows[follows > 0]
    hours[follows] = hours[follows - 1] + rng.random(len(follows)) * 0.05
    return np.asarray(hours * 3600)


def answers(rng: Generator, logits: FloatArray, straight: float = STRAIGHT) -> np.ndarray:
    """Levels (n, items) of people with these logits of contentment."""
    count = len(logits)
    person = logits + rng.normal(0, 0.9, count)
    item = np.where(rng.random(count) < straight, 0.0, 0.8)
    noise = rng.logistic(0, 1, (count, 1)) * 0.6 + item[:, None] * rng.logistic(
        0, 1, (count, ITEMS)
    )
    cuts = np.log(_CUTS / (1 - _CUTS))
    latent = person[:, None] + noise
    levels = 1 + (latent[:, :, None] > cuts).sum(axis=2)
    silent = rng.random((count, ITEMS)) < 0.02
    return np.where(silent, 9, levels).astype(np.int8)


def durations(rng: Generator, count: int) -> FloatArray:
    """In steps of five seconds."""
    return np.asarray(np.maximum(5, np.round(55 * np.exp(rng.normal(0, 0.45, count)) / 5) * 5))


def _month(rng: Generator, own: Habits, days: list[int]) -> tuple[Events, Code, dict]:
    mood = rng.normal(0, 0.15, len(days))
    busy = rng.gamma(8, 1 / 8, len(days)) * np.exp(rng.normal(0, 0.08))
    dossiers = rng.poisson(own.size * busy)
    codes = _codes(rng, own, np.repeat(days, dossiers))
    moods = dict(zip(days, mood, strict=True))
    coded = code_events(rng, own, codes, moods)
    opened = _qr_events(rng, own, days, moods, busy)
    late = {day: int(codes.late[codes.day == day].sum()) for day in days}
    counts = {
        day: DayCounts(int(n), late[day], int(n), late[day])
        for day, n in zip(days, dossiers, strict=True)
    }
    return joined([coded, opened]), codes, counts


def _codes(rng: Generator, own: Habits, day: IntArray) -> Code:
    count = len(day)
    late = rng.random(count) < LATE
    of_month = np.exp(rng.normal(0, 0.08))
    share = np.minimum(0.9, own.use * of_month * np.where(late, 0.95, 1.0))
    return Code(day, service_seconds(rng, count), late, rng.random(count) < share)


def code_events(rng: Generator, own: Habits, codes: Code, moods: Mapping[int, float]) -> Events:
    """Answers by the codes used: a third at the desk, most others the same day, some within a month."""
    used = np.flatnonzero(codes.used)
    count = len(used)
    day, second, late = codes.day[used], codes.second[used], codes.late[used]
    kind = rng.choice(3, count, p=own.shape)
    waited = np.select(
        [kind == 0, kind == 1],
        [rng.exponential(4 * 60, count).clip(20, 899), 900 + rng.exponential(2.5 * 3600, count)],
        0.0,
    )
    later = np.where(kind == 2, 1 + rng.exponential(3.0, count).astype(int), 0).clip(0, 30)
    evening = (8 + 13 * rng.beta(1.5, 1.2, count)) * 3600
    at = np.where(kind == 2, evening, np.minimum(second + waited, 86_000))
    mood = np.array([moods.get(int(one), 0.0) for one in day])
    logits = own.level + mood + np.where(late, own.late_level, 0.0) + own.near * (kind == 0)
    return events_of(
        day + later,
        at,
        ["code"] * count,
        answers(rng, logits),
        durations(rng, count),
        np.where(kind == 2, 3000.0, waited / 60),
        late.astype(int),
        day,
    )


def _qr_events(
    rng: Generator, own: Habits, days: list[int], moods: Mapping[int, float], busy: FloatArray
) -> Events:
    each = rng.poisson(own.size * QR_SHARE * busy * np.exp(rng.normal(0, 0.1)))
    day = np.repeat(days, each)
    count = len(day)
    at = np.where(
        rng.random(count) < 0.7,
        service_seconds(rng, count) + rng.exponential(600, count),
        (8 + 13 * rng.beta(1.5, 1.2, count)) * 3600,
    )
    mood = np.array([moods[int(one)] for one in day])
    logits = own.level + mood + own.qr_level - 0.05
    return events_of(day, at, ["open_qr"] * count, answers(rng, logits), durations(rng, count))


def with_events(made: Made, more: Events) -> Made:
    return replace(made, events=joined([made.events, more]))
