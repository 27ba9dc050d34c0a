"""A made-up map of the demo province: around each commune's seat the land that is nearest to it.

These are no borders; the board says so. Seats are the register's, the outline is a rounded guess.
"""

import json
import math
from itertools import product

import numpy as np
from scipy.spatial import Voronoi, cKDTree

from base.clock import today
from evaluation.actions.areas import add_map, commune_of
from evaluation.areas.reading import Commune, match_areas, read_areas
from evaluation.models import CommuneMap
from evaluation.queries.areas import find_map, list_communes

SOURCE = "vùng giả lập quanh trụ sở các xã, phường; không phải địa giới hành chính"


def load_areas(staff_id: int) -> CommuneMap | None:
    """Through the same reading as a file of a province; None where there is a map, or too few seats."""
    communes = [commune_of(one) for one in list_communes(today())]
    placed = [one for one in communes if one.latitude and one.longitude]
    if find_map() is not None or len(placed) < 4:
        return None
    data = made_up_areas(placed)
    read = read_areas(data)
    matched = match_areas(read, communes)
    name = "ban-do-gia-lap.geojson"
    return add_map(staff_id, name, SOURCE, data, read, matched, is_made_up=True)


def made_up_areas(communes: list[Commune]) -> bytes:
    """GeoJSON of Voronoi cells, held in by empty seats all around."""
    seats = np.array([(one.longitude or 0.0, one.latitude or 0.0) for one in communes])
    cells = Voronoi(np.vstack([seats, _around(seats)]))
    features = []
    for number, one in enumerate(communes):
        region = cells.regions[cells.point_region[number]]
        ring = [[round(x, 6), round(y, 6)] for x, y in cells.vertices[region]]
        shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        known = {"ma_xa": one.code, "ten": one.name}
        features.append({"type": "Feature", "properties": known, "geometry": shape})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _around(seats: np.ndarray) -> np.ndarray:
    """Points of a fine grid that lie far from every seat, beyond the outermost ones too."""
    tree = cKDTree(seats)
    reach = 2.2 * float(np.median(tree.query(seats, k=2)[0][:, 1]))
    low, high = seats.min(axis=0) - 3 * reach, seats.max(axis=0) + 3 * reach
    steps = [np.arange(low[axis], high[axis], reach / 3) for axis in (0, 1)]
    grid = np.array(list(product(*steps)))
    return np.asarray(grid[tree.query(grid)[0] > reach * math.sqrt(1.5)])
