"""Nothing vanishes: who may hide a comment, what stays in its place, who may read it, how it comes back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agencies.models import AuditEntry, Case
from base.clock import today
from base.db import db
from feedback.actions.moderation import release_overdue
from feedback.models import (
    Comment,
    CommentStanding,
    CommentText,
    ModerationAct,
    SecondLook,
)
from tests.factories import make_agency
from tests.feedback.commenting import (
    WORDS,
    Page,
    comment_once,
    count,
    follow,
    leaf_types,
    open_round,
    rows_of,
)
from tests.feedback.test_comments_following import everything_stored

REASON = "Có số điện thoại của hàng xóm."
AsStaff = Callable[..., FlaskClient]


def token(client: FlaskClient) -> str:
    text = client.get("/can-bo/tai-khoan-toi/").get_data(as_text=True)
    return text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def act(client: FlaskClient, address: str, **fields: Any) -> Page:
    answer = client.post(
        address, data={"csrf_token": token(client), **fields}, follow_redirects=True
    )
    return Page(answer.status_code, answer.get_data(as_text=True), answer.headers)


@dataclass
class Scene:
    """A comment of a resident, the officer of the agency that asks, an inspector of another body."""

    codes: list[str]
    comment_id: int
    officer: FlaskClient
    inspector: FlaskClient
    resident: FlaskClient

    def at(self, what: str = "") -> str:
        return f"/can-bo/kiem-duyet/y-kien/{self.comment_id}" + (f"/{what}" if what else "")

    def propose(self, speaks: str = "no", rule: str = "3") -> Page:
        return act(self.officer, self.at("de-nghi-an"), rule=rule, reason=REASON, speaks=speaks)

    def decide(self, answer: str = "hide", client: FlaskClient | None = None) -> Page:
        fields = {"answer": answer, "decision_reason": "Đúng quy tắc."}
        return act(client or self.inspector, self.at("quyet-dinh"), **fields)


@pytest.fixture
def scene(app: Flask, as_staff: AsStaff) -> Scene:
    agency, inspectorate = make_agency("UBND xã Hợp Tiến"), make_agency("Thanh tra tỉnh")
    comment_round = open_round(agency=agency)
    resident = app.test_client()
    thanks = comment_once(resident, comment_round, "dieu-1")
    (comment,) = rows_of(Comment)
    officer = as_staff("agency_officer", agency=agency)
    inspector = as_staff("inspector", agency=inspectorate)
    return Scene(thanks.codes, comment.id, officer, inspector, resident)


def standing() -> CommentStanding:
    (row,) = rows_of(CommentStanding)
    return row  # type: ignore[no-any-return]


def acts() -> list[tuple[str, str]]:
    return [(row.act, row.role) for row in sorted(rows_of(ModerationAct), key=lambda row: row.id)]


def test_a_comment_about_the_agency_stays_in_sight_until_another_body_has_decided(
    scene: Scene,
) -> None:
    for speaks in ("yes",):
        assert scene.propose(speaks).status == 200
    assert standing().visibility == "published"
    assert standing().is_about_agency
    assert acts() == [("propose", "agency_officer")]


def test_in_doubt_a_comment_counts_as_being_about_the_agency(scene: Scene) -> None:
    scene.propose("unsure")
    assert (standing().visibility, standing().is_about_agency) == ("published", True)


def test_who_proposes_must_say_whether_it_speaks_of_the_agency(scene: Scene) -> None:
    page = act(scene.officer, scene.at("de-nghi-an"), rule="3", reason=REASON)
    assert page.status == 422
    assert count(ModerationAct) == 0


@pytest.mark.parametrize("missing", [{"rule": ""}, {"rule": "99"}, {"reason": "  "}])
def test_hiding_needs_a_published_rule_and_a_reason(scene: Scene, missing: dict[str, str]) -> None:
    fields = {"rule": "3", "reason": REASON, "speaks": "no", **missing}
    page = act(scene.officer, scene.at("de-nghi-an"), **fields)
    assert page.status == 422
    assert count(ModerationAct) == 0


def test_another_comment_is_held_with_a_stub_and_its_author_sees_why(scene: Scene) -> None:
    scene.propose("no")
    now = standing()
    assert (now.visibility, now.rule, now.role) == ("held", 3, "agency_officer")
    page = follow(scene.resident, scene.codes)
    for words in ("Quy tắc 3", "Số điện thoại, số giấy tờ", REASON, WORDS):
        assert words in page.text


def test_the_agency_alone_cannot_hide_whatever_it_says_about_the_comment(
    scene: Scene, as_staff: AsStaff
) -> None:
    scene.propose("no")
    assert scene.decide(client=scene.officer).status == 403
    agency_id = scene.officer.staff.agency_id  # type: ignore[attr-defined]
    from agencies.models import Agency

    own_inspector = as_staff("inspector", agency=db.session.get(Agency, agency_id))
    assert scene.decide(client=own_inspector).status == 409
    assert standing().visibility == "held"
    refused = [row for row in rows_of(AuditEntry) if row.outcome == "refused"]
    assert {row.act for row in refused} == {"access.refused", "rule.refused"}


def test_what_is_held_comes_back_by_itself_when_nobody_decides(scene: Scene) -> None:
    scene.propose("no")
    assert release_overdue(today() + timedelta(days=6)) == 0
    assert release_overdue(today() + timedelta(days=7)) == 1
    db.session.commit()
    assert standing().visibility == "published"
    assert acts()[-1] == ("show", "machine")
    assert scene.decide().status == 409


def test_the_second_person_hides_and_the_words_are_sealed_not_lost(scene: Scene) -> None:
    scene.propose("yes")
    assert scene.decide("hide").status == 200
    now, (words,) = standing(), rows_of(CommentText)
    assert (now.visibility, now.rule, now.role) == ("hidden", 3, "inspector")
    assert now.since_on == today()
    assert (words.text, words.wording, words.search_text) == ("", "", "")
    assert WORDS not in everything_stored()
    assert leaf_types() == ["comment", "comment-hidden", "words"]


def test_only_the_inspector_reads_what_is_hidden_and_each_reading_is_noted(scene: Scene) -> None:
    scene.propose("yes")
    scene.decide("hide")
    assert WORDS not in scene.officer.get(scene.at()).get_data(as_text=True)
    assert act(scene.officer, scene.at("ban-goc")).status == 403
    assert WORDS not in scene.inspector.get(scene.at()).get_data(as_text=True)
    before = sum(row.act == "comment.read_hidden" for row in rows_of(AuditEntry))
    assert WORDS in act(scene.inspector, scene.at("ban-goc")).text
    after = sum(row.act == "comment.read_hidden" for row in rows_of(AuditEntry))
    assert (before, after) == (0, 1)


def test_the_second_person_may_refuse_and_the_comment_is_in_sight(scene: Scene) -> None:
    scene.propose("no")
    scene.decide("show")
    assert standing().visibility == "published"
    assert acts() == [("hold", "agency_officer"), ("show", "inspector")]


def test_one_person_is_enough_to_show_what_is_held(scene: Scene) -> None:
    scene.propose("no")
    assert act(scene.officer, scene.at("cho-hien"), show_reason="Nhầm.").status == 200
    assert standing().visibility == "published"
    assert act(scene.officer, scene.at("cho-hien"), show_reason="Nhầm.").status == 409


def test_an_officer_cannot_show_what_the_inspector_has_hidden(scene: Scene) -> None:
    scene.propose("yes")
    scene.decide("hide")
    assert act(scene.officer, scene.at("cho-hien"), show_reason="Nhầm.").status == 409
    assert standing().visibility == "hidden"


def test_an_officer_of_another_agency_does_not_find_the_comment(
    scene: Scene, as_staff: AsStaff
) -> None:
    stranger = as_staff("agency_officer", agency=make_agency("UBND xã Cẩm Thủy"))
    assert stranger.get(scene.at()).status_code == 404
    assert act(stranger, scene.at("de-nghi-an"), rule="3", reason="x", speaks="no").status == 404


def hidden(scene: Scene) -> None:
    scene.propose("yes")
    scene.decide("hide")


def second_look(scene: Scene) -> Case:
    page = follow(scene.resident, scene.codes, "xem-lai", reason="Đó là số của chính tôi.")
    assert page.status == 200
    (case,) = rows_of(Case)
    return case  # type: ignore[no-any-return]


def case_acts(department: FlaskClient, inspector: FlaskClient, case: Case, outcome: str) -> Page:
    at = f"/can-bo/vu-viec/{case.id}"
    proposed = act(department, f"{at}/de-nghi", outcome=outcome, reason="Đã đọc bản gốc.")
    assert proposed.status == 200
    return act(inspector, f"{at}/quyet-dinh", answer="confirm", decision_reason="Đồng ý.")


def test_the_author_asks_another_unit_and_gets_the_comment_back(
    scene: Scene, as_staff: AsStaff
) -> None:
    hidden(scene)
    case = second_look(scene)
    again = follow(scene.resident, scene.codes, "xem-lai", reason="Lần nữa")
    assert again.status == 409
    department = as_staff("department", agency=make_agency("Sở Nội vụ"))
    content = f"/can-bo/kiem-duyet/vu-viec/{case.id}"
    assert WORDS not in department.get(content).get_data(as_text=True)
    assert WORDS in act(department, content).text
    fresh = as_staff("inspector", agency=make_agency("Ban Pháp chế"))
    assert case_acts(department, fresh, case, "show").status == 200
    (words,), (look,) = rows_of(CommentText), rows_of(SecondLook)
    assert standing().visibility == "published"
    assert (words.text, words.sealed) == (WORDS, None)
    assert "loa dai" in words.search_text
    assert (look.outcome, look.decided_on) == ("show", today())
    assert "hiện lại ý kiến" in follow(scene.resident, scene.codes).text


def test_who_hid_a_comment_does_not_judge_the_hiding(scene: Scene, as_staff: AsStaff) -> None:
    hidden(scene)
    case = second_look(scene)
    department = as_staff("department", agency=make_agency("Sở Nội vụ"))
    assert case_acts(department, scene.inspector, case, "show").status == 409
    assert standing().visibility == "hidden"


def test_erasure_takes_two_people_of_two_other_bodies_and_leaves_a_stub(
    scene: Scene, as_staff: AsStaff
) -> None:
    asked = act(scene.officer, scene.at("de-nghi-xoa"), erase_rule="5", erase_reason="Luật số 29.")
    assert asked.status == 200
    (case,) = rows_of(Case)
    assert standing().visibility == "published"
    department = as_staff("department", agency=make_agency("Sở Nội vụ"))
    assert case_acts(department, scene.inspector, case, "erase").status == 200
    assert (standing().visibility, standing().rule) == ("erased", 5)
    assert WORDS not in everything_stored()
    assert count(Comment) == 1
    assert leaf_types() == ["comment", "comment-hidden", "words"]
    assert acts() == [("erase", "inspector")]


def test_a_case_about_a_comment_never_quotes_it(scene: Scene) -> None:
    hidden(scene)
    case = second_look(scene)
    assert WORDS not in f"{case.title} {case.evidence}"


def test_the_counts_of_every_agency_are_public(scene: Scene) -> None:
    hidden(scene)
    page = scene.resident.get("/gop-y/quy-tac").get_data(as_text=True)
    row = page.split("UBND xã Hợp Tiến", 1)[1].split("</tr>", 1)[0]
    cells = [part.split("<", 1)[0] for part in row.split('<td class="number">')[1:]]
    assert cells == ["1", "0", "1", "0", "0", "0"]


def test_the_rules_are_a_numbered_list_that_never_changes_its_numbers() -> None:
    from feedback.rules.moderation_rules import RULES

    assert [rule.number for rule in RULES] == list(range(1, len(RULES) + 1))
    assert RULES[2].name == "Số điện thoại, số giấy tờ của người khác"
