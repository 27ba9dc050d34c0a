"""Computed, signed, published, corrected: by the owner of the round only, and each time as it was seen."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from agencies.models import Agency, AgencyKind, AuditEntry
from agencies.roles import Role, Viewer
from agencies.rules.cases import OwnBodyConcerned
from base.db import db as database
from base.jobs import JobRun, perform
from surveys.actions.snapshots import (
    cancel_release,
    order_release,
    publish_snapshot,
    request_snapshot,
    sign_snapshot,
)
from surveys.models import (
    IndexSnapshot,
    QrPlace,
    RoundAgency,
    RoundPlace,
    RoundState,
    SnapshotState,
)
from surveys.queries.indices import list_releases
from surveys.queries.snapshots import list_cells, list_snapshots
from surveys.release_clock import release_figures
from surveys.rules.rounds import OtherOwner
from surveys.rules.snapshots import (
    ContentChanged,
    CorrectionReasonNeeded,
    NoReleaseOrdered,
    NotComputed,
    NotSigned,
    ReleaseNotDue,
    ReleaseOrdered,
    ReleaseWaits,
    ScopeNotOver,
    SignedAlready,
)
from surveys.snapshot_job import compute_snapshot
from tests.factories import make_agency, make_period, make_place, make_round
from tests.surveys.releasing import publish_at_hour
from tests.surveys.sending import days_of_answers, send

AFTER = datetime(2027, 1, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _after_the_round() -> Iterator[None]:
    with time_machine.travel(AFTER, tick=False):
        yield


def make_owned_round(state: str = RoundState.UNDER_REVIEW) -> tuple[Any, Viewer]:
    """A round of two communes with answers, and somebody of the body that owns it."""
    department = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    places = [make_place(make_agency(f"UBND xã số {n}")) for n in range(2)]
    survey_round = make_round(places, state=state, owner=department)
    for place in places:
        send(days_of_answers(survey_round, place, 30, 4, 0.8))
    return survey_round, Viewer(None, department.id, ((Role.DEPARTMENT, None),))


def test_signed_and_published_snapshots_take_the_round_with_them(db: Any) -> None:
    survey_round, actor = make_owned_round()
    snapshot = compute_snapshot(survey_round.id, None)
    sign_snapshot(actor, survey_round, snapshot, snapshot.content_hash)
    assert (snapshot.state, survey_round.state) == (SnapshotState.SIGNED, RoundState.SIGNED)
    publish_at_hour(actor, survey_round, snapshot)
    assert (snapshot.state, survey_round.state) == (SnapshotState.PUBLISHED, RoundState.PUBLISHED)
    db.session.flush()
    acts = list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert [act for act in acts if act.startswith("snapshot")] == [
        "snapshot.compute",
        "snapshot.sign",
        "snapshot.order",
        "snapshot.publish",
    ]


def test_asking_for_figures_closes_the_door_for_review_and_computes_them(db: Any) -> None:
    survey_round, actor = make_owned_round(RoundState.CLOSED)
    run = request_snapshot(actor, survey_round, None, "", "Tính chỉ số")
    db.session.commit()
    perform(run.id)
    assert db.session.get_one(JobRun, run.id).state == "done"
    assert survey_round.state == RoundState.UNDER_REVIEW
    assert [one.state for one in list_snapshots(survey_round.id)] == [SnapshotState.COMPUTED]


def test_a_running_round_is_not_computed_for_signing(db: Any) -> None:
    survey_round, actor = make_owned_round(RoundState.OPEN)
    with (
        time_machine.travel(datetime(2026, 9, 30, tzinfo=UTC)),
        pytest.raises(ScopeNotOver),
    ):
        request_snapshot(actor, survey_round, None, "", "Tính chỉ số")


def test_a_period_that_is_over_is_signed_while_its_round_goes_on(db: Any) -> None:
    survey_round, actor = make_owned_round(RoundState.OPEN)
    period = make_period(survey_round)
    db.session.commit()
    with time_machine.travel(datetime(2026, 10, 1, 0, 30, tzinfo=UTC)):
        request_snapshot(actor, survey_round, period.id, "", "Tính chỉ số")
        snapshot = compute_snapshot(survey_round.id, period.id)
        sign_snapshot(actor, survey_round, snapshot, snapshot.content_hash)
        publish_at_hour(actor, survey_round, snapshot)
    assert survey_round.state == RoundState.OPEN


def test_nobody_but_the_owner_computes_signs_or_publishes(db: Any) -> None:
    survey_round, _ = make_owned_round()
    other = Viewer(None, make_agency("Sở Y tế").id, ((Role.DEPARTMENT, None),))
    snapshot = compute_snapshot(survey_round.id, None)
    with pytest.raises(OtherOwner):
        request_snapshot(other, survey_round, None, "", "x")
    with pytest.raises(OtherOwner):
        sign_snapshot(other, survey_round, snapshot, snapshot.content_hash)
    with pytest.raises(OtherOwner):
        publish_at_hour(other, survey_round, snapshot)
    with pytest.raises(OtherOwner):
        cancel_release(other, survey_round, snapshot)


def test_a_body_that_is_rated_itself_does_not_sign(db: Any) -> None:
    survey_round, actor = make_owned_round()
    snapshot = compute_snapshot(survey_round.id, None)
    db.session.add(RoundAgency(round_id=survey_round.id, agency_id=actor.agency_id))
    db.session.flush()
    with pytest.raises(OwnBodyConcerned):
        sign_snapshot(actor, survey_round, snapshot, snapshot.content_hash)


def test_a_part_that_counts_for_another_body_does_not_sign_for_itself(db: Any) -> None:
    survey_round, actor = make_owned_round()
    snapshot = compute_snapshot(survey_round.id, None)
    owner = db.session.get(Agency, actor.agency_id)
    owner.parent_id, owner.counts_for_parent = make_agency("UBND tỉnh").id, True
    db.session.add(RoundAgency(round_id=survey_round.id, agency_id=owner.id))
    db.session.flush()
    with pytest.raises(OwnBodyConcerned):
        sign_snapshot(actor, survey_round, snapshot, snapshot.content_hash)


def test_only_what_was_seen_is_signed(db: Any) -> None:
    survey_round, actor = make_owned_round()
    seen = compute_snapshot(survey_round.id, None).content_hash
    send(days_of_answers(survey_round, _place(survey_round), 5, 4, 0.5, seed=9))
    later = compute_snapshot(survey_round.id, None)
    with pytest.raises(ContentChanged):
        sign_snapshot(actor, survey_round, later, seen)


def _place(survey_round: Any) -> QrPlace:
    used = select(RoundPlace.place_id).where(RoundPlace.round_id == survey_round.id)
    places = select(QrPlace).where(QrPlace.id.in_(used)).order_by(QrPlace.id)
    return database.session.scalars(places).first()


def test_a_cell_changed_behind_our_back_is_not_published(db: Any) -> None:
    survey_round, actor = make_owned_round()
    snapshot = compute_snapshot(survey_round.id, None)
    sign_snapshot(actor, survey_round, snapshot, snapshot.content_hash)
    list_cells(snapshot.id)[0].share = 0.99
    db.session.flush()
    with pytest.raises(ContentChanged):
        publish_at_hour(actor, survey_round, snapshot)


def test_steps_cannot_be_skipped_or_repeated(db: Any) -> None:
    survey_round, actor = make_owned_round()
    snapshot = compute_snapshot(survey_round.id, None)
    with pytest.raises(NotSigned):
        publish_at_hour(actor, survey_round, snapshot)
    sign_snapshot(actor, survey_round, snapshot, snapshot.content_hash)
    with pytest.raises(NotComputed):
        sign_snapshot(actor, survey_round, snapshot, snapshot.content_hash)
    with pytest.raises(SignedAlready):
        request_snapshot(actor, survey_round, None, "", "x")


def test_a_correction_needs_a_reason_and_leaves_the_old_figures_readable(db: Any) -> None:
    survey_round, actor = make_owned_round()
    first = published(survey_round, actor)
    with pytest.raises(CorrectionReasonNeeded):
        request_snapshot(actor, survey_round, None, "sai", "x")
    old = [cell.share for cell in list_cells(first.id)]
    for place_id in (0, 1):
        place = _place(survey_round)
        send(days_of_answers(survey_round, place, 5, 4, 0.5, seed=90 + place_id))
    second = compute_snapshot(survey_round.id, None, "Bổ sung phiếu giấy nhập chậm", None)
    sign_snapshot(actor, survey_round, second, second.content_hash)
    publish_at_hour(actor, survey_round, second)
    assert (second.supersedes_id, second.reason) == (first.id, "Bổ sung phiếu giấy nhập chậm")
    assert first.state == SnapshotState.SUPERSEDED
    assert [cell.share for cell in list_cells(first.id)] == old
    assert survey_round.state == RoundState.PUBLISHED


def published(survey_round: Any, actor: Viewer) -> IndexSnapshot:
    snapshot = compute_snapshot(survey_round.id, None)
    sign_snapshot(actor, survey_round, snapshot, snapshot.content_hash)
    publish_at_hour(actor, survey_round, snapshot)
    return snapshot


def test_an_unsigned_computation_gives_way_to_the_next(db: Any) -> None:
    survey_round, _ = make_owned_round()
    compute_snapshot(survey_round.id, None)
    again = compute_snapshot(survey_round.id, None)
    assert [one.id for one in list_snapshots(survey_round.id)] == [again.id]


def test_the_second_of_two_who_publish_at_once_is_told(db: Any) -> None:
    survey_round, actor = make_owned_round()
    snapshot = compute_snapshot(survey_round.id, None)
    sign_snapshot(actor, survey_round, snapshot, snapshot.content_hash)
    database.session.commit()
    assert snapshot.state == SnapshotState.SIGNED
    with database.engine.begin() as somebody_else:
        changed = update(IndexSnapshot).values(state=SnapshotState.PUBLISHED)
        somebody_else.execute(changed.where(IndexSnapshot.id == snapshot.id))
    with pytest.raises(NotSigned):
        publish_at_hour(actor, survey_round, snapshot)


def signed(survey_round: Any, actor: Viewer) -> IndexSnapshot:
    snapshot = compute_snapshot(survey_round.id, None)
    sign_snapshot(actor, survey_round, snapshot, snapshot.content_hash)
    database.session.commit()
    return snapshot


@pytest.mark.parametrize(
    ("ordered", "released"),
    [
        ("2027-01-05T10:59:59", "2027-01-05T11:00:00"),  # 18:00 in Vietnam
        ("2027-01-05T11:00:00", "2027-01-06T11:00:00"),
        ("2027-01-05T16:59:00", "2027-01-06T11:00:00"),
    ],
)
def test_figures_ordered_by_hand_wait_for_the_next_fixed_hour(
    db: Any, ordered: str, released: str
) -> None:
    survey_round, actor = make_owned_round()
    snapshot = signed(survey_round, actor)
    due = datetime.fromisoformat(released).replace(tzinfo=UTC)
    with time_machine.travel(datetime.fromisoformat(ordered).replace(tzinfo=UTC), tick=False):
        assert order_release(actor, survey_round, snapshot, 18) == due
        database.session.commit()
    with time_machine.travel(due - timedelta(seconds=1), tick=False):
        assert release_figures() == 0
        assert list_releases() == []
    with time_machine.travel(due, tick=False):
        assert release_figures() == 1
        assert release_figures() == 0
    assert [one.snapshot.id for one in list_releases()] == [snapshot.id]
    assert snapshot.published_at == due


def test_nobody_publishes_before_the_hour_not_even_by_the_action_itself(db: Any) -> None:
    survey_round, actor = make_owned_round()
    snapshot = signed(survey_round, actor)
    with pytest.raises(ReleaseNotDue):
        publish_snapshot(actor, survey_round, snapshot)
    order_release(actor, survey_round, snapshot, 18)
    with pytest.raises(ReleaseNotDue):
        publish_snapshot(actor, survey_round, snapshot)
    with pytest.raises(ReleaseOrdered):
        order_release(actor, survey_round, snapshot, 18)


def test_an_ordered_release_is_cancelled_before_its_hour_and_stays_signed(db: Any) -> None:
    survey_round, actor = make_owned_round()
    snapshot = signed(survey_round, actor)
    with pytest.raises(NoReleaseOrdered):
        cancel_release(actor, survey_round, snapshot)
    due = order_release(actor, survey_round, snapshot, 18)
    cancel_release(actor, survey_round, snapshot)
    database.session.commit()
    with time_machine.travel(due, tick=False):
        assert release_figures() == 0
    assert snapshot.state == SnapshotState.SIGNED


def test_a_cell_changed_between_order_and_hour_stops_the_release_and_is_noted(db: Any) -> None:
    survey_round, actor = make_owned_round()
    snapshot = signed(survey_round, actor)
    due = order_release(actor, survey_round, snapshot, 18)
    list_cells(snapshot.id)[0].share = 0.99
    database.session.commit()
    with time_machine.travel(due, tick=False):
        assert release_figures() == 0
    assert (snapshot.state, snapshot.release_at) == (SnapshotState.SIGNED, None)
    noted = db.session.scalar(select(AuditEntry.after).where(AuditEntry.act == "snapshot.stop"))
    assert noted == {"rule": "ContentChanged"}


def test_nothing_of_a_round_is_computed_while_figures_of_it_wait_for_their_hour(db: Any) -> None:
    """Else two releases could differ by a few answers: a computation looks at what is public."""
    survey_round, actor = make_owned_round(RoundState.OPEN)
    period = make_period(survey_round)
    db.session.commit()
    snapshot = compute_snapshot(survey_round.id, period.id)
    sign_snapshot(actor, survey_round, snapshot, snapshot.content_hash)
    due = order_release(actor, survey_round, snapshot, 18)
    database.session.commit()
    with pytest.raises(ReleaseWaits):
        request_snapshot(actor, survey_round, None, "", "x")
    with pytest.raises(ReleaseWaits):
        compute_snapshot(survey_round.id, None)
    db.session.rollback()
    with time_machine.travel(due, tick=False):
        release_figures()
        compute_snapshot(survey_round.id, None)
