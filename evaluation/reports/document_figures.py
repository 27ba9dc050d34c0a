"""What is known of a period, gathered once for all agencies: lines, indices, comment rounds, scores."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from agencies.models import Agency
from base.clock import local
from evaluation.models import AgencyScore, ReportedFigure, YearResult, YearTarget
from evaluation.queries import document_figures as queries
from evaluation.reports.period_indices import PeriodIndex, find_period_index
from evaluation.reports.period_rounds import HeldRound, rounds_by_agency
from evaluation.rules.report_periods import ReportPeriod
from evaluation.rules.target_figures import Line
from evaluation.rules.targets import is_bound


@dataclass(frozen=True)
class AgencyFigures:
    """One agency's; `report_state` "" when it has not begun its self-report; `withheld`: why a
    criterion of its score could not be scored, which is neither 0 nor a mean; None where all were.
    """

    agency: Agency
    lines: Sequence[Line]
    report_state: str
    rounds: Sequence[HeldRound]
    score: AgencyScore | None
    withheld: str | None = None


@dataclass(frozen=True)
class PeriodFigures:
    """`as_of`: the day on which the figures were read; `index` None: nothing published for the period."""

    period: ReportPeriod
    as_of: date
    has_year: bool
    plans: Sequence[str]
    agencies: Sequence[AgencyFigures]
    index: PeriodIndex | None
    result: YearResult | None
    by_id: Mapping[int, AgencyFigures] = field(default_factory=dict)

    def of(self, agency_id: int) -> AgencyFigures | None:
        return self.by_id.get(agency_id)


def gather(period: ReportPeriod, now: datetime, ids: queries.Ids = None) -> PeriodFigures:
    """Every agency (or those of `ids`) in force at the end of the period, or today if that is earlier."""
    today = local(now).date()
    year = queries.find_evaluation_year(period.year)
    targets = queries.list_frozen_targets(year.id) if year else []
    reported = queries.reported_lines(year.id, ids) if year else {}
    states = queries.self_report_states(year.id, ids) if year else {}
    result = queries.find_decided_result(year.id) if year and not period.is_half else None
    scores = queries.scores_of(result.id) if result else {}
    withheld = queries.withheld_reasons(result.id) if result else {}
    rounds = rounds_by_agency(period, now, ids)
    agencies = [
        AgencyFigures(
            agency,
            _lines(agency, targets, reported.get(agency.id, {}), states.get(agency.id, "")),
            states.get(agency.id, ""),
            rounds.get(agency.id, ()),
            scores.get(agency.id),
            withheld.get(agency.id),
        )
        for agency in queries.list_reporting_agencies(min(today, _last_day(period)), ids)
    ]
    return PeriodFigures(
        period=period,
        as_of=today,
        has_year=year is not None,
        plans=queries.catalogue_titles({one.catalogue_key for one in targets}),
        agencies=agencies,
        index=find_period_index(period, result.snapshot_id if result else None, ids),
        result=result,
        by_id={one.agency.id: one for one in agencies},
    )


def _last_day(period: ReportPeriod) -> date:
    return date.fromordinal(period.end.toordinal() - 1)


def _lines(
    agency: Agency,
    targets: Sequence[YearTarget],
    reported: Mapping[str, ReportedFigure],
    state: str,
) -> list[Line]:
    """One for every target that the agency owes, reported or not."""
    return [
        _line(one, reported.get(one.key), state)
        for one in targets
        if is_bound(one.bound, agency.kind, agency.code)
    ]


def _line(target: YearTarget, given: ReportedFigure | None, state: str) -> Line:
    known = (target.key, target.title, target.unit, target.goal, target.due_on)
    if given is None:
        return Line(*known, state=state, filled_by=target.filled_by)
    return Line(
        *known,
        done=given.done_count,
        whole=given.all_count,
        is_done=given.is_done,
        done_on=given.done_on,
        words=given.words,
        is_filled_in=given.is_filled_in,
        state=state,
        filled_by=target.filled_by,
    )


def lines_by_target(agencies: Sequence[AgencyFigures]) -> dict[str, dict[int, Line]]:
    """target key → agency id → line, targets in their order."""
    found: dict[str, dict[int, Line]] = defaultdict(dict)
    for one in agencies:
        for line in one.lines:
            found[line.key][one.agency.id] = line
    return dict(found)
