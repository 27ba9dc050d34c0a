"""Points of a scorecard: what a figure earns, a total with its uncertainty, its class, ranks as intervals.

Recomputable with pencil and a table of the normal distribution: no simulation, no seed. Nothing is rounded
but the percentage that a class is read from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import NormalDist
from typing import Any

from scoring.rounding import round_half_up

PERCENT_DECIMALS = 2
_EXACT = 1e-9  # percentages closer than this are the same


@dataclass(frozen=True)
class Points:
    """Points with the interval that the figure's interval leaves open; low <= value <= high."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Line:
    """One criterion of one agency. `points` None: it stays out (withheld, or not owed)."""

    kind: str  # points | bonus | deduction
    max_points: float
    points: Points | None


@dataclass(frozen=True)
class ClassLimit:
    """`from_percent`: the least percentage of the possible points that belongs to the class."""

    key: str
    from_percent: float


def part_earned(figure: float, conversion: Mapping[str, Any]) -> float:
    """The part (0…1) of a criterion that a figure earns.

    linear: 0 at `from`, 1 at `to`, straight between (`from` may be the greater: fewer is better);
    steps: the part of the first step reached, 0 below all; pass: 1 from `at` on, else 0. With
    `at_most` steps and pass ask for no more than their limit instead of at least. ValueError on nonsense.
    """
    by = conversion.get("by")
    if by == "linear":
        start, end = float(conversion["from"]), float(conversion["to"])
        if start == end:
            raise ValueError("a line between two equal figures")
        return max(0.0, min(1.0, (figure - start) / (end - start)))
    if by == "pass":
        return float(_reaches(figure, float(conversion["at"]), conversion))
    if by == "steps":
        parts = (part for limit, part in conversion["steps"] if _reaches(figure, limit, conversion))
        return float(next(parts, 0.0))
    raise ValueError(f"no conversion is called {by}")


def _reaches(figure: float, limit: float, conversion: Mapping[str, Any]) -> bool:
    return figure <= limit if conversion.get("at_most") else figure >= limit


def earned(
    figure: float,
    conversion: Mapping[str, Any],
    max_points: float,
    low: float | None = None,
    high: float | None = None,
) -> Points:
    """Points of a figure; both ends of its interval are converted like the figure itself."""
    parts = [part_earned(figure, conversion)]
    parts += [part_earned(end, conversion) for end in (low, high) if end is not None]
    return Points(parts[0] * max_points, min(parts) * max_points, max(parts) * max_points)


def exactly(points: float) -> Points:
    """Points that a person gave: without an interval."""
    return Points(points, points, points)


def total(lines: Sequence[Line]) -> tuple[Points | None, float]:
    """(points, possible points) of an agency.

    Possible are the maxima of the criteria of kind points that were scored; what stayed out makes them
    fewer, it is neither zero nor an average. Bonus is added, deduction taken off, never below 0. None when
    no criterion could be scored.
    """
    possible = sum(one.max_points for one in lines if one.kind == "points" and one.points)
    if not possible:
        return None, 0.0
    value = low = high = 0.0
    for one in lines:
        if one.points is None:
            continue
        if one.kind == "deduction":
            value, low, high = (
                value - one.points.value,
                low - one.points.high,
                high - one.points.low,
            )
        else:
            value, low, high = (
                value + one.points.value,
                low + one.points.low,
                high + one.points.high,
            )
    return Points(max(0.0, value), max(0.0, low), max(0.0, high)), float(possible)


def percent_of_possible(points: float, possible: float) -> Decimal:
    """As it is shown and as the class is read from it: half up, two decimals."""
    return round_half_up(points / possible * 100, PERCENT_DECIMALS)


def class_of(percent: Decimal, limits: Sequence[ClassLimit]) -> str:
    """The first class, from the highest down, whose limit is reached; "" below all."""
    reached = (one.key for one in limits if percent >= Decimal(repr(one.from_percent)))
    return next(reached, "")


def is_near_boundary(points: Points, possible: float, limits: Sequence[ClassLimit]) -> bool:
    """Whether the interval reaches into another class."""
    ends = (points.low, points.high)
    found = {class_of(percent_of_possible(end, possible), limits) for end in ends}
    return len(found) > 1


def rank_intervals(
    values: Sequence[float],
    lows: Sequence[float],
    highs: Sequence[float],
    level: float = 0.95,
) -> list[tuple[int, int]]:
    """(best, worst) place that the intervals leave open for each of n values, 1 = the highest.

    `lows`, `highs` are limits of two-sided intervals of `level`, half their width over the normal quantile
    is taken as the standard error. One stands surely above another when their difference exceeds
    c · sqrt(e1² + e2²), c the quantile of the normal distribution for n - 1 comparisons after Bonferroni:
    the sets of `scoring.ranks` with that closed form in place of a simulated quantile, so never narrower.
    Values without an interval are compared exactly; equal ones share their places.
    """
    count = len(values)
    if not count == len(lows) == len(highs):
        raise ValueError("values and limits of different lengths")
    normal = NormalDist()
    usual = normal.inv_cdf(1 - (1 - level) / 2)
    critical = normal.inv_cdf(1 - (1 - level) / (2 * max(count - 1, 1)))
    squares = [((high - low) / (2 * usual)) ** 2 for low, high in zip(lows, highs, strict=True)]
    found = []
    for mine, square in zip(values, squares, strict=True):
        above = below = 0
        for other, other_square in zip(values, squares, strict=True):
            needed = critical * sqrt(square + other_square) + _EXACT
            above += other - mine > needed
            below += mine - other > needed
        found.append((1 + above, count - below))
    return found
