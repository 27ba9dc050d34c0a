"""Honest worlds: a year at thirty offices, drawn with numpy from one seed.

Ten offices each take in about 18, 55 and 140 dossiers a working day. Every dossier gets a one-time code; 22 %
of the codes are answered, nearly half of them within 15 minutes of the service; others answer by the open
QR (9 answers per 100 dossiers). One dossier in nine is late: then keeping late ones from answering lifts the
raw figure by about 2.5 points, as the method's own table has it. Nothing here knows of the detectors: sizes,
shares and effects are those an auditor would write down beforehand.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bench.attack.opinions import Temper, draw_levels

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Levels = NDArray[np.uint8]

SIZES = (18, 55, 140)
OFFICES_PER_SIZE = 10
MONTHS = 12
FIRST_DAY = date(2025, 11, 1)
FIELDS = ("ho-tich", "chung-thuc", "dat-dai", "kinh-doanh", "bao-tro", "xay-dung")
MODES = ("in_person", "online", "post")
ONLINE = 1
REDEEM_SHARE = 0.22
OPEN_SHARE = 0.09
DAY_EFFECT = 0.15
NEAR_SECONDS = 15 * 60
OPENS, NOON_FROM, NOON_TO, CLOSES = 27_000, 41_400, 48_600, 61_200  # 7:30, 11:30, 13:30, 17:00
_SPREAD = 8.0  # the k of the negative binomial of a day's dossiers
_WEEKDAYS = np.array([1.15, 1.05, 1.0, 0.95, 0.85])


@dataclass(frozen=True)
class Dossiers:
    """One entry a dossier, in the order they were served; `has_code` is False if none was issued."""

    day: Ints  # position among the world's working days
    second: Ints  # of the day, when the service ended
    field: Ints
    is_late: Bools
    mode: Ints
    has_code: Bools

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True)
class Answers:
    """One entry an answer, in the order of time; `dossier` is -1 for the open QR."""

    at: Ints  # second since midnight of the world's first day
    dossier: Ints
    levels: Levels  # (n, items), 1…5
    steps: Ints  # duration, 5 seconds each
    is_forged: Bools  # what only the judge of this replay knows

    def __len__(self) -> int:
        return len(self.at)

    @property
    def is_open(self) -> Bools:
        return self.dossier < 0

    def sorted(self) -> "Answers":
        return self.taken(np.argsort(self.at, kind="stable"))

    def taken(self, which: Ints | Bools) -> "Answers":
        return Answers(
            self.at[which],
            self.dossier[which],
            self.levels[which],
            self.steps[which],
            self.is_forged[which],
        )

    def joined(self, more: "Answers") -> "Answers":
        """Both, in the order of time."""
        pairs = ((getattr(self, name), getattr(more, name)) for name in self.__dataclass_fields__)
        return Answers(*(np.concatenate(pair) for pair in pairs)).sorted()


@dataclass(frozen=True)
class Office:
    """One agency's year. `temper` is how its residents speak; attacks draw their like from it."""

    size: int
    dossiers: Dossiers
    answers: Answers
    temper: Temper

    def with_answers(self, answers: Answers) -> "Office":
        return replace(self, answers=answers)


@dataclass(frozen=True)
class World:
    """`days` are the working days; all offices share them."""

    seed: int
    days: tuple[date, ...]
    offices: tuple[Office, ...]

    @property
    def months(self) -> Ints:
        """The month of each working day, 0…11."""
        first = FIRST_DAY.year * 12 + FIRST_DAY.month
        return np.array([one.year * 12 + one.month - first for one in self.days])

    @property
    def first_ordinal(self) -> int:
        return FIRST_DAY.toordinal()

    def days_of(self, months: range) -> Ints:
        """Positions of the working days of these months."""
        return np.flatnonzero(np.isin(self.months, np.array(months)))

    def second_of(self, day: Ints | int, second: Ints | int) -> Ints:
        """Seconds since midnight of the first day of the world."""
        return np.asarray(self._offsets[day] * 86_400 + second)

    @property
    def _offsets(self) -> Ints:
        return np.array([(one - FIRST_DAY).days for one in self.days])


def working_days() -> tuple[date, ...]:
    """Monday to Friday of twelve whole months."""
    last = FIRST_DAY.replace(year=FIRST_DAY.year + 1)
    every = (FIRST_DAY + timedelta(days=at) for at in range((last - FIRST_DAY).days))
    return tuple(one for one in every if one.weekday() < 5)


def make_world(seed: int) -> World:
    """The same seed gives the same world."""
    rng = np.random.default_rng([20_251_101, seed])
    world = World(seed, working_days(), ())
    sizes = [size for size in SIZES for _ in range(OFFICES_PER_SIZE)]
    return replace(world, offices=tuple(_make_office(rng, world, size) for size in sizes))


def _make_office(rng: np.random.Generator, world: World, size: int) -> Office:
    dossiers = _draw_dossiers(rng, world.days, size)
    temper = Temper.drawn(rng, len(world.days))
    coded = _coded_answers(rng, world, dossiers, temper)
    opened = _open_answers(rng, world, dossiers, temper)
    return Office(size, dossiers, coded.joined(opened), temper)


