"""Codes made, committed to in public, handed out once, erased, withdrawn; by whom, and how many."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from agencies.models import AgencyKind, AuditEntry, Role
from base.clock import now
from base.day_keys import unseal
from ledger.merkle import hash_leaf, root_of
from ledger.models import PendingLeaf, PublicRecord
from surveys.actions.code_forgetting import forget_handings
from surveys.actions.codes import (
    confirm_committed,
    confirm_printed,
    hand_out,
    make_batch,
    open_slips,
    settle_uses,
    withdraw_batch,
)
from surveys.codes import handing_subject, read_typed
from surveys.models import BatchState, CodeBatch, CodeUse, Delivery, OneTimeCode
from surveys.rules import codes as rules
from surveys.rules.code_offers import CodeState
from surveys.rules.dossier_classes import DossierClass
from surveys.rules.rounds import OtherOwner, OwnerNeeded
from tests.factories import make_agency, make_code, make_round
from tests.ledger.leaves import seal_now
from tests.surveys.code_batches import (
    TODAY,
    Scene,
    add_dossiers,
    offer_of,
    sealed_count,
    settings,
    state_of,
    viewer_of,
)

RECEIPT = (Delivery.RECEIPT,)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def codes_of(db: Any, batch: CodeBatch) -> list[OneTimeCode]:
    found = select(OneTimeCode).where(OneTimeCode.batch_id == batch.id)
    return list(db.session.scalars(found.order_by(OneTimeCode.code_hash)))


def publish(db: Any, app: Flask) -> int:
    db.session.commit()
    seal_now(app)
    count = confirm_committed()
    db.session.commit()
    return count


def test_a_batch_commits_in_public_to_the_root_over_its_sorted_hashes(
    db: Any, scene: Scene
) -> None:
    batch = scene.make(5)
    hashes = sorted(one.code_hash for one in codes_of(db, batch))
    assert batch.root == root_of([hash_leaf(one) for one in hashes])
    record = json.loads(db.session.get_one(PublicRecord, batch.commitment).record)
    assert record["event"] == "codes-committed"
    assert record["root"] == batch.root.hex()
    assert (record["agency"], record["count"]) == (scene.commune.code, 5)
    assert (record["issue_day"], record["expires_on"]) == ("2026-11-23", "2026-12-23")
    assert db.session.get(PendingLeaf, batch.commitment).type == "codes-committed"


def test_a_batch_may_be_handed_out_only_once_its_commitment_is_published(
    db: Any, app: Flask, scene: Scene
) -> None:
    batch = scene.make(2, delivery=Delivery.RECEIPT)
    db.session.commit()
    assert confirm_committed() == 0
    with pytest.raises(rules.NoCodeLeft):
        hand_out(scene.commune, RECEIPT, DossierClass(), settings(), now())
    assert publish(db, app) == 1
    assert batch.state == BatchState.READY
    assert hand_out(scene.commune, RECEIPT, DossierClass(), settings(), now()).code
    assert confirm_committed() == 0


def test_the_database_holds_no_code_in_the_clear(db: Any, app: Flask, scene: Scene) -> None:
    batch = scene.make(3)
    publish(db, app)
    for code in open_slips(scene.actor, batch, settings().secrets, now()):
        for row in codes_of(db, batch):
            assert code.encode() not in (row.sealed or b"") + row.code_hash


def test_codes_are_ten_characters_and_a_check_and_found_by_their_hmac(
    db: Any, app: Flask, scene: Scene
) -> None:
    batch = scene.make(20)
    publish(db, app)
    codes = open_slips(scene.actor, batch, settings().secrets, now())
    assert len(set(codes)) == 20
    for code in codes:
        assert len(code) == 11
        assert read_typed(code) == code
        found = offer_of(code)
        assert found is not None
        assert found.state_at(now(), now()) == CodeState.OPEN
        assert (found.agency_id, found.survey_round.id) == (scene.commune.id, scene.round.id)
        assert found.survey_round.version_id == scene.round.questionnaire_version_id


def test_a_code_nobody_ever_made_is_not_found(scene: Scene) -> None:
    assert offer_of("K7M49QWE2XH") is None


def test_a_spent_code_is_found_as_used(db: Any, app: Flask, scene: Scene) -> None:
    code, row = make_code()
    db.session.add(CodeUse(code_hash=row.code_hash))
    db.session.flush()
    assert state_of(code) == CodeState.SPENT


def test_handing_out_takes_another_code_each_time_until_none_is_left(
    db: Any, app: Flask, scene: Scene
) -> None:
    batch = scene.make(3, delivery=Delivery.RECEIPT)
    publish(db, app)
    handed = {
        hand_out(scene.commune, RECEIPT, DossierClass(), settings(), now()).code for _ in range(3)
    }
    assert len(handed) == 3
    with pytest.raises(rules.NoCodeLeft, match="không còn mã"):
        hand_out(scene.commune, RECEIPT, DossierClass(), settings(), now())
    assert sealed_count(batch) == 0


def test_a_code_handed_out_carries_the_class_and_its_sealed_instant(
    db: Any, app: Flask, scene: Scene
) -> None:
    resolving = make_agency("Sở Tư pháp", kind=AgencyKind.DEPARTMENT)
    batch = scene.make(1, delivery=Delivery.RESULT)
    publish(db, app)
    dossier = DossierClass("ho-tich", True, "online")
    at = datetime(2026, 11, 23, 3, 4, 5, tzinfo=UTC)
    results = (Delivery.RESULT,)
    handed = hand_out(scene.commune, results, dossier, settings(), at, resolving.id)
    found = offer_of(handed.code)
    assert found is not None
    assert (found.code.dossier, found.code.resolving_agency_id) == (dossier, resolving.id)
    assert handed.expires_on == batch.expires_on
    (row,) = codes_of(db, batch)
    assert row.handed_on == TODAY
    assert row.handed
    about = handing_subject(row.code_hash)
    told = unseal(settings().instance_dir, TODAY, row.handed, about)
    assert datetime.fromisoformat(told.decode()) == at
    assert forget_handings([TODAY]) == 1
    db.session.refresh(row)
    assert (row.handed, row.handed_on, row.is_handed) == (None, None, True)


def test_codes_are_drawn_from_batches_of_the_last_week_the_newest_first(
    db: Any, app: Flask, scene: Scene
) -> None:
    for days in (0, 6, 7):
        day = TODAY - timedelta(days=days)
        scene.make(1, issue_day=day, delivery=Delivery.RECEIPT)
    publish(db, app)
    ends = []
    for _ in range(2):
        handed = hand_out(scene.commune, RECEIPT, DossierClass(), settings(), now())
        ends.append(handed.expires_on)
    assert ends == [date(2026, 12, 23), date(2026, 12, 17)]
    with pytest.raises(rules.NoCodeLeft):
        hand_out(scene.commune, RECEIPT, DossierClass(), settings(), now())


def test_codes_of_another_agency_and_another_delivery_are_not_drawn(
    db: Any, app: Flask, scene: Scene
) -> None:
    scene.make(1, delivery=Delivery.SLIP)
    publish(db, app)
    for agency, deliveries in ((scene.commune, RECEIPT), (make_agency(), (Delivery.SLIP,))):
        with pytest.raises(rules.NoCodeLeft):
            hand_out(agency, deliveries, DossierClass(), settings(), now())


def test_no_more_codes_are_made_than_a_counted_day_had_dossiers(db: Any, scene: Scene) -> None:
    add_dossiers(scene.commune, TODAY, 30)
    add_dossiers(scene.commune, TODAY, 12, is_late=True)
    add_dossiers(scene.commune, TODAY, 8, is_late=True, revision=2)
    scene.make(30)
    scene.make(8, delivery=Delivery.RECEIPT)
    with pytest.raises(rules.BeyondDossiers, match="38 hồ sơ và đã có 38 mã"):
        scene.make(1)
    made = db.session.scalar(select(func.count()).select_from(OneTimeCode))
    assert made == 38


def test_a_withdrawn_batch_makes_room_for_a_new_one(db: Any, app: Flask, scene: Scene) -> None:
    add_dossiers(scene.commune, TODAY, 10)
    batch = scene.make(10)
    withdraw_batch(scene.actor, batch, "In hỏng cả lô, đã hủy", now())
    assert scene.make(10).code_count == 10


def test_the_rated_agency_cannot_make_its_own_codes(db: Any, scene: Scene) -> None:
    actor = viewer_of(scene.commune)
    with pytest.raises(rules.OwnCodes):
        make_batch(actor, scene.plan(), settings().secrets, now())


def test_only_the_body_that_owns_the_round_makes_codes_for_it(scene: Scene) -> None:
    stand_in = make_agency("Văn phòng UBND tỉnh", kind=AgencyKind.PROVINCE_OFFICE)
    with pytest.raises(OtherOwner):
        make_batch(viewer_of(stand_in), scene.plan(), settings().secrets, now())
    nobody = viewer_of(stand_in)
    nobody = type(nobody)(nobody.staff_id, None, ((Role.DEPARTMENT, None),))
    with pytest.raises(OwnerNeeded):
        make_batch(nobody, scene.plan(), settings().secrets, now())


def test_an_agency_that_is_not_rated_gets_no_codes_but_a_part_of_a_rated_one_does(
    scene: Scene,
) -> None:
    centre = make_agency(
        "Trung tâm Phục vụ hành chính công phường Hạc Thành",
        kind=AgencyKind.COMMUNE_CENTRE,
        parent_id=scene.commune.id,
        counts_for_parent=True,
    )
    assert scene.make(2, agency_id=centre.id).agency_id == centre.id
    with pytest.raises(rules.AgencyNotRated):
        scene.make(2, agency_id=make_agency("UBND xã Hợp Tiến").id)


def test_slips_can_be_drawn_again_until_printing_is_confirmed_then_nobody_can(
    db: Any, app: Flask, scene: Scene
) -> None:
    batch = scene.make(4)
    with pytest.raises(rules.BatchNotReady):
        open_slips(scene.actor, batch, settings().secrets, now())
    publish(db, app)
    with pytest.raises(rules.NothingPrinted):
        confirm_printed(scene.actor, batch)
    first = open_slips(scene.actor, batch, settings().secrets, now())
    assert open_slips(scene.actor, batch, settings().secrets, now()) == first
    confirm_printed(scene.actor, batch)
    assert sealed_count(batch) == 0
    with pytest.raises(rules.AlreadyErased):
        open_slips(scene.actor, batch, settings().secrets, now())


def test_the_rated_agency_cannot_open_slips_nor_withdraw_them(
    db: Any, app: Flask, scene: Scene
) -> None:
    batch = scene.make(2)
    publish(db, app)
    actor = viewer_of(scene.commune)
    with pytest.raises(rules.OwnCodes):
        open_slips(actor, batch, settings().secrets, now())
    with pytest.raises(rules.OwnCodes):
        withdraw_batch(actor, batch, "Không muốn khảo sát nữa", now())
    with pytest.raises(rules.OwnCodes):
        confirm_printed(actor, batch)


def test_withdrawing_voids_the_codes_and_says_why_in_public(
    db: Any, app: Flask, scene: Scene
) -> None:
    batch = scene.make(2)
    publish(db, app)
    (code, _other) = open_slips(scene.actor, batch, settings().secrets, now())
    withdraw_batch(scene.actor, batch, "Mất 12 phiếu khi chuyển đi", now())
    assert state_of(code) == CodeState.WITHDRAWN
    assert sealed_count(batch) == 0
    records = select(PublicRecord.record).where(PublicRecord.type == "codes-withdrawn")
    record = json.loads(db.session.scalars(records).one())
    assert record["root"] == batch.root.hex()
    assert record["reason"] == "Mất 12 phiếu khi chuyển đi"
    about = select(AuditEntry.act).where(AuditEntry.act.startswith("codes."))
    acts = list(db.session.scalars(about.order_by(AuditEntry.id)))
    assert acts == ["codes.make", "codes.withdraw"]


def test_all_uses_of_a_day_are_settled_at_once(db: Any, scene: Scene) -> None:
    for _ in range(3):
        db.session.add(CodeUse(code_hash=make_code(batch=scene.make(1))[1].code_hash))
    db.session.flush()
    assert settle_uses() == 3
    assert settle_uses() == 0


def test_codes_belong_to_the_round_of_their_issue_day(scene: Scene) -> None:
    ended = make_round(
        agencies=[scene.commune], owner=scene.home, closes_at=datetime(2026, 11, 20, tzinfo=UTC)
    )
    with pytest.raises(rules.IssueDayWrong):
        scene.make(1, round_id=ended.id)
