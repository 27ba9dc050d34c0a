"""A year's result computed, and its totals made anew when a person changed points. Commits nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from agencies.actions.audit import record_act
from agencies.queries.legal import SettingMissing, setting_in_force
from base.clock import now, today
from base.db import db, flush_checked
from evaluation.models import (
    AgencyScore,
    CriterionScore,
    EvaluationYear,
    ResultState,
    Scorecard,
    ScorecardState,
    YearResult,
    YearState,
)
from evaluation.queries import results as queries
from evaluation.queries.scorecards import get_scorecard, list_in_use
from evaluation.queries.sources import score_mark
from evaluation.reports.result_content import result_hash
from evaluation.reports.score_facts import given_points
from evaluation.reports.scoring import (
    RANK_LEVEL,
    Computed,
    class_limits,
    score_year,
    stored_line,
    totals_by_group,
)
from evaluation.rules import results as rules
from evaluation.rules.scoring import Scored
from evaluation.rules.totals import AgencyTotal


def compute_result(
    year: EvaluationYear,
    *,
    staff_id: int | None = None,
    reason: str = "",
    scorecard_id: int | None = None,
    ready: "Ready | None" = None,
) -> YearResult:
    """Scores every agency of the year in one pass; what nobody signed yet gives way to it.

    After publication it makes the next version, with a reason. Points that people gave stay. The card is
    the one asked for (it must be in use), else the year's, else the one last put in use. `ready`:
    what was computed before, without holding anything; it counts if nothing it was made from has changed.
    """
    hold_year(year)
    card = check_may_score(year, scorecard_id, reason)
    year.scorecard_id = card.id
    versions = queries.list_results(year.id)
    result = _version(year, versions, card, reason)
    is_fresh = ready is not None and ready.mark == _mark(year, card, result.number)
    computed = ready.computed if ready and is_fresh else _scored(year, card, result.number)
    result.snapshot_id = computed.snapshot.id if computed.snapshot else None
    result.computed_at = now()
    flush_checked()
    _store(result, computed)
    seal(result)
    after = {
        "year": year.year,
        "number": result.number,
        "agencies": len(computed.agencies),
        "content_hash": result.content_hash,
    }
    record_act("year_result.compute", staff_id=staff_id, subject=result, after=after)
    return result


def check_may_score(year: EvaluationYear, scorecard_id: int | None, reason: str) -> Scorecard:
    """The card that counts; raises what keeps the year from being scored now."""
    if year.state == YearState.PREPARED:
        raise rules.YearNotReported
    rules.check_may_compute([one.state for one in queries.list_results(year.id)], reason)
    return _wanted_card(year, scorecard_id)


LOOKS_DAYS = "evaluation.looks_days"


@dataclass(frozen=True)
class Ready:
    """Points of all agencies, read and computed in one look; `mark` says from what."""

    computed: Computed
    mark: tuple[Any, ...]


def make_ready(
    year: EvaluationYear, scorecard_id: int | None, step: Callable[[int, int], None]
) -> Ready:
    """Computes without writing: `step(done, count)` hears of each agency and may stop it by raising."""
    versions = queries.list_results(year.id)
    is_over = bool(versions) and versions[0].state != ResultState.COMPUTED
    number = (versions[0].number if versions else 1) + is_over
    card = _wanted_card(year, scorecard_id)
    return Ready(_scored(year, card, number, step), _mark(year, card, number))


def _scored(
    year: EvaluationYear,
    card: Scorecard,
    number: int,
    step: Callable[[int, int], None] = lambda done, count: None,
) -> Computed:
    given = given_points(queries.list_given(year.id, number))
    return score_year(card, year, today(), given, step)


def _mark(year: EvaluationYear, card: Scorecard, number: int) -> tuple[Any, ...]:
    head = (year.state, year.report_by, card.id, number, today())
    return (*head, *score_mark(year))


def hold_year(year: EvaluationYear) -> None:
    """Reads the year anew and holds it until the commit: two who score or sign come in turn."""
    db.session.flush()
    db.session.refresh(year, with_for_update=True)


def _wanted_card(year: EvaluationYear, scorecard_id: int | None) -> Scorecard:
    wanted = scorecard_id or year.scorecard_id
    if wanted is None:
        in_use = list_in_use()
        if not in_use:
            raise rules.NoScorecard
        wanted = in_use[0].id
    card = get_scorecard(wanted)
    if card.state == ScorecardState.DRAFT:
        raise rules.NoScorecard
    return card


def _version(
    year: EvaluationYear, versions: Sequence[YearResult], card: Scorecard, reason: str
) -> YearResult:
    """The unsigned version emptied, or a new one."""
    newest = versions[0] if versions else None
    if newest is None or newest.state != ResultState.COMPUTED:
        number = newest.number + 1 if newest else 1
        newest = YearResult(year_id=year.id, number=number, reason=reason.strip() if newest else "")
        db.session.add(newest)
    else:
        _empty(newest)
    newest.scorecard_id = card.id
    newest.settings = {"rank_level": RANK_LEVEL, "percent_decimals": 2, **_settings_used()}
    return newest


def _settings_used() -> dict[str, Any]:
    """The versions that the result is made under; a missing one fails where it is needed, on signing."""
    try:
        looks = setting_in_force(LOOKS_DAYS, today())
    except SettingMissing:
        return {}
    return {LOOKS_DAYS: {"setting_id": looks.id, "value": looks.value}}


def _empty(result: YearResult) -> None:
    mine = select(AgencyScore.id).where(AgencyScore.result_id == result.id)
    db.session.execute(delete(CriterionScore).where(CriterionScore.agency_score_id.in_(mine)))
    db.session.execute(delete(AgencyScore).where(AgencyScore.result_id == result.id))


def _store(result: YearResult, computed: Computed) -> None:
    """Two statements for all agencies."""
    scores = [
        {
            "result_id": result.id,
            "agency_id": one.id,
            "group_key": computed.group_of[one.id],
            **_total_values(computed.totals[one.id]),
        }
        for one in computed.agencies
    ]
    if not scores:
        return
    db.session.execute(insert(AgencyScore), scores)
    made = select(AgencyScore.agency_id, AgencyScore.id).where(AgencyScore.result_id == result.id)
    ids = {agency_id: key for agency_id, key in db.session.execute(made)}
    lines = [
        {"agency_score_id": ids[one.id], **line_values(line)}
        for one in computed.agencies
        for line in computed.lines[one.id]
    ]
    db.session.execute(insert(CriterionScore), lines)


def _total_values(total: AgencyTotal) -> dict[str, Any]:
    points = total.points
    return {
        "points": points.value if points else None,
        "points_low": points.low if points else None,
        "points_high": points.high if points else None,
        "possible": total.possible,
        "class_key": total.class_key,
        "is_near_boundary": total.is_near_boundary,
        "rank_low": total.rank[0] if total.rank else None,
        "rank_high": total.rank[1] if total.rank else None,
    }


def line_values(line: Scored) -> dict[str, Any]:
    points = line.points
    return {
        "criterion_key": line.key,
        "state": line.state,
        "figure": line.figure,
        "figure_low": line.figure_low,
        "figure_high": line.figure_high,
        "points": points.value if points else None,
        "points_low": points.low if points else None,
        "points_high": points.high if points else None,
        "max_points": line.max_points,
        "reason": line.reason,
        "source": dict(line.source),
    }


def total_anew(result: YearResult, group_key: str) -> None:
    """Totals, classes and ranks of one group from its stored criteria; the figures stay as they are."""
    card = get_scorecard(result.scorecard_id)
    kinds = {one.key: one.kind for one in card.criteria}
    stored = queries.list_lines(result.id)
    mine = [one for one, _agency in queries.list_scores(result.id) if one.group_key == group_key]
    lines = {
        one.agency_id: [stored_line(row, kinds[row.criterion_key]) for row in stored[one.id]]
        for one in mine
    }
    groups = {one.agency_id: group_key for one in mine}
    totals = totals_by_group(groups, lines, class_limits(card))
    rows = [{"id": one.id, **_total_values(totals[one.agency_id])} for one in mine]
    db.session.execute(update(AgencyScore), rows)
    seal(result)


def seal(result: YearResult) -> None:
    """The hash of what the result says now; earlier signs of another content no longer count."""
    db.session.flush()
    db.session.expire_all()
    result.content_hash = result_hash(result)
    flush_checked()
