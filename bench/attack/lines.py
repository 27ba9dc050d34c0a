"""A line of the report: what was replayed on what size, what showed, and whether that is enough."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """Shares are 0…1, shifts in percentage points; None where a thing has no meaning for this act.

    `detected`: share of runs in which what must be observed was observed; `nights`: median number of nights
    until the first alarm (of the `watched` runs, of which every night was replayed), `slowest_nights` the
    most; `official_shift`, `raw_shift`, `pooled_shift`: mean move of the official figure,
    of the same before weighting, of one pooling all channels; `honest_alarms`: share of alarms on the
    same offices left alone; `harmed`: honest answers lost or people refused; `known_weakness`: nothing is
    promised.
    """

    scenario: str
    act: str
    runs: int
    detected: float | None = None
    pass_mark: float | None = None
    size: int | None = None
    nights: float | None = None
    official_shift: float | None = None
    largest_official_shift: float | None = None
    raw_shift: float | None = None
    pooled_shift: float | None = None
    honest_alarms: float | None = None
    harmed: int | None = None
    known_weakness: bool = False
    seen: str = ""
    slowest_nights: int | None = None
    watched: int = 0

    @property
    def verdict(self) -> str:
        """ok | missed | known (no promise) | not_run."""
        if not self.runs:
            return "not_run"
        if self.known_weakness or self.pass_mark is None:
            return "known"
        enough = self.detected is not None and self.detected >= self.pass_mark
        return "ok" if enough and not self.harmed else "missed"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


def not_run(scenario: str, act: str, why: str) -> Line:
    return Line(scenario, act, 0, seen=why)


HEADS = (
    "scenario", "act", "size", "runs", "detected", "pass mark", "nights", "official pp", "raw pp",
    "pooled pp", "honest alarms", "harmed", "verdict",
)  # fmt: skip


def cells(line: Line) -> tuple[str, ...]:
    return (
        line.scenario,
        line.act,
        _text(line.size, "d"),
        str(line.runs),
        _text(line.detected, ".0%"),
        _text(line.pass_mark, ".0%"),
        _text(line.nights, ".0f"),
        _text(line.official_shift, "+.1f"),
        _text(line.raw_shift, "+.1f"),
        _text(line.pooled_shift, "+.1f"),
        _text(line.honest_alarms, ".1%"),
        _text(line.harmed, "d"),
        line.verdict,
    )


def _text(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def print_lines(lines: list[Line]) -> None:
    rows = [HEADS, *(cells(one) for one in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADS))]
    for row in rows:
        print("  ".join(one.ljust(width) for one, width in zip(row, widths, strict=True)))
