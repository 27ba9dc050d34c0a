"""All agencies of a year scored in one pass with one card: for the record and for previews alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency
from evaluation.models import CriterionScore, EvaluationYear, Scorecard
from evaluation.queries.sources import scored_agencies
from evaluation.reports.score_facts import NO_POINTS, known_of
from evaluation.rules.scorecards import CardPlan, CriterionPlan, group_of, in_group
from evaluation.rules.scoring import Given, Scored, score_criterion
from evaluation.rules.totals import AgencyTotal, totals_of_group
from scoring.points import ClassLimit, Points
from surveys.models import IndexSnapshot

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
    card: Scorecard,
    year: EvaluationYear,
    today: date,
    given: Mapping[int, Mapping[str, Given]] = NO_POINTS,
    step: Callable[[int, int], None] = lambda done, count: None,
) -> Computed:
    """Scores every agency in a group of the card that is in force on the year's last day.

    `step(done, count)` hears of each agency done; what it raises ends the scoring.
    """
    plan = plan_of(card)
    kinds = {kind for group in card.groups for kind in group["kinds"]}
    agencies = scored_agencies(kinds, date(year.year, 12, 31))
    groups = {one.id: group_of(plan.groups, one.kind) or "" for one in agencies}
    known = known_of(year, today, given)
    lines = {}
    for done, agency in enumerate(agencies, start=1):
        facts = known.of(agency)
        lines[agency.id] = [
            score_criterion(one, facts, known.targets, known.snapshot is not None)
            for one in plan.criteria
            if in_group(one.group_keys, groups[agency.id])
        ]
        step(done, len(agencies))
    totals = totals_by_group(groups, lines, class_limits(card))
    return Computed(known.snapshot, agencies, groups, lines, totals)


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
