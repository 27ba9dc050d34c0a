"""What becomes of the demo's rounds: tallies, figures signed and published for what is over."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from agencies.roles import Viewer
from base.clock import HANOI, local, moved_to, now
from base.db import db
from surveys.actions.rounds import advance_round
from surveys.actions.snapshots import publish_snapshot, sign_snapshot
from surveys.demo.rounds import Ending, RoundSpec
from surveys.following import follow_round
from surveys.models import IndexSnapshot, RoundState, SnapshotState, SurveyRound
from surveys.queries.snapshots import list_of_scope
from surveys.rules.snapshots import RELEASE_HOUR, NothingCounted
from surveys.snapshot_job import compute_snapshot

Told = Callable[[str], None]


def load_results(actor: Viewer, spec: RoundSpec, survey_round: SurveyRound, told: Told) -> None:
    """Commits step by step; what a broken load has done already is found done."""
    clusters = follow_round(survey_round.id)
    if clusters:
        told(f"  {clusters} ngày × nơi đặt mã đã đếm")
    if spec.ending == Ending.RUNNING:
        for period in survey_round.periods:
            if period.ends_on <= local(now()).date():
                _publish(actor, survey_round, period.id, period.ends_on, told, period.name)
        return
    if survey_round.state == RoundState.CLOSED:
        advance_round(actor, survey_round, RoundState.UNDER_REVIEW)
        db.session.commit()
    if spec.ending == Ending.PUBLISHED:
        _publish(actor, survey_round, None, spec.closes_on, told, spec.name)
    elif not list_of_scope(survey_round.id, None):
        compute_snapshot(survey_round.id, None, staff_id=actor.staff_id)


def _publish(
    actor: Viewer,
    survey_round: SurveyRound,
    period_id: int | None,
    ended_on: date,
    told: Told,
    name: str,
) -> None:
    """Computes, signs and publishes one scope, dated as it would have been after its end."""
    scope = list_of_scope(survey_round.id, period_id)
    try:
        snapshot = scope[0] if scope else _compute(actor, survey_round, period_id)
    except NothingCounted:
        return
    if snapshot.state == SnapshotState.COMPUTED:
        with moved_to(_soon_after(ended_on, 7)):
            sign_snapshot(actor, survey_round, snapshot, snapshot.content_hash)
    if snapshot.state == SnapshotState.SIGNED:
        snapshot.release_at = _soon_after(ended_on, 10)
        snapshot.release_by_id = actor.staff_id
        with moved_to(snapshot.release_at):  # the public record names that day, too
            publish_snapshot(actor, survey_round, snapshot)
        told(f"  {name}: đã ký và công bố")
    db.session.commit()


def _compute(actor: Viewer, survey_round: SurveyRound, period_id: int | None) -> IndexSnapshot:
    return compute_snapshot(survey_round.id, period_id, staff_id=actor.staff_id)


def _soon_after(day: date, days: int) -> datetime:
    return min(datetime.combine(day + timedelta(days=days), time(RELEASE_HOUR), HANOI), now())
