"""Reads a GeoJSON of areas: what it is, whether its places are degrees in Vietnam, what it knows of each."""

import json
import math
from dataclasses import dataclass
from typing import Any

from evaluation.rules import areas as rules

Place = tuple[float, float]
MOST_PROPERTIES, LONGEST_VALUE = 40, 80
# RFC 7946 knows no other system; older programs still write this one down.
PLAIN_CRS = ("crs84", "epsg:4326", "epsg::4326", "epsg:6.6:4326")


@dataclass(frozen=True)
class Feature:
    """`rings` of all its polygons, holes too, without the repeated last place; degrees."""

    properties: dict[str, str]
    rings: list[list[Place]]


def read_features(data: bytes) -> list[Feature]:
    """Raises a refusal of `rules`."""
    found = _read_json(data)
    _check_crs(found.get("crs"))
    rows = found.get("features")
    if found.get("type") != "FeatureCollection" or not isinstance(rows, list) or not rows:
        raise rules.NotACollection
    if len(rows) > rules.MOST_AREAS:
        raise rules.TooManyAreas(count=len(rows))
    features, points = [], 0
    for number, row in enumerate(rows, start=1):
        feature = _feature(row, number)
        points += sum(len(ring) for ring in feature.rings)
        if points > rules.MOST_POINTS:
            raise rules.TooManyPoints
        features.append(feature)
    return features


def _read_json(data: bytes) -> dict[str, Any]:
    check_kind(data)
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise rules.AreasUnreadable from error
    if not isinstance(found, dict):
        raise rules.NotACollection
    if found.get("type") == "Topology":
        raise rules.AreasNotGeoJson(kind="TopoJSON")
    return found


def check_kind(data: bytes) -> None:
    """By its first bytes, whatever its name says."""
    if not data.strip():
        raise rules.AreasEmpty
    if len(data) > rules.LARGEST:
        raise rules.AreasTooLarge
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    kinds = {b"PK": "ZIP", b"<": "XML/KML", b"\x1f\x8b": "GZIP", b"\x00\x00\x27\x0a": "Shapefile"}
    for mark, kind in kinds.items():
        if head.startswith(mark):
            raise rules.AreasNotGeoJson(kind=kind)
    if not head.startswith(b"{"):
        raise rules.AreasNotGeoJson(kind="?")


def _no_number(text: str) -> float:
    raise ValueError(text)


def _check_crs(crs: Any) -> None:
    if crs is None:
        return
    name = crs
    if isinstance(crs, dict):
        properties = crs.get("properties")
        name = properties.get("name") if isinstance(properties, dict) else None
        name = name or crs.get("type")
    if not str(name).lower().endswith(PLAIN_CRS):
        raise rules.OtherProjection(name=str(name)[:60])


def _feature(row: Any, number: int) -> Feature:
    geometry = row.get("geometry") if isinstance(row, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    places = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "Polygon":
        places = [places]
    elif kind != "MultiPolygon":
        raise rules.AreaBroken(number=number)
    try:
        rings = [_ring(ring, number) for polygon in places for ring in polygon]  # type: ignore[union-attr]
    except TypeError as error:
        raise rules.AreaBroken(number=number) from error
    if not rings:
        raise rules.AreaBroken(number=number)
    return Feature(_properties(row.get("properties")), rings)


def _ring(ring: Any, number: int) -> list[Place]:
    if not isinstance(ring, list) or len(ring) < 4 or ring[0] != ring[-1]:
        raise rules.AreaBroken(number=number)
    return [_place(one, number) for one in ring[:-1]]


def _place(place: Any, number: int) -> Place:
    if not isinstance(place, list) or len(place) < 2:
        raise rules.AreaBroken(number=number)
    x, y = place[0], place[1]
    if not all(isinstance(one, int | float) and math.isfinite(one) for one in (x, y)):
        raise rules.AreaBroken(number=number)
    rules.check_place(x, y, number)
    return float(x), float(y)


def _properties(found: Any) -> dict[str, str]:
    """Texts and whole numbers, as text; an export that made 4797.0 of a code gives 4797 back."""
    if not isinstance(found, dict):
        return {}
    plain = {}
    for name, value in list(found.items())[:MOST_PROPERTIES]:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str | int) and not isinstance(value, bool):
            plain[_plain(name)] = _plain(value)
    return plain


def _plain(value: object) -> str:
    """What a page and both databases can hold: no controls, no halves of pairs."""
    return "".join(ch for ch in str(value) if ch.isprintable()).strip()[:LONGEST_VALUE]
