"""Where each scope of a round stands on its way to the public, and what a new snapshot changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from agencies.models import Agency
from base.clock import now
from base.rules import RuleBroken
from scoring.contrast import Contrast, Limits, contrast
from surveys.actions.snapshots import end_of
from surveys.models import IndexCell, IndexSnapshot, ReportingPeriod, SnapshotState, SurveyRound
from surveys.queries.indices import list_overall_cells
from surveys.queries.snapshots import list_snapshots
from surveys.rules.snapshots import check_scope_over


@dataclass(frozen=True)
class ScopeState:
    """A round (period None) or a period with its newest snapshot and the one that is public."""

    period: ReportingPeriod | None
    is_over: bool
    newest: IndexSnapshot | None
    published: IndexSnapshot | None


def scopes_of(survey_round: SurveyRound) -> list[ScopeState]:
    """The periods in order, then the whole round."""
    snapshots = list_snapshots(survey_round.id)
    found = []
    for period in (*survey_round.periods, None):
        period_id = period.id if period else None
        mine = [one for one in snapshots if one.period_id == period_id]
        public = (one for one in mine if one.state == SnapshotState.PUBLISHED)
        over = _is_over(survey_round, period)
        found.append(ScopeState(period, over, mine[0] if mine else None, next(public, None)))
    return found


def _is_over(survey_round: SurveyRound, period: ReportingPeriod | None) -> bool:
    try:
        check_scope_over(end_of(survey_round, period), now())
    except RuleBroken:
        return False
    return True


@dataclass(frozen=True)
class Change:
    """An agency's figure before and after; `difference` where both have an interval."""

    agency: Agency
    before: IndexCell | None
    after: IndexCell
    difference: Contrast | None


def changes_between(
    snapshot: IndexSnapshot, pairs: Sequence[tuple[IndexCell, Agency]]
) -> list[Change]:
    """What a correction changes against the snapshot it supersedes; empty for a first snapshot."""
    if snapshot.supersedes_id is None:
        return []
    old = {agency.id: cell for cell, agency in list_overall_cells(snapshot.supersedes_id)}
    changes = [
        Change(agency, old.get(agency.id), cell, _difference(cell, old.get(agency.id)))
        for cell, agency in pairs
    ]
    return [one for one in changes if _differs(one)]


def _differs(change: Change) -> bool:
    before = change.before
    if before is None:
        return True
    old = (before.n, before.share, before.withheld)
    return old != (change.after.n, change.after.share, change.after.withheld)


def _difference(after: IndexCell, before: IndexCell | None) -> Contrast | None:
    new, old = _limits(after), _limits(before)
    return contrast(new, old) if new and old else None


def _limits(cell: IndexCell | None) -> Limits | None:
    if cell is None or cell.share is None or cell.low is None or cell.high is None:
        return None
    return Limits(cell.share, cell.low, cell.high)
