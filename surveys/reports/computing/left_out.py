"""With and without: whether the figure with what was left out may stand beside the one without.

Its difference to the overall count tells how many answers were left out. Only ten or more are told, and
none that follows from the province's number, from the other agencies' or from earlier releases.
"""

from collections.abc import Mapping, Sequence

from surveys.reports.computing.cell import LEFT_OUT, OVERALL, PROVINCE, Cell
from surveys.reports.computing.former import FormerRelease, Sum, sums_with
from surveys.rules.snapshots import FEW_LEFT_OUT, is_too_small
from surveys.rules.suppression import Name, Relation, Tables, protect


def withhold_small_differences(
    cells: Sequence[Cell], months: frozenset[int], former: Sequence[FormerRelease], smallest: int
) -> None:
    """Sets `withheld` and `hides_count` on the cells with what was left out."""
    overall = {cell.agency: cell for cell in cells if cell.measure == OVERALL}
    mine = {cell.agency: cell for cell in cells if cell.measure == LEFT_OUT}
    sizes = {agency: cell.size - overall[agency].size for agency, cell in mine.items()}
    sums = sums_with(months, former)
    hidden = {
        agency
        for agency, size in sizes.items()
        if size < smallest or overall[agency].hides_count or _too_few_new(agency, size, sums)
    }
    hidden = _protected(sizes, hidden, sums, former, smallest)
    for agency, cell in mine.items():
        cell.hides_count = agency in hidden
        cell.withheld = (
            FEW_LEFT_OUT if agency in hidden else overall[agency].withheld or cell.withheld
        )


def former_difference(release: FormerRelease, agency: int) -> int | None:
    """Answers left out by an earlier release: None when it did not tell."""
    with_them = release.cells.get((agency, LEFT_OUT, ""))
    if with_them is None:
        return 0
    without = release.cells.get((agency, OVERALL, ""))
    if with_them.n_valid is None or without is None or without.n_valid is None:
        return None
    return with_them.n_valid - without.n_valid


def _too_few_new(agency: int, size: int, sums: Sequence[Sum]) -> bool:
    return any(is_too_small(rest) for one in sums if (rest := _rest(one, agency, size)) is not None)


def _rest(one: Sum, agency: int, size: int) -> int | None:
    def told(release: FormerRelease | None) -> int | None:
        return size if release is None else former_difference(release, agency)

    whole, parts = told(one.whole), [told(part) for part in one.parts]
    if whole is None or None in parts:
        return None
    return whole - sum(part for part in parts if part is not None)


def _protected(
    sizes: Mapping[int, int],
    hidden: set[int],
    sums: Sequence[Sum],
    former: Sequence[FormerRelease],
    smallest: int,
) -> set[int]:
    relation: Relation = {
        agency: -1.0 if agency == PROVINCE else 1.0 for agency, size in sizes.items() if size
    }
    untold: set[Name] = {
        (release.id, agency)
        for release in former
        for agency in sizes
        if former_difference(release, agency) is None
    }
    tables = Tables(
        sizes={agency: size for agency, size in sizes.items()},
        relations=[relation, *_over_time(sizes, sums)],
        hidden={*hidden, *untold},
        rank=lambda name: (name == PROVINCE,) if isinstance(name, int) else None,
    )
    protect(tables, smallest_sum=smallest)
    return {name for name in tables.hidden if isinstance(name, int)}


def _over_time(sizes: Mapping[int, int], sums: Sequence[Sum]) -> list[Relation]:
    """An earlier whole or earlier parts tied to what is to be told now, agency by agency."""

    def name(release: FormerRelease | None, agency: int) -> Name:
        return agency if release is None else (release.id, agency)

    return [
        {name(one.whole, agency): -1.0, **{name(part, agency): 1.0 for part in one.parts}}
        for one in sums
        for agency in sizes
    ]
