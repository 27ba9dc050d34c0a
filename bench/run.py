"""`make bench`: runs every measurement, prints the table, writes bench/results/latest.json.

A measuring module has `measure() -> list[Row]`; ratios are against a floor measured in the same run, never
against a number remembered. `python -m bench.run answers index` runs only the modules named.
"""

import importlib
import json
import os
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench.row import Row

MODULES = (
    "answers",
    "first_paint",
    "reading",
    "comments",
    "index",
    "transfer",
    "memory",
    "parsing",
    "ledger",
    "detection",
    "scoring_year",
    "boards",
)
RESULTS = Path(__file__).parent / "results"


def existing(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if (Path(__file__).parent / f"{name}.py").exists()]


def print_table(rows: list[Row]) -> None:
    heads = ("what", "measured", "floor", "ratio", "must reach", "verdict")
    lines = [heads, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))


def main(wanted: list[str]) -> int:
    rows: list[Row] = []
    for name in wanted or existing(MODULES):
        print(f"measuring: {name} …", file=sys.stderr, flush=True)
        rows.extend(importlib.import_module(f"bench.{name}").measure())
    print_table(rows)
    RESULTS.mkdir(exist_ok=True)
    report = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "rows": [asdict(row) | {"verdict": row.verdict} for row in rows],
    }
    (RESULTS / "latest.json").write_text(json.dumps(report, indent=1, ensure_ascii=False))
    return 0 if all(row.verdict != "misses" for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
