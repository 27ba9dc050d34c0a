"""Which further cells must be withheld so that no withheld one can be worked out by subtraction.

A cell is any hashable name with a size (the valid answers behind it). The published tables are linear
relations between cells: sum of coefficient × cell = 0. A hidden cell is exposed when the relations and
the published cells determine it; that is a question about rank, answered exactly by elimination.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Name = Hashable
Relation = Mapping[Name, float]
System = tuple[list[Relation], list[Name], NDArray[np.float64]]
_NOTHING = 1e-9
_PROVEN = 1e-7
_SHORT = 20  # cells: within one agency; a province's sum has one for every agency


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
        found = _hide_for(tables, _exposed_groups(tables)) or _hide_for(
            tables, _small_groups(tables, smallest_sum)
        )
        if not found:
            return tables.hidden - before


def _spread(tables: Tables, names: Iterable[Name]) -> None:
    for name in list(names):
        tables.hidden.update(set(tables.hidden_with.get(name, ())) - tables.given)


def _exposed_groups(tables: Tables) -> list[set[Name]]:
    """For each exposed cell the cells of which one must be hidden for it.

    They are what the proof rests on: published cells with which the relations give the exposed one away.
    A proof from short relations is looked for first, so that its own agency pays before all others do.
    """
    groups = []
    done: set[Name] = set()
    for relations in ([one for one in tables.relations if len(one) <= _SHORT], tables.relations):
        proofs = _proofs(relations, tables.hidden)
        groups += [proofs[name] for name in _in_order(tables, proofs.keys() - done)]
        done |= proofs.keys()
    return groups


def _in_order(tables: Tables, names: Iterable[Name]) -> list[Name]:
    return sorted(names, key=lambda name: (tables.rank(name) or (99,), repr(name)))


def _proofs(relations: Iterable[Relation], hidden: set[Name]) -> dict[Name, set[Name]]:
    """Hidden cell → published cells from which these relations work it out, where they do."""
    found: dict[Name, set[Name]] = {}
    for rows, names, matrix in _systems(relations, hidden):
        for column, weights in _solved(matrix).items():
            found[names[column]] = _used(rows, weights.tolist()) - hidden
    return found


def _used(rows: list[Relation], weights: list[float]) -> set[Name]:
    """The cells that stay in the weighted sum of the relations."""
    total: dict[Name, float] = {}
    for row, weight in zip(rows, weights, strict=True):
        for name, coefficient in row.items() if weight else ():
            total[name] = total.get(name, 0.0) + weight * coefficient
    return {name for name, weight in total.items() if abs(weight) > _PROVEN}


def _small_groups(tables: Tables, smallest_sum: int) -> list[set[Name]]:
    """For each relation whose hidden cells rest on too few answers, its published cells."""
    if not smallest_sum:
        return []
    small = [one for one in tables.relations if 0 < _hidden_size(tables, one) < smallest_sum]
    return [set(one) - tables.hidden for one in small]


def _hidden_size(tables: Tables, relation: Relation) -> int:
    """Answers behind the hidden cells on the side of the parts; 0 when the total is hidden too."""
    hidden = [name for name in relation if name in tables.hidden]
    if any(relation[name] < 0 for name in hidden):
        return 0
    return sum(tables.sizes.get(name, 0) for name in hidden)


def _hide_for(tables: Tables, groups: list[set[Name]]) -> bool:
    """One more hidden cell of each group, unless one hidden in this pass already is among them."""
    new: set[Name] = set()
    for group in groups:
        name = None if group & new else _cheapest(tables, group)
        if name is not None:
            tables.hidden.add(name)
            _spread(tables, [name])
            new |= {name, *tables.hidden_with.get(name, ())}
    return bool(new)


def _cheapest(tables: Tables, names: Iterable[Name]) -> Name | None:
    """The cell to hide next: lowest rank, then the fewest answers, then by name."""
    choices = []
    for name in set(names) - tables.hidden - tables.given:
        rank = tables.rank(name)
        if rank is not None and tables.sizes.get(name, 0) > 0:
            choices.append((rank, tables.sizes[name], repr(name), name))
    return min(choices, key=lambda choice: choice[:3])[3] if choices else None


def determined(relations: Iterable[Relation], hidden: set[Name]) -> set[Name]:
    """The hidden cells whose value follows from the relations once the others are known."""
    found: set[Name] = set()
    for _rows, names, matrix in _systems(relations, hidden):
        found.update(names[column] for column in _solved(matrix))
    return found


def _systems(relations: Iterable[Relation], hidden: set[Name]) -> Iterator[System]:
    """(relations, hidden cells in them, coefficients) of each part that hangs together."""
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
        yield [kept[row][0] for row in part], names, matrix


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


def _solved(matrix: NDArray[np.float64]) -> dict[int, NDArray[np.float64]]:
    """Column → weights of the rows whose sum holds that column alone: what the rows determine.

    Reduced echelon form, carrying along how each row was made of the given ones.
    """
    rows, columns = matrix.shape
    scale = np.abs(matrix).max(axis=1, keepdims=True)
    scale = np.where(scale > 0, scale, 1.0)
    left = np.hstack([matrix / scale, np.diag(1 / scale[:, 0])])
    row = 0
    for column in range(columns):
        if row == rows:
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
    held = np.abs(left[:, :columns]) > 0
    alone = np.flatnonzero(held.sum(axis=1) == 1)
    return {int(held[one].argmax()): left[one, columns:] for one in alone}
