"""`make attack`: replays the ten scenarios, prints a line an act, writes bench/attack.json.

`--small` runs a little of everything but the privacy tests, which `make test` runs as they stand; it is held
to what must show every time, and writes nothing.
`--only machines guessing` runs these groups anew and leaves the other lines of the file as they are; every
line says when it was measured. Exit code 0 if nothing that was run missed its mark.
"""

import argparse
import json
import os
import platform
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.attack import trials
from bench.attack.guessing import guessing_lines
from bench.attack.insider_lines import insider_lines
from bench.attack.lines import Line, not_run, print_lines
from bench.attack.machines import machine_lines
from bench.attack.paper import paper_lines
from bench.attack.privacy import privacy_lines
from bench.attack.volume_lines import honest_of, lines_of
from bench.attack.worlds import MONTHS, OFFICES_PER_SIZE, SIZES
from bench.serving import PROJECT

FILE = PROJECT / "bench" / "attack.json"
ALARM_LIMIT, NOTE_LIMIT = 0.015, 0.08
ORDER = [f"S{number}" for number in range(1, 11)]
LEFT_TO_THE_SUITE = ("privacy",)  # of a little run: these are tests of `make test` as they stand


@dataclass(frozen=True)
class Effort:
    """How much is run. `first`: seed of the first world; `by_hand` > 1 means the full effort over HTTP.

    `judges_shares`: enough runs to hold a share against a mark under 100 %, and honest alarms against theirs.
    """

    worlds: int
    first: int
    volume: trials.Scale
    by_hand: int
    guesses: int
    over_http: int
    processes: int = 1
    judges_shares: bool = True


FULL = Effort(10, 0, trials.Scale(OFFICES_PER_SIZE, 2), 3, 100_000, 30_000)
SMALL = Effort(1, 101, trials.Scale(1, 1), 1, 2_000, 1_000, judges_shares=False)

Measured = tuple[list[Line], dict[str, Any]]


def _volume(effort: Effort) -> Iterator[Measured]:
    """The attacks by volume, and what was said of honest offices meanwhile; anew after every world."""
    seeds = range(effort.first, effort.first + effort.worlds)
    outcomes: list[trials.Outcome] = []
    for outcome in trials.run(seeds, effort.volume, effort.processes):
        outcomes.append(outcome)
        worlds = {
            "count": len(outcomes),
            "first": effort.first,
            "agencies": len(SIZES) * OFFICES_PER_SIZE,
            "months": MONTHS,
            "sizes": SIZES,
        }
        limits = {"alarm_limit": ALARM_LIMIT, "note_limit": NOTE_LIMIT}
        yield lines_of(outcomes), {"worlds": worlds, "honest": {**honest_of(outcomes), **limits}}


GROUPS: Mapping[str, Callable[[Effort], Iterable[Measured]]] = {
    "volume": _volume,
    "insider": lambda effort: [(insider_lines(effort.by_hand), {})],
    "machines": lambda effort: [(machine_lines(effort.by_hand), {})],
    "guessing": lambda effort: [
        (guessing_lines(effort.guesses, min(effort.guesses, effort.over_http)), {})
    ],
    "paper": lambda effort: [(paper_lines(effort.by_hand), {})],
    "privacy": lambda effort: [(privacy_lines(effort.by_hand), {})],
}


def replay(effort: Effort, groups: Sequence[str], keep: Callable[[Any], None]) -> bool:
    """Whether all that was run is enough; `keep` gets what each group gave, the volume after every world."""
    is_good = True
    for name in groups:
        began = time.monotonic()
        lines: list[Line] = []
        more: dict[str, Any] = {}
        for lines, more in GROUPS[name](effort):
            seconds = round(time.monotonic() - began)
            at = datetime.now(UTC).isoformat(timespec="seconds")
            told = [{**one.as_json(), "measured_at": at} for one in lines]
            keep({**more, "lines": told, "group": name, "seconds": seconds})
        print_lines(lines)
        print(json.dumps(more.get("honest", {})), f"{name}: {seconds} s", flush=True)
        is_good &= is_enough(effort, lines, more)
    return is_good


def is_enough(effort: Effort, lines: Sequence[Line], more: Mapping[str, Any]) -> bool:
    """Of a run or two, only what must show every time can be missed: one of 55 in 100 may well not show."""
    missed = [one for one in lines if one.verdict == "missed"]
    if not effort.judges_shares:
        return all(one.pass_mark != 1.0 for one in missed)
    return not missed and ("honest" not in more or is_quiet(more["honest"]))


def is_quiet(honest: Mapping[str, Any]) -> bool:
    """Whether honest offices are left in peace, judged once a month and, where watched, every night."""
    alarms = max(honest["alarm_share"], honest["nightly_alarm_share"] or 0.0)
    notes = max(honest["note_share"], honest["nightly_note_share"] or 0.0)
    return bool(alarms <= ALARM_LIMIT and notes <= NOTE_LIMIT)


def merged(before: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """The file with what a group gave in the place of what it gave before; unrun scenarios say so."""
    acts = {(one["scenario"], one["act"]) for one in told["lines"]}
    kept = [
        one
        for one in before.get("lines", [])
        if (one["scenario"], one["act"]) not in acts and one["runs"]
    ]
    lines = [*kept, *told["lines"]]
    run = {one["scenario"] for one in lines}
    lines += [not_run(one, "", "").as_json() for one in ORDER if one not in run]
    lines.sort(key=lambda one: ORDER.index(one["scenario"]))
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "version": project["version"],
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": {**_seconds(before), told["group"]: told["seconds"]},
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "worlds": told.get("worlds") or before.get("worlds"),
        "honest": told.get("honest") or before.get("honest"),
        "lines": lines,
    }


def _seconds(before: Mapping[str, Any]) -> dict[str, int]:
    known = before.get("seconds")
    return known if isinstance(known, dict) else {}


def read_words(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--only", nargs="+", choices=sorted(GROUPS), metavar="GROUP")
    parser.add_argument("--worlds", type=int, help="other than 10")
    parser.add_argument("--first", type=int, help="seed of the first world")
    parser.add_argument("--by-hand", type=int, help="runs of S9; 1 also sends less over HTTP")
    parser.add_argument("--guesses", type=int, help="codes guessed in S8")
    parser.add_argument("--processes", type=int, help="for the attacks by volume")
    parser.add_argument("--write", type=Path, default=FILE)
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    told = read_words(words)
    named = ("worlds", "first", "by_hand", "guesses", "processes")
    given = {name: getattr(told, name) for name in named if getattr(told, name) is not None}
    effort = replace(SMALL if told.small else FULL, **given)
    file: Path = told.write
    if not told.small and not told.only:
        file.unlink(missing_ok=True)

    def keep(found: Any) -> None:
        before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        text = json.dumps(merged(before, found), ensure_ascii=False, indent=1)
        file.write_text(text + "\n", encoding="utf-8")

    nothing: Callable[[Any], None] = lambda _found: None  # noqa: E731
    little = [name for name in GROUPS if name not in LEFT_TO_THE_SUITE]
    groups = told.only or (little if told.small else list(GROUPS))
    is_good = replay(effort, groups, nothing if told.small else keep)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
