"""The shipped values of the law and the holidays, as dated files that a person can read and correct."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from base.paths import PROJECT_DIR

_FOLDER = PROJECT_DIR / "agencies" / "data"


@dataclass(frozen=True)
class ShippedSetting:
    key: str
    value: Any
    unit: str
    title: str
    title_en: str
    citation: str
    confidence: str
    valid_from: date


@dataclass(frozen=True)
class ShippedHoliday:
    on: date
    name: str
    name_en: str
    confidence: str
    is_working: bool


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def shipped_settings() -> list[ShippedSetting]:
    """Every row of legal_settings.csv; `value` is JSON."""
    return [
        ShippedSetting(
            row["key"],
            json.loads(row["value"]),
            row["unit"],
            row["title"],
            row["title_en"],
            row["citation"],
            row["confidence"],
            date.fromisoformat(row["valid_from"]),
        )
        for row in _rows("legal_settings.csv")
    ]


def shipped_holidays() -> list[ShippedHoliday]:
    """Every row of holidays.csv; `is_working` marks a Saturday worked for a day off."""
    return [
        ShippedHoliday(
            date.fromisoformat(row["on"]),
            row["name"],
            row["name_en"],
            row["confidence"],
            row["is_working"] == "1",
        )
        for row in _rows("holidays.csv")
    ]
