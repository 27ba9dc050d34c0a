"""Reads the reference files beside the tests."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

REFERENCE = Path(__file__).parent / "reference"


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of a CSV file (or .csv.gz) as dictionaries of text."""
    path = REFERENCE / name
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read_json(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def numbers(rows: list[dict[str, str]], column: str) -> NDArray[np.float64]:
    return np.array([float(row[column]) for row in rows])


def texts(rows: list[dict[str, str]], column: str) -> NDArray[np.str_]:
    return np.array([row[column] for row in rows])
