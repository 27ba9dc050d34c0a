"""Leaving answers out of the sum: two people of different bodies, a public record, and a way back."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import surveys.case_kinds  # noqa: F401 - registers the kinds of cases
from agencies.actions.cases import confirm_decision, propose_decision
from agencies.models import AgencyKind, Case, Role
from agencies.rules.cases import OtherBodyNeeded, OwnBodyConcerned
from base.db import db
from ledger.models import PublicRecord
from surveys.detecting import detect
from surveys.models import (
    Alarm,
    ExcludedResponse,
    ExclusionAct,
    FlaggedResponse,
    Response,
    RoundState,
    TallyMark,
)
from surveys.queries.exclusions import list_left_out
from surveys.rules.exclusions import NothingToExclude, NothingToRestore, RoundSigned
from tests.conftest import TODAY
from tests.factories import make_agency, make_round, make_staff
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
