"""The shipped scorecard, as files that a person can read and correct: a proposal, no rule."""

import csv
import json
from typing import Any

from base.paths import PROJECT_DIR
from evaluation.models import Criterion, Scorecard

_FOLDER = PROJECT_DIR / "evaluation" / "data"


def shipped_scorecard() -> Scorecard:
    """Version 0 of a draft with its criteria, not added to any session."""
    head: dict[str, Any] = json.loads((_FOLDER / "scorecard.json").read_text(encoding="utf-8"))
    with (_FOLDER / "scorecard.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    card = Scorecard(**head, version=0)
    card.criteria = [_criterion(row, sort) for sort, row in enumerate(rows, start=1)]
    return card


def _criterion(row: dict[str, str], sort: int) -> Criterion:
    return Criterion(
        key=row["key"],
        section=row["section"],
        title=row["title"],
        title_en=row["title_en"],
        kind=row["kind"],
        max_points=float(row["max_points"]),
        source_kind=row["source_kind"],
        source_key=row["source_key"],
        conversion=json.loads(row["conversion"]),
        group_keys=row["groups"].split("|") if row["groups"] else [],
        sort=sort * 10,
    )
