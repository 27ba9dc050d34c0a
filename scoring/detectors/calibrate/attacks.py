"""Attacks of trust.md 3.3 on an honest agency: what the desk, a relative or a machine adds or keeps away."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from scoring.arrays import FloatArray, IntArray
from scoring.detectors.calibrate.honest import (
    ITEMS,
    Made,
    answers,
    durations,
    service_seconds,
    with_events,
)
from scoring.detectors.events import Events, events_of

Attack = Callable[[Generator, Made, list[int]], Made]


def _open(rng: Generator, day: IntArray, second: FloatArray, logit: float) -> Events:
    count = len(day)
    levels = answers(rng, np.full(count, logit))
    return events_of(day, second, ["open_qr"] * count, levels, durations(rng, count))


def burst(
    rng: Generator,
    made: Made,
    days: list[int],
    count: int = 60,
    minutes: int = 40,
    logit: float = 4.0,
) -> Made:
    """Many answers in one go on one day."""
    start = rng.uniform(8, 15) * 3600
    second = start + rng.uniform(0, minutes * 60, count)
    return with_events(made, _open(rng, np.full(count, rng.choice(days)), second, logit))


def brigade(rng: Generator, made: Made, days: list[int]) -> Made:
    return burst(rng, made, days, 150, 180, -4.0)


def drip(each: int) -> Attack:
    """Some realistic answers every working day."""

    def attack(rng: Generator, made: Made, days: list[int]) -> Made:
        day = np.repeat(days, each)
        return with_events(made, _open(rng, day, service_seconds(rng, len(day)), 2.5))

    return attack


def bot(rng: Generator, made: Made, days: list[int]) -> Made:
    """Five hundred, one every 14 seconds."""
    second = np.asarray(9 * 3600 + 14.0 * np.arange(500), np.float64)
    return with_events(made, _open(rng, np.full(500, rng.choice(days)), second, 3.0))


def harvest(share: float, is_batch: bool) -> Attack:
    """The desk uses a share of the codes nobody used, at 16:00–16:20 or spread over the day."""

    def attack(rng: Generator, made: Made, days: list[int]) -> Made:
        free = ~made.codes.used & np.isin(made.codes.day, days)
        taken = np.flatnonzero(free & (rng.random(len(free)) < share))
        count = len(taken)
        spread = service_seconds(rng, count)
        second = 16 * 3600 + rng.uniform(0, 1200, count) if is_batch else spread
        more = events_of(
            made.codes.day[taken],
            second,
            ["code"] * count,
            answers(rng, np.full(count, 2.5)),
            durations(rng, count),
            np.full(count, 60.0),
            made.codes.late[taken].astype(int),
            made.codes.day[taken],
        )
        return with_events(made, more)

    return attack


def _without_codes(made: Made, gone: np.ndarray, is_counted: bool) -> Made:
    """Answers of codes that reached nobody go; `is_counted`: they were handed out on paper."""
    events, keep = made.events, np.ones(len(made.events), bool)
    counts = dict(made.counts)
    for day in np.unique(made.codes.day[gone]):
        mine = (made.codes.day == day) & gone
        late_used = np.flatnonzero(
            (events.channel == "code") & (events.issue_day == day) & (events.is_late == 1)
        )
        keep[late_used[: int((mine & made.codes.used).sum())]] = False
        if not is_counted:
            one, missing = counts[int(day)], int(mine.sum())
            counts[int(day)] = replace(
                one, issued=one.issued - missing, issued_late=one.issued_late - missing
            )
    return replace(made, events=events.where(keep), counts=counts)


def selective(is_counted: bool) -> Attack:
    """Codes kept from 80 % of the late dossiers: not made, or printed and not handed over."""

    def attack(rng: Generator, made: Made, days: list[int]) -> Made:
        late = made.codes.late & np.isin(made.codes.day, days)
        return _without_codes(made, late & (rng.random(len(late)) < 0.8), is_counted)

    return attack


def coaching(share: float) -> Attack:
    """A share of the answers given at the desk is lifted to 4 and 5."""

    def attack(rng: Generator, made: Made, days: list[int]) -> Made:
        events = made.events
        near = (events.channel == "code") & (events.near < 15) & np.isin(events.day, days)
        lifted = np.flatnonzero(near & (rng.random(len(events)) < share))
        levels = events.levels.copy()
        levels[lifted] = rng.choice([4, 5], (len(lifted), ITEMS))
        return replace(made, events=replace(events, levels=levels))

    return attack


def invented_paper(rng: Generator, made: Made, days: list[int]) -> Made:
    """Eighty invented forms keyed in two sittings at about 20 s each."""
    second = np.concatenate(
        [
            9 * 3600 + np.cumsum(rng.normal(20, 3, 40).clip(8)),
            14 * 3600 + np.cumsum(rng.normal(20, 3, 40).clip(8)),
        ]
    )
    day = np.full(80, rng.choice(days))
    levels = rng.choice([4, 5], (80, ITEMS), p=[0.3, 0.7]).astype(np.int8)
    return with_events(made, events_of(day, second, ["paper"] * 80, levels))


# name → (attack, months it lasts)
ATTACKS: dict[str, tuple[Attack, int]] = {
    "qr_burst_60": (burst, 1),
    "qr_drip_3": (drip(3), 1),
    "qr_drip_5": (drip(5), 1),
    "qr_drip_10": (drip(10), 1),
    "bot_500": (bot, 1),
    "brigade_150": (brigade, 1),
    "harvest_10_batch": (harvest(0.1, True), 1),
    "harvest_30_batch": (harvest(0.3, True), 1),
    "harvest_30_spread": (harvest(0.3, False), 1),
    "harvest_60_spread": (harvest(0.6, False), 1),
    "harvest_10_spread_3_months": (harvest(0.1, False), 3),
    "late_not_issued": (selective(False), 1),
    "late_kept_back": (selective(True), 1),
    "late_kept_back_3_months": (selective(True), 3),
    "coaching_60_3_months": (coaching(0.6), 3),
    "coaching_30_3_months": (coaching(0.3), 3),
    "paper_invented_80": (invented_paper, 1),
}
