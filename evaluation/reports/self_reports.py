"""One agency's board of the year: every target it owes, how it stands, what comes next."""

from dataclasses import dataclass
from datetime import date

from agencies.models import Agency
from evaluation.lines import figure_of, owed_targets
from evaluation.models import (
    EvaluationYear,
    ReportedFigure,
    ReportState,
    SelfReport,
    YearState,
    YearTarget,
)
from evaluation.queries.evidence import list_evidence
from evaluation.queries.known_figures import KnownFigure, known_figures
from evaluation.queries.self_reports import find_report, lines_of
from evaluation.queries.years import list_year_targets, list_years
from evaluation.rules.self_reports import Figure, LineStatus, is_late, line_status

GROUPS = ("dated", "year", "ongoing", "known")


@dataclass(frozen=True)
class Line:
    """`is_known`: filled in by Ý Dân; `group`: one of GROUPS."""

    target: YearTarget
    figure: Figure
    status: LineStatus
    is_late: bool
    is_known: bool
    group: str
    evidence_count: int


@dataclass(frozen=True)
class Board:
    agency: Agency
    year: EvaluationYear
    report: SelfReport | None
    lines: list[Line]

    @property
    def state(self) -> str:
        return self.report.state if self.report else ""

    @property
    def own_lines(self) -> list[Line]:
        return [one for one in self.lines if not one.is_known]

    @property
    def filled_count(self) -> int:
        return sum(one.status != LineStatus.NOT_STARTED for one in self.own_lines)

    @property
    def met_count(self) -> int:
        return sum(one.status == LineStatus.MET for one in self.lines)

    @property
    def late_count(self) -> int:
        return sum(one.is_late for one in self.lines)

    def group(self, name: str) -> list[Line]:
        return [one for one in self.lines if one.group == name]


def group_of(target: YearTarget) -> str:
    if target.filled_by:
        return "known"
    if target.due_on is not None:
        return "dated"
    return "ongoing" if target.period == "ongoing" else "year"


def board_of(year: EvaluationYear, agency: Agency, today: date) -> Board:
    """While the agency still fills in, what Ý Dân knows is shown as it is now; afterwards as it was sent."""
    owed = owed_targets(list_year_targets(year.id), agency)
    report = find_report(year.id, agency.id)
    stored = lines_of(report.id) if report else {}
    evidence = list_evidence(report.id) if report else {}
    is_sent = report is not None and report.state in ("submitted", "accepted")
    known = {} if is_sent else _known(year, agency, owed)
    lines = []
    for key, target in owed.items():
        figure = shown_figure(target, stored.get(key), known, is_sent)
        status = line_status(target.unit, target.goal, target.due_on, figure)
        late = is_late(status, target.due_on, year.report_by, today) and not target.filled_by
        count = sum(one.removed_at is None for one in evidence.get(key, ()))
        line = Line(target, figure, status, late, bool(target.filled_by), group_of(target), count)
        lines.append(line)
    lines.sort(key=lambda one: (one.target.due_on or date.max, one.target.id))
    return Board(agency, year, report, lines)


def _known(
    year: EvaluationYear, agency: Agency, owed: dict[str, YearTarget]
) -> dict[str, KnownFigure]:
    fillers = {one.filled_by for one in owed.values() if one.filled_by}
    return known_figures(year.year, [agency.id], fillers).get(agency.id, {}) if fillers else {}


def shown_figure(
    target: YearTarget,
    line: ReportedFigure | None,
    known: dict[str, KnownFigure],
    is_sent: bool,
) -> Figure:
    stored = figure_of(line)
    if not target.filled_by or is_sent:
        return stored
    found = known.get(target.filled_by)
    if found is None:
        return Figure(words=stored.words)
    return Figure(found.done_count, found.all_count, found.is_done, words=stored.words)


def day_owed(agency: Agency) -> date | None:
    """Until when the agency owes its self-report of a year that takes them; None once it was sent."""
    for year in list_years():
        if year.state != YearState.REPORTING or not owed_targets(
            list_year_targets(year.id), agency
        ):
            continue
        report = find_report(year.id, agency.id)
        if report is None or report.state in (ReportState.DRAFT, ReportState.RETURNED):
            return year.report_by
    return None
