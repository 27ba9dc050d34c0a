"""The shipped catalogues of targets, as files that a person can read and correct."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from base.paths import PROJECT_DIR

_FOLDER = PROJECT_DIR / "evaluation" / "data"


@dataclass(frozen=True)
class ShippedCatalogue:
    """`province_code`: the province whose document it is; there it is switched on when it is loaded."""

    key: str
    title: str
    title_en: str
    citation: str
    issued_by: str
    province_code: str
    confidence: str
    sort: int


@dataclass(frozen=True)
class ShippedTarget:
    """Columns as of the table `target`, `bound` split into its parts."""

    catalogue: str
    key: str
    title: str
    title_en: str
    detail: str
    unit: str
    goal: float | None
    bound: tuple[str, ...]
    period: str
    due: str
    evidence: str
    citation: str
    confidence: str
    filled_by: str
    sort: int


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def shipped_catalogues() -> list[ShippedCatalogue]:
    """Every row of catalogues.csv, in its order."""
    return [
        ShippedCatalogue(
            row["key"],
            row["title"],
            row["title_en"],
            row["citation"],
            row["issued_by"],
            row["province_code"],
            row["confidence"],
            int(row["sort"]),
        )
        for row in _rows("catalogues.csv")
    ]


def shipped_targets() -> list[ShippedTarget]:
    """Every row of targets.csv, in its order."""
    return [
        ShippedTarget(
            row["catalogue"],
            row["key"],
            row["title"],
            row["title_en"],
            row["detail"],
            row["unit"],
            float(row["goal"]) if row["goal"] else None,
            tuple(one for one in row["bound"].split("|") if one),
            row["period"],
            row["due"],
            row["evidence"],
            row["citation"],
            row["confidence"],
            row["filled_by"],
            int(row["sort"]),
        )
        for row in _rows("targets.csv")
    ]
