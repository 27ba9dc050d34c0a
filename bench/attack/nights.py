"""The detectors' job as it runs every night: how soon an attack shows, how often honest offices are troubled.

Every evening of the year is judged as the job would at 0.35: the present month unfinished, the month before
once more with the codes used since, the province as far as it is known.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from bench.attack.judging import Evenings, Seen, SeenWorld, until
from bench.attack.worlds import Office
from scoring.detectors import Judgement, judge_months, month_of

_AGAIN = 2  # the present month and the one before


@dataclass(frozen=True)
class Honest:
    """What the detectors said of a world nobody attacked: when a month was over, and on any night of it."""

    months: int
    notes: int
    alarms: int
    watched_months: int
    nightly_notes: int
    nightly_alarms: int
    spoken: tuple[tuple[str, int], ...]


def honest_nights(seen: SeenWorld, evenings: Evenings | None) -> Honest:
    """Without `evenings` months are judged when they are over only."""
    judged = list(chain.from_iterable(seen.judged))
    spoken = Counter(one.detector for month in judged for one in month.spoken)
    worst = [_worst(seen, evenings, at) for at in range(len(seen.offices))] if evenings else []
    nightly = Counter(tier for one in worst for tier in one.values())
    return Honest(
        len(judged),
        sum(one.tier == "note" for one in judged),
        sum(one.tier == "alarm" for one in judged),
        nightly.total(),
        nightly["note"],
        nightly["alarm"],
        tuple(sorted(spoken.items())),
    )


def _worst(seen: SeenWorld, evenings: Evenings, position: int) -> dict[int, str]:
    """month → the highest tier any night gave it, the nights of the following month among them."""
    found: dict[int, str] = {}
    for evening in evenings.days:
        months = evenings.months(position, evening)
        known = seen.judged[position][: max(0, len(months) - _AGAIN)]
        others = evenings.others(evening)
        for one in judge_months(months, others, evening=evening, known=known)[-_AGAIN:]:
            found[one.month] = max(found.get(one.month, "none"), one.tier, key=_rank)
    return found


def _rank(tier: str) -> int:
    return ("none", "note", "alarm").index(tier)


def nights_to_alarm(
    seen: SeenWorld, evenings: Evenings, position: int, own: Seen, months: range, attacked: Office
) -> int | None:
    """Nights from the first forged answer (or the first day, where none is forged) to the first alarm."""
    names = {own.months[at].month for at in months}
    days = [one for one in evenings.days if month_of(one.toordinal()) in names]
    forged = attacked.answers.at[attacked.answers.is_forged]
    start = days[0]
    if len(forged):
        start = date.fromordinal(seen.world.first_ordinal + int(forged.min()) // 86_400)
    known: Sequence[Judgement] = seen.judged[position][: months[0]]
    for evening in (one for one in days if one >= start):
        others = evenings.others_with(evening, position, own)
        judged = judge_months(until(own, evening.toordinal()), others, evening=evening, known=known)
        if any(one.tier == "alarm" for one in judged[months[0] :]):
            return (evening - start + timedelta(days=1)).days
    return None
