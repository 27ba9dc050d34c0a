"""What a snapshot is made from, fetched, and its content hash. The arithmetic is in `computing`."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from base.clock import local
from base.db import db
from surveys.models import IndexCell, IndexSnapshot, ReportingPeriod, SnapshotState, SurveyRound
from surveys.queries.dossiers import list_counts, list_issued
from surveys.queries.method import method_in_force
from surveys.queries.snapshots import (
    TALLY_COLUMNS,
    agency_kinds,
    counted_bodies,
    find_period,
    list_cells,
    list_counted_parents,
    list_public_ever,
    list_rated_bodies,
    months_of,
    read_tallies,
)
from surveys.questionnaire_content import Content, read_content
from surveys.rules.credit import ITSELF, NOBODY, Credit
from surveys.rules.method import METHOD_VERSION, OFFICIAL, OPEN, OPEN_CHANNELS, Method
from surveys.rules.snapshots import days_of_months

if TYPE_CHECKING:
    from surveys.reports.computing.cell import Sample
    from surveys.reports.computing.former import FormerRelease
    from surveys.reports.computing.snapshot import Inputs, Made

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
# Came later: they are part of what is signed where they say something, so that older hashes hold.
LATER_COLUMNS = ("issued_count", "response_rate", "dossier_count", "resolved_count")
_SIGNED_TOGETHER = 3  # of them: so many came at once, each other one says something or is left out


def gather_inputs(survey_round: SurveyRound, period: ReportingPeriod | None) -> "Inputs":
    """Everything `computing.snapshot_rows` needs; imports numpy and scipy, so only for the worker."""
    from surveys.reports.computing.frame import read_columns
    from surveys.reports.computing.snapshot import Inputs

    months = months_of(survey_round, period)
    columns = read_columns(TALLY_COLUMNS, read_tallies(survey_round.id, months))
    used = columns.words["channel"]
    bodies = list_rated_bodies(survey_round.id)
    parents = {one.id: one.counts_for for one in bodies if one.counts_for != one.id}
    parents |= list_counted_parents(survey_round.id)
    counted = {one.counts_for for one in bodies}
    ends_on = period.ends_on if period else local(survey_round.closes_at).date()
    method = method_in_force(ends_on)
    content = read_content(survey_round.version.content)
    resolving = {one for one in set(columns["resolving_agency_id"].tolist()) if one}
    return Inputs(
        columns=columns,
        content=content,
        months=months,
        method=method,
        parent_of=parents,
        kinds=agency_kinds(counted),
        former=former_releases(survey_round),
        seed=survey_round.id * 1_000 + (period.id if period else 0),
        sample=sample_of(
            survey_round, months, method, parents | {one: one for one in counted}, used
        ),
        credit=credit_of(survey_round, content, resolving, counted),
    )


def credit_of(
    survey_round: SurveyRound, content: Content, resolving: Collection[int], rated: Collection[int]
) -> Credit:
    """Whom the items count for; `resolving` agencies may be no part of the round, `rated` bodies are.

    No body has a figure in its own round, so nothing is credited to the owner.
    """
    owner = survey_round.owner_agency_id
    bodies = counted_bodies({*resolving, owner})
    rule = Credit(
        rated={one.key: one.rated for one in content.index_questions},
        bodies={one: body for one, body in bodies.items() if one in resolving and one != body},
        unrated=frozenset({bodies[owner]}),
    )
    credited = {rule.resolver(ITSELF, one) for one in resolving} - {ITSELF, NOBODY}
    return replace(rule, resolvers=agency_kinds(credited - {*rated}))


def sample_of(
    survey_round: SurveyRound,
    months: tuple[int, ...],
    method: Method,
    parents: Mapping[int, int],
    used: Collection[str],
) -> "Sample":
    """The official channels once codes were issued (or such an answer came); until then open answers."""
    from surveys.reports.computing.cell import Sample
    from surveys.reports.computing.population import build_population

    first, end = days_of_months(months)
    issued = list_issued(list(parents), first, end, survey_round.id)
    counts = list_counts(list(parents), first, end)
    population = build_population(counts, issued, parents)
    is_official = bool(issued) or bool(set(used) & set(method.official_channels))
    channels = method.official_channels if is_official else OPEN_CHANNELS
    return Sample(channels, is_official, population)


def former_releases(survey_round: SurveyRound) -> "list[FormerRelease]":
    return [
        released(snapshot, snapshot.state == SnapshotState.PUBLISHED)
        for snapshot in list_public_ever(survey_round.id)
    ]


def released(snapshot: IndexSnapshot, is_current: bool) -> "FormerRelease":
    from surveys.reports.computing.former import FormerCell, FormerRelease

    survey_round = db.session.get_one(SurveyRound, snapshot.round_id)
    months = months_of(survey_round, find_period(snapshot.period_id))
    cells = {
        (cell.agency_id or 0, cell.measure, cell.key): FormerCell(
            cell.n_valid, cell.withheld is None and cell.low is not None
        )
        for cell in list_cells(snapshot.id)
    }
    credits = "credit" in snapshot.settings
    return FormerRelease(snapshot.id, frozenset(months), is_current, cells, credits)


def settings_of(inputs: "Inputs", made: "Made", cases: Mapping[str, Any]) -> dict[str, Any]:
    """What is recorded beside the figures, so that they can be made again; `cases` open and closed."""
    return {
        **{key: dict(source) for key, source in inputs.method.sources.items()},
        "sample": OFFICIAL if inputs.sample.is_official else OPEN,
        "channels": list(inputs.sample.channels),
        "province_weights": made.province_weights,
        "cases": dict(cases),
        "rank_seed": inputs.seed,
        "months": list(inputs.months),
        "credit": inputs.credit.signed(),
    }


def content_hash(snapshot: IndexSnapshot, cells: Iterable[Mapping[str, Any] | IndexCell]) -> str:
    """SHA-256 over everything that is signed."""
    return hashlib.sha256(signed_text(snapshot, cells).encode("utf-8")).hexdigest()


def signed_text(snapshot: IndexSnapshot, cells: Iterable[Mapping[str, Any] | IndexCell]) -> str:
    """Everything that is signed, as JSON, in the stored order of the cells."""
    listed = [signed_values(one) for one in cells]
    document = {
        "round": snapshot.round_id,
        "period": snapshot.period_id,
        "sample": snapshot.sample,
        "method": snapshot.method_version or METHOD_VERSION,
        "settings": snapshot.settings,
        "cells": listed,
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def signed_values(cell: Mapping[str, Any] | IndexCell) -> list[Any]:
    """A cell as its snapshot's hash takes it in, in the order of the columns."""

    def value(name: str) -> Any:
        return cell.get(name) if isinstance(cell, Mapping) else getattr(cell, name)

    later = [value(name) for name in LATER_COLUMNS]
    while len(later) > _SIGNED_TOGETHER and later[-1] is None:
        later.pop()
    more = later if any(one is not None for one in later) else []
    return [*(value(name) for name in CELL_COLUMNS), *more]
