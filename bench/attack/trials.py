"""Many seeds of the attacks by volume: each on one office of each size, beside the same office left alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from bench.attack.judging import Seen, SeenWorld, see_office, see_world, until
from bench.attack.lines import Line
from bench.attack.official import official_share, pooled_share, raw_share
from bench.attack.volume import PLANS, Plan
from bench.attack.worlds import OFFICES_PER_SIZE, SIZES, Office, make_world
from scoring.detectors import Judgement, judge_months, others_of


@dataclass(frozen=True)
class Trial:
    """One attack on one office. `nights` is None where no night's job raised an alarm, or none was asked."""

    plan: str
    size: int
    is_detected: bool
    is_honest_alarm: bool
    nights: int | None
    official_shift: float
    raw_shift: float
    pooled_shift: float
    detectors: tuple[str, ...]


@dataclass(frozen=True)
class Honest:
    """What the detectors said of a world nobody attacked; some of its months judged night by night."""

    months: int
    notes: int
    alarms: int
    watched_months: int
    nightly_alarms: int
    spoken: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Outcome:
    honest: Honest
    trials: tuple[Trial, ...]


def run(seeds: Sequence[int], watched: int, processes: int) -> list[Outcome]:
    """`watched`: on so many of the seeds every night's job is replayed, for the time to detection."""
    asked = [(seed, at < watched) for at, seed in enumerate(seeds)]
    if processes == 1:
        return [_run_seed(one) for one in asked]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(_run_seed, asked))


def _run_seed(asked: tuple[int, bool]) -> Outcome:
    seed, is_watched = asked
    seen = see_world(make_world(seed))
    trials = [_try(seen, plan, group, is_watched) for plan in PLANS for group in range(len(SIZES))]
    return Outcome(_honest(seen, is_watched), tuple(trials))


def _try(seen: SeenWorld, plan: Plan, group: int, is_watched: bool) -> Trial:
    world = seen.world
    position = group * OFFICES_PER_SIZE + world.seed % OFFICES_PER_SIZE
    rng = np.random.default_rng([world.seed, group, *plan.key.encode()])
    office = world.offices[position]
    attacked = plan.attack(rng, world, office, plan.months)
    first = int(world.days_of(plan.months)[0])
    own = see_office(world, attacked, seen.medians, seen.offices[position], first)
    others = _others_with(seen, position, own, plan.months)
    judged = judge_months(own.months, others)
    alarms = [judged[at] for at in plan.months if judged[at].tier == "alarm"]
    honest = [seen.judged(position)[at].tier == "alarm" for at in plan.months]
    return Trial(
        plan.key,
        SIZES[group],
        bool(alarms),
        any(honest),
        _nights(seen, own, others, plan.months, attacked) if is_watched else None,
        *(
            100 * (share(world, attacked, plan.months) - share(world, office, plan.months))
            for share in (official_share, raw_share, pooled_share)
        ),
        tuple(sorted({one.detector for month in alarms for one in month.spoken})),
    )


def _others_with(seen: SeenWorld, position: int, own: Seen, months: range) -> dict:
    """What is usual in the province with the attacked office in it."""
    others = dict(seen.others)
    for at in months:
        group = [one.months[at] for one in seen.offices]
        group[position] = own.months[at]
        others[own.months[at].month] = others_of(group)
    return others


def _nights(
    seen: SeenWorld, own: Seen, others: dict, months: range, attacked: Office
) -> int | None:
    """Nights from the first forged answer (or the first day, where none is forged) to the first alarm."""
    days = [seen.world.days[at].toordinal() for at in seen.world.days_of(months)]
    forged = attacked.answers.at[attacked.answers.is_forged]
    start = seen.world.first_ordinal + int(forged.min()) // 86_400 if len(forged) else days[0]
    for day in (one for one in days if one >= start):
        if judge_months(until(own, day), others)[-1].tier == "alarm":
            return day - start + 1
    return None


def _honest(seen: SeenWorld, is_watched: bool) -> Honest:
    judged: list[Judgement] = [one for at in range(len(seen.offices)) for one in seen.judged(at)]
    spoken: dict[str, int] = defaultdict(int)
    for one in chain.from_iterable(judgement.spoken for judgement in judged):
        spoken[one.detector] += 1
    watched = seen.offices if is_watched else ()
    return Honest(
        len(judged),
        sum(one.tier == "note" for one in judged),
        sum(one.tier == "alarm" for one in judged),
        len(watched),
        sum(_nightly_alarm(seen, one) for one in watched),
        tuple(sorted(spoken.items())),
    )


def _nightly_alarm(seen: SeenWorld, own: Seen) -> bool:
    """Whether any night of the last month would have raised an alarm on an honest office."""
    last = range(len(own.months) - 1, len(own.months))
    days = [seen.world.days[at].toordinal() for at in seen.world.days_of(last)]
    return any(judge_months(until(own, day), seen.others)[-1].tier == "alarm" for day in days)


def lines_of(outcomes: Iterable[Outcome]) -> list[Line]:
    """One line a plan and size."""
    trials: dict[tuple[str, int], list[Trial]] = defaultdict(list)
    for one in chain.from_iterable(outcome.trials for outcome in outcomes):
        trials[one.plan, one.size].append(one)
    return [
        _line(plan, size, mark, trials[plan.key, size])
        for plan in PLANS
        for size, mark in zip(SIZES, plan.pass_marks, strict=True)
    ]


def _line(plan: Plan, size: int, mark: float | None, trials: list[Trial]) -> Line:
    nights = [one.nights for one in trials if one.nights is not None]
    official = np.array([one.official_shift for one in trials])
    return Line(
        scenario=plan.scenario,
        act=plan.key,
        runs=len(trials),
        detected=float(np.mean([one.is_detected for one in trials])),
        pass_mark=mark,
        size=size,
        nights=float(np.median(nights)) if nights else None,
        official_shift=round(float(np.nanmean(official)), 2),
        largest_official_shift=round(float(np.nanmax(np.abs(official))), 2),
        raw_shift=round(float(np.mean([one.raw_shift for one in trials])), 2),
        pooled_shift=round(float(np.mean([one.pooled_shift for one in trials])), 2),
        honest_alarms=float(np.mean([one.is_honest_alarm for one in trials])),
        harmed=0,
        known_weakness=mark is None,
        seen=_common(trials),
    )


def _common(trials: list[Trial]) -> str:
    """Which detectors spoke in at least a tenth of the detected runs, the most frequent first."""
    counts: dict[str, int] = defaultdict(int)
    for name in chain.from_iterable(one.detectors for one in trials):
        counts[name] += 1
    often = [
        one
        for one in sorted(counts, key=lambda name: -counts[name])
        if counts[one] * 10 >= len(trials)
    ]
    return ", ".join(often)


def honest_of(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Shares of agency-months that were honest and of which something was said all the same."""
    every = [one.honest for one in outcomes]
    months, watched = sum(one.months for one in every), sum(one.watched_months for one in every)
    spoken: dict[str, int] = defaultdict(int)
    for name, count in chain.from_iterable(one.spoken for one in every):
        spoken[name] += count
    return {
        "agency_months": months,
        "note_share": round(sum(one.notes for one in every) / months, 5),
        "alarm_share": round(sum(one.alarms for one in every) / months, 5),
        "watched_months": watched,
        "nightly_alarm_share": (
            round(sum(one.nightly_alarms for one in every) / watched, 5) if watched else None
        ),
        "spoken": dict(sorted(spoken.items())),
    }
