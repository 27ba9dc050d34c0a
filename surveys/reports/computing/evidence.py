"""What stands beside an official figure: codes issued, share answered, dossiers, how it was weighted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.reports.computing.cell import LEFT_OUT, OVERALL, PROVINCE, Cell, Sample
from surveys.reports.computing.weighting import Weighting
from surveys.rules.method import Method

LOW_RESPONSE_RATE, DAYS_MISSING = "low_response_rate", "dossier_days_missing"
UNTOLD = "from_others_untold"


@dataclass(frozen=True)
class Evidence:
    """Nothing for an open figure. An answer set aside counts as an answer where its number is told.

    `untold`: agencies of which is not told how many answers are about dossiers that others received. Their
    response rate would tell it, for it is of the answers about dossiers they received themselves.
    """

    sample: Sample
    method: Method
    weighting: Mapping[int, Weighting]
    cells: Sequence[Cell]
    untold: frozenset[int] = frozenset()

    def beside(self, cell: Cell) -> dict[str, Any]:
        """Columns of index_cell; all empty but for overall cells of an official figure."""
        names = ("issued_count", "response_rate", "dossier_count", "resolved_count")
        nothing: dict[str, Any] = dict.fromkeys(names)
        if not self.sample.is_official or cell.measure != OVERALL:
            return nothing
        issued, dossiers = self._issued(cell.agency), self._dossiers(cell.agency)
        is_untold = cell.hides_count or cell.agency in self.untold
        rate = None if is_untold or not issued else self._answers(cell) / issued
        return {
            "issued_count": issued or None,
            "response_rate": None if rate is None else round(rate, 2),
            "dossier_count": dossiers or None,
            "resolved_count": None if is_untold else cell.resolved or None,
        }

    def notes(self, cell: Cell, rate: float | None) -> list[str]:
        """A low rate and days without counts are said whether or not the figure is shown."""
        if not self.sample.is_official or cell.measure != OVERALL:
            return []
        found: list[str] = []
        if cell.agency in self.weighting and cell.withheld is None:
            found.append(str(self.weighting[cell.agency]))
        if rate is not None and rate < self.method.warn_response_rate:
            found.append(LOW_RESPONSE_RATE)
        gaps = self.sample.population.gaps
        if gaps and (cell.agency == PROVINCE or cell.agency in gaps):
            found.append(DAYS_MISSING)
        if cell.agency in self.untold and not cell.hides_count:
            found.append(UNTOLD)
        return found

    def _answers(self, cell: Cell) -> int:
        """Of dossiers that the agency received."""
        told = (
            one
            for one in self.cells
            if one.agency == cell.agency and one.measure == LEFT_OUT and not one.hides_count
        )
        found = next(told, cell)
        return (found.figure.n or 0) - found.resolved

    def _issued(self, agency: int) -> int:
        issued = self.sample.population.issued
        return sum(issued.values()) if agency == PROVINCE else issued.get(agency, 0)

    def _dossiers(self, agency: int) -> int:
        population = self.sample.population
        if agency == PROVINCE:
            return sum(population.dossiers(one) for one in population.classes)
        return population.dossiers(agency)
