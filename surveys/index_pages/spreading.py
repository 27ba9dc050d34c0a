"""Bubbles that would lie on one another are pushed apart, each as near to its own place as there is room."""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

Circle = tuple[float, float, float]  # x, y, radius
GAP = 0.55
_ROUNDS = 120
_HOMING = 0.02  # how much of the way home a bubble goes back each round, so that none drifts off


@lru_cache(maxsize=64)
def spread(
    circles: tuple[Circle, ...], width: float, height: float
) -> tuple[tuple[float, float], ...]:
    """Centres in the same order, inside the frame; the same circles always give the same picture."""
    places = [[x, y] for x, y, _r in circles]
    radii = [r for _x, _y, r in circles]
    cell = 2 * max(radii, default=1.0) + GAP
    for turn in range(_ROUNDS):
        for place, (x, y, _r) in zip(places, circles, strict=True):
            homing = _HOMING * (1 - turn / _ROUNDS)
            place[0] += (x - place[0]) * homing
            place[1] += (y - place[1]) * homing
        for one, other in _neighbours(places, cell):
            _push_apart(places[one], places[other], radii[one] + radii[other] + GAP, one)
        _keep_inside(places, radii, width, height)
    return tuple((round(x, 2), round(y, 2)) for x, y in places)


def _neighbours(places: Sequence[Sequence[float]], cell: float) -> Iterator[tuple[int, int]]:
    """Pairs near enough to touch, each once."""
    grid: dict[tuple[int, int], list[int]] = {}
    for index, (x, y) in enumerate(places):
        grid.setdefault((int(x // cell), int(y // cell)), []).append(index)
    for (column, row), members in grid.items():
        for position, one in enumerate(members):
            yield from ((one, other) for other in members[position + 1 :])
        for step in ((1, -1), (1, 0), (1, 1), (0, 1)):
            others = grid.get((column + step[0], row + step[1]), ())
            yield from ((one, other) for one in members for other in others)


def _push_apart(one: list[float], other: list[float], wanted: float, index: int) -> None:
    """Each gives half the way; two at the very same place part in a direction of their own."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    apart = math.hypot(dx, dy)
    if apart >= wanted:
        return
    if apart < 1e-6:
        dx, dy, apart = math.cos(index), math.sin(index), 1.0
        push = wanted / 2
    else:
        push = (wanted - apart) / 2
    one[0] -= dx / apart * push
    one[1] -= dy / apart * push
    other[0] += dx / apart * push
    other[1] += dy / apart * push


def _keep_inside(
    places: Sequence[list[float]], radii: Sequence[float], width: float, height: float
) -> None:
    for place, radius in zip(places, radii, strict=True):
        place[0] = min(max(place[0], radius + GAP), width - radius - GAP)
        place[1] = min(max(place[1], radius + GAP), height - radius - GAP)
