"""Simplifies areas so that neighbours keep one border: each stretch two areas share is simplified once.

Places are rounded to a grid, rings are cut where borders meet, every stretch is thinned by Douglas and
Peucker in one and the same direction whoever it belongs to, and the rings are put together again.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[int, int]
Ring = list[Point]
Stretch = tuple[Point, ...]


def simplify(areas: Sequence[Sequence[Ring]], tolerance: float) -> list[list[Ring]]:
    """Rings as they came, without a repeated last point; an area keeps at least its longest ring."""
    cleaned = [[one for ring in rings if (one := without_repeats(ring))] for rings in areas]
    meetings = _meetings([ring for rings in cleaned for ring in rings])
    known: dict[Stretch, Stretch] = {}
    return [
        _kept([_thinned(ring, meetings, tolerance, known) for ring in rings], rings)
        for rings in cleaned
    ]


def without_repeats(ring: Sequence[Point]) -> Ring:
    """Points that fell onto their neighbour are dropped."""
    return [one for place, one in enumerate(ring) if one != ring[place - 1]]


def _kept(thinned: list[Ring], rings: Sequence[Ring]) -> list[Ring]:
    found = [ring for ring in thinned if len(ring) > 2]
    if not found and rings:
        found = [sorted(rings, key=len)[-1]]
    return found


def _meetings(rings: Sequence[Ring]) -> set[Point]:
    """Points where the two neighbours on one ring differ from those on another."""
    seen: dict[Point, tuple[Point, Point]] = {}
    meetings = set()
    for ring in rings:
        for place, point in enumerate(ring):
            before, after = ring[place - 1], ring[(place + 1) % len(ring)]
            pair = (before, after) if before < after else (after, before)
            if seen.setdefault(point, pair) != pair:
                meetings.add(point)
    return meetings


def _thinned(
    ring: Ring, meetings: set[Point], tolerance: float, known: dict[Stretch, Stretch]
) -> Ring:
    found: Ring = []
    for stretch in _stretches(ring, meetings):
        reverse = stretch[::-1]
        one_way = min(stretch, reverse)
        if one_way not in known:
            known[one_way] = thin(one_way, tolerance)
        thinned = known[one_way]
        found += (thinned if one_way == stretch else thinned[::-1])[:-1]
    return without_repeats(found)


def _stretches(ring: Ring, meetings: set[Point]) -> Iterator[Stretch]:
    """From meeting to meeting; a ring that meets nothing is one stretch from its least point around."""
    cuts = [place for place, point in enumerate(ring) if point in meetings]
    if not cuts:
        cuts = [ring.index(min(ring))]
    around = ring[cuts[0] :] + ring[: cuts[0]] + [ring[cuts[0]]]
    ends = [cut - cuts[0] for cut in cuts] + [len(ring)]
    for first, last in pairwise(ends):
        yield tuple(around[first : last + 1])


def thin(points: Stretch, tolerance: float) -> Stretch:
    """Douglas–Peucker: what stays within the tolerance of a straight line goes; the ends stay."""
    keep = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, at = 0.0, 0
        for place in range(first + 1, last):
            distance = _distance(points[place], points[first], points[last])
            if distance > far:
                far, at = distance, place
        if far > tolerance:
            keep.add(at)
            waiting += [(first, at), (at, last)]
    return tuple(points[place] for place in sorted(keep))


def _distance(point: Point, start: Point, end: Point) -> float:
    """From the line between both; from the point where both are one (a ring that closes)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    x, y = point[0] - start[0], point[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5
    if not length:
        return float((x * x + y * y) ** 0.5)
    return float(abs(dx * y - dy * x) / length)
