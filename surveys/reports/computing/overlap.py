"""What two bodies' figures have in common, for whoever could take one from another.

An answer about a dossier that one office received and another body resolved may stand in both figures. So
the sum over agencies no longer is the province: it is made of their parts, what a body received itself
(`own`) and what others received (`others`). Parts are never published, but for how many answers came from
others; they are withheld like cells, so that no small one follows from what is published.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from scoring.arrays import FloatArray, IntArray
from surveys.reports.computing.cell import (
    CHANNEL,
    DIMENSION,
    ITEM,
    OVERALL,
    Cell,
    Measure,
    measures_of,
)
from surveys.reports.computing.cells import Computed, estimated
from surveys.reports.computing.frame import Frame
from surveys.reports.computing.population import Shares
from surveys.rules.credit import ITSELF, NOBODY, RECEIVING, Credit
from surveys.rules.method import Method
from surveys.rules.suppression import Name, Relation

OWN, OTHERS = "own", "others"
Key = tuple[str, str]


@dataclass(frozen=True)
class Overlap:
    """Empty where nobody resolved what another office received.

    `parts`: (body, measure, key) → its parts, each with its figure, of bodies that have answers from
    others. `moved`: (measure, key) made of items that count for who resolved alone. `kept`: office → the
    part of its answers that it resolved itself; `given`: who resolved → their weight in the province.
    `touched`: (measure, key) with items that count for who resolved alone, among others.
    """

    parts: Mapping[Name, Mapping[str, Cell]] = field(default_factory=dict)
    moved: frozenset[Key] = frozenset()
    kept: Mapping[int, float] = field(default_factory=dict)
    given: Mapping[int, float] = field(default_factory=dict)
    touched: frozenset[Key] = frozenset()

    @property
    def cells(self) -> list[Cell]:
        """Those that are neither nothing nor the whole of their figure."""
        pairs = ((name, found) for name, found in self.parts.items() if name[0] != NOBODY)  # type: ignore[index]
        mixed = [one for _, found in pairs if len(found) == 2 for one in found.values()]
        alone = [found[OTHERS] for name, found in self.parts.items() if name[0] == NOBODY]  # type: ignore[index]
        return mixed + alone

    def in_province(self, cell: Cell, weight: float | None) -> Iterator[tuple[Name, float]]:
        """(name, coefficient) of what a body's cell adds to the province's; `weight` None: counts."""
        found = self.parts.get(cell.name)
        if found is None:
            found = {OWN: cell}
        is_moved = self.is_moved(cell.measure, cell.key)
        if OWN in found:
            name = found[OWN].name if OTHERS in found else cell.name
            kept = self.kept.get(cell.agency, 1.0) if is_moved else 1.0
            yield name, (1.0 if weight is None else weight * kept)
        if OTHERS in found and is_moved:
            name = found[OTHERS].name if OWN in found else cell.name
            yield name, (1.0 if weight is None else self.given.get(cell.agency, 0.0))

    def is_moved(self, measure: str, key: str) -> bool:
        return ((OVERALL, "") if measure == CHANNEL else (measure, key)) in self.moved

    def of_nobody(self, measure: str, key: str, by_count: bool) -> Iterator[tuple[Name, float]]:
        """What the province's cell holds of dossiers whose resolver gets no figure."""
        found = self.parts.get((NOBODY, measure, key), {})
        if OTHERS in found and self.is_moved(measure, key):
            yield found[OTHERS].name, 1.0 if by_count else self.given.get(NOBODY, 0.0)

    def differs(self, cell: Cell) -> bool:
        """Whether its figure is of other answers than it was when all counted for who received."""
        measure, key = (
            (cell.measure, cell.key) if cell.measure in (DIMENSION, ITEM) else (OVERALL, "")
        )
        has_sent = self.kept.get(cell.agency, 1.0) < 1.0 and (measure, key) in self.touched
        return has_sent or (cell.agency, measure, key) in self.parts

    def sums(self, by_size: bool) -> list[Relation]:
        """A figure = its own part + what came from others; shares weigh by their answers, nearly."""
        relations: list[Relation] = []
        for name, found in self.parts.items():
            if len(found) == 2:
                parts: dict[Name, float] = {
                    one.name: 1.0 if by_size else float(one.size) for one in found.values()
                }
                parts[name] = -1.0 if by_size else -sum(parts.values())
                relations.append(parts)
        return relations


def overlap_of(made: Computed, method: Method, credit: Credit) -> Overlap:
    base = made.received[""]
    if not (base.resolvers != ITSELF).any():
        return Overlap()
    parts: dict[Name, dict[str, Cell]] = {}
    for measure in measures_of(base):
        _add(parts, made.credited[""], measure, method, (measure.measure, measure.key))
    for channel, frame in made.credited.items():
        if channel:
            _add(parts, frame, Measure(OVERALL, "", None), method, (CHANNEL, channel))
    kept, given = _movements(base, made.shares)
    return Overlap(parts, _moved(base, credit, all), kept, given, _moved(base, credit, any))


def _add(
    parts: dict[Name, dict[str, Cell]], frame: Frame, one: Measure, method: Method, key: Key
) -> None:
    if frame.credited is None:
        return
    chosen = np.isin(frame.agencies, np.unique(frame.agencies[frame.credited]))
    weights = None if frame.weights is None else frame.weights[chosen]
    rows = replace(frame.only(chosen), weights=weights)
    came = np.zeros(0, bool) if rows.credited is None else rows.credited
    labels = rows.agencies * 2 + came
    for label, figure in estimated(rows, rows.totals_by(labels), one, method).items():
        if not figure.n_valid:
            continue
        agency, word = label >> 1, OTHERS if label & 1 else OWN
        cell = Cell(agency, f"{word} {key[0]}", key[1], figure, withheld=figure.withheld)
        parts.setdefault((agency, *key), {})[word] = cell


def _moved(frame: Frame, credit: Credit, which: Callable[[Iterable[bool]], bool]) -> frozenset[Key]:
    """Measures of which `all` or `any` items do not count for who received."""
    stays = credit.items_of(RECEIVING, frame.items.keys)
    return frozenset(
        (one.measure, one.key)
        for one in measures_of(frame)
        if which(not stays[at] for at in one.columns or range(len(stays)))
    )


def _movements(frame: Frame, shares: Shares) -> tuple[dict[int, float], dict[int, float]]:
    """`kept` and `given` of Overlap, by how many responses an office received for whom."""
    weights = shares.of(np.unique(frame.agencies).tolist())
    received = _sums(frame.agencies, frame.responses)
    own = _sums(frame.agencies, frame.responses * (frame.resolvers == ITSELF))
    kept = {office: own[office] / count for office, count in received.items() if count}
    part = np.array([weights[one] / (received[one] or 1.0) for one in frame.agencies.tolist()])
    given = _sums(frame.resolvers, frame.responses * part)
    given.pop(ITSELF, None)
    return kept, given


def _sums(labels: IntArray, values: FloatArray) -> dict[int, float]:
    found, codes = np.unique(labels, return_inverse=True)
    sums = np.bincount(codes.reshape(-1), values, len(found))
    return dict(zip(found.astype(int).tolist(), sums.tolist(), strict=True))
