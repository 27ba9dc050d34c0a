"""All cells of a snapshot, withheld where they must be, as rows ready to be stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from scoring.index import Figure, compare_with, published
from scoring.ranks import rank_sets
from scoring.withholding import Note
from surveys.questionnaire_content import Content
from surveys.reports.computing.cell import (
    CHANNEL,
    ITEM,
    LEFT_OUT,
    OVERALL,
    PROVINCE,
    Cell,
    Sample,
)
from surveys.reports.computing.cells import compute_cells
from surveys.reports.computing.channels import mirror_sample, show_channel_counts
from surveys.reports.computing.disclosure import Scope, withhold_neighbours
from surveys.reports.computing.evidence import Evidence
from surveys.reports.computing.former import FormerRelease
from surveys.reports.computing.frame import Items, TallyColumns, build_frame
from surveys.reports.computing.left_out import withhold_small_differences
from surveys.reports.computing.overlap import OTHERS, Overlap, overlap_of
from surveys.rules.credit import Credit
from surveys.rules.method import Method


@dataclass(frozen=True)
class Inputs:
    """What a snapshot is computed from; `kinds` agency → kind, for those rated."""

    columns: TallyColumns
    content: Content
    months: tuple[int, ...]
    method: Method
    parent_of: Mapping[int, int]
    kinds: Mapping[int, str]
    former: Sequence[FormerRelease]
    seed: int
    sample: Sample
    credit: Credit = field(default_factory=Credit)


@dataclass(frozen=True)
class Made:
    """Rows of index_cell without snapshot_id, in a fixed order; what agencies weigh by."""

    rows: list[dict[str, Any]]
    province_weights: str


def snapshot_rows(inputs: Inputs) -> Made:
    items, method, sample = Items.of(inputs.content), inputs.method, inputs.sample
    frame = build_frame(
        inputs.columns, items, method.satisfied_levels, inputs.parent_of, inputs.credit
    )
    made = compute_cells(frame, sample, method, sorted(inputs.kinds), inputs.credit)
    overlap = overlap_of(made, method, inputs.credit)
    cells = made.cells
    months = frozenset(inputs.months)
    sections = {
        key: [items.keys[place] for place in places] for key, places in items.sections.items()
    }
    scope = Scope(months, sections, made.shares, overlap)
    withhold_neighbours(cells, scope, inputs.former, method.counts_from)
    withhold_small_differences(cells, months, inputs.former, method.counts_from)
    show_channel_counts(cells, sample.channels)
    cells += mirror_sample(cells, sample.channels)
    _compare(cells)
    _rank(cells, {**inputs.credit.resolvers, **inputs.kinds}, inputs.seed)
    hidden = {cell.agency for cell in cells if cell.measure == OVERALL and cell.hides_count}
    evidence = Evidence(sample, method, made.weighting, cells, _untold(cells, overlap, method))
    rows = [
        _row(cell, cell.agency in hidden, sample.is_official) | evidence.beside(cell)
        for cell in cells
    ]
    return Made(_with_notes(rows, cells, evidence), made.shares.source)


def _untold(cells: Sequence[Cell], overlap: Overlap, method: Method) -> frozenset[int]:
    """Agencies of which it may not be said how many of their answers are about others' dossiers."""
    hidden = set()
    for cell in cells:
        if cell.measure == OVERALL and cell.resolved:
            part = overlap.parts.get(cell.name, {}).get(OTHERS)
            few = [one for one in (cell.resolved, (cell.figure.n or 0) - cell.resolved) if one]
            is_small = min(few) < method.counts_from
            if is_small or cell.hides_count or (part is not None and part.hides_count):
                hidden.add(cell.agency)
    return frozenset(hidden)


def _with_notes(
    rows: Sequence[dict[str, Any]], cells: Sequence[Cell], evidence: Evidence
) -> list[dict[str, Any]]:
    return [
        {**row, "notes": [*row["notes"], *evidence.notes(cell, row["response_rate"])]}
        for row, cell in zip(rows, cells, strict=True)
    ]


def _compare(cells: Sequence[Cell]) -> None:
    """Where each agency stands against the province, in the same measure."""
    province = {(one.measure, one.key): one for one in cells if one.agency == PROVINCE}
    for cell in cells:
        other = province.get((cell.measure, cell.key))
        if cell.agency != PROVINCE and other and not (cell.withheld or other.withheld):
            cell.against_province = compare_with(cell.figure, other.figure)


def _rank(cells: Sequence[Cell], kinds: Mapping[int, str], seed: int) -> None:
    """Rank intervals among the published agencies of the same kind; masked ones stay out."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.measure == OVERALL and cell.agency != PROVINCE and _may_rank(cell):
            groups.setdefault(kinds.get(cell.agency, ""), []).append(cell)
    for group in groups.values():
        shares = np.array([cell.figure.p for cell in group], dtype=float)
        variances = np.array([cell.figure.variance for cell in group], dtype=float)
        sets = rank_sets(shares, variances, seed=seed, simultaneous=True, on_logit_scale=True)
        for cell, best, worst in zip(group, sets.best, sets.worst, strict=True):
            cell.rank = (int(best), int(worst))


def _may_rank(cell: Cell) -> bool:
    figure = cell.figure
    inside = figure.p is not None and 0 < figure.p < 1 and bool(figure.variance)
    return inside and not cell.withheld and not _masked(figure)


def _masked(figure: Figure) -> bool:
    return bool({Note.SHOW_AS_AT_LEAST, Note.SHOW_AS_AT_MOST}.intersection(figure.notes))


def _row(cell: Cell, agency_hidden: bool, is_official: bool) -> dict[str, Any]:
    """What may be published of a cell, and nothing else."""
    of_sample = cell.measure not in (CHANNEL, LEFT_OUT)
    figure = published(replace(cell.figure, withheld=cell.withheld))
    shown = not cell.hides_count
    has_n = shown and not (agency_hidden and cell.measure != CHANNEL)
    bare = cell.withheld is not None or _masked(cell.figure)
    by_level = cell.measure == ITEM and not bare
    return {
        "scope": "province" if cell.agency == PROVINCE else "agency",
        "measure": cell.measure,
        "agency_id": None if cell.agency == PROVINCE else cell.agency,
        "key": cell.key,
        "n": cell.figure.n if has_n else None,
        "n_valid": cell.figure.n_valid if shown else None,
        "n_eff": figure.n_eff,
        "share": figure.p,
        "variance": figure.variance,
        "df": None if bare else figure.df,
        "low": figure.low,
        "high": figure.high,
        "mean_score": figure.mean_score,
        "withheld": None if cell.withheld is None else str(cell.withheld),
        "notes": [] if cell.withheld else [str(note) for note in figure.notes],
        "is_usable": is_official and of_sample and figure.usable_for_evaluation,
        "rank_low": cell.rank[0] if cell.rank else None,
        "rank_high": cell.rank[1] if cell.rank else None,
        "against_province": cell.against_province,
        "channel_mix": cell.channel_mix,
        "levels": cell.levels if by_level else [],
    }
