"""Which further cells must be withheld so that no withheld one can be worked out by subtraction.

A cell is any hashable name with a size (the valid answers behind it). The published tables are linear
relations between cells: sum of coefficient × cell = 0. A hidden cell is exposed when the relations and
the published cells determine it; that is a question about rank, answered exactly by elimination.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Name = Hashable
Relation = Mapping[Name, float]
_NOTHING = 1e-9


@dataclass
class Tables:
    """Cells and relations of everything that is or was published together.

    `rank` orders the cells that may be hidden to protect others: the lowest first, None never.
    `hidden_with` names the cells that go with one (an agency's overall takes all of its cells along).
    """

    sizes: dict[Name, int]
    relations: list[Relation]
    hidden: set[Name]
    rank: Callable[[Name], tuple[int, ...] | None]
    hidden_with: Mapping[Name, Iterable[Name]] = field(default_factory=dict)
    given: set[Name] = field(default_factory=set)  # known already: hiding these protects nothing


def protect(tables: Tables, smallest_sum: int = 0) -> set[Name]:
    """Hides more cells in `tables.hidden` until none is exposed; returns those added.

    `smallest_sum`: what a relation reveals about its hidden cells together must rest on so many
    answers, or on none (counts only; 0 leaves this out).
    """
    before = set(tables.hidden)
    tables.hidden -= tables.given
    _spread(tables, tables.hidden)
    while True:
        found = _hide_for(tables, _exposed_relations(tables)) or _hide_for(
            tables, _small_relations(tables, smallest_sum)
        )
        if not found:
            return tables.hidden - before


def _spread(tables: Tables, names: Iterable[Name]) -> None:
    for name in list(names):
        tables.hidden.update(set(tables.hidden_with.get(name, ())) - tables.given)


def _exposed_relations(tables: Tables) -> list[list[Relation]]:
    """For each exposed cell the relations that it stands in, or if they are all hidden, all others."""
    exposed = determined(tables.relations, tables.hidden)
    involved = [one for one in tables.relations if tables.hidden & one.keys()]
    groups = []
    for name in sorted(exposed, key=lambda name: (tables.rank(name) or (99,), repr(name))):
        own = [one for one in involved if name in one]
        open_ones = [one for one in own if _cheapest(tables, [one]) is not None]
        groups.append(open_ones or involved)
    return groups


def _small_relations(tables: Tables, smallest_sum: int) -> list[list[Relation]]:
    if not smallest_sum:
        return []
    return [[one] for one in tables.relations if 0 < _hidden_size(tables, one) < smallest_sum]


def _hidden_size(tables: Tables, relation: Relation) -> int:
    """Answers behind the hidden cells on the side of the parts; 0 when the total is hidden too."""
    hidden = [name for name in relation if name in tables.hidden]
    if any(relation[name] < 0 for name in hidden):
        return 0
    return sum(tables.sizes.get(name, 0) for name in hidden)


def _hide_for(tables: Tables, groups: list[list[Relation]]) -> bool:
    """One more hidden cell for each group of relations that has not changed in this pass."""
    touched: set[int] = set()
    found = False
    for relations in groups:
        if touched & {id(one) for one in relations}:
            continue
        name = _cheapest(tables, relations)
        if name is None:
            continue
        found = True
        tables.hidden.add(name)
        _spread(tables, [name])
        new = {name, *tables.hidden_with.get(name, ())}
        touched.update(id(one) for one in tables.relations if new & one.keys())
    return found


def _cheapest(tables: Tables, relations: Iterable[Relation]) -> Name | None:
    """The cell to hide next: lowest rank, then the fewest answers, then by name."""
    choices = []
    for name in (
        {name for relation in relations for name in relation} - tables.hidden - tables.given
    ):
        rank = tables.rank(name)
        if rank is not None and tables.sizes.get(name, 0) > 0:
            choices.append((rank, tables.sizes[name], repr(name), name))
    return min(choices, key=lambda choice: choice[:3])[3] if choices else None


def determined(relations: Iterable[Relation], hidden: set[Name]) -> set[Name]:
    """The hidden cells whose value follows from the relations once the others are known."""
    found: set[Name] = set()
    rows = [(one, [name for name in one if name in hidden]) for one in relations]
    uses = Counter(name for _, names in rows for name in names)
    kept = [(one, names) for one, names in rows if names and not _is_loose(names, uses)]
    for part in _components([names for _, names in kept]):
        names = sorted({name for row in part for name in kept[row][1]}, key=repr)
        place = {name: column for column, name in enumerate(names)}
        matrix = np.zeros((len(part), len(names)))
        for line, row in enumerate(part):
            relation, unknown = kept[row]
            for name in unknown:
                matrix[line, place[name]] = relation[name]
        found.update(names[column] for column in _single_columns(matrix))
    return found


def _is_loose(names: list[Name], uses: Counter[Name]) -> bool:
    """Two unknowns that stand nowhere else can take any value: such a relation says nothing."""
    return sum(uses[name] == 1 for name in names) >= 2


def _components(rows: list[list[Name]]) -> list[list[int]]:
    """Rows that share a name, directly or through others, together."""
    owner: dict[Name, int] = {}
    leader = list(range(len(rows)))

    def lead(row: int) -> int:
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    for row, names in enumerate(rows):
        for name in names:
            leader[lead(row)] = lead(owner.setdefault(name, row))
    parts: dict[int, list[int]] = {}
    for row in range(len(rows)):
        parts.setdefault(lead(row), []).append(row)
    return list(parts.values())


def _single_columns(matrix: NDArray[np.float64]) -> list[int]:
    """Columns that stand alone in a row of the reduced echelon form."""
    scale = np.abs(matrix).max(axis=1, keepdims=True)
    left = matrix / np.where(scale > 0, scale, 1.0)
    row = 0
    for column in range(left.shape[1]):
        if row == len(left):
            break
        pivot = row + int(np.abs(left[row:, column]).argmax())
        if abs(left[pivot, column]) < _NOTHING:
            left[row:, column] = 0.0
            continue
        left[[row, pivot]] = left[[pivot, row]]
        left[row] /= left[row, column]
        others = np.flatnonzero(np.abs(left[:, column]) > 0)
        others = others[others != row]
        changed = left[others] - np.outer(left[others, column], left[row])
        left[others] = np.where(np.abs(changed) < _NOTHING, 0.0, changed)
        row += 1
    alone = np.flatnonzero((np.abs(left) > 0).sum(axis=1) == 1)
    return [int(np.abs(left[one]).argmax()) for one in alone]