def _draw_dossiers(rng: np.random.Generator, days: tuple[date, ...], size: int) -> Dossiers:
    mean = size * rng.lognormal(0, 0.12) * _WEEKDAYS[[one.weekday() for one in days]]
    counts = rng.negative_binomial(_SPREAD, _SPREAD / (_SPREAD + mean))
    day = np.repeat(np.arange(len(days)), counts)
    total = len(day)
    field_shares = rng.dirichlet(np.array([5.0, 6.0, 3.0, 1.5, 2.0, 1.0]))
    online = rng.beta(8, 14)
    late = rng.beta(8, 64)
    field = rng.choice(len(FIELDS), total, p=field_shares)
    second = draw_office_seconds(rng, total)
    order = np.lexsort((second, day))
    late_by_field = np.clip(late * np.array([0.7, 0.5, 2.1, 1.1, 1.2, 2.0]), 0, 0.6)
    return Dossiers(
        day=day,
        second=second[order],
        field=field,
        is_late=rng.random(total) < late_by_field[field],
        mode=rng.choice(len(MODES), total, p=[0.95 - online, online, 0.05]),
        has_code=np.ones(total, bool),
    )


def draw_office_seconds(rng: np.random.Generator, count: int) -> Ints:
    """Two humps: the morning is the busier one."""
    morning = rng.random(count) < 0.6
    early = OPENS + (NOON_FROM - OPENS) * rng.beta(2.2, 1.8, count)
    later = NOON_TO + (CLOSES - NOON_TO) * rng.beta(1.8, 2.2, count)
    return np.where(morning, early, later).astype(np.int64)


def _coded_answers(
    rng: np.random.Generator, world: World, dossiers: Dossiers, temper: Temper
) -> Answers:
    """Who answers a code, when, and what: the near ones at the counter, the others from home."""
    month = world.months[dossiers.day]
    logit = temper.redeem + temper.redeem_by_month[month] + 0.15 * dossiers.is_late
    chosen = np.flatnonzero(rng.random(len(dossiers)) < 1 / (1 + np.exp(-logit)))
    at_counter = dossiers.mode[chosen] != ONLINE
    near = at_counter & (rng.random(len(chosen)) < temper.near_share)
    at = answer_times(rng, world, dossiers, chosen, near)
    shift = (
        temper.day_effect[dossiers.day[chosen]]
        + temper.late_shift * dossiers.is_late[chosen]
        + temper.field_shift[dossiers.field[chosen]]
        + temper.near_shift * near
    )
    levels = draw_levels(rng, temper.level + shift)
    return Answers(
        at, chosen, levels, draw_steps(rng, levels), np.zeros(len(chosen), bool)
    ).sorted()


def answer_times(
    rng: np.random.Generator, world: World, dossiers: Dossiers, chosen: Ints, near: Bools
) -> Ints:
    """Within 15 minutes of the service, or the same evening, or on one of the following days."""
    served = world.second_of(dossiers.day[chosen], dossiers.second[chosen])
    soon = served + 30 + np.minimum(rng.exponential(240, len(chosen)), NEAR_SECONDS - 60)
    wait = np.where(rng.random(len(chosen)) < 0.6, 0, 1 + rng.geometric(0.45, len(chosen)))
    evening = 64_800 + 3_600 * np.clip(rng.normal(1.8, 1.3, len(chosen)), -4.0, 5.0)
    midnight = served - served % 86_400
    later = np.maximum(midnight + 86_400 * wait + evening, served + NEAR_SECONDS + 300)
    return np.where(near, soon, later).astype(np.int64)


def _open_answers(
    rng: np.random.Generator, world: World, dossiers: Dossiers, temper: Temper
) -> Answers:
    """The open QR: somebody who came that day; complainers use it more."""
    count = rng.poisson(OPEN_SHARE * temper.open_factor * len(dossiers))
    like = np.sort(rng.integers(0, len(dossiers), count))
    day = dossiers.day[like]
    second = np.where(
        rng.random(count) < 0.7,
        dossiers.second[like] + rng.exponential(500, count),
        64_800 + 3_600 * np.clip(rng.normal(1.8, 1.3, count), -1.0, 5.0),
    )
    shift = (
        temper.day_effect[day]
        + temper.late_shift * dossiers.is_late[like]
        + temper.field_shift[dossiers.field[like]]
        + temper.open_shift
    )
    levels = draw_levels(rng, temper.level + shift)
    at = world.second_of(day, second.astype(np.int64))
    nobody = np.full(count, -1)
    return Answers(at, nobody, levels, draw_steps(rng, levels), np.zeros(count, bool)).sorted()


def draw_steps(rng: np.random.Generator, levels: Levels) -> Ints:
    """About a minute; those who give one level throughout are quicker."""
    straight = (levels == levels[:, :1]).all(axis=1)
    seconds = rng.lognormal(np.log(62), 0.42, len(levels)) * np.where(straight, 0.72, 1.0)
    return np.clip(seconds // 5, 1, 720).astype(np.int64)
