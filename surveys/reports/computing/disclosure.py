"""Withholds what the published tables would otherwise give away by subtraction.

Two systems of relations are looked at: counts (an agency under 10 answers) and shares (a figure that is
withheld, or masked at 0 or 100 %). Relations: a province is the sum of its agencies (of their parts, where
an answer stands in two figures: `computing.overlap`), a total the sum of its months, a dimension the mean of
its items, and what was published before of the same round. What was left out of the sum has relations of
its own (`computing.left_out`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scoring.withholding import Note, Reason
from surveys.reports.computing.cell import (
    CHANNEL,
    DIMENSION,
    ITEM,
    MONTH,
    OVERALL,
    PROVINCE,
    Cell,
)
from surveys.reports.computing.former import FormerRelease, release_relations, too_few_new
from surveys.reports.computing.overlap import Overlap
from surveys.reports.computing.population import EQUAL, Shares
from surveys.rules.snapshots import COMPLEMENT, TOO_FEW_NEW, TooFewNewAnswers
from surveys.rules.suppression import Name, Relation, Tables, determined, protect

_MASKED = {Note.SHOW_AS_AT_LEAST, Note.SHOW_AS_AT_MOST}
# Cheapest to lose first; an agency's overall figure, and last the province's, only when nothing else helps.
# Parts of a figure are shown nowhere, so that hiding one costs nothing but how many answers came from others.
_UNSEEN = 0
_RANK = {MONTH: 1, CHANNEL: 1, ITEM: 2, DIMENSION: 3, OVERALL: 4}


@dataclass(frozen=True)
class Scope:
    """What is to be published now: its months, items of each dimension, how agencies weigh and overlap."""

    months: frozenset[int]
    sections: Mapping[str, Sequence[str]]
    shares: Shares = field(default_factory=lambda: Shares({}, EQUAL))
    overlap: Overlap = field(default_factory=Overlap)


def withhold_neighbours(
    cells: Sequence[Cell], scope: Scope, former: Sequence[FormerRelease], counts_from: int
) -> None:
    """Sets `withheld` and `hides_count` on the cells."""
    by_name: dict[Name, Cell] = {cell.name: cell for cell in cells if cell.measure in _RANK}
    for name in too_few_new(by_name, scope.months, former):
        if by_name[name].agency == PROVINCE and by_name[name].measure == OVERALL:
            raise TooFewNewAnswers
        by_name[name].hides_count = True
        by_name[name].withheld = by_name[name].withheld or TOO_FEW_NEW
    with_parts = by_name | {part.name: part for part in scope.overlap.cells}
    _protect_counts(with_parts, scope, former, counts_from)
    _protect_shares(with_parts, scope, former)


def _protect_counts(
    by_name: Mapping[Name, Cell],
    scope: Scope,
    former: Sequence[FormerRelease],
    counts_from: int,
) -> None:
    hidden: set[Name] = {
        name
        for name, cell in by_name.items()
        if cell.hides_count or cell.figure.withheld == Reason.TOO_FEW_FOR_COUNTS
    }
    relations = [
        *_sums_over_agencies(by_name, scope.overlap, None),
        *_sums_over_months(by_name, True),
        *scope.overlap.sums(by_size=True),
    ]
    tables = _tables(by_name, relations, hidden, scope, former, shares=False)
    protect(tables, smallest_sum=counts_from)
    _apply(by_name, tables.hidden, hides_count=True)


def _protect_shares(
    by_name: Mapping[Name, Cell], scope: Scope, former: Sequence[FormerRelease]
) -> None:
    hidden: set[Name] = {
        name for name, cell in by_name.items() if cell.size and (cell.withheld or _is_masked(cell))
    }
    masked = {name for name in hidden if not by_name[name].withheld}
    relations = [
        *_sums_over_agencies(by_name, scope.overlap, scope.shares),
        *_sums_over_months(by_name, False),
        *scope.overlap.sums(by_size=False),
        *_means_of_items(by_name, scope.sections),
    ]
    tables = _tables(by_name, relations, hidden, scope, former, shares=True)
    protect(tables)
    _apply(by_name, tables.hidden - masked, hides_count=False)


def _is_masked(cell: Cell) -> bool:
    return bool(_MASKED.intersection(cell.figure.notes))


def _apply(by_name: Mapping[Name, Cell], hidden: Iterable[Name], hides_count: bool) -> None:
    for name in hidden:
        cell = by_name.get(name)
        if cell is not None:
            cell.withheld = cell.withheld or COMPLEMENT
            cell.hides_count = cell.hides_count or hides_count


def _tables(
    by_name: Mapping[Name, Cell],
    relations: list[Relation],
    hidden: set[Name],
    scope: Scope,
    former: Sequence[FormerRelease],
    shares: bool,
) -> Tables:
    """With what was published before: what follows from that alone is given, whatever is done now."""

    def rank(name: Name) -> tuple[int, ...] | None:
        cell = by_name.get(name)
        return None if cell is None else (cell.agency == PROVINCE, _RANK.get(cell.measure, _UNSEEN))

    companions: dict[Name, list[Name]] = {}
    for name, cell in by_name.items():
        if not cell.measure.endswith(CHANNEL):
            companions.setdefault((cell.agency, OVERALL, ""), []).append(name)
    sizes: dict[Name, int] = {name: cell.size for name, cell in by_name.items()}
    published = {name: cell for name, cell in by_name.items() if cell.measure in _RANK}
    unknown, equations = release_relations(
        published, scope.months, former, shares, scope.overlap.differs
    )
    given = determined(equations, unknown | set(by_name))
    hidden = (hidden | unknown) - given
    return Tables(sizes, [*relations, *equations], hidden, rank, companions, given)


def _sums_over_agencies(
    by_name: Mapping[Name, Cell], overlap: Overlap, shares: Shares | None
) -> list[Relation]:
    """Province = sum of its agencies: of counts (None), or of figures that weigh as `shares` says."""
    weights = shares.of(cell.agency for cell in by_name.values()) if shares else {}
    relations: dict[tuple[str, str], dict[Name, float]] = {}
    for cell in by_name.values():
        if (
            cell.agency != PROVINCE
            and cell.measure != MONTH
            and cell.measure in _RANK
            and cell.size
        ):
            weight = weights.get(cell.agency, 1.0) if shares else None
            found = relations.setdefault((cell.measure, cell.key), {})
            found.update(overlap.in_province(cell, weight))
    for (measure, key), parts in relations.items():
        parts.update(overlap.of_nobody(measure, key, by_count=shares is None))
        parts[(PROVINCE, measure, key)] = -sum(parts.values()) if shares else -1.0
    return list(relations.values())


def _sums_over_months(by_name: Mapping[Name, Cell], by_size: bool) -> list[Relation]:
    """An agency's total = sum of its months; shares weigh by their answers, nearly."""
    relations: dict[int, dict[Name, float]] = {}
    for name, cell in by_name.items():
        if cell.measure == MONTH and cell.size:
            relations.setdefault(cell.agency, {})[name] = 1.0 if by_size else float(cell.size)
    for agency, parts in relations.items():
        parts[(agency, OVERALL, "")] = -float(1.0 if by_size else sum(parts.values()))
    return list(relations.values())


def _means_of_items(
    by_name: Mapping[Name, Cell], sections: Mapping[str, Sequence[str]]
) -> list[Relation]:
    """A dimension is the mean of its items, the whole the mean of all; items nobody answered are out."""
    relations: list[Relation] = []
    for agency in sorted({cell.agency for cell in by_name.values()}):
        everything: dict[Name, float] = {}
        for section, keys in sections.items():
            names = [(agency, ITEM, key) for key in keys if _answered(by_name, agency, key)]
            if names:
                parts: dict[Name, float] = dict.fromkeys(names, 1.0)
                relations.append({**parts, (agency, DIMENSION, section): -float(len(names))})
                everything.update(parts)
        if everything:
            relations.append({**everything, (agency, OVERALL, ""): -float(len(everything))})
    return relations


def _answered(by_name: Mapping[Name, Cell], agency: int, key: str) -> bool:
    cell = by_name.get((agency, ITEM, key))
    return cell is not None and cell.size > 0
