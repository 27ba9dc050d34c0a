"""Reads a file of areas in a child process with limits and matches it with the communes of the register."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from base.paths import PROJECT_DIR
from evaluation.areas.geojson import check_kind
from evaluation.rules.areas import (
    REFUSALS,
    AreasUnreadable,
    CodePropertyMissing,
    NothingMatches,
)

SECONDS = 60
CODE_LENGTH = 5


@dataclass(frozen=True)
class AreasRead:
    """`properties`: one dict an area, as in the file; `drawing` as evaluation.areas.drawing has it."""

    properties: list[dict[str, str]]
    drawing: dict[str, Any]


@dataclass(frozen=True)
class Commune:
    """A commune of the register as matching needs it."""

    code: str
    name: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Matched:
    """What the file has under one property. `options`: (property, how many communes it names), best first.

    `strangers`: (number in the file, its code, other words of it) of areas without a commune; `missing`:
    communes without an area; `repeated`: (code, how many areas); `elsewhere`: communes whose seat lies
    outside their area.
    """

    name: str
    options: list[tuple[str, int]]
    codes: list[str]
    matched: list[Commune]
    strangers: list[tuple[int, str, str]]
    missing: list[Commune]
    repeated: list[tuple[str, int]]
    elsewhere: list[Commune]

    @property
    def area_count(self) -> int:
        """Areas that belong to a commune."""
        return len(self.codes) - len(self.strangers)

    @property
    def commune_count(self) -> int:
        return len(self.matched) + len(self.missing)


def read_areas(data: bytes) -> AreasRead:
    """Raises AreasRefused."""
    check_kind(data)
    found = _ask_child(data)
    if "refused" in found:
        raise REFUSALS[found["refused"]](**found["values"])
    return AreasRead(found["properties"], found["drawing"])


def _ask_child(data: bytes) -> dict[str, Any]:
    command = [sys.executable, "-m", "evaluation.areas.child"]
    environment = {"PYTHONPATH": str(PROJECT_DIR), "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=SECONDS,
            cwd=PROJECT_DIR,
            env=environment,
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise AreasUnreadable from error
    return answer


def code_text(value: str) -> str:
    """Five characters; a code that a program took for a number has its noughts again."""
    return value.zfill(CODE_LENGTH) if value.isdecimal() else value


def match_areas(read: AreasRead, communes: Sequence[Commune], wanted: str = "") -> Matched:
    """By the property asked for, or the one that names most communes. Raises AreasRefused."""
    known = {one.code: one for one in communes}
    options = _options(read.properties, known)
    name = wanted or (options[0][0] if options else "")
    names = {each for row in read.properties for each in row}
    if name not in names or not options:
        raise CodePropertyMissing(known=", ".join(sorted(names)[:12]) or "–")
    codes = [code_text(row.get(name, "")) for row in read.properties]
    if not known.keys() & set(codes):
        raise NothingMatches(name=name)
    counts = Counter(codes)
    return Matched(
        name=name,
        options=options,
        codes=codes,
        matched=[one for one in communes if one.code in counts],
        strangers=[
            (number, code, _words(row, name))
            for number, (code, row) in enumerate(zip(codes, read.properties, strict=True), start=1)
            if code not in known
        ],
        missing=[one for one in communes if one.code not in counts],
        repeated=[
            (code, count) for code, count in sorted(counts.items()) if count > 1 and code in known
        ],
        elsewhere=_elsewhere(codes, read.drawing["boxes"], known),
    )


def _options(
    properties: Sequence[Mapping[str, str]], known: Mapping[str, Commune]
) -> list[tuple[str, int]]:
    found: dict[str, set[str]] = {}
    for row in properties:
        for name, value in row.items():
            if code_text(value) in known:
                found.setdefault(name, set()).add(code_text(value))
    return sorted(
        ((name, len(codes)) for name, codes in found.items()), key=lambda one: (-one[1], one[0])
    )


def _words(row: Mapping[str, str], without: str) -> str:
    """The longest of its other texts: most likely its name."""
    others = [value for name, value in row.items() if name != without and not value.isdecimal()]
    return max(others, key=len, default="")


def _elsewhere(
    codes: Sequence[str], boxes: Sequence[Sequence[float]], known: Mapping[str, Commune]
) -> list[Commune]:
    inside: dict[str, bool] = {}
    for code, (west, south, east, north) in zip(codes, boxes, strict=True):
        one = known.get(code)
        if one is None or one.latitude is None or one.longitude is None:
            continue
        is_here = west <= one.longitude <= east and south <= one.latitude <= north
        inside[code] = inside.get(code, False) or is_here
    return [known[code] for code, is_here in inside.items() if not is_here]
