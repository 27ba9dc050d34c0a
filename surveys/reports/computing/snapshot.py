"""All cells of a snapshot, withheld where they must be, as rows ready to be stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scoring.index import Figure, compare_with, published
from scoring.ranks import rank_sets
from scoring.withholding import Note
from surveys.questionnaire_content import Content
from surveys.reports.computing.cells import CHANNEL, ITEM, OVERALL, PROVINCE, Cell, compute_cells
from surveys.reports.computing.channels import withhold_small_channels
from surveys.reports.computing.disclosure import Scope, withhold_neighbours
from surveys.reports.computing.former import FormerRelease
from surveys.reports.computing.frame import Items, TallyColumns, build_frame
from surveys.rules.method import Method

SAMPLE_CHANNELS = {"open": ("open_qr",)}


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
    sample: str = "open"


def snapshot_rows(inputs: Inputs) -> list[dict[str, Any]]:
    """Rows of index_cell without snapshot_id, in a fixed order."""
    items = Items.of(inputs.content)
    frame = build_frame(inputs.columns, items, inputs.method.satisfied_levels, inputs.parent_of)
    channels = SAMPLE_CHANNELS[inputs.sample]
    cells = compute_cells(frame, channels, inputs.method, sorted(inputs.kinds))
    sections = {
        key: [items.keys[place] for place in places] for key, places in items.sections.items()
    }
    scope = Scope(frozenset(inputs.months), sections)
    withhold_neighbours(cells, scope, inputs.former, inputs.method.counts_from)
    withhold_small_channels(cells, channels, inputs.method.counts_from)
    _compare(cells)
    _rank(cells, inputs.kinds, inputs.seed)
    hidden = {cell.agency for cell in cells if cell.measure == OVERALL and cell.hides_count}
    return [_row(cell, cell.agency in hidden, inputs.sample) for cell in cells]


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


def _row(cell: Cell, agency_hidden: bool, sample: str) -> dict[str, Any]:
    """What may be published of a cell, and nothing else."""
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
        "is_usable": sample != "open" and figure.usable_for_evaluation,
        "rank_low": cell.rank[0] if cell.rank else None,
        "rank_high": cell.rank[1] if cell.rank else None,
        "against_province": cell.against_province,
        "channel_mix": cell.channel_mix,
        "levels": cell.levels if by_level else [],
    }
