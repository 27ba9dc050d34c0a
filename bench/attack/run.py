"""`make attack`: replays the ten scenarios, prints a line an act, writes bench/attack.json.

`python -m bench.attack.run --small` runs a few seeds of everything and writes nothing. Exit code 0 if
nothing that was run missed its mark.
"""

import argparse
import json
import os
import platform
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.attack import trials
from bench.attack.insider_lines import insider_lines
from bench.attack.lines import Line, not_run, print_lines
from bench.attack.machines import machine_lines
from bench.attack.privacy import privacy_lines
from bench.attack.worlds import MONTHS, OFFICES_PER_SIZE, SIZES
from bench.serving import PROJECT

FILE = PROJECT / "bench" / "attack.json"
ALARM_LIMIT, NOTE_LIMIT = 0.015, 0.08
ORDER = [f"S{number}" for number in range(1, 11)]


@dataclass(frozen=True)
class Scale:
    """How much is run: worlds, on how many of them every night is replayed, repetitions by hand."""

    worlds: int
    watched: int
    by_hand: int


FULL, SMALL = Scale(100, 20, 3), Scale(2, 1, 1)


def replay(scale: Scale, processes: int) -> tuple[list[Line], dict[str, Any]]:
    """All lines in the order of the scenarios, and what was said of honest offices."""
    outcomes = trials.run(range(scale.worlds), scale.watched, processes)
    lines = trials.lines_of(outcomes)
    for by_hand in BY_HAND:
        lines += by_hand(scale.by_hand)
    lines.sort(key=lambda one: ORDER.index(one.scenario))
    return lines, trials.honest_of(outcomes)


BY_HAND: Sequence[Callable[[int], list[Line]]] = (
    insider_lines,
    machine_lines,
    privacy_lines,
)


def missing_lines(lines: Sequence[Line]) -> list[Line]:
    """Scenarios nothing was run of say so."""
    run = {one.scenario for one in lines}
    return [not_run(one, "", "") for one in ORDER if one not in run]


def report(lines: Sequence[Line], honest: dict[str, Any], scale: Scale, seconds: float) -> Any:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "version": project["version"],
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "worlds": {
            "count": scale.worlds,
            "watched": scale.watched,
            "agencies": len(SIZES) * OFFICES_PER_SIZE,
            "months": MONTHS,
            "sizes": SIZES,
        },
        "honest": {**honest, "alarm_limit": ALARM_LIMIT, "note_limit": NOTE_LIMIT},
        "lines": [one.as_json() for one in lines],
    }


def is_quiet(honest: dict[str, Any]) -> bool:
    """Whether honest offices are left in peace, judged once a month and, where watched, every night."""
    nightly = honest["nightly_alarm_share"] or 0.0
    alarms = max(honest["alarm_share"], nightly)
    return bool(alarms <= ALARM_LIMIT and honest["note_share"] <= NOTE_LIMIT)


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--worlds", type=int, help="other than 100")
    parser.add_argument("--watched", type=int, help="worlds of which every night is replayed")
    parser.add_argument("--by-hand", type=int, help="runs of S9; 1 also sends less over HTTP")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--write", type=Path, default=FILE)
    told = parser.parse_args(words)
    scale, began = SMALL if told.small else FULL, time.monotonic()
    scale = replace(
        scale,
        worlds=told.worlds or scale.worlds,
        watched=told.watched or scale.watched,
        by_hand=told.by_hand or scale.by_hand,
    )
    lines, honest = replay(scale, told.processes)
    lines += missing_lines(lines)
    seconds = time.monotonic() - began
    print_lines(lines)
    print(json.dumps(honest))
    print(f"{scale.worlds} worlds, {seconds:.0f} s")
    if not told.small:
        text = json.dumps(report(lines, honest, scale, seconds), ensure_ascii=False, indent=1)
        told.write.write_text(text + "\n", encoding="utf-8")
    return 0 if is_quiet(honest) and all(one.verdict != "missed" for one in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
