"""No withheld cell follows from the published ones."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.suppression import Tables, determined, protect


def total(whole: str, parts: list[str]) -> dict[str, float]:
    return {whole: -1.0, **{part: 1.0 for part in parts}}


def tables(sizes: dict[Any, int], relations: list[Any], hidden: set[Any]) -> Tables:
    rank = lambda name: (9,) if name == "all" else (1,)  # noqa: E731
    return Tables(sizes, relations, set(hidden), rank)


def test_the_one_hidden_part_of_a_published_total_is_exposed() -> None:
    assert determined([total("all", ["a", "b", "c"])], {"a"}) == {"a"}


def test_two_hidden_parts_of_one_total_are_not_exposed() -> None:
    assert determined([total("all", ["a", "b", "c"])], {"a", "b"}) == set()


def test_two_relations_together_expose_what_neither_exposes_alone() -> None:
    relations = [total("all", ["a", "b", "c"]), total("half", ["a", "b"])]
    assert determined(relations, {"a", "b", "c"}) == {"c"}


def test_the_smallest_published_part_is_hidden_beside_a_lone_one() -> None:
    table = tables({"a": 4, "b": 50, "c": 40, "all": 94}, [total("all", ["a", "b", "c"])], {"a"})
    assert protect(table) == {"c"}


def test_hidden_counts_together_reach_the_smallest_sum() -> None:
    sizes = {"a": 2, "b": 3, "c": 40, "d": 60, "all": 105}
    table = tables(sizes, [total("all", ["a", "b", "c", "d"])], {"a", "b"})
    assert protect(table) == set()
    assert protect(table, smallest_sum=10) == {"c"}


def test_the_total_goes_only_when_no_part_is_left() -> None:
    table = tables({"a": 4, "all": 4}, [total("all", ["a"])], {"a"})
    assert protect(table) == {"all"}


def test_what_belongs_to_a_hidden_cell_goes_with_it() -> None:
    table = tables({"a": 4, "b": 50, "c": 60, "all": 94}, [total("all", ["a", "b", "c"])], {"a"})
    table.hidden_with = {"b": ["b1", "b2"]}
    assert protect(table) == {"b", "b1", "b2"}


@given(
    st.lists(st.lists(st.integers(1, 90), min_size=3, max_size=4), min_size=2, max_size=5),
    st.data(),
)
def test_after_protection_nothing_hidden_is_determined(
    grid: list[list[int]], data: st.DataObject
) -> None:
    """Rows and columns of a grid with all their totals published."""
    width = min(len(row) for row in grid)
    sizes: dict[Any, int] = {(r, c): row[c] for r, row in enumerate(grid) for c in range(width)}
    hidden = {name for name in sizes if data.draw(st.booleans())}
    rows = [{("row", r): -1.0, **{(r, c): 1.0 for c in range(width)}} for r in range(len(grid))]
    columns = [
        {("column", c): -1.0, **{(r, c): 1.0 for r in range(len(grid))}} for c in range(width)
    ]
    marginals = {name: 1000 for one in rows + columns for name in one if name not in sizes}
    rank = lambda name: (9,) if name in marginals else (1,)  # noqa: E731
    table = Tables({**sizes, **marginals}, [*rows, *columns], hidden, rank)
    protect(table)
    assert determined(table.relations, table.hidden) == set()


def _commune(name: int) -> list[dict[Any, float]]:
    """Two dimensions of two items each, and the overall mean of all four."""
    items = [(name, f"item_{one}") for one in range(4)]
    halves = [{(name, f"half_{h}"): -2.0, items[2 * h]: 1.0, items[2 * h + 1]: 1.0} for h in (0, 1)]
    return [*halves, {(name, "overall"): -4.0, **dict.fromkeys(items, 1.0)}]


def test_protecting_a_cell_of_one_commune_costs_no_other_commune_anything() -> None:
    """A hidden dimension follows from the overall figure less the items of the other dimension."""
    communes = [_commune(name) for name in range(40)]
    cells = {cell for commune in communes for row in commune for cell in row}
    kinds = sorted({kind for _, kind in cells})
    province = [
        {("all", kind): -40.0, **{(name, kind): 1.0 for name in range(40)}} for kind in kinds
    ]
    sizes: dict[Any, int] = {cell: 50 + cell[0] for cell in cells}
    sizes |= {("all", kind): 3000 for kind in kinds}
    order = lambda name: (name[0] == "all", "half" in name[1], name[1] == "overall")  # noqa: E731
    relations = [row for commune in communes for row in commune] + province
    hidden = {(7, "half_0"), (30, "half_0"), (31, "half_0")}
    table = Tables(sizes, relations, set(hidden), order)
    added = protect(table)
    assert determined(relations, table.hidden) == set()
    assert {name for name, _ in added} <= {7, 30, 31}
