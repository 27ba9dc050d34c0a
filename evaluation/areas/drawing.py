"""Areas in degrees as paths of one drawing: projected, laid on a grid, thinned until the page stays light."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from evaluation.areas.borders import Ring, simplify
from evaluation.areas.geojson import Feature

WIDTH = 1600
MARGIN = 10
MOST_DRAWN = 14_000
TOLERANCE = 0.7


@dataclass(frozen=True)
class Drawing:
    """`paths`: one an area, in grid steps, y from the TOP; `boxes`: west, south, east, north, degrees."""

    width: int
    height: int
    paths: list[str]
    boxes: list[tuple[float, float, float, float]]
    points_before: int
    points_after: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def draw(features: Sequence[Feature]) -> Drawing:
    boxes = [_box(one) for one in features]
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    squeeze = math.cos(math.radians((south + north) / 2))
    across, down = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = (WIDTH - 2 * MARGIN) / max(across, down)
    areas = [
        [
            [
                (
                    MARGIN + round((x - west) * squeeze * scale),
                    MARGIN + round((north - y) * scale),
                )
                for x, y in ring
            ]
            for ring in one.rings
        ]
        for one in features
    ]
    thinned = _light(areas)
    return Drawing(
        width=round(across * scale) + 2 * MARGIN,
        height=round(down * scale) + 2 * MARGIN,
        paths=[
            "".join(_path(ring) for ring in rings) or _dot(area[0][0])
            for rings, area in zip(thinned, areas, strict=True)
        ],
        boxes=boxes,
        points_before=sum(len(ring) for one in features for ring in one.rings),
        points_after=_count(thinned),
    )


def _box(feature: Feature) -> tuple[float, float, float, float]:
    xs = [x for ring in feature.rings for x, _y in ring]
    ys = [y for ring in feature.rings for _x, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def _light(areas: list[list[Ring]]) -> list[list[Ring]]:
    """At most MOST_DRAWN points, with a coarser line where it must be."""
    tolerance = TOLERANCE
    found = simplify(areas, tolerance)
    while _count(found) > MOST_DRAWN and tolerance < WIDTH / 20:
        tolerance *= 1.6
        found = simplify(areas, tolerance)
    return found


def _count(areas: list[list[Ring]]) -> int:
    return sum(len(ring) for rings in areas for ring in rings)


def _dot(point: tuple[int, int]) -> str:
    """An island smaller than the grid is still seen and pressed."""
    return f"M{point[0] - 3},{point[1] - 3}l6,0 0,6 -6,0z"


def _path(ring: Ring) -> str:
    """Relative steps: a third shorter than places."""
    steps = [f"{x - before[0]},{y - before[1]}" for before, (x, y) in pairwise(ring)]
    return f"M{ring[0][0]},{ring[0][1]}l{' '.join(steps)}z"
