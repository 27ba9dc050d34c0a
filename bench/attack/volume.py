"""The attacks by volume (S1, S2, S3, S5, S7): what each does to one office of an honest world.

Every function takes the generator of this run, the world, the office's position and the months, and returns
the office as it then is. An attacker knows the office well: forged answers come from its own kinds of times.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from bench.attack.opinions import draw_levels, praise, spite
from bench.attack.worlds import (
    NEAR_SECONDS,
    Answers,
    Bools,
    Ints,
    Levels,
    Office,
    World,
    draw_office_seconds,
    draw_steps,
)

Attack = Callable[[np.random.Generator, World, Office, range], Office]
_BATCH_FROM, _BATCH_SECONDS = 16 * 3600, 20 * 60
_VERY_HAPPY = 3.6


def _forged(
    rng: np.random.Generator, at: Ints, dossier: Ints, levels: Levels, steps: Ints | None = None
) -> Answers:
    taken = draw_steps(rng, levels) if steps is None else steps
    return Answers(at, dossier, levels, taken, np.ones(len(at), bool))


def _one_day(rng: np.random.Generator, world: World, months: range) -> int:
    return int(rng.choice(world.days_of(months)))


def burst(rng: np.random.Generator, world: World, office: Office, months: range) -> Office:
    """S1: 60 positive open answers within 40 minutes of one day."""
    day = _one_day(rng, world, months)
    start = rng.integers(8 * 3600, 16 * 3600)
    at = world.second_of(day, start + rng.integers(0, 40 * 60, 60))
    more = _forged(rng, at, np.full(60, -1), praise(rng, 60))
    return office.with_answers(office.answers.joined(more))


def brigade(rng: np.random.Generator, world: World, office: Office, months: range) -> Office:
    """S1: 150 one-star open answers within 3 hours of one day."""
    day = _one_day(rng, world, months)
    start = rng.integers(8 * 3600, 20 * 3600)
    at = world.second_of(day, start + rng.integers(0, 3 * 3600, 150))
    more = _forged(rng, at, np.full(150, -1), spite(150))
    return office.with_answers(office.answers.joined(more))


def bot(rng: np.random.Generator, world: World, office: Office, months: range) -> Office:
    """S8: 500 positive open answers, one each 14 seconds, on one day."""
    day = _one_day(rng, world, months)
    at = world.second_of(day, 8 * 3600 + 14 * np.arange(500) + rng.integers(0, 2, 500))
    more = _forged(rng, at, np.full(500, -1), praise(rng, 500))
    return office.with_answers(office.answers.joined(more))


def drip(per_day: int) -> Attack:
    """S2: some realistic positive open answers every working day."""

    def attack(rng: np.random.Generator, world: World, office: Office, months: range) -> Office:
        days = np.repeat(world.days_of(months), per_day)
        at = world.second_of(days, draw_office_seconds(rng, len(days)))
        levels = draw_levels(rng, np.full(len(days), _VERY_HAPPY))
        more = _forged(rng, at, np.full(len(days), -1), levels)
        return office.with_answers(office.answers.joined(more))

    return attack


def harvest(share: float, *, in_batch: bool) -> Attack:
    """S3: the desk answers for a share of the codes that nobody used, 16:00-16:20 or all day long."""

    def attack(rng: np.random.Generator, world: World, office: Office, months: range) -> Office:
        dossiers = office.dossiers
        used = np.zeros(len(dossiers), bool)
        used[office.answers.dossier[~office.answers.is_open]] = True
        free = ~used & dossiers.has_code & np.isin(dossiers.day, world.days_of(months))
        taken = np.flatnonzero(free & (rng.random(len(dossiers)) < share))
        at = world.second_of(dossiers.day[taken], _harvest_seconds(rng, len(taken), in_batch))
        more = _forged(rng, at, taken, praise(rng, len(taken)))
        return office.with_answers(office.answers.joined(more))

    return attack


def _harvest_seconds(rng: np.random.Generator, count: int, in_batch: bool) -> Ints:
    if in_batch:
        return _BATCH_FROM + rng.integers(0, _BATCH_SECONDS, count)
    return draw_office_seconds(rng, count)


def _kept_from_late(
    rng: np.random.Generator, world: World, office: Office, months: range, share: float
) -> Bools:
    dossiers = office.dossiers
    hit = dossiers.is_late & np.isin(dossiers.day, world.days_of(months))
    kept: Bools = hit & (rng.random(len(dossiers)) < share)
    return kept


def unissued(rng: np.random.Generator, world: World, office: Office, months: range) -> Office:
    """S5a: 80 % of the late dossiers get no code at all."""
    kept = _kept_from_late(rng, world, office, months, 0.8)
    dossiers = replace(office.dossiers, has_code=office.dossiers.has_code & ~kept)
    return replace(office, dossiers=dossiers, answers=_without(office.answers, kept))


def withheld(rng: np.random.Generator, world: World, office: Office, months: range) -> Office:
    """S5b: the slips of 80 % of the late dossiers are printed and thrown away."""
    kept = _kept_from_late(rng, world, office, months, 0.8)
    return office.with_answers(_without(office.answers, kept))


def _without(answers: Answers, dossiers: Bools) -> Answers:
    return answers.taken(answers.is_open | ~dossiers[answers.dossier])


def coaching(share: float) -> Attack:
    """S7: of the answers within 15 minutes of the service, a share is lifted to fours and fives."""

    def attack(rng: np.random.Generator, world: World, office: Office, months: range) -> Office:
        answers = office.answers
        lifted = is_near(world, office) & (rng.random(len(answers)) < share)
        lifted &= np.isin(office.dossiers.day[answers.dossier], world.days_of(months))
        levels = answers.levels.copy()
        levels[lifted] = np.maximum(levels[lifted], rng.integers(4, 6, levels[lifted].shape))
        forged = answers.is_forged | lifted
        return office.with_answers(replace(answers, levels=levels, is_forged=forged))

    return attack


def is_near(world: World, office: Office) -> Bools:
    """Given by code within 15 minutes of the service."""
    answers, dossiers = office.answers, office.dossiers
    own = dossiers.day[answers.dossier], dossiers.second[answers.dossier]
    near: Bools = ~answers.is_open & (answers.at - world.second_of(*own) < NEAR_SECONDS)
    return near


@dataclass(frozen=True)
class Plan:
    """One line of the report. `pass_marks`: the share of runs with an alarm that each size must reach.

    A mark of None is a size for which nothing is promised; `months` counts from the year's first.
    """

    key: str
    scenario: str
    attack: Attack
    months: range
    pass_marks: tuple[float | None, float | None, float | None]


_LAST, _QUARTER = range(11, 12), range(9, 12)
PLANS = (
    Plan("burst-60", "S1", burst, _LAST, (1.0, 1.0, 1.0)),
    Plan("brigade-150", "S1", brigade, _LAST, (1.0, 1.0, 1.0)),
    Plan("drip-5", "S2", drip(5), _LAST, (None, None, None)),
    Plan("drip-10", "S2", drip(10), _LAST, (0.95, 0.65, 0.35)),
    Plan("harvest-30-batch", "S3", harvest(0.3, in_batch=True), _LAST, (0.75, 0.95, 0.95)),
    Plan("harvest-30-spread", "S3", harvest(0.3, in_batch=False), _LAST, (None, None, None)),
    Plan("harvest-10-batch", "S3", harvest(0.1, in_batch=True), _LAST, (None, None, None)),
    Plan("harvest-10-quarter", "S3", harvest(0.1, in_batch=False), _QUARTER, (0.55, 0.80, 0.90)),
    Plan("unissued", "S5", unissued, _LAST, (1.0, 1.0, 1.0)),
    Plan("withheld", "S5", withheld, _LAST, (None, 0.90, 0.90)),
    Plan("withheld-quarter", "S5", withheld, _QUARTER, (0.90, None, None)),
    Plan("bot-500", "S8", bot, _LAST, (1.0, 1.0, 1.0)),
    Plan("coaching-60", "S7", coaching(0.6), _QUARTER, (0.40, 0.85, 0.95)),
    Plan("coaching-30", "S7", coaching(0.3), _QUARTER, (None, None, None)),
)
