"""What a snapshot is made from, fetched, and its content hash. The arithmetic is in `computing`."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from base.clock import local
from surveys.models import IndexCell, IndexSnapshot, ReportingPeriod, SnapshotState, SurveyRound
from surveys.queries.method import method_in_force
from surveys.queries.snapshots import (
    TALLY_COLUMNS,
    agency_kinds,
    find_period,
    list_cells,
    list_counted_parents,
    list_public_ever,
    list_rated_bodies,
    months_of,
    read_tallies,
)
from surveys.questionnaire_content import read_content
from surveys.rules.method import METHOD_VERSION

if TYPE_CHECKING:
    from surveys.reports.computing.former import FormerRelease
    from surveys.reports.computing.snapshot import Inputs

CELL_COLUMNS = (
    "scope",
    "measure",
    "agency_id",
    "key",
    "n",
    "n_valid",
    "n_eff",
    "share",
    "variance",
    "df",
    "low",
    "high",
    "mean_score",
    "withheld",
    "notes",
    "is_usable",
    "rank_low",
    "rank_high",
    "against_province",
    "channel_mix",
    "levels",
)


def gather_inputs(survey_round: SurveyRound, period: ReportingPeriod | None) -> "Inputs":
    """Everything `computing.snapshot_rows` needs; imports numpy and scipy, so only for the worker."""
    from surveys.reports.computing.frame import read_columns
    from surveys.reports.computing.snapshot import Inputs

    months = months_of(survey_round, period)
    columns = read_columns(TALLY_COLUMNS, read_tallies(survey_round.id, months))
    bodies = list_rated_bodies(survey_round.id)
    parents = {one.id: one.counts_for for one in bodies if one.counts_for != one.id}
    parents |= list_counted_parents(survey_round.id)
    counted = {one.counts_for for one in bodies}
    ends_on = period.ends_on if period else local(survey_round.closes_at).date()
    return Inputs(
        columns=columns,
        content=read_content(survey_round.version.content),
        months=months,
        method=method_in_force(ends_on),
        parent_of=parents,
        kinds=agency_kinds(counted),
        former=former_releases(survey_round),
        seed=survey_round.id * 1_000 + (period.id if period else 0),
    )


def former_releases(survey_round: SurveyRound) -> "list[FormerRelease]":
    from surveys.reports.computing.former import FormerCell, FormerRelease

    found = []
    for snapshot in list_public_ever(survey_round.id):
        months = months_of(survey_round, find_period(snapshot.period_id))
        cells = {
            (cell.agency_id or 0, cell.measure, cell.key): FormerCell(
                cell.n_valid, cell.withheld is None and cell.low is not None
            )
            for cell in list_cells(snapshot.id)
            if cell.measure != "channel"
        }
        is_current = snapshot.state == SnapshotState.PUBLISHED
        found.append(FormerRelease(snapshot.id, frozenset(months), is_current, cells))
    return found


def settings_of(inputs: "Inputs") -> dict[str, Any]:
    """What is recorded beside the figures, so that they can be made again."""
    from surveys.reports.computing.snapshot import SAMPLE_CHANNELS

    return {
        **{key: dict(source) for key, source in inputs.method.sources.items()},
        "channels": list(SAMPLE_CHANNELS[inputs.sample]),
        "province_weights": "equal_agencies",
        "rank_seed": inputs.seed,
        "months": list(inputs.months),
    }


def content_hash(snapshot: IndexSnapshot, cells: Iterable[Mapping[str, Any] | IndexCell]) -> str:
    """SHA-256 over everything that is signed, in the stored order of the cells."""
    listed = [
        [one[name] if isinstance(one, Mapping) else getattr(one, name) for name in CELL_COLUMNS]
        for one in cells
    ]
    document = {
        "round": snapshot.round_id,
        "period": snapshot.period_id,
        "sample": snapshot.sample,
        "method": snapshot.method_version or METHOD_VERSION,
        "settings": snapshot.settings,
        "cells": listed,
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
