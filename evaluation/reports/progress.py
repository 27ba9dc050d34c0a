"""The province's progress: agencies × targets, what is late, who has not started."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency
from evaluation.lines import figure_of
from evaluation.models import EvaluationYear, ReportedFigure, YearTarget
from evaluation.queries.known_figures import KnownFigure, known_figures
from evaluation.queries.progress import list_reporting_agencies, report_states
from evaluation.queries.self_reports import lines_of_year
from evaluation.queries.years import list_year_targets
from evaluation.reports.self_reports import shown_figure
from evaluation.rules.self_reports import NOTHING, LineStatus, is_late, line_status
from evaluation.rules.targets import PROVINCE_BODY, is_bound

FILTERS = ("late", "not_started", "submitted", "returned", "accepted")


@dataclass(frozen=True)
class Wanted:
    """What a page asks for; `show` is one of FILTERS or empty."""

    kind: str = ""
    show: str = ""


@dataclass(frozen=True)
class AgencyProgress:
    """Counts are of the lines the agency owes itself; `cells`: target id → "late" or a LineStatus."""

    agency: Agency
    state: str
    owed_count: int
    filled_count: int
    met_count: int
    late_count: int
    cells: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_started(self) -> bool:
        return self.filled_count > 0

    def matches(self, show: str) -> bool:
        if show == "late":
            return self.late_count > 0
        if show == "not_started":
            return not self.is_started and self.state in ("", "draft")
        return not show or self.state == show


class _Owed:
    """Which targets bind whom; agencies of one kind are asked once, but for bodies named one by one."""

    def __init__(self, targets: list[YearTarget]) -> None:
        self._by_kind = [one for one in targets if not self._names_bodies(one)]
        self._by_body = [one for one in targets if self._names_bodies(one)]
        self._kinds: dict[str, list[YearTarget]] = {}

    @staticmethod
    def _names_bodies(target: YearTarget) -> bool:
        return any(one.startswith(PROVINCE_BODY) for one in target.bound)

    def of(self, agency: Agency) -> list[YearTarget]:
        if agency.kind not in self._kinds:
            self._kinds[agency.kind] = [
                one for one in self._by_kind if is_bound(one.bound, agency.kind, "")
            ]
        named = [one for one in self._by_body if is_bound(one.bound, agency.kind, agency.code)]
        return self._kinds[agency.kind] + named


def province_progress(
    year: EvaluationYear, scope: frozenset[int] | None, wanted: Wanted, today: date
) -> list[AgencyProgress]:
    """Every agency that owes anything and matches, by code, without cells."""
    owed = _Owed(list_year_targets(year.id))
    agencies = list_reporting_agencies(today, scope, wanted.kind)
    states = report_states(year.id)
    lines = lines_of_year(year.id)
    found = []
    for agency in agencies:
        targets = [one for one in owed.of(agency) if not one.filled_by]
        if targets:
            given = lines.get(agency.id, {})
            found.append(_progress(year, agency, states.get(agency.id, ""), targets, given, today))
    return [one for one in found if one.matches(wanted.show)]


def _progress(
    year: EvaluationYear,
    agency: Agency,
    state: str,
    targets: list[YearTarget],
    given: Mapping[str, ReportedFigure],
    today: date,
) -> AgencyProgress:
    filled = met = late = 0
    for target in targets:
        line = given.get(target.key)
        figure = figure_of(line) if line else NOTHING
        status = line_status(target.unit, target.goal, target.due_on, figure)
        filled += status != LineStatus.NOT_STARTED
        met += status == LineStatus.MET
        late += is_late(status, target.due_on, year.report_by, today)
    return AgencyProgress(agency, state, len(targets), filled, met, late)


def cells_of(
    year: EvaluationYear, agencies: list[Agency], today: date
) -> tuple[list[YearTarget], dict[int, dict[int, str]]]:
    """(targets that bind one of them, agency id → target id → cell); what does not bind is left out."""
    targets = list_year_targets(year.id)
    owed = _Owed(targets)
    ids = [one.id for one in agencies]
    lines = lines_of_year(year.id, ids)
    fillers = {one.filled_by for one in targets if one.filled_by}
    known = known_figures(year.year, ids, fillers) if fillers and ids else {}
    cells = {
        one.id: _cells(year, owed.of(one), lines.get(one.id, {}), known.get(one.id, {}), today)
        for one in agencies
    }
    used = {key for one in cells.values() for key in one}
    return [one for one in targets if one.id in used], cells


def _cells(
    year: EvaluationYear,
    targets: Collection[YearTarget],
    given: Mapping[str, ReportedFigure],
    known: dict[str, KnownFigure],
    today: date,
) -> dict[int, str]:
    cells = {}
    for target in targets:
        figure = shown_figure(target, given.get(target.key), known, is_sent=False)
        status = line_status(target.unit, target.goal, target.due_on, figure)
        late = is_late(status, target.due_on, year.report_by, today) and not target.filled_by
        cells[target.id] = "late" if late else str(status)
    return cells
