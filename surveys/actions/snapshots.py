"""Figures computed, signed, published and corrected; only by the body that owns the round."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import delete, insert

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from agencies.rules.cases import check_not_own_body
from base.clock import HANOI, now
from base.db import db
from base.jobs import JobRun, start_job
from surveys.actions.public_records import record_score
from surveys.actions.rounds import advance_round
from surveys.models import (
    IndexCell,
    IndexSnapshot,
    ReportingPeriod,
    RoundState,
    SnapshotState,
    SurveyRound,
)
from surveys.queries.snapshots import (
    get_period,
    list_cells,
    list_of_scope,
    list_rated_bodies,
    list_snapshots,
)
from surveys.reports.snapshots import content_hash
from surveys.rules import snapshots as rules
from surveys.rules.method import METHOD_VERSION
from surveys.rules.rounds import check_acts_for_owner

JOB = "compute-snapshot"


def request_snapshot(
    actor: Viewer, survey_round: SurveyRound, period_id: int | None, reason: str, title: str
) -> JobRun:
    """Starts the computation of a round or one of its periods; a correction needs its reason."""
    check_acts_for_owner(survey_round.owner_agency_id, actor.agency_id)
    period = get_period(survey_round.id, period_id) if period_id is not None else None
    rules.check_scope_over(end_of(survey_round, period), now())
    rules.check_none_waits(one.is_waiting for one in list_snapshots(survey_round.id))
    states = [one.state for one in list_of_scope(survey_round.id, period_id)]
    rules.check_correction(states, reason)
    if period is None and survey_round.state == RoundState.CLOSED:
        advance_round(actor, survey_round, RoundState.UNDER_REVIEW)
    arguments = {
        "round_id": survey_round.id,
        "period_id": period_id,
        "reason": reason.strip(),
        "staff_id": actor.staff_id,
    }
    return start_job(JOB, title, arguments, actor.staff_id)


def end_of(survey_round: SurveyRound, period: ReportingPeriod | None) -> datetime:
    """The instant after which a response belongs to another scope."""
    if period is None:
        return survey_round.closes_at
    midnight = datetime.combine(period.ends_on, time(), tzinfo=HANOI)
    return min(midnight, survey_round.closes_at)


def store_snapshot(
    survey_round: SurveyRound,
    period_id: int | None,
    rows: Sequence[Mapping[str, Any]],
    settings: dict[str, Any],
    reason: str,
    staff_id: int | None,
) -> IndexSnapshot:
    """A computed snapshot with its cells; an earlier one that nobody signed gives way to it."""
    _hold(survey_round)
    rules.check_none_waits(one.is_waiting for one in list_snapshots(survey_round.id))
    scope = list_of_scope(survey_round.id, period_id)
    _drop_unsigned([one.id for one in scope if one.state == SnapshotState.COMPUTED])
    former = next((one for one in scope if one.state == SnapshotState.PUBLISHED), None)
    snapshot = IndexSnapshot(
        round_id=survey_round.id,
        period_id=period_id,
        method_version=METHOD_VERSION,
        settings=settings,
        supersedes_id=former.id if former else None,
        reason=reason if former else "",
        sample=settings["sample"],
    )
    snapshot.content_hash = content_hash(snapshot, rows)
    db.session.add(snapshot)
    db.session.flush()
    db.session.execute(insert(IndexCell), [{**row, "snapshot_id": snapshot.id} for row in rows])
    after = {"content_hash": snapshot.content_hash, "reason": snapshot.reason}
    record_act("snapshot.compute", staff_id=staff_id, subject=snapshot, after=after)
    return snapshot


def _hold(survey_round: SurveyRound, *snapshots: IndexSnapshot) -> None:
    """Reads the rows anew and holds the round until the commit: two who sign or publish come in turn."""
    db.session.flush()
    for row in (survey_round, *snapshots):
        db.session.refresh(row, with_for_update=True)


def _drop_unsigned(snapshot_ids: Sequence[int]) -> None:
    db.session.execute(delete(IndexCell).where(IndexCell.snapshot_id.in_(snapshot_ids)))
    db.session.execute(delete(IndexSnapshot).where(IndexSnapshot.id.in_(snapshot_ids)))


def sign_snapshot(
    actor: Viewer, survey_round: SurveyRound, snapshot: IndexSnapshot, seen_hash: str
) -> None:
    """Signs exactly what was seen: the content must still have the hash of the preview."""
    _hold(survey_round, snapshot)
    _check_may_decide(actor, survey_round)
    if snapshot.state != SnapshotState.COMPUTED:
        raise rules.NotComputed
    _check_content(snapshot, seen_hash)
    snapshot.state = SnapshotState.SIGNED
    snapshot.signed_at = now()
    snapshot.signed_by_id = actor.staff_id
    if snapshot.period_id is None and survey_round.state == RoundState.UNDER_REVIEW:
        advance_round(actor, survey_round, RoundState.SIGNED)
    _record("snapshot.sign", actor, snapshot)


def order_release(
    actor: Viewer, survey_round: SurveyRound, snapshot: IndexSnapshot, hour: int
) -> datetime:
    """Asks the clock to make a signed snapshot public at the next fixed hour (of Vietnam's day)."""
    _hold(survey_round, snapshot)
    _check_may_decide(actor, survey_round)
    if snapshot.state != SnapshotState.SIGNED:
        raise rules.NotSigned
    if snapshot.release_at is not None:
        raise rules.ReleaseOrdered
    _check_content(snapshot, snapshot.content_hash)
    snapshot.release_at = rules.next_release(now(), hour, HANOI)
    snapshot.release_by_id = actor.staff_id
    _record("snapshot.order", actor, snapshot)
    return snapshot.release_at


def cancel_release(actor: Viewer, survey_round: SurveyRound, snapshot: IndexSnapshot) -> None:
    """Before the hour; the snapshot stays signed."""
    _hold(survey_round, snapshot)
    _check_may_decide(actor, survey_round)
    if snapshot.state != SnapshotState.SIGNED or snapshot.release_at is None:
        raise rules.NoReleaseOrdered
    snapshot.release_at = snapshot.release_by_id = None
    _record("snapshot.cancel", actor, snapshot)


def publish_snapshot(actor: Viewer, survey_round: SurveyRound, snapshot: IndexSnapshot) -> None:
    """Makes a signed snapshot public when its hour has come; what it corrects stays readable as superseded.

    The clock does it (`surveys.release_clock`), as whoever ordered it; nobody can do it earlier by hand.
    """
    _hold(survey_round, snapshot)
    _check_may_decide(actor, survey_round)
    if snapshot.state != SnapshotState.SIGNED:
        raise rules.NotSigned
    rules.check_due(snapshot.release_at, now())
    _check_content(snapshot, snapshot.content_hash)
    if snapshot.supersedes_id is not None:
        db.session.get_one(IndexSnapshot, snapshot.supersedes_id).state = SnapshotState.SUPERSEDED
    snapshot.state = SnapshotState.PUBLISHED
    snapshot.published_at = now()
    if snapshot.period_id is None and survey_round.state == RoundState.SIGNED:
        advance_round(actor, survey_round, RoundState.PUBLISHED)
    record_score(survey_round, snapshot)
    _record("snapshot.publish", actor, snapshot)


def stop_release(snapshot: IndexSnapshot, why: str) -> None:
    """The hour came, but a rule stood against it: nothing is public, and somebody has to look."""
    snapshot.release_at = snapshot.release_by_id = None
    record_act("snapshot.stop", staff_id=None, subject=snapshot, after={"rule": why})


def _check_may_decide(actor: Viewer, survey_round: SurveyRound) -> None:
    """The owner's staff, and only while no body decides about itself."""
    check_acts_for_owner(survey_round.owner_agency_id, actor.agency_id)
    for body in list_rated_bodies(survey_round.id):
        check_not_own_body(body.id, actor.agency_id)
        check_not_own_body(body.counts_for, actor.agency_id)


def _check_content(snapshot: IndexSnapshot, seen_hash: str) -> None:
    if not seen_hash == snapshot.content_hash == content_hash(snapshot, list_cells(snapshot.id)):
        raise rules.ContentChanged


def _record(act: str, actor: Viewer, snapshot: IndexSnapshot) -> None:
    after: dict[str, Any] = {"state": snapshot.state, "content_hash": snapshot.content_hash}
    if snapshot.release_at is not None:
        after["release_at"] = snapshot.release_at.isoformat()
    record_act(act, staff_id=actor.staff_id, subject=snapshot, after=after)
