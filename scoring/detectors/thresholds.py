"""Where a detector begins to speak: honest quantiles, kept as data with how they were made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "data" / "thresholds.json"


@dataclass(frozen=True)
class Threshold:
    """`family`: two of one family count as one; `has_baseline`: judged by the agency's own past.

    `looks`: what a month's figure is while the month goes on (`looks.limit_at`); `span`: months it pools.
    """

    family: str
    note_at: float
    alarm_at: float
    has_baseline: bool = False
    looks: str = "record"
    span: int = 1


def read_thresholds(file: Path = FILE) -> dict[str, Threshold]:
    stored = json.loads(file.read_text(encoding="utf-8"))
    return {
        name: Threshold(
            one["family"],
            one["note_at"],
            one["alarm_at"],
            one["has_baseline"],
            one["looks"],
            one["span"],
        )
        for name, one in stored["detectors"].items()
    }


THRESHOLDS: Mapping[str, Threshold] = read_thresholds()
