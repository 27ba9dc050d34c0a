"""The work board: filters, both versions for the second person, autosave, the gate, whose round it is."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from agencies.models import Agency
from base.db import db as database
from feedback.models import CommentRound, Disposition, RoundResult
from tests.factories import make_agency, make_comment
from tests.feedback.answering import (
    load_legal,
    make_answer,
    make_ended_round,
    make_group,
    provision_at,
)

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def ended(app: Any) -> CommentRound:
    load_legal()
    return make_ended_round()


@pytest.fixture
def officer(ended: CommentRound, as_staff: SignIn) -> FlaskClient:
    agency = database.session.get_one(Agency, ended.agency_id)
    return as_staff("agency_officer", agency=agency)


def board(comment_round: CommentRound, rest: str = "") -> str:
    return f"/can-bo/gop-y/{comment_round.id}/bang{rest}"


def token(client: FlaskClient, page: str) -> str:
    text = client.get(page).get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    assert found
    return found.group(1)


def send(client: FlaskClient, page: str, action: str = "", **values: Any) -> Any:
    return client.post(action or page, data={"csrf_token": token(client, page), **values})


def test_the_board_filters_by_state_provision_clerk_and_words_without_accents(
    ended: CommentRound, officer: FlaskClient
) -> None:
    clause = provision_at(ended, "dieu-1.khoan-1")
    make_comment(ended, "Đề nghị thêm thùng rác ở ngã ba.", provision=clause)
    done = make_comment(ended, "Loa đài nên mở đến 22 giờ 30.")
    make_answer(done, "taken_in", clerk_id=officer.staff.id)  # type: ignore[attr-defined]
    database.session.commit()
    cases = {
        "?q=thung+rac": "thùng rác",
        "?state=none": "thùng rác",
        f"?provision={clause.id}": "thùng rác",
        "?clerk=nobody": "thùng rác",
        "?state=done": "22 giờ 30",
        "?provision=whole": "22 giờ 30",
        f"?clerk={officer.staff.id}": "22 giờ 30",  # type: ignore[attr-defined]
    }
    for query, expected in cases.items():
        text = officer.get(board(ended, query)).get_data(as_text=True)
        shown = [one for one in ("thùng rác", "22 giờ 30") if one in text]
        assert shown == [expected], query


def test_nonsense_in_the_filters_is_an_empty_list_and_no_fault(
    ended: CommentRound, officer: FlaskClient
) -> None:
    make_comment(ended)
    database.session.commit()
    for query in ("?state=x%27", "?provision=99999999999999999999", "?clerk=abc&page=-1", "?q=%25"):
        assert officer.get(board(ended, query)).status_code == 200


@pytest.mark.parametrize("rest", ["", "/dieu-khoan", "/nhom", "/nguoi-tra-loi"])
def test_another_agencys_board_does_not_exist(
    ended: CommentRound, as_staff: SignIn, rest: str
) -> None:
    stranger = as_staff("agency_officer", agency=make_agency("UBND xã Cẩm Thủy"))
    assert stranger.get(board(ended, rest)).status_code == 404
    assert as_staff("department").get(board(ended, rest)).status_code == 403


def test_the_second_person_sees_both_answers_and_keeps_what_was_typed(
    ended: CommentRound, officer: FlaskClient
) -> None:
    comment = make_comment(ended)
    database.session.commit()
    page = board(ended, f"/y-kien/{comment.id}")
    first = {"kind": "noted", "reason": "Ghi nhận để nghiên cứu.", "revision": "0", "act": "save"}
    assert send(officer, page, **first).status_code == 302
    late = {**first, "kind": "taken_in", "reason": "Tiếp thu vào khoản 2.", "act": "finish"}
    answer = send(officer, page, **late)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Ghi nhận để nghiên cứu." in text
    assert "Tiếp thu vào khoản 2." in text
    assert database.session.get_one(Disposition, comment.id).kind == "noted"
    revision = re.search(r'name="revision"[^>]*value="(\d+)"', text)
    assert revision
    again = send(officer, page, **{**late, "revision": revision.group(1)})
    assert again.status_code == 302
    assert database.session.get_one(Disposition, comment.id).kind == "taken_in"


def test_what_is_typed_is_saved_by_itself_and_the_revision_goes_on(
    ended: CommentRound, officer: FlaskClient
) -> None:
    comment = make_comment(ended)
    database.session.commit()
    page = board(ended, f"/y-kien/{comment.id}")
    saved = send(officer, page, f"{page}/tu-luu", reason="Đang soạn", revision="0")
    assert (saved.status_code, saved.json["revision"]) == (200, 1)
    stale = send(officer, page, f"{page}/tu-luu", reason="Máy khác", revision="0")
    assert stale.status_code == 409
    assert "Người khác" in stale.json["said"]
    assert database.session.get_one(Disposition, comment.id).reason == "Đang soạn"


def test_autosave_never_takes_a_finished_answer_back_to_a_draft(
    ended: CommentRound, officer: FlaskClient
) -> None:
    comment = make_comment(ended)
    make_answer(comment, "taken_in")
    database.session.commit()
    page = board(ended, f"/y-kien/{comment.id}")
    answer = send(officer, page, f"{page}/tu-luu", reason="Sửa thêm", revision="1")
    assert answer.status_code == 409
    assert database.session.get_one(Disposition, comment.id).is_final


def test_a_missing_reason_keeps_what_was_typed(ended: CommentRound, officer: FlaskClient) -> None:
    comment = make_comment(ended)
    database.session.commit()
    page = board(ended, f"/y-kien/{comment.id}")
    answer = send(
        officer, page, kind="in_part", after="Lời văn mới của khoản", revision="0", act="finish"
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Xin ghi lý do giải trình" in text
    assert "Lời văn mới của khoản" in text


def test_in_a_village_round_the_agency_only_says_what_it_intends(
    ended: CommentRound, officer: FlaskClient
) -> None:
    comment = make_comment(ended)
    database.session.commit()
    text = officer.get(board(ended, f"/y-kien/{comment.id}")).get_data(as_text=True)
    assert "Dự kiến tiếp thu" in text
    assert "Đề nghị không tiếp thu" in text
    ended.kind = "legal"
    database.session.commit()
    legal = officer.get(board(ended, f"/y-kien/{comment.id}")).get_data(as_text=True)
    assert "Dự kiến" not in legal


def test_a_group_is_answered_on_one_page_and_a_comment_can_be_taken_out(
    ended: CommentRound, officer: FlaskClient
) -> None:
    comments = [make_comment(ended) for _one in range(3)]
    group_id = make_group(ended, *comments)
    database.session.commit()
    single = board(ended, f"/y-kien/{comments[0].id}")
    assert send(officer, single, f"{single}/tach").status_code == 302
    page = board(ended, f"/nhom/{group_id}")
    values = {"kind": "taken_in", "revision": "0", "act": "finish"}
    assert send(officer, page, **values).status_code == 302
    answered = [database.session.get(Disposition, one.id) for one in comments]
    assert [one is not None for one in answered] == [False, True, True]


def test_ticked_comments_are_handed_to_a_clerk_and_the_filter_is_kept(
    ended: CommentRound, officer: FlaskClient
) -> None:
    comments = [make_comment(ended) for _one in range(3)]
    database.session.commit()
    staff_id = officer.staff.id  # type: ignore[attr-defined]
    picked = [str(one.id) for one in comments[:2]]
    answer = send(
        officer, board(ended), comment=picked, to=staff_id, act="assign", scope="picked", q="loa"
    )
    assert answer.status_code == 302
    assert "q=loa" in answer.headers["Location"]
    rows = [database.session.get(Disposition, one.id) for one in comments]
    assert sum(1 for one in rows if one and one.clerk_id == staff_id) == 2
    everything = send(officer, board(ended), to=staff_id, act="assign", scope="all")
    assert everything.status_code == 302
    rows = [database.session.get(Disposition, one.id) for one in comments]
    assert all(one and one.clerk_id == staff_id for one in rows)


def test_nothing_ticked_is_said(ended: CommentRound, officer: FlaskClient) -> None:
    make_comment(ended)
    database.session.commit()
    answer = send(officer, board(ended), act="assign", scope="picked")
    assert answer.status_code == 409
    assert "Chưa chọn ý kiến nào" in answer.get_data(as_text=True)


def test_the_result_page_lists_what_is_missing_and_refuses_to_publish(
    ended: CommentRound, officer: FlaskClient
) -> None:
    make_comment(ended, "Ý kiến còn bỏ sót.")
    make_answer(make_comment(ended, "Ý kiến đã trả lời."), "taken_in")
    database.session.commit()
    page = f"/can-bo/gop-y/{ended.id}/ket-qua"
    text = officer.get(page).get_data(as_text=True)
    assert "Ý kiến còn bỏ sót." in text
    assert "Ý kiến đã trả lời." not in text
    answer = send(officer, page, checked="y")
    assert answer.status_code == 409
    assert "Còn 1 ý kiến" in answer.get_data(as_text=True)
    assert ended.state == "closed"
    assert database.session.query(RoundResult).count() == 0


def test_publishing_moves_the_round_on_once(ended: CommentRound, officer: FlaskClient) -> None:
    make_answer(make_comment(ended), "taken_in")
    database.session.commit()
    page = f"/can-bo/gop-y/{ended.id}/ket-qua"
    assert send(officer, page).status_code == 422
    assert send(officer, page, checked="y").status_code == 302
    assert ended.state == "published"
    assert send(officer, page, checked="y").status_code == 409
    assert database.session.query(RoundResult).count() == 1


@pytest.mark.parametrize("file_format", ["docx", "xlsx", "pdf", "csv", "json"])
def test_the_agency_previews_every_file_before_publishing(
    ended: CommentRound, officer: FlaskClient, file_format: str
) -> None:
    make_answer(make_comment(ended), "taken_in")
    database.session.commit()
    page = f"/can-bo/gop-y/{ended.id}/ket-qua"
    answer = send(officer, page, f"{page}/{file_format}")
    assert answer.status_code == 200
    assert f".{file_format}" in answer.headers["Content-Disposition"]
    assert len(answer.data) > 100
