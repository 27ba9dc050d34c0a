"""Many seeds of the attacks by volume: each on every office alone, beside the same office left alone.

A world has ten offices of each size, so ten worlds are a hundred seeds a size. Whoever is attacked, the
others stay honest; what they tell is reckoned once a world.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from bench.attack.judging import Evenings, Seen, SeenWorld, see_office, see_world
from bench.attack.nights import Honest, honest_nights, nights_to_alarm
from bench.attack.official import official_share, pooled_share, raw_share
from bench.attack.volume import PLANS, Plan
from bench.attack.worlds import OFFICES_PER_SIZE, SIZES, make_world
from scoring.detectors import judge_months, others_of
from scoring.detectors.others import Others

OFFICES = range(len(SIZES) * OFFICES_PER_SIZE)


@dataclass(frozen=True)
class Scale:
    """`offices`: how many of each size are attacked in a world; `watched`: on how many of those every night's

    job is replayed, and whether honest offices are judged every night of the year.
    """

    offices: int = OFFICES_PER_SIZE
    watched: int = 2


@dataclass(frozen=True)
class Trial:
    """One attack on one office. `nights` is None where no night's job raised an alarm, or none was asked."""

    plan: str
    size: int
    is_detected: bool
    is_honest_alarm: bool
    is_watched: bool
    nights: int | None
    official_shift: float
    raw_shift: float
    pooled_shift: float
    detectors: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    honest: Honest
    trials: tuple[Trial, ...]


def run(seeds: Sequence[int], scale: Scale, processes: int) -> Iterator[Outcome]:
    """One outcome a world, in order, as each is there."""
    run_one = partial(_run_seed, scale=scale)
    if processes == 1:
        yield from map(run_one, seeds)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(run_one, seeds)


def _run_seed(seed: int, scale: Scale) -> Outcome:
    seen = see_world(make_world(seed))
    evenings = Evenings(seen)
    trials = [_try(seen, evenings, *one) for one in _attacks(seed, scale)]
    return Outcome(honest_nights(seen, evenings if scale.watched else None), tuple(trials))


def _attacks(seed: int, scale: Scale) -> Iterator[tuple[Plan, int, bool]]:
    """Plan, position of the office, whether every night is replayed."""
    for group in range(len(SIZES)):
        for turn in range(scale.offices):
            position = group * OFFICES_PER_SIZE + (seed + turn) % OFFICES_PER_SIZE
            for plan in PLANS:
                yield plan, position, turn < scale.watched


def _try(seen: SeenWorld, evenings: Evenings, plan: Plan, position: int, is_watched: bool) -> Trial:
    world, office = seen.world, seen.world.offices[position]
    rng = np.random.default_rng([world.seed, position, *plan.key.encode()])
    attacked = plan.attack(rng, world, office, plan.months)
    first = int(world.days_of(plan.months)[0])
    own = see_office(world, attacked, seen.medians, seen.offices[position], first)
    judged = judge_months(own.months, others_with(seen, position, own, plan.months))
    alarms = [judged[at] for at in plan.months if judged[at].tier == "alarm"]
    honest = [seen.judged[position][at].tier == "alarm" for at in plan.months]
    watch = partial(nights_to_alarm, seen, evenings, position, own, plan.months, attacked)
    return Trial(
        plan.key,
        office.size,
        bool(alarms),
        any(honest),
        is_watched,
        watch() if is_watched else None,
        *(
            100 * (share(world, attacked, plan.months) - share(world, office, plan.months))
            for share in (official_share, raw_share, pooled_share)
        ),
        tuple(sorted({one.detector for month in alarms for one in month.spoken})),
    )


def others_with(seen: SeenWorld, position: int, own: Seen, months: range) -> dict[int, Others]:
    """What is usual in the province with the attacked office in it."""
    others = dict(seen.others)
    for at in months:
        group = [one.months[at] for one in seen.offices]
        group[position] = own.months[at]
        others[own.months[at].month] = others_of(group)
    return others
