"""A month that is not over is judged every night: what a sign must be then, lest looking often finds more.

Judging by the month's limit each night would give an honest office thirty chances a month. So early nights
spend little of the month's chance of a false alarm, as O'Brien and Fleming (1979) have it: a z must reach the
limit divided by the root of the share of the month that is over, and a fifth more than that. (Were it looked
at without pause, the chance of ever getting there is twice that of being there at the end; so a z of 3.6
costs a quarter of what a z of 3 does.) A figure that is the month's record, such as the fullest quarter of an
hour, is the same whether one looks every night or once: its limit stands from the first night on.
"""

import math
from calendar import monthrange
from dataclasses import replace
from datetime import date

from scoring.detectors.thresholds import Threshold

INTERIM = 1.2


def share_over(month: int, evening: date) -> float:
    """Share of the days of `month` (yyyymm) that are over on that evening, 0…1."""
    year, number = divmod(month, 100)
    length = monthrange(year, number)[1]
    passed = (evening - date(year, number, 1)).days + 1
    return min(1.0, max(0.0, passed / length))


def limit_at(limit: Threshold, share: float) -> Threshold:
    """The limit of an unfinished month; the month's own where `share` is 1."""
    if share >= 1 or limit.looks == "record":
        return limit
    own = max((limit.span - 1 + share) / limit.span, 1 / (31 * limit.span))
    return replace(
        limit,
        note_at=_raised(limit.looks, limit.note_at, own),
        alarm_at=_raised(limit.looks, limit.alarm_at, own),
    )


def _raised(looks: str, value: float, share: float) -> float:
    """`looks`: z; tail: -log10 p, which grows as the square of a z; tries: -log10 p among the tries so far;

    end: a slope over so few days says nothing before the month is over.
    """
    if looks == "end":
        return math.inf
    if looks == "z":
        return INTERIM * value / math.sqrt(share)
    if looks == "tail":
        return INTERIM**2 * value / share
    if looks == "tries":
        return value - math.log10(share)
    raise ValueError(looks)
