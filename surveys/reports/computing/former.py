"""What was published before of the same round, as relations with what is to be published now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from surveys.reports.computing.cell import MONTH, OVERALL, Cell
from surveys.rules.snapshots import Release, is_too_small, parts_of
from surveys.rules.suppression import Name, Relation


@dataclass(frozen=True)
class FormerCell:
    """A published cell: its count if it was shown, and whether its share was."""

    n_valid: int | None
    shows_share: bool


@dataclass(frozen=True)
class FormerRelease:
    """A published snapshot of the same round; `is_current` until a correction superseded it.

    `credits`: whether its items count for who resolved too, as they do since method v3.
    """

    id: int
    months: frozenset[int]
    is_current: bool
    cells: Mapping[tuple[int, str, str], FormerCell]
    credits: bool = True

    def name(self, cell: tuple[int, str, str]) -> Name:
        return ("before", self.id, cell)


@dataclass(frozen=True)
class Sum:
    """`whole` = the sum of `parts` (+ a rest); one of them is what is to be published now."""

    whole: FormerRelease | None
    parts: tuple[FormerRelease | None, ...]


def sums_with(months: frozenset[int], former: Sequence[FormerRelease]) -> list[Sum]:
    """Every way in which the new months are the same as, made of, or part of earlier releases."""
    current = [one for one in former if one.is_current and one.months != months]
    found = [Sum(one, (None,)) for one in former if one.months == months]
    inside = _parts(months, current)
    if inside:
        found.append(Sum(None, inside))
    for one in current:
        if months < one.months:
            rest = one.months - months
            beside = _parts(rest, [other for other in current if other.months <= rest], equal=True)
            found.append(Sum(one, (None, *beside)))
    return found


def _parts(
    months: frozenset[int], releases: Sequence[FormerRelease], equal: bool = False
) -> tuple[FormerRelease, ...]:
    same = [one for one in releases if equal and one.months == months]
    if same:
        return (same[-1],)
    by_id = {one.id: one for one in releases}
    chosen = parts_of(months, [Release(one.id, one.months) for one in releases])
    return tuple(by_id[one.id] for one in chosen)


def too_few_new(
    cells: Mapping[Name, Cell], months: frozenset[int], former: Sequence[FormerRelease]
) -> list[Name]:
    """Cells that differ by 1 to 9 answers from what can be worked out from earlier releases."""
    found = []
    for one in sums_with(months, former):
        for name, cell in cells.items():
            rest = _rest(one, cell) if cell.measure != MONTH else None
            if rest is not None and is_too_small(rest):
                found.append(name)
    return found


def _rest(one: Sum, cell: Cell) -> int | None:
    """Answers of the whole that no part explains; None when a count was not shown."""
    whole = _count(one.whole, cell)
    parts = [_count(part, cell) for part in one.parts]
    if whole is None or None in parts:
        return None
    return whole - sum(part for part in parts if part is not None)


def _count(release: FormerRelease | None, cell: Cell) -> int | None:
    """The count in an earlier release; an agency that had no cell there had no answer."""
    if release is None:
        return cell.size
    found = release.cells.get(cell.name)
    return 0 if found is None else found.n_valid


def release_relations(
    cells: Mapping[Name, Cell],
    months: frozenset[int],
    former: Sequence[FormerRelease],
    shares: bool,
    differs: Callable[[Cell], bool] = lambda cell: False,
) -> tuple[set[Name], list[Relation]]:
    """Hidden cells of earlier releases, and the relations that tie them to the new cells.

    `differs`: whether a cell is made of other answers now than before items counted for who resolved.
    """
    hidden: set[Name] = set()
    relations: list[Relation] = []
    for release in former:
        for name, cell in release.cells.items():
            if not (cell.shows_share if shares else cell.n_valid is not None):
                hidden.add(release.name(name))
        alike = {name: cell for name, cell in cells.items() if release.credits or not differs(cell)}
        relations.extend(_months_of(release, alike, shares))
    totals = [cell for cell in cells.values() if cell.measure != MONTH]
    for one in sums_with(months, former):
        is_alike = all(part is None or part.credits for part in (one.whole, *one.parts))
        relations.extend(
            _relation(one, cell, shares)
            for cell in totals
            if (is_alike or not differs(cell)) and _holds(one, cell, months)
        )
    return hidden, relations


def _holds(one: Sum, cell: Cell, months: frozenset[int]) -> bool:
    """Whether nothing is left over: by the counts, or when one is hidden by the months."""
    rest = _rest(one, cell)
    if rest is not None:
        return rest == 0
    whole = months if one.whole is None else one.whole.months
    parts = [months if part is None else part.months for part in one.parts]
    return whole == frozenset().union(*parts)


def _relation(one: Sum, cell: Cell, shares: bool) -> Relation:
    relation: dict[Name, float] = {}
    for sign, release in ((-1.0, one.whole), *((1.0, part) for part in one.parts)):
        name: Name = cell.name if release is None else release.name(cell.name)
        size = (_count(release, cell) or 1) if shares else 1
        relation[name] = sign * size
    return relation


def _months_of(release: FormerRelease, cells: Mapping[Name, Cell], shares: bool) -> list[Relation]:
    """The earlier total as the sum of its months, and each month equal to the same month now."""
    totals: dict[int, dict[Name, float]] = {}
    relations: list[Relation] = []
    for name, old in release.cells.items():
        agency, measure, _ = name
        if measure != MONTH:
            continue
        mine = release.name(name)
        totals.setdefault(agency, {})[mine] = float(old.n_valid or 1) if shares else 1.0
        new = cells.get(name)
        if new is not None and old.n_valid in (None, new.size):
            relations.append({mine: 1.0, name: -1.0})
    for agency, parts in totals.items():
        weight = sum(parts.values()) if shares else 1.0
        relations.append({**parts, release.name((agency, OVERALL, "")): -weight})
    return relations
