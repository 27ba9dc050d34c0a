"""The child process that reads one file of areas: limits itself, reads stdin, prints one line of JSON.

It is given no secrets, opens no connection, and its parent ends it when its time is over.
"""

import json
import sys
from typing import Any

from evaluation.areas.drawing import draw
from evaluation.areas.geojson import read_features
from evaluation.rules.areas import AreasRefused, AreasUnreadable
from feedback.parsing.child import limit

SECONDS = 50
MEMORY_LIMIT = 3 << 29  # 1.5 GiB: places of a file of 20 MB as Python keeps them


def main() -> None:
    limit(SECONDS, MEMORY_LIMIT)
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read())))


def answer(data: bytes) -> dict[str, Any]:
    """{"properties", "drawing"} or {"refused", "values"}."""
    try:
        features = read_features(data)
        return {
            "properties": [one.properties for one in features],
            "drawing": draw(features).as_json(),
        }
    except AreasRefused as refused:
        return {"refused": type(refused).__name__, "values": refused.values}
    except MemoryError:
        return {"refused": AreasUnreadable.__name__, "values": {}}


if __name__ == "__main__":
    main()
