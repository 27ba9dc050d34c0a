"""Pure decisions of the reading pages: how long is left, how long reading takes, who comes first today."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

SYLLABLES_A_MINUTE = 200  # silent reading of official Vietnamese, counted as printed words
# A prime above every remainder that matters; a product of two remainders stays below 2^63.
SHUFFLE_PRIME = 2_147_483_647
_KNUTH = 2_654_435_761

COUNTED = frozenset({"published", "held", "hidden"})


def days_left(last_day: date, today: date) -> int:
    """0 on the last day; negative after it."""
    return (last_day - today).days


def closes_at_midnight(wall_clock: datetime) -> bool:
    return (wall_clock.hour, wall_clock.minute, wall_clock.second) == (0, 0, 0)


def reading_minutes(word_count: int) -> int:
    return max(1, math.ceil(word_count / SYLLABLES_A_MINUTE))


def shuffle_factor(round_id: int, day: date) -> int:
    """Comments are put in the order of (id mod prime × factor) mod prime: another order every day, the

    same for everybody during it, so that nobody stands on top for having been early or loud.
    """
    return (day.toordinal() * _KNUTH + round_id * 40_503) % (SHUFFLE_PRIME - 1) + 1


@dataclass(frozen=True)
class Tally:
    """Opinions on something: `counts` by stance, in the order asked; the additions of an author are none.

    A comment held or hidden still counts, so that moderating cannot move the figures; what its author
    took back, or the law made us erase, does not. `stub_count`: all that are shown as a stub.
    `entered_count`: those an officer typed in, said beside the sum so that nobody can swell it unseen.
    """

    total: int
    counts: tuple[tuple[str, int], ...]
    stub_count: int
    entered_count: int = 0


@dataclass(frozen=True)
class CountedStance:
    """`count` comments on one provision (None: the whole draft) share stance and visibility.

    `entered`: how many of them an officer typed in (paper, meeting, telephone).
    """

    provision_id: int | None
    question_key: str
    stance: str
    visibility: str
    count: int
    entered: int = 0


def tally_of(rows: Iterable[CountedStance], stances: Sequence[str]) -> Tally:
    """Each comment has one stance and stands in one row, so the parts sum to the total."""
    counts = dict.fromkeys(stances, 0)
    stub_count = entered_count = 0
    for row in rows:
        if row.visibility in COUNTED:
            counts[row.stance] = counts.get(row.stance, 0) + row.count
            entered_count += row.entered
        if row.visibility != "published":
            stub_count += row.count
    return Tally(sum(counts.values()), tuple(counts.items()), stub_count, entered_count)


def bar_parts(tally: Tally) -> list[tuple[str, int, int, int]]:
    """(stance, count, x, width) of a bar of 1000 units without gaps; nothing when there are none."""
    parts: list[tuple[str, int, int, int]] = []
    done = 0
    for stance, count in tally.counts:
        if count:
            start, done = done, done + count
            x, end = (1000 * start // tally.total, 1000 * done // tally.total)
            parts.append((stance, count, x, end - x))
    return parts
