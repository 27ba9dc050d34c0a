"""What is known of each agency when a year is scored: accepted figures, the index, points people gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.models import Agency
from evaluation.models import AppraisedPoints, EvaluationYear, ReportedFigure, YearTarget
from evaluation.queries.self_reports import accepted_figures, report_states
from evaluation.queries.sources import find_official_snapshot, overall_cells
from evaluation.queries.years import list_year_targets
from evaluation.reports.carried_index import carried_indices
from evaluation.rules.scoring import (
    Facts,
    Given,
    IndexFigure,
    Reported,
    TargetFacts,
    report_awaited,
)
from surveys.models import IndexCell, IndexSnapshot

NO_POINTS: Mapping[int, Mapping[str, Given]] = {}


@dataclass(frozen=True)
class Known:
    """All of a year, read once: by agency id, but for the targets."""

    year: EvaluationYear
    today: date
    snapshot: IndexSnapshot | None
    targets: Mapping[str, TargetFacts]
    cells: Mapping[int, IndexCell]
    carried: Mapping[int, IndexFigure]
    figures: Mapping[int, Mapping[str, ReportedFigure]]
    states: Mapping[int, str]
    given: Mapping[int, Mapping[str, Given]]

    def of(self, agency: Agency) -> Facts:
        year = self.year
        return Facts(
            agency.kind,
            agency.code,
            _reported(self.figures.get(agency.id), self.states.get(agency.id, "")),
            self.carried.get(agency.id) or index_figure(self.cells.get(agency.id)),
            self.given.get(agency.id, {}),
            report_awaited(self.states.get(agency.id, ""), year.state, year.report_by, self.today),
        )


def known_of(
    year: EvaluationYear, today: date, given: Mapping[int, Mapping[str, Given]] = NO_POINTS
) -> Known:
    snapshot = find_official_snapshot(year.year)
    cells = overall_cells(snapshot.id) if snapshot else {}
    return Known(
        year,
        today,
        snapshot,
        {one.key: _target_facts(one) for one in list_year_targets(year.id)},
        cells,
        carried_indices(snapshot, cells, year.year),
        accepted_figures(year.id),
        report_states(year.id),
        given,
    )


def _target_facts(target: YearTarget) -> TargetFacts:
    return TargetFacts(target.unit, tuple(target.bound), target.due_on)


def _reported(
    figures: Mapping[str, ReportedFigure] | None, state: str
) -> dict[str, Reported] | None:
    """An accepted report without a line is one, too."""
    if figures is None:
        return {} if state == "accepted" else None
    return {
        key: Reported(one.done_count, one.all_count, one.is_done, one.done_on)
        for key, one in figures.items()
    }


def index_figure(cell: IndexCell | None) -> IndexFigure | None:
    """A share in 0…1 becomes percent; a withheld one brings nothing along."""
    if cell is None:
        return None

    def percent(share: float | None) -> float | None:
        return None if share is None else share * 100

    is_usable = cell.is_usable and cell.withheld is None
    source: dict[str, Any] = {"snapshot": cell.snapshot_id, "cell": cell.id}
    if not is_usable:
        return IndexFigure(None, None, None, False, source)
    return IndexFigure(percent(cell.share), percent(cell.low), percent(cell.high), True, source)


def given_points(rows: Sequence[AppraisedPoints]) -> dict[int, dict[str, Given]]:
    """agency id → criterion key → what counts: of several the newest."""
    found: dict[int, dict[str, Given]] = {}
    for one in rows:
        source = {"given": one.id}
        found.setdefault(one.agency_id, {})[one.criterion_key] = Given(
            one.points, one.reason, source
        )
    return found
