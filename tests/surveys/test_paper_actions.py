"""Paper forms from the count to the closed batch: custody, blind keying, differences, what is made public."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from agencies.actions.legal import load_legal_data
from agencies.models import Role, Staff
from agencies.queries.legal import setting_in_force
from agencies.roles import Viewer
from base.db import db
from ledger.models import PendingLeaf, PublicRecord
from surveys.actions.paper import batches, closing, comparing, keying, samples
from surveys.models import (
    FormState,
    PaperForm,
    PaperKeying,
    PaperState,
    Response,
    ResponseText,
    VisitCluster,
)
from surveys.packing import unpack
from surveys.queries.paper import batches as queries
from surveys.queries.paper.keyings import count_keyed, get_task, list_rechecks
from surveys.queries.paper.settings import paper_setting
from surveys.reports.paper.signs import clerk_signs
from surveys.rules.method import DEFAULTS, OPEN_CHANNELS
from surveys.rules.paper import custody
from surveys.rules.paper.keyed import Keyed
from surveys.rules.paper.serials import ranges_text, serial_text
from surveys.rules.rounds import OtherOwner
from tests.factories import make_agency
from tests.surveys.paper import (
    PaperProvince,
    compared_batch,
    declare,
    key,
    keying_batch,
    make_batch,
    make_paper_province,
    master,
    page_of,
    typed,
    viewer,
)


@pytest.fixture
def province(app: Flask) -> PaperProvince:
    return make_paper_province()


def close(province: PaperProvince, batch: Any, reason: str = "") -> int:
    return closing.close_batch(province.department, batch, reason, master())


def resolve(province: PaperProvince, batch: Any, serial: int, keyed: Keyed | None) -> None:
    page = page_of(province.department, batch, 3)
    form = queries.get_form(batch.id, serial)
    comparing.resolve_form(province.department, batch, page, form, keyed)


def record_of(batch: Any) -> dict[str, Any]:
    row = db.session.get_one(PublicRecord, batch.commitment)
    found: dict[str, Any] = json.loads(row.record)
    return found


def test_serials_run_on_from_batch_to_batch(province: PaperProvince) -> None:
    first, second = make_batch(province, 40), make_batch(province, 3)
    assert (first.serial_from, first.serial_to, second.serial_from) == (1, 40, 41)
    assert len(queries.list_forms(second.id)) == 3


def test_only_the_owner_of_the_round_makes_a_batch_and_only_for_a_rated_agency(
    province: PaperProvince,
) -> None:
    stranger = viewer(Role.DEPARTMENT, make_agency("Sở Tài chính"))
    with pytest.raises(OtherOwner):
        batches.make_batch(stranger, province.round, province.rated.id, 5)
    with pytest.raises(custody.AgencyNotRated):
        batches.make_batch(province.department, province.round, province.home.id, 5)
    with pytest.raises(custody.FormCountWrong):
        batches.make_batch(province.department, province.round, province.rated.id, 1001)


def test_more_forms_than_were_printed_cannot_be_declared(province: PaperProvince) -> None:
    batch = make_batch(province, 5)
    with pytest.raises(custody.CountsWrong):
        declare(province, batch, filled=4, spoiled=2)
    declare(province, batch, filled=3, spoiled=1)
    assert (batch.state, batch.declared_count, batch.witness_id) == (
        PaperState.DECLARED,
        4,
        province.observer.id,
    )


def test_the_count_is_declared_once_and_before_anybody_keys(province: PaperProvince) -> None:
    batch = make_batch(province)
    first, second = province.clerks
    with pytest.raises(custody.BatchNotInStep):
        batches.assign_clerks(province.department, batch, first.staff_id or 0, second.staff_id or 0)
    declare(province, batch)
    with pytest.raises(custody.BatchNotInStep):
        declare(province, batch)


def test_a_box_opened_tomorrow_is_not_declared_today(province: PaperProvince) -> None:
    batch = make_batch(province)
    counted = batches.Declaration(5, 0, 0, date(2026, 11, 24), "Nguyễn Văn Bình")
    with pytest.raises(custody.CollectedDayWrong):
        batches.declare_counts(province.department, batch, counted)


def test_the_rated_agency_never_keys_and_no_person_or_body_keys_twice(
    province: PaperProvince,
) -> None:
    batch = make_batch(province)
    declare(province, batch)
    first = province.clerks[0].staff_id or 0
    own = viewer(Role.CLERK, province.rated).staff_id or 0
    part = make_agency("Trung tâm Phục vụ HCC", parent_id=province.rated.id, counts_for_parent=True)
    of_part = viewer(Role.CLERK, part).staff_id or 0
    body = db.session.get_one(Staff, first).agency_id
    colleague = viewer(Role.CLERK, db.session.get_one(type(province.rated), body)).staff_id or 0
    for second, broken in (
        (own, custody.ClerkOfRatedAgency),
        (of_part, custody.ClerkOfRatedAgency),
        (first, custody.ClerksOfOneBody),
        (colleague, custody.ClerksOfOneBody),
        (province.observer.id, custody.NotYourForms),
    ):
        with pytest.raises(broken):
            batches.assign_clerks(province.department, batch, first, second)


def test_a_clerk_keys_only_the_own_pass_of_the_own_batch(province: PaperProvince) -> None:
    batch = keying_batch(province)
    first, second = province.clerks
    form = typed(batch, "544")
    for actor, page in (
        (second, page_of(first, batch, 1)),
        (second, page_of(second, batch, 1)),
        (first, page_of(first, batch, 2)),
        (first, replace(page_of(first, batch, 1), batch_id=batch.id + 1)),
        (province.department, page_of(province.department, batch, 1)),
    ):
        with pytest.raises(custody.NotYourForms):
            keying.key_form(actor, batch, page, batch.serial_from, form.keyed, {})
    assert get_task(batch.id, second.staff_id).pass_number == 2


def test_a_clerk_who_moved_to_the_rated_agency_keys_no_more(province: PaperProvince) -> None:
    batch = keying_batch(province)
    actor = province.clerks[0]
    moved = Viewer(actor.staff_id, province.rated.id, actor.grants)
    with pytest.raises(custody.ClerkOfRatedAgency):
        keying.key_form(
            moved, batch, page_of(moved, batch, 1), batch.serial_from, Keyed("blank"), {}
        )


def test_the_same_page_sent_twice_is_one_keying(province: PaperProvince) -> None:
    batch, actor = keying_batch(province), province.clerks[0]
    page, form = page_of(actor, batch, 1, seconds=23), typed(batch, "544")
    once = keying.key_form(actor, batch, page, batch.serial_from, form.keyed, {})
    again = keying.key_form(actor, batch, page, batch.serial_from, form.keyed, {})
    assert once.id == again.id
    assert once.seconds_steps in (4, 5)
    assert count_keyed(batch.id, 1) == 1


def test_a_keying_is_never_changed_a_correction_is_a_further_one(province: PaperProvince) -> None:
    batch = keying_batch(province)
    key(province, batch, 1, {batch.serial_from: "111"})
    key(province, batch, 1, {batch.serial_from: "122"})
    revisions = db.session.scalars(select(PaperKeying.revision).order_by(PaperKeying.id)).all()
    assert list(revisions) == [1, 2]
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text("UPDATE paper_keying SET staff_id = staff_id"))


def test_what_both_read_alike_is_settled_and_the_rest_waits_for_a_third(
    province: PaperProvince,
) -> None:
    """Five forms: alike, read differently, only with the first, with nobody, alike."""
    batch = keying_batch(province, filled=4)
    at = batch.serial_from
    key(province, batch, 1, {at: "544", at + 1: "555", at + 2: "111", at + 4: "0  "})
    key(province, batch, 2, {at: "544", at + 1: "551", at + 4: "0  "})
    with pytest.raises(custody.PassesUnfinished):
        comparing.compare_passes(province.department, batch, both_say_done=False)
    assert comparing.compare_passes(province.department, batch, both_say_done=True) == 2
    states = [form.state for form in queries.list_forms(batch.id)]
    assert states == ["agreed", "differs", "differs", "missing", "agreed"]


def test_nobody_keys_after_the_comparison(province: PaperProvince) -> None:
    batch = compared_batch(province)
    with pytest.raises(custody.NotYourForms):
        key(province, batch, 1, {batch.serial_from: "111"})


def test_a_difference_is_resolved_by_neither_of_the_two(province: PaperProvince) -> None:
    batch = keying_batch(province, 1)
    key(province, batch, 1, {batch.serial_from: "555"})
    key(province, batch, 2, {batch.serial_from: "551"})
    comparing.compare_passes(province.department, batch, both_say_done=False)
    batch.first_clerk_id = province.department.staff_id
    db.session.flush()
    with pytest.raises(custody.ThirdPersonNeeded):
        resolve(province, batch, batch.serial_from, typed(batch, "551").keyed)
    batch.first_clerk_id = province.clerks[0].staff_id
    db.session.flush()
    with pytest.raises(custody.DifferencesLeft):
        close(province, batch)
    resolve(province, batch, batch.serial_from, typed(batch, "551").keyed)
    form = queries.get_form(batch.id, batch.serial_from)
    assert (form.state, form.answers) == (FormState.RESOLVED, typed(batch, "551").keyed.answers)


def test_a_closed_batch_becomes_paper_responses_of_one_cluster_and_a_public_record(
    province: PaperProvince,
) -> None:
    batch = compared_batch(province, {0: "544", 1: "122", 3: "0 5"})
    leaves = db.session.scalar(select(func.count()).select_from(PendingLeaf)) or 0
    assert close(province, batch) == 3
    responses = db.session.scalars(select(Response)).all()
    assert {one.channel for one in responses} == {"paper"}
    assert {one.source for one in responses} == {"live"}
    assert {(one.month, one.iso_week, one.bucket) for one in responses} == {(202611, 202647, 0)}
    clusters = db.session.scalars(select(VisitCluster)).all()
    assert [(one.day, one.place_id) for one in clusters] == [(None, None)]
    content = queries.content_of(batch)
    given = sorted(unpack(content, one.answers).get("item_1", 0) for one in responses)
    assert given == [1, 5, 9]
    after = db.session.scalar(select(func.count()).select_from(PendingLeaf)) or 0
    assert after - leaves == 3 + 1
    record = record_of(batch)
    first = batch.serial_from
    assert record["missing_serials"] == ranges_text([first + 2, first + 4])
    assert (record["declared_filled"], record["filled"], record["missing"]) == (3, 3, 2)
    assert (record["serial_from"], record["event"]) == (serial_text(first), "paper-batch")


def test_words_move_to_the_texts_and_stay_nowhere_else(province: PaperProvince) -> None:
    batch, actor = keying_batch(province, 1), province.clerks[0]
    form = typed(batch, "544", words="Cần thêm ghế ngồi chờ")
    keying.key_form(
        actor, batch, page_of(actor, batch, 1), batch.serial_from, form.keyed, form.words
    )
    key(province, batch, 2, {batch.serial_from: "544"})
    comparing.compare_passes(province.department, batch, both_say_done=False)
    close(province, batch)
    assert db.session.scalars(select(ResponseText.text)).all() == ["Cần thêm ghế ngồi chờ"]
    assert queries.get_form(batch.id, batch.serial_from).words == {}


def test_a_batch_that_differs_from_its_declaration_needs_a_public_reason(
    province: PaperProvince,
) -> None:
    batch = keying_batch(province, 5, filled=5)
    read = {batch.serial_from + at: "544" for at in range(4)}
    key(province, batch, 1, read)
    key(province, batch, 2, read)
    comparing.compare_passes(province.department, batch, both_say_done=True)
    with pytest.raises(custody.ReasonForMismatch):
        close(province, batch, "thiếu")
    close(province, batch, "Một tờ rơi khi vận chuyển, đã lập biên bản")
    assert record_of(batch)["reason"].startswith("Một tờ rơi")


def test_nothing_of_a_closed_batch_changes_but_a_correction_is_added(
    province: PaperProvince,
) -> None:
    batch = compared_batch(province)
    close(province, batch)
    with pytest.raises(custody.BatchClosed):
        close(province, batch)
    with pytest.raises(custody.BatchClosed):
        resolve(province, batch, batch.serial_from, None)
    with pytest.raises(custody.BatchClosed):
        declare(province, batch)
    with pytest.raises(custody.CorrectionReasonNeeded):
        batches.correct_batch(province.department, batch, "sai")
    added = batches.correct_batch(
        province.department, batch, "Tờ thứ hai bị đọc nhầm mức 1 thành 4"
    )
    assert db.session.get_one(PublicRecord, added.commitment).type == "paper-batch"
    assert len(queries.list_corrections(batch.id)) == 1


def test_twenty_of_sixty_forms_thrown_away_are_twenty_missing_serials(
    province: PaperProvince,
) -> None:
    """S6, the first attack: negative forms are discarded before they are handed over."""
    kept = {at: "544" for at in range(60) if at % 3 != 1}
    batch = compared_batch(province, kept, form_count=60)
    close(province, batch)
    thrown = [batch.serial_from + at for at in range(60) if at % 3 == 1]
    assert queries.list_missing(batch.id) == thrown
    assert record_of(batch)["missing_serials"] == ranges_text(thrown)
    assert queries.paper_totals(province.round.id) == (60, 20, 40)


def test_eighty_invented_forms_show_as_speed_and_repetition(province: PaperProvince) -> None:
    """S6, the second attack: two sittings at about 20 seconds a form; and nobody else has the sheets."""
    batch = keying_batch(province, 80)
    rows = ["555"] * 30 + ["545"] * 20 + ["454"] * 30
    key(province, batch, 1, dict(enumerate(rows, batch.serial_from)), seconds=20)
    (signs,) = clerk_signs([batch.id])
    assert (signs.is_fast, signs.is_alike) == (True, True)
    assert signs.signs.fast_run == 80
    comparing.compare_passes(province.department, batch, both_say_done=True)
    assert batch.difference_count == 80


def test_changed_marks_are_found_by_keying_a_sample_anew(province: PaperProvince) -> None:
    """S6, the third attack: ten of eighty forms were keyed otherwise than they are marked, by both."""
    batch = compared_batch(province, dict.fromkeys(range(80), "555"), form_count=80)
    close(province, batch)
    on_paper = {batch.serial_from + at: "111" if at < 10 else "555" for at in range(80)}
    sample = samples.draw_sample(province.inspector, batch)
    assert len(sample.serials) == 30
    assert samples.draw_sample(province.inspector, batch).id == sample.id
    for serial in sample.serials:
        read = typed(batch, on_paper[serial]).keyed
        samples.recheck_form(province.inspector, batch, sample, serial, read)
    changed = {one.serial for one in list_rechecks(sample.id) if not one.is_same}
    assert changed == {one for one in sample.serials if on_paper[one] == "111"}
    with pytest.raises(custody.NotInSample):
        samples.recheck_form(province.inspector, batch, sample, sample.serials[0], None)


def test_the_sample_grows_with_large_batches_and_is_not_drawn_too_early(
    province: PaperProvince,
) -> None:
    batch = keying_batch(province, 2)
    with pytest.raises(custody.SampleTooEarly):
        samples.draw_sample(province.inspector, batch)
    large = compared_batch(province, dict.fromkeys(range(401), "555"), form_count=401)
    assert len(samples.draw_sample(province.inspector, large).serials) == 41


def test_who_keyed_or_is_rated_inspects_nothing(province: PaperProvince) -> None:
    batch = compared_batch(province)
    rated = viewer(Role.INSPECTOR, province.rated)
    with pytest.raises(custody.OwnAgencyRated):
        samples.draw_sample(rated, batch)
    with pytest.raises(custody.ThirdPersonNeeded):
        samples.draw_sample(province.clerks[0], batch)


def test_paper_stays_out_of_the_figures_of_other_channels(province: PaperProvince) -> None:
    official = setting_in_force("score.official_channels", date(2026, 11, 23)).value
    assert "paper" not in {*official, *DEFAULTS["score.official_channels"], *OPEN_CHANNELS}


def test_every_form_is_in_exactly_one_state(province: PaperProvince) -> None:
    batch = compared_batch(province, {0: "544", 1: "122"})
    assert sum(queries.count_states(batch.id).values()) == batch.form_count
    assert db.session.scalar(select(func.count()).select_from(PaperForm)) == batch.form_count


def test_the_values_shipped_hold_where_none_is_stored(app: Flask) -> None:
    keys = ("paper.recheck_percent", "paper.recheck_least", "paper.fast_seconds", "paper.scan_days")
    keys += ("paper.fast_percent",)
    before = [paper_setting(key) for key in keys]
    g.pop("legal_cache")
    load_legal_data()
    assert [setting_in_force(key, date(2026, 11, 23)).value for key in keys] == before
