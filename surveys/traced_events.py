"""The answers of a day as the detectors read them, opened from their traces while that is possible."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from cryptography.exceptions import InvalidTag

from base.clock import local
from base.day_keys import DayKeyGone, unseal
from base.settings import Settings
from scoring.detectors import Events, events_of
from surveys.actions.coded_responses import open_link
from surveys.actions.responses import trace_subject
from surveys.packing import slots
from surveys.queries.detection import TracedRow
from surveys.questionnaire_content import RATING, Content

STEP = 5  # seconds of a duration step


@dataclass(frozen=True)
class TracedDay:
    """An agency's day: its events and, in the same order, (round, response) of each."""

    agency_id: int
    events: Events
    ids: list[tuple[int, int]]


@dataclass(frozen=True)
class Known:
    """What a day's rows are read with: contents by version, days of issue by batch."""

    settings: Settings
    contents: dict[int, Content]
    issue_days: dict[int, date]


def traced_days(rows: Iterable[TracedRow], day: date, known: Known) -> Iterator[TracedDay]:
    """One agency after the other; `rows` come by agency. What cannot be opened is left out."""
    for agency_id, mine in groupby(rows, key=lambda row: row.agency_id):
        opened = [
            (row, trace)
            for row in mine
            for trace in (_open(row, day, known.settings.instance_dir),)
            if trace is not None
        ]
        if opened:
            ids = [(row.round_id, row.response_id) for row, _ in opened]
            yield TracedDay(agency_id, _events(opened, known), ids)


def _open(row: TracedRow, day: date, instance_dir: Path) -> dict[str, Any] | None:
    about = trace_subject(row.round_id, row.response_id)
    try:
        found: dict[str, Any] = json.loads(unseal(instance_dir, day, row.sealed, about))
    except (DayKeyGone, InvalidTag, ValueError):
        return None
    return found if "at" in found else None


def _events(opened: list[tuple[TracedRow, dict[str, Any]]], known: Known) -> Events:
    instants = [local(datetime.fromisoformat(trace["at"])) for _, trace in opened]
    return events_of(
        day=[one.toordinal() for one in instants],
        second=[
            one.hour * 3600 + one.minute * 60 + one.second + one.microsecond / 1e6
            for one in instants
        ],
        channel=[row.channel for row, _ in opened],
        levels=_levels([row for row, _ in opened], known.contents),
        duration=[row.duration_steps * STEP or np.nan for row, _ in opened],
        near=[_number(trace.get("near")) for _, trace in opened],
        is_late=[_lateness(trace.get("class")) for _, trace in opened],
        issue_day=[_issue_day(row, known) for row, _ in opened],
    )


def _number(value: Any) -> float:
    return np.nan if value is None else float(value)


def _lateness(dossier: Any) -> int:
    is_late = dossier.get("is_late") if isinstance(dossier, dict) else None
    return -1 if is_late is None else int(is_late)


def _issue_day(row: TracedRow, known: Known) -> int:
    """Of the code behind the response; 0 where there is none or its link is gone."""
    if row.link is None or row.link_day is None:
        return 0
    try:
        link = open_link(known.settings, row.round_id, row.response_id, row.link_day, row.link)
    except (DayKeyGone, InvalidTag, ValueError):
        return 0
    day = known.issue_days.get(link.batch_id)
    return day.toordinal() if day else 0


def _levels(rows: list[TracedRow], contents: dict[int, Content]) -> np.ndarray:
    """Ratings of the index (n, items); versions with fewer items are filled up with blanks."""
    places = {version: _places(contents[version]) for version in contents}
    width = max((len(one) for one in places.values()), default=1)
    levels = np.zeros((len(rows), max(1, width)), np.int8)
    for at, row in enumerate(rows):
        mine = places[row.questionnaire_version_id]
        levels[at, : len(mine)] = [row.answers[place] for place in mine]
    return levels


def _places(content: Content) -> list[int]:
    layout = slots(content)
    return [
        layout[one.key][0]
        for one in content.index_questions
        if one.type == RATING and one.key in layout
    ]
