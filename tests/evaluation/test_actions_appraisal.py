"""From computed points to a published year: who signs, what stops it, what stays on record."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from agencies.models import AuditEntry, Role
from agencies.queries.legal import setting_in_force
from agencies.roles import Viewer
from agencies.rules.cases import (
    BodyUnknown,
    OtherBodyNeeded,
    OwnBodyConcerned,
    SecondPersonNeeded,
)
from agencies.setting_uses import uses_of
from base.db import db as database
from base.rules import ChangedMeanwhile
from evaluation.actions.appraisal import (
    give_points,
    short_of_signs,
    sign_result,
    submit_result,
)
from evaluation.actions.looks import answer_proposal, ask_for_another_look, propose_answer
from evaluation.actions.publication import publish_result, record_decision
from evaluation.actions.scoring import compute_result
from evaluation.models import AppraisedPoints, LookAct, ResultSign, ResultState, YearResult
from evaluation.reports.results import read_result, result_of
from evaluation.rules import results as rules
from ledger.queries.records import intact_records
from ledger.record_types import RecordType
from tests.evaluation.scored_year import YEAR, SmallProvince, make_criterion
from tests.factories import make_agency, make_staff

REASON = "Biên bản kiểm tra số 12/BB-SNV ngày 20/11/2026"
WORDS = "Xã đã niêm yết đủ các nội dung, có ảnh chụp kèm theo."
AFTER_LOOKS = datetime(2026, 12, 9, 3, tzinfo=UTC)


def viewer(role: str, agency: Any) -> Viewer:
    staff = make_staff(role, agency=agency)
    scope = agency.id if role == Role.AGENCY_OFFICER and agency else None
    return Viewer(staff.id, agency.id if agency else None, ((Role(role), scope),))


class Scene(SmallProvince):
    """The province with those who act, its year computed."""

    def __init__(self) -> None:
        super().__init__()
        self.first = viewer("department", self.department)
        self.second = viewer("department", self.department)
        self.office = [viewer("department", self.stand_in) for _ in range(2)]
        self.inspectorate = make_agency("Thanh tra tỉnh", kind="inspectorate")
        self.inspector = viewer("inspector", self.inspectorate)
        self.officer = viewer("agency_officer", self.middling)
        self.result = compute_result(self.year)
        database.session.commit()

    def sign(self, *people: Viewer) -> bool:
        signed = [sign_result(one, self.result, self.result.content_hash) for one in people]
        return signed[-1]

    def appraise(self) -> None:
        assert self.sign(self.first, self.second, *self.office)

    def submit(self) -> None:
        self.appraise()
        with time_machine.travel(AFTER_LOOKS):
            submit_result(self.first, self.result)

    def decide(self) -> None:
        self.submit()
        with time_machine.travel(AFTER_LOOKS):
            record_decision(self.first, self.result, "4321/QĐ-UBND", date(2026, 12, 9))

    def publish(self) -> None:
        self.decide()
        with time_machine.travel(AFTER_LOOKS):
            publish_result(self.first, self.result)

    def points(self, agency: Any) -> float | None:
        found = read_result(self.result, YEAR).agency(agency.id)
        assert found is not None
        return found.points


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


@pytest.fixture
def later() -> Iterator[None]:
    with time_machine.travel(AFTER_LOOKS):
        yield


def acts() -> list[str]:
    return list(database.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_points_change_only_for_a_reason_and_the_row_stays(scene: Scene) -> None:
    with pytest.raises(rules.ReasonNeeded):
        give_points(scene.first, scene.result, scene.middling, "ke-hoach", 10, "sai")
    give_points(scene.first, scene.result, scene.middling, "ke-hoach", 10, REASON)
    give_points(scene.first, scene.result, scene.middling, "ke-hoach", 12, REASON)
    assert scene.points(scene.middling) == pytest.approx(56)
    rows = database.session.scalars(select(AppraisedPoints.points).order_by(AppraisedPoints.id))
    assert list(rows) == [10, 12]
    found = read_result(scene.result, YEAR).agency(scene.middling.id)
    line = next(one for one in found.lines if one.key == "ke-hoach")  # type: ignore[union-attr]
    assert (line.computed_points, line.is_given, line.reason) == (20, True, REASON)


def test_a_deduction_takes_off_and_moves_the_ranks_of_the_group(scene: Scene) -> None:
    give_points(scene.first, scene.result, scene.strong, "vi-pham", 10, REASON)
    assert scene.points(scene.strong) == pytest.approx(86)


def test_points_of_the_index_are_nobodys_to_change(scene: Scene) -> None:
    with pytest.raises(rules.IndexPointsFixed):
        give_points(scene.first, scene.result, scene.middling, "hai-long", 40, REASON)


def test_nobody_gives_points_to_the_own_body(scene: Scene) -> None:
    with pytest.raises(OwnBodyConcerned):
        give_points(scene.first, scene.result, scene.department, "ke-hoach", 20, REASON)
    give_points(scene.office[0], scene.result, scene.department, "ke-hoach", 20, REASON)
    centre = make_agency("Trung tâm của Sở", parent_id=scene.department.id, counts_for_parent=True)
    with pytest.raises(OwnBodyConcerned):
        give_points(
            viewer("department", centre), scene.result, scene.department, "ke-hoach", 1, REASON
        )


def test_who_belongs_to_no_body_signs_nothing(scene: Scene) -> None:
    with pytest.raises(BodyUnknown):
        sign_result(viewer("department", None), scene.result, scene.result.content_hash)


def test_two_people_sign_and_the_stand_in_signs_where_the_department_is_rated(
    scene: Scene,
) -> None:
    assert not scene.sign(scene.first)
    with pytest.raises(rules.SignedAlready):
        scene.sign(scene.first)
    assert not scene.sign(scene.second)
    assert short_of_signs(scene.result) == {scene.department.id: 2}
    assert not scene.sign(scene.office[0])
    assert scene.sign(scene.office[1])
    result = scene.result
    assert (result.state, result.looks_until) == (ResultState.APPRAISED, date(2026, 12, 8))
    assert (result.appraised_by_id, result.second_by_id) == (
        scene.first.staff_id,
        scene.second.staff_id,
    )


def test_changed_points_make_signs_void(scene: Scene) -> None:
    scene.sign(scene.first)
    give_points(scene.second, scene.result, scene.middling, "ke-hoach", 10, REASON)
    scene.sign(scene.second, *scene.office)
    assert scene.result.state == ResultState.COMPUTED
    assert scene.sign(scene.first)
    assert len(database.session.scalars(select(ResultSign)).all()) == 5


def test_what_is_signed_is_what_was_seen(scene: Scene) -> None:
    seen = scene.result.content_hash
    give_points(scene.second, scene.result, scene.middling, "ke-hoach", 10, REASON)
    with pytest.raises(rules.ContentChanged):
        sign_result(scene.first, scene.result, seen)


def test_two_who_sign_from_the_same_page_come_in_turn(scene: Scene) -> None:
    seen = scene.result.revision
    sign_result(scene.first, scene.result, scene.result.content_hash, seen)
    with pytest.raises(ChangedMeanwhile):
        sign_result(scene.second, scene.result, scene.result.content_hash, seen)


def test_a_year_signed_fully_is_not_signed_again(scene: Scene) -> None:
    scene.appraise()
    with pytest.raises(rules.NotComputed):
        scene.sign(viewer("department", scene.department))
    with pytest.raises(rules.NotComputed):
        give_points(scene.first, scene.result, scene.middling, "ke-hoach", 1, REASON)


def test_signing_waits_for_the_day_of_the_reports(scene: Scene) -> None:
    scene.year.state, scene.year.report_by = "reporting", date(2026, 11, 30)
    with pytest.raises(rules.ReportingNotOver):
        scene.sign(scene.first)


def test_a_criterion_that_only_people_score_holds_the_signing_until_it_is_scored(
    app: Flask,
) -> None:
    from tests.evaluation import scored_year

    whole = make_criterion("hoi-dong", 100, source_kind="appraised", source_key="", conversion={})
    card = scored_year.make_card(criteria=[whole])
    year = scored_year.make_year()
    commune = make_agency("UBND xã Như Xuân")
    department = make_agency("Sở Nội vụ", kind="employer")
    first = viewer("department", department)
    result = compute_result(year, scorecard_id=card.id)
    with pytest.raises(rules.PointsOwed) as owed:
        sign_result(first, result, result.content_hash)
    assert "UBND xã Như Xuân" in str(owed.value)
    give_points(first, result, commune, "hoi-dong", 80, REASON)
    sign_result(first, result, result.content_hash)


def test_an_upheld_request_changes_the_points_and_both_are_in_the_record(scene: Scene) -> None:
    scene.appraise()
    look = ask_for_another_look(scene.officer, scene.result, scene.middling.id, "cong-khai", WORDS)
    propose_answer(scene.first, look, "upheld", 35.0, REASON)
    assert (look.outcome, scene.points(scene.middling)) == (None, pytest.approx(64))
    answer_proposal(scene.inspector, look, True, "")
    assert (look.outcome, look.reason) == ("upheld", REASON)
    assert (look.decided_by_id, look.second_by_id) == (
        scene.first.staff_id,
        scene.inspector.staff_id,
    )
    assert scene.points(scene.middling) == pytest.approx(79)
    assert [one for one in acts() if one.startswith("another_look")] == [
        "another_look.ask",
        "another_look.propose",
        "another_look.confirm",
    ]


def test_a_refused_proposal_goes_back_and_stays_on_record(scene: Scene) -> None:
    scene.appraise()
    look = ask_for_another_look(scene.officer, scene.result, scene.middling.id, "ke-hoach", WORDS)
    propose_answer(scene.first, look, "dismissed", None, REASON)
    with pytest.raises(rules.LookHasProposal):
        propose_answer(scene.second, look, "dismissed", None, REASON)
    with pytest.raises(rules.ReasonNeeded):
        answer_proposal(scene.inspector, look, False, "")
    answer_proposal(scene.inspector, look, False, "Chưa kiểm tra ảnh niêm yết của xã")
    assert look.outcome is None
    with pytest.raises(rules.NothingProposed):
        answer_proposal(scene.inspector, look, True, "")
    propose_answer(scene.second, look, "upheld", 20.0, REASON)
    answer_proposal(scene.inspector, look, True, "")
    kinds = database.session.scalars(select(LookAct.act).order_by(LookAct.id)).all()
    assert kinds == ["propose", "refuse", "propose", "confirm"]


def test_the_second_person_is_of_another_body_and_neither_of_the_rated_one(scene: Scene) -> None:
    scene.appraise()
    look = ask_for_another_look(scene.officer, scene.result, scene.middling.id, "", WORDS)
    with pytest.raises(OwnBodyConcerned):
        propose_answer(viewer("department", scene.middling), look, "upheld", None, REASON)
    propose_answer(scene.first, look, "upheld", None, REASON)
    with pytest.raises(SecondPersonNeeded):
        answer_proposal(scene.first, look, True, "")
    with pytest.raises(OtherBodyNeeded):
        answer_proposal(scene.second, look, True, "")
    with pytest.raises(OwnBodyConcerned):
        answer_proposal(viewer("inspector", scene.middling), look, True, "")
    answer_proposal(scene.inspector, look, True, "")
    assert look.outcome == "upheld"


def test_requests_are_taken_until_the_day_and_then_no_more(scene: Scene) -> None:
    with pytest.raises(rules.LooksNotTaken):
        ask_for_another_look(scene.officer, scene.result, scene.middling.id, "", WORDS)
    scene.appraise()
    with time_machine.travel(AFTER_LOOKS), pytest.raises(rules.LooksOver):
        ask_for_another_look(scene.officer, scene.result, scene.middling.id, "", WORDS)


def test_nothing_is_submitted_while_a_request_waits(scene: Scene, later: None) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 3, tzinfo=UTC)):
        scene.appraise()
        look = ask_for_another_look(scene.officer, scene.result, scene.middling.id, "", WORDS)
    with pytest.raises(rules.LooksOpen):
        submit_result(scene.first, scene.result)
    propose_answer(scene.first, look, "dismissed", None, REASON)
    answer_proposal(scene.inspector, look, True, "")
    submit_result(scene.first, scene.result)
    assert scene.result.state == ResultState.SUBMITTED


def test_a_decision_has_number_and_day_and_freezes(scene: Scene, later: None) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 3, tzinfo=UTC)):
        scene.appraise()
    submit_result(scene.first, scene.result)
    with pytest.raises(rules.DecisionIncomplete):
        record_decision(scene.first, scene.result, " ", date(2026, 12, 9))
    with pytest.raises(rules.NotDecided):
        publish_result(scene.first, scene.result)
    record_decision(scene.first, scene.result, "4321/QĐ-UBND", date(2026, 12, 9))
    assert (scene.result.state, scene.result.decision_number) == ("decided", "4321/QĐ-UBND")
    with pytest.raises(rules.NotSubmitted):
        record_decision(scene.first, scene.result, "4322/QĐ-UBND", date(2026, 12, 9))


def test_publication_is_a_public_record_with_the_hash_of_what_is_shown(scene: Scene) -> None:
    scene.publish()
    record = next(one for one in intact_records(RecordType.SCORE) if "evaluation_year" in one)
    assert record["content_hash"] == scene.result.content_hash
    assert (record["evaluation_year"], record["number"]) == (YEAR, 1)
    assert (record["decision_number"], record["decided_on"]) == ("4321/QĐ-UBND", "2026-12-09")
    public = result_of(YEAR)
    assert public is not None
    assert (public.state, public.content_hash) == ("published", scene.result.content_hash)


def test_a_correction_goes_the_whole_way_and_the_old_version_stays_readable(
    scene: Scene,
) -> None:
    scene.publish()
    old = scene.result
    scene.result = compute_result(scene.year, reason="Nhập nhầm số thôn của xã Thọ Xuân")
    assert result_of(YEAR).number == 1  # type: ignore[union-attr]
    scene.publish()
    assert (old.state, result_of(YEAR).number) == ("superseded", 2)  # type: ignore[union-attr]
    before = result_of(YEAR, 1)
    assert before is not None
    assert before.agency(scene.strong.id).points == pytest.approx(96)  # type: ignore[union-attr]
    reasons = [one["reason"] for one in intact_records(RecordType.SCORE) if "number" in one]
    assert sorted(reasons) == ["", "Nhập nhầm số thôn của xã Thọ Xuân"]


def test_what_is_not_public_is_not_given_as_public(scene: Scene) -> None:
    assert result_of(YEAR) is None
    scene.decide()
    assert result_of(YEAR) is None
    assert database.session.scalar(select(YearResult.state)) == "decided"


def test_a_result_keeps_the_version_of_the_setting_that_it_was_made_under(scene: Scene) -> None:
    setting = setting_in_force("evaluation.looks_days", date(2026, 11, 23))
    [use] = uses_of("evaluation.looks_days", [setting.id])
    assert (use.setting_id, use.is_signed) == (setting.id, False)
    assert use.words == f"Kết quả đánh giá năm {YEAR}, bản 1"
    scene.appraise()
    assert [one.is_signed for one in uses_of("evaluation.looks_days", [setting.id])] == [True]
