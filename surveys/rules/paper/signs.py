"""Signs that forms were invented at the keyboard: speed, and answers that repeat. Pure.

A sign is a note for people; it changes nothing. Forms come in the order in which they were keyed.
Speed alone is never doubtful: a practised clerk keys a form in about seven seconds. What counts is who keys
much faster than they themselves usually do, while neighbouring forms are strangely alike.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

LAGS = (1, 2, 3)
SHUFFLES = 400
LEAST_FORMS = 20  # fewer say nothing about repetition
STEP_SECONDS = 5
FAST_RUN = 10  # so many in a row under the limit are a sign (trust.md §3.3)
HIGH_Z = 3.29  # one honest clerk in two thousand
LEAST_USUAL = 60  # forms of other batches, before a clerk has a pace of their own


@dataclass(frozen=True)
class Signs:
    """Of one clerk's keying of one batch.

    `fast_run`: most forms in a row under the limit; `median_seconds` of all; `repeat_z`: equal neighbours
    (lag 1–3) against shuffled orders; `clump_z`: how satisfied and unsatisfied forms cling together; None:
    too few forms or all alike.
    """

    form_count: int
    fast_run: int
    median_seconds: int
    equal_share: float
    repeat_z: float | None
    clump_z: float | None


def usual_seconds(steps: Sequence[int]) -> float | None:
    """A clerk's median over forms of other batches; None while there are too few to tell.

    A form of step 0 took up to five seconds: the middle of each step stands for it.
    """
    if len(steps) < LEAST_USUAL:
        return None
    ordered = sorted(steps)
    return (ordered[len(ordered) // 2] + 0.5) * STEP_SECONDS


def fast_limit(usual: float | None, shipped_seconds: int, percent: int) -> float:
    """Seconds under which a form counts as fast for this clerk; the setting where no pace is known yet."""
    return float(shipped_seconds) if usual is None else usual * percent / 100


def longest_fast_run(steps: Sequence[int], limit_seconds: float) -> int:
    """Most consecutive forms that took less than the limit; steps of five seconds."""
    longest = run = 0
    for one in steps:
        run = run + 1 if one * STEP_SECONDS < limit_seconds else 0
        longest = max(longest, run)
    return longest


def equal_neighbours(rows: Sequence[bytes]) -> int:
    return sum(rows[at] == rows[at + lag] for lag in LAGS for at in range(len(rows) - lag))


def _clumps(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    centred = [value - mean for value in values]
    return sum(
        centred[at] * centred[at + lag] for lag in range(1, 6) for at in range(len(values) - lag)
    )


def signs_of(
    steps: Sequence[int], rows: Sequence[bytes], satisfied: Sequence[float], limit_seconds: float
) -> Signs:
    """`rows`: packed answers; `satisfied`: share of levels 4 and 5 of each; the same forms in `steps`."""
    ordered = sorted(steps)
    pairs = sum(max(len(rows) - lag, 0) for lag in LAGS)
    return Signs(
        form_count=len(steps),
        fast_run=longest_fast_run(steps, limit_seconds),
        median_seconds=ordered[len(ordered) // 2] * STEP_SECONDS if ordered else 0,
        equal_share=equal_neighbours(rows) / pairs if pairs else 0.0,
        repeat_z=_against_shuffles(rows, equal_neighbours),
        clump_z=_against_shuffles(satisfied, _clumps),
    )


def _against_shuffles(values: Sequence[object], measure: object) -> float | None:
    """How many standard deviations the order at hand lies above shuffled orders of the same values."""
    assert callable(measure)
    if len(values) < LEAST_FORMS:
        return None
    draw = random.Random(len(values))  # noqa: S311 - the same figure whenever it is asked for
    pool = list(values)
    seen = []
    for _one in range(SHUFFLES):
        draw.shuffle(pool)
        seen.append(float(measure(pool)))
    mean = sum(seen) / len(seen)
    spread = (sum((one - mean) ** 2 for one in seen) / (len(seen) - 1)) ** 0.5
    return None if spread == 0 else (float(measure(values)) - mean) / spread
