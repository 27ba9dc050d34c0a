"""Made-up areas: squares side by side, as a file of a province would have them."""

import json
from typing import Any

Place = list[float]


def square(x: float, y: float, side: float = 0.2) -> list[Place]:
    """A closed ring whose south-west corner is (x, y); degrees, longitude first."""
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def area(code: Any, ring: list[Place] | None = None, **properties: Any) -> dict[str, Any]:
    """One feature; its code under `ma_xa`."""
    shape = {"type": "Polygon", "coordinates": [ring or square(105.0, 19.0)]}
    return {"type": "Feature", "properties": {"ma_xa": code, **properties}, "geometry": shape}


def collection(*features: dict[str, Any], **members: Any) -> bytes:
    whole = {"type": "FeatureCollection", **members, "features": list(features)}
    return json.dumps(whole, ensure_ascii=False).encode()
