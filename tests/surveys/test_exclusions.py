"""Leaving answers out of the sum: two people of different bodies, a public record, and a way back."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

import surveys.case_kinds  # noqa: F401 - registers the kinds of cases
from agencies.actions.cases import confirm_decision, propose_decision
from agencies.models import AgencyKind, Case, Role
from agencies.rules.cases import OtherBodyNeeded, OwnBodyConcerned
from base.db import db
from ledger.models import PendingLeaf, PublicRecord
from surveys.actions.tallies import cluster_batches
from surveys.detecting import detect
from surveys.following import follow_round
from surveys.models import (
    WHOLE,
    Alarm,
    ClusterTally,
    ExcludedResponse,
    ExclusionAct,
    FlaggedResponse,
    ProposedResponse,
    Response,
    RoundState,
    Supersession,
    TallyMark,
)
from surveys.queries.exclusions import list_left_out
from surveys.queries.standings import PLAIN, notes_between
from surveys.queries.standings import list_left_out as list_all_left_out
from surveys.reports.recounting import Standings
from surveys.rules.exclusions import (
    NothingToExclude,
    NothingToRestore,
    ProposalOutdated,
    ProposalWithoutList,
    RoundSigned,
)
from surveys.supersede_records import supersede_number
from tests.conftest import TODAY
from tests.factories import make_agency, make_round, make_staff
from tests.ledger.leaves import commit_responses, seal_now
from tests.surveys.night import send_at
from tests.surveys.test_detecting import all_of, burst, quiet


class Scene:
    """A commune with a quiet morning and a burst, its case, and the two people."""

    def __init__(self) -> None:
        self.agency = make_agency("UBND xã Hoằng Hóa")
        self.round = make_round(agencies=[self.agency])
        home = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
        inspectorate = make_agency("Thanh tra tỉnh", kind=AgencyKind.DEPARTMENT)
        self.first = make_staff(Role.DEPARTMENT, agency=home)
        self.second = make_staff(Role.INSPECTOR, agency=inspectorate)
        send_at(self.round, self.agency, quiet())
        self.inside = send_at(self.round, self.agency, burst(hour=20))
        db.session.commit()
        detect(TODAY)
        (self.case,) = all_of(Case)

    def decide(self, case: Case, outcome: str) -> None:
        propose_decision(case, outcome, "Camera cho thấy một người bấm liền 40 phiếu", self.first)
        confirm_decision(case, "Đã xem biên bản làm việc", self.second)
        db.session.commit()

    def propose(self, case: Case, outcome: str) -> Any:
        made = propose_decision(case, outcome, "Camera cho thấy một người bấm liền", self.first)
        db.session.commit()
        return made

    def confirm(self, case: Case) -> None:
        confirm_decision(case, "Đã xem biên bản làm việc", self.second)
        db.session.commit()

    def answer_anew(self, old_id: int) -> int:
        """One more answer, in place of the old one."""
        (new_id,) = send_at(self.round, self.agency, burst(1, hour=21))
        db.session.add(
            Supersession(round_id=self.round.id, old_response_id=old_id, new_response_id=new_id)
        )
        db.session.commit()
        return new_id

    def left_out(self) -> set[int]:
        return list_left_out(self.round.id, self.agency.id)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def records() -> list[dict[str, Any]]:
    rows = select(PublicRecord).where(PublicRecord.type.in_(["exclude", "restore"]))
    found = [json.loads(one.record) for one in db.session.scalars(rows)]
    return sorted(found, key=lambda one: (one["case"], one["act"], one["rule"]))


def test_setting_aside_leaves_out_what_the_alarm_named_and_deletes_nothing(scene: Scene) -> None:
    before = len(all_of(Response))
    scene.decide(scene.case, "set_aside")
    assert set(scene.inside) <= scene.left_out()
    assert len(scene.left_out()) < before
    assert len(all_of(Response)) == before


def test_what_was_set_aside_is_asked_about_again_by_a_case_of_its_own(scene: Scene) -> None:
    scene.decide(scene.case, "set_aside")
    again = all_of(Case)[-1] if all_of(Case)[-1].kind == "exclusion" else all_of(Case)[0]
    assert again.kind == "exclusion"
    assert again.about_agency_id == scene.agency.id
    scene.decide(again, "restore")
    assert scene.left_out() == set()


def test_every_act_is_a_public_record_without_names_and_with_a_root(scene: Scene) -> None:
    scene.decide(scene.case, "exclude")
    (record,) = records()
    assert record["event"] == "exclude"
    assert record["agency"] == scene.agency.code
    assert record["case"] == scene.case.id
    assert record["count"] == len(scene.left_out())
    assert record["roles"] == "department,inspector"
    assert len(bytes.fromhex(record["root"])) == 32
    text = json.dumps(record, ensure_ascii=False)
    assert scene.first.full_name not in text
    assert scene.second.full_name not in text
    (act,) = all_of(ExclusionAct)
    assert act.commitment == all_of(PublicRecord)[-1].commitment


def test_fewer_than_ten_are_said_to_be_fewer_than_ten(scene: Scene) -> None:
    from surveys.rules.exclusions import public_count

    assert public_count(10) == 10
    assert public_count(9) == "dưới 10"
    assert public_count(1) == "dưới 10"


def test_the_tallies_are_made_anew_after_an_act(scene: Scene) -> None:
    scene.decide(scene.case, "exclude")
    assert db.session.get_one(TallyMark, scene.round.id).is_stale


def test_an_exclusion_for_good_after_setting_aside_keeps_them_out_until_restored(
    scene: Scene,
) -> None:
    scene.decide(scene.case, "set_aside")
    (again,) = [one for one in all_of(Case) if one.kind == "exclusion"]
    scene.decide(again, "exclude")
    out = scene.left_out()
    assert set(scene.inside) <= out
    from surveys.actions.exclusions import ask_again

    act = max(all_of(ExclusionAct), key=lambda one: one.id)
    third = ask_again(act, "Xem xét tính lại")
    db.session.commit()
    scene.decide(third, "restore")
    assert scene.left_out() == set()
    assert [one["event"] for one in records()].count("restore") == 2


def test_restoring_twice_is_refused_kindly(scene: Scene) -> None:
    from surveys.actions.exclusions import ask_again

    scene.decide(scene.case, "exclude")
    (act,) = all_of(ExclusionAct)
    first, second = ask_again(act, "Một"), ask_again(act, "Hai")
    db.session.commit()
    scene.decide(first, "restore")
    with pytest.raises(NothingToRestore):
        scene.decide(second, "restore")


def test_the_same_answers_are_not_left_out_twice(scene: Scene) -> None:
    scene.decide(scene.case, "exclude")
    again = Case(kind="alarm", title="Lần hai", about_agency_id=scene.agency.id)
    db.session.add(again)
    db.session.flush()
    for alarm in all_of(Alarm):
        alarm.case_id = again.id
    db.session.commit()
    with pytest.raises(NothingToExclude):
        scene.decide(again, "exclude")


def test_a_signed_round_is_not_changed_behind_its_index(scene: Scene) -> None:
    scene.round.state = RoundState.SIGNED
    db.session.commit()
    with pytest.raises(RoundSigned):
        scene.decide(scene.case, "exclude")


def test_one_body_alone_leaves_nothing_out(scene: Scene) -> None:
    propose_decision(scene.case, "exclude", "Lý do", scene.first)
    same = make_staff(
        Role.INSPECTOR, agency=db.session.get(type(scene.agency), scene.first.agency_id)
    )
    with pytest.raises(OtherBodyNeeded):
        confirm_decision(scene.case, "", same)
    assert all_of(ExcludedResponse) == []


def test_the_rated_body_is_neither_the_first_nor_the_second(scene: Scene) -> None:
    own = make_staff(Role.INSPECTOR, agency=scene.agency)
    with pytest.raises(OwnBodyConcerned):
        propose_decision(scene.case, "no_fault", "Chúng tôi tự thấy không sao", own)
    propose_decision(scene.case, "exclude", "Lý do", scene.first)
    with pytest.raises(OwnBodyConcerned):
        confirm_decision(scene.case, "", own)


def test_a_case_closed_without_fault_leaves_all_answers_in(scene: Scene) -> None:
    scene.decide(scene.case, "no_fault")
    assert scene.left_out() == set()
    assert records() == []


def test_a_sign_of_a_whole_month_leaves_out_its_channel_alone(scene: Scene) -> None:
    other = send_at(scene.round, scene.agency, quiet(3), channel="code")
    for flag in all_of(FlaggedResponse):
        db.session.delete(flag)
    for alarm in all_of(Alarm):
        alarm.channel = "open_qr"
    db.session.commit()
    scene.decide(scene.case, "exclude")
    assert len(scene.left_out()) == 46
    assert not scene.left_out() & set(other)


def test_answers_that_come_after_the_proposal_are_not_left_out_by_its_confirmation(
    scene: Scene,
) -> None:
    for flag in all_of(FlaggedResponse):  # the whole month and channel, which go on growing
        db.session.delete(flag)
    db.session.commit()
    decision = scene.propose(scene.case, "exclude")
    frozen = {one.response_id for one in all_of(ProposedResponse)}
    assert len(frozen) == decision.scope["count"]
    later = set(send_at(scene.round, scene.agency, burst(3, hour=21)))
    db.session.commit()
    scene.confirm(scene.case)
    assert scene.left_out() == frozen
    assert not later & scene.left_out()


def test_a_new_sign_between_proposal_and_confirmation_needs_a_proposal_of_its_own(
    scene: Scene,
) -> None:
    scene.propose(scene.case, "exclude")
    before = len(all_of(ProposedResponse))
    (alarm, *_others) = all_of(Alarm)
    (more,) = send_at(scene.round, scene.agency, burst(1, hour=21))
    flag = {"alarm_id": alarm.id, "round_id": scene.round.id, "response_id": more}
    db.session.add(FlaggedResponse(**flag))
    db.session.commit()
    scene.confirm(scene.case)
    assert more not in scene.left_out()
    assert len(scene.left_out()) == before


@pytest.mark.parametrize("table", ["proposed_response", "case_decision"])
def test_a_list_changed_behind_the_second_person_s_back_is_not_confirmed(
    scene: Scene, table: str
) -> None:
    scene.propose(scene.case, "exclude")
    if table == "case_decision":
        scene.case.decisions[-1].scope = {"count": 10, "root": "00" * 32}
    else:
        (more,) = send_at(scene.round, scene.agency, burst(1, hour=21))
        about = {"decision_id": scene.case.decisions[-1].id, "round_id": scene.round.id}
        db.session.add(ProposedResponse(**about, response_id=more))
    db.session.commit()
    with pytest.raises(ProposalWithoutList):
        scene.confirm(scene.case)
    db.session.rollback()
    assert scene.left_out() == set()


@pytest.mark.parametrize("change", ["UPDATE {} SET response_id = 9", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_proposed(scene: Scene, change: str) -> None:
    scene.propose(scene.case, "exclude")
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(change.format("proposed_response")))
    db.session.rollback()


def test_restoring_takes_in_no_more_than_what_was_spoken_of(scene: Scene) -> None:
    scene.decide(scene.case, "set_aside")
    (again,) = [one for one in all_of(Case) if one.kind == "exclusion"]
    scene.propose(again, "restore")
    (act,) = all_of(ExclusionAct)
    (more,) = send_at(scene.round, scene.agency, burst(1, hour=21))
    wider = ExclusionAct(
        round_id=scene.round.id, agency_id=scene.agency.id, case_id=scene.case.id, act="exclude",
        reason="Thêm", response_count=2, commitment=bytes(32),
    )  # fmt: skip
    db.session.add(wider)
    db.session.flush()
    for one in (more, scene.inside[0]):
        db.session.add(ExcludedResponse(act_id=wider.id, response_id=one))
    db.session.commit()
    with pytest.raises(ProposalOutdated):
        scene.confirm(again)
    db.session.rollback()
    assert act.id


def standing_of(scene: Scene, response_id: int) -> str:
    note = notes_between(scene.round.id, response_id, response_id).get(response_id, PLAIN)
    return str(note.standing)


def test_an_excluded_answer_given_anew_is_stored_and_left_out_until_the_case_takes_it_in(
    scene: Scene,
) -> None:
    scene.decide(scene.case, "set_aside")
    (again,) = [one for one in all_of(Case) if one.kind == "exclusion"]
    new_id = scene.answer_anew(scene.inside[0])
    newest = scene.answer_anew(new_id)
    assert standing_of(scene, new_id) == "superseded"
    assert standing_of(scene, newest) == "left_out"
    assert newest in list_all_left_out(scene.round.id)
    scene.decide(again, "restore")
    assert standing_of(scene, newest) == "counted"
    assert standing_of(scene, scene.inside[0]) == "superseded"


def test_the_tallies_follow_an_excluded_answer_that_was_given_anew(scene: Scene) -> None:
    scene.decide(scene.case, "exclude")
    follow_round(scene.round.id)
    scene.answer_anew(scene.inside[0])
    follow_round(scene.round.id)
    rows = select(ClusterTally.standing, func.sum(ClusterTally.response_count))
    rows = rows.where(ClusterTally.question_key == WHOLE).group_by(ClusterTally.standing)
    sums = {standing: int(count) for standing, count in db.session.execute(rows)}
    out = len(scene.left_out())
    assert sums["left_out"] == out  # one gone, one come in its place
    assert cluster_batches(scene.round.id) == []


def test_an_answer_given_anew_before_the_proposal_is_named_with_the_one_it_replaced(
    scene: Scene,
) -> None:
    new_id = scene.answer_anew(scene.inside[0])
    scene.decide(scene.case, "exclude")
    assert {scene.inside[0], new_id} <= scene.left_out()


def test_the_recount_leaves_out_what_replaced_a_left_out_answer_once_the_ledger_tells_of_it(
    scene: Scene, app: Flask
) -> None:
    commit_responses(app)
    scene.decide(scene.case, "exclude")
    old_id = scene.inside[0]
    new_id = scene.answer_anew(old_id)
    number = supersede_number(scene.round.id, old_id, new_id)
    db.session.add(PendingLeaf(type="supersede", number_hash=number, commitment=bytes(32)))
    db.session.commit()
    seal_now(app)
    master = app.extensions["settings"].secrets.ledger_master.encode()
    found = Standings(scene.round.id, 10_000, master)
    assert {old_id, new_id} <= found.left_out
    assert old_id in found.replaced
    assert new_id not in Standings(scene.round.id, 0, master).left_out
