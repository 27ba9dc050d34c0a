"""The province's progress: agencies × targets, what is late, who has not started."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency
from evaluation.models import EvaluationYear, ReportedFigure, YearTarget
from evaluation.queries.known_figures import KnownFigure, known_figures
from evaluation.queries.progress import (
    LineCounts,
    line_counts,
    list_reporting_agencies,
)
from evaluation.queries.self_reports import lines_of_year, report_states
from evaluation.queries.years import list_year_targets
from evaluation.reports.self_reports import shown_figure
from evaluation.rules.self_reports import is_late, line_status
from evaluation.rules.targets import PROVINCE_BODY, body_mark, is_bound

NO_LINES = LineCounts(0, 0, 0)
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
        self._marks = {mark for one in self._by_body for mark in one.bound}
        self._bodies: dict[tuple[str, str], list[YearTarget]] = {}

    @staticmethod
    def _names_bodies(target: YearTarget) -> bool:
        return any(one.startswith(PROVINCE_BODY) for one in target.bound)

    def of(self, agency: Agency) -> list[YearTarget]:
        if agency.kind not in self._kinds:
            self._kinds[agency.kind] = [
                one for one in self._by_kind if is_bound(one.bound, agency.kind, "")
            ]
        return self._kinds[agency.kind] + self._named(agency)

    def _named(self, agency: Agency) -> list[YearTarget]:
        mark = body_mark(agency.code)
        key = agency.kind, mark if mark in self._marks else ""
        if key not in self._bodies:
            self._bodies[key] = [
                one for one in self._by_body if is_bound(one.bound, agency.kind, agency.code)
            ]
        return self._bodies[key]


class _Counted(_Owed):
    """How many lines of its own an agency owes, and how many of them are past their day."""

    def __init__(self, year: EvaluationYear, today: date) -> None:
        own = [one for one in list_year_targets(year.id) if not one.filled_by]
        super().__init__(own)
        self._past = {one.id for one in own if (one.due_on or year.report_by) < today}
        self._counts: dict[tuple[str, tuple[int, ...]], tuple[int, int]] = {}

    def counts(self, agency: Agency) -> tuple[int, int]:
        key = agency.kind, tuple(one.id for one in self._named(agency))
        if key not in self._counts:
            owed = {one.id for one in self.of(agency)}
            self._counts[key] = len(owed), len(owed & self._past)
        return self._counts[key]


def province_progress(
    year: EvaluationYear, scope: frozenset[int] | None, wanted: Wanted, today: date
) -> list[AgencyProgress]:
    """Every agency that owes anything and matches, by code, without cells."""
    counted = _Counted(year, today)
    agencies = list_reporting_agencies(today, scope, wanted.kind)
    states, counts = report_states(year.id), line_counts(year, today)
    found = []
    for agency in agencies:
        owed, past = counted.counts(agency)
        if owed:
            given = counts.get(agency.id, NO_LINES)
            late = past - given.excused
            state = states.get(agency.id, "")
            found.append(AgencyProgress(agency, state, owed, given.filled, given.met, late))
    return [one for one in found if one.matches(wanted.show)]


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
