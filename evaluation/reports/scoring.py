"""All agencies of a year scored in one pass with one card: for the record and for previews alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agencies.models import Agency
from evaluation.models import (
    AppraisedPoints,
    CriterionScore,
    EvaluationYear,
    ReportedFigure,
    Scorecard,
    YearTarget,
)
from evaluation.queries.self_reports import accepted_figures
from evaluation.queries.sources import (
    find_official_snapshot,
    overall_cells,
    scored_agencies,
)
from evaluation.queries.years import list_year_targets
from evaluation.rules.scorecards import CardPlan, CriterionPlan, group_of, in_group
from evaluation.rules.scoring import (
    Facts,
    Given,
    IndexFigure,
    Reported,
    Scored,
    TargetFacts,
    score_criterion,
)
from evaluation.rules.totals import AgencyTotal, totals_of_group
from scoring.points import ClassLimit, Points
from surveys.models import IndexCell, IndexSnapshot

RANK_LEVEL = 0.95


@dataclass(frozen=True)
class Computed:
    """`lines` and `totals` by agency id, `group_of` the key of the card's group that each is scored in."""

    snapshot: IndexSnapshot | None
    agencies: list[Agency]
    group_of: dict[int, str]
    lines: dict[int, list[Scored]]
    totals: dict[int, AgencyTotal] = field(default_factory=dict)


def plan_of(card: Scorecard) -> CardPlan:
    return CardPlan(
        card.total_points,
        tuple(card.groups),
        tuple(card.classes),
        tuple(
            CriterionPlan(
                one.key,
                one.title,
                one.kind,
                one.max_points,
                one.source_kind,
                one.source_key,
                one.conversion,
                tuple(one.group_keys),
            )
            for one in card.criteria
        ),
    )


def class_limits(card: Scorecard) -> list[ClassLimit]:
    return [ClassLimit(one["key"], float(one["from_percent"])) for one in card.classes]


def score_year(
    card: Scorecard, year: EvaluationYear, given: Mapping[int, Mapping[str, Given]] | None = None
) -> Computed:
    """Scores every agency in a group of the card that is in force on the year's last day."""
    plan = plan_of(card)
    kinds = {kind for group in card.groups for kind in group["kinds"]}
    agencies = scored_agencies(kinds, date(year.year, 12, 31))
    groups = {one.id: group_of(plan.groups, one.kind) or "" for one in agencies}
    snapshot = find_official_snapshot(year.year)
    cells = overall_cells(snapshot.id) if snapshot else {}
    targets = {one.key: _facts_of(one) for one in list_year_targets(year.id)}
    figures = accepted_figures(year.id)
    lines = {}
    for agency in agencies:
        facts = Facts(
            agency.kind,
            agency.code,
            _reported(figures.get(agency.id)),
            _index(cells.get(agency.id)),
            (given or {}).get(agency.id, {}),
        )
        lines[agency.id] = [
            score_criterion(one, facts, targets, snapshot is not None)
            for one in plan.criteria
            if in_group(one.group_keys, groups[agency.id])
        ]
    return Computed(
        snapshot, agencies, groups, lines, totals_by_group(groups, lines, class_limits(card))
    )


def totals_by_group(
    groups: Mapping[int, str],
    lines: Mapping[int, Sequence[Scored]],
    classes: Sequence[ClassLimit],
) -> dict[int, AgencyTotal]:
    found: dict[int, AgencyTotal] = {}
    for key in sorted(set(groups.values())):
        mine = {one: lines[one] for one, group in groups.items() if group == key}
        found |= totals_of_group(mine, classes, RANK_LEVEL)
    return found


def _facts_of(target: YearTarget) -> TargetFacts:
    return TargetFacts(target.unit, tuple(target.bound), target.due_on)


def _reported(figures: Mapping[str, ReportedFigure] | None) -> dict[str, Reported] | None:
    if figures is None:
        return None
    return {
        key: Reported(one.done_count, one.all_count, one.is_done, one.done_on)
        for key, one in figures.items()
    }


def _index(cell: IndexCell | None) -> IndexFigure | None:
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


def stored_line(row: CriterionScore, kind: str) -> Scored:
    """A stored criterion as the arithmetic takes it; `kind` from its card."""
    points = None
    if row.points is not None:
        low = row.points if row.points_low is None else row.points_low
        high = row.points if row.points_high is None else row.points_high
        points = Points(row.points, low, high)
    return Scored(
        row.criterion_key,
        kind,
        row.state,
        row.max_points,
        points,
        row.figure,
        row.figure_low,
        row.figure_high,
        row.reason,
        row.source,
    )
