"""What single criteria add up to: an agency's points, its class, its place among its like. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.rules.scoring import PENDING, SCORED, WITHHELD, Scored
from scoring.points import (
    ClassLimit,
    Line,
    Points,
    class_of,
    is_near_boundary,
    percent_of_possible,
    rank_intervals,
    total,
)


@dataclass(frozen=True)
class AgencyTotal:
    """`points` None: nothing could be scored, or something that counts may still come in: then there is
    neither sum nor class. `rank` None: not ranked, for a criterion was withheld.
    """

    points: Points | None
    possible: float
    class_key: str = ""
    is_near_boundary: bool = False
    rank: tuple[int, int] | None = None


def totals_of_group(
    scored: Mapping[int, Sequence[Scored]], classes: Sequence[ClassLimit], level: float
) -> dict[int, AgencyTotal]:
    """agency id → its total, among agencies of one group; only those without anything withheld are ranked."""
    found = {key: _total(lines, classes) for key, lines in scored.items()}
    ranked = [
        key
        for key, one in found.items()
        if one.points and not any(line.state == WITHHELD for line in scored[key])
    ]
    shares = [_percent(found[key]) for key in ranked]
    places = rank_intervals(
        [one.value for one in shares],
        [one.low for one in shares],
        [one.high for one in shares],
        level,
    )
    for key, place in zip(ranked, places, strict=True):
        one = found[key]
        found[key] = AgencyTotal(
            one.points, one.possible, one.class_key, one.is_near_boundary, place
        )
    return found


def _total(lines: Sequence[Scored], classes: Sequence[ClassLimit]) -> AgencyTotal:
    if any(line.state == PENDING for line in lines):
        return AgencyTotal(None, 0.0)
    points, possible = total([Line(one.kind, one.max_points, one.points) for one in lines])
    if points is None:
        return AgencyTotal(None, 0.0)
    return AgencyTotal(
        points,
        possible,
        class_of(percent_of_possible(points.value, possible), classes),
        is_near_boundary(points, possible, classes),
    )


def _percent(one: AgencyTotal) -> Points:
    """Agencies of a group may owe different things: places are taken by percentage of the possible."""
    points = one.points
    assert points is not None
    scale = 100 / one.possible
    return Points(points.value * scale, points.low * scale, points.high * scale)


def is_given(line: Scored) -> bool:
    """Whether a person gave the points."""
    return line.state == SCORED and bool(line.reason)
