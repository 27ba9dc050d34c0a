"""The public page of a result: only what is published, stubs, filters, corrections, figures without NaN."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agencies.models import Agency
from base.clock import today
from base.db import db as database
from base.jobs import results_dir
from feedback import result_files, result_jobs
from feedback.actions.dispositions import save_answer
from feedback.actions.results import correct_result, publish_result
from feedback.models import CommentRound, CommentStanding, CommentText
from feedback.queries.public_answers import find_public_answer
from feedback.reports.coverage import coverage_by_agency
from feedback.reports.results import record_content
from feedback.reports.statistics import round_statistics
from feedback.rules.dispositions import Answer
from tests.factories import make_agency, make_comment
from tests.feedback.answering import (
    load_legal,
    make_answer,
    make_ended_round,
    make_officer,
    provision_at,
)

WORDS = "Đề nghị lắp thêm đèn ở ngõ 12."


@pytest.fixture
def ended(app: Flask) -> CommentRound:
    shutil.rmtree(results_dir() / "gop-y", ignore_errors=True)  # of other tests' rounds
    load_legal()
    return make_ended_round()


def publish(comment_round: CommentRound) -> Any:
    officer = make_officer(comment_round.agency_id)
    content = record_content(comment_round, round_statistics(comment_round, today()), b"k")
    result = publish_result(officer, comment_round, content)
    database.session.commit()
    return result


def page(comment_round: CommentRound, rest: str = "") -> str:
    return f"/gop-y/{comment_round.id}/ket-qua{rest}"


def fetched(client: FlaskClient, comment_round: CommentRound) -> tuple[int, str]:
    with client.get(page(comment_round, ".csv")) as answer:
        return answer.status_code, answer.get_data(as_text=True)


def withdraw(comment: Any) -> None:
    database.session.delete(database.session.get_one(CommentText, comment.id))
    standing = database.session.get_one(CommentStanding, comment.id)
    standing.visibility, standing.since_on = "withdrawn", date(2025, 12, 1)
    database.session.commit()


def test_nothing_is_shown_before_publication(ended: CommentRound, client: FlaskClient) -> None:
    make_answer(make_comment(ended, WORDS), "taken_in")
    database.session.commit()
    for rest in ("", ".docx", ".json", ".csv"):
        assert client.get(page(ended, rest)).status_code == 404
    waiting = client.get(page(ended)).get_data(as_text=True)
    assert "Kết quả chưa công bố" in waiting
    assert f'href="/gop-y/{ended.id}-{ended.slug}"' in waiting
    publish(ended)
    assert WORDS in client.get(page(ended)).get_data(as_text=True)


def test_an_internal_rounds_result_is_nobody_elses(app: Flask, client: FlaskClient) -> None:
    load_legal()
    internal = make_ended_round(is_internal=True, kind="agency")
    make_answer(make_comment(internal), "taken_in")
    publish(internal)
    assert client.get(page(internal)).status_code == 404
    assert client.get(page(internal, ".json")).status_code == 404


def test_the_page_shows_the_answer_the_wording_and_sets_no_cookie(
    ended: CommentRound, client: FlaskClient
) -> None:
    clause = provision_at(ended, "dieu-1.khoan-2")
    comment = make_comment(ended, WORDS, provision=clause)
    after = "Loa đài chỉ mở từ 6 giờ đến 21 giờ."
    make_answer(comment, "in_part", reason="Sẽ lắp trong quý II.", before=clause.text, after=after)
    publish(ended)
    answer = client.get(page(ended))
    text = answer.get_data(as_text=True)
    assert "Khoản 2 Điều 1" in text
    assert "Dự kiến tiếp thu một phần" in text
    assert "Sẽ lắp trong quý II." in text
    assert "<del>" in text
    assert "Set-Cookie" not in answer.headers


def test_words_withdrawn_later_leave_a_stub_on_the_page(
    ended: CommentRound, client: FlaskClient
) -> None:
    comment = make_comment(ended, WORDS)
    make_answer(comment, "noted", reason="Đã ghi nhận.")
    publish(ended)
    withdraw(comment)
    text = client.get(page(ended)).get_data(as_text=True)
    assert "đèn ở ngõ" not in text
    assert "Người góp ý đã rút ý kiến này ngày 01/12/2025" in text
    assert "Đã ghi nhận." in text


def test_the_list_is_searched_without_accents_and_filtered(
    ended: CommentRound, client: FlaskClient
) -> None:
    make_answer(make_comment(ended, "Nên trồng cây ở nhà văn hóa."), "taken_in")
    other = make_comment(ended, "Giữ trật tự.", provision=provision_at(ended, "dieu-2"))
    make_answer(other, "noted", reason="Ghi nhận.")
    publish(ended)
    for query in ("?tim=trong+cay", "?dieu=chung", "?xu-ly=taken_in"):
        text = client.get(page(ended, query)).get_data(as_text=True)
        assert "trồng cây" in text
        assert "Giữ trật tự." not in text
    for nonsense in ("?dieu=zzz", "?xu-ly=%00", "?trang=999999999", "?tim=%25"):
        assert client.get(page(ended, nonsense)).status_code == 200


def test_a_correction_in_the_making_does_not_show_until_it_is_published(
    ended: CommentRound, client: FlaskClient
) -> None:
    comment = make_comment(ended, WORDS)
    make_answer(comment, "not_taken_in", reason="Lý do cũ.")
    publish(ended)
    officer = make_officer(ended.agency_id)
    save_answer(officer, ended, comment.id, Answer("taken_in", "Lý do mới.", is_final=True))
    database.session.commit()
    assert "Lý do cũ." in client.get(page(ended)).get_data(as_text=True)
    content = record_content(ended, round_statistics(ended, today()), b"k")
    correct_result(officer, ended, content, "Xem lại theo ý kiến HĐND xã.")
    database.session.commit()
    text = client.get(page(ended)).get_data(as_text=True)
    assert "Lý do mới." in text
    assert "Xem lại theo ý kiến HĐND xã." in text
    assert "Lý do cũ." not in text


@pytest.mark.parametrize("is_final", [True, False])
def test_no_page_shows_an_answer_changed_after_publication_before_its_correction(
    ended: CommentRound, client: FlaskClient, is_final: bool
) -> None:
    """Neither the comments beside the draft nor the export nor the author's page."""
    comment = make_comment(ended, WORDS)
    make_answer(comment, "not_taken_in", reason="Lý do cũ.")
    publish(ended)
    officer = make_officer(ended.agency_id)
    save_answer(officer, ended, comment.id, Answer("noted", "Lý do mới.", is_final=is_final))
    database.session.commit()
    page_of_comments = f"/gop-y/{ended.id}-{ended.slug}/y-kien"
    exported = client.get(f"/api/v1/comment-rounds/{ended.id}/comments").get_json()
    assert exported["items"][0]["disposition"]["reason"] == "Lý do cũ."
    text = client.get(page_of_comments).get_data(as_text=True)
    assert "Lý do cũ." in text
    assert "Lý do mới." not in text
    found = find_public_answer(comment.id)
    assert found is not None
    assert found.reason == "Lý do cũ."
    content = record_content(ended, round_statistics(ended, today()), b"k")
    if not is_final:
        return
    correct_result(officer, ended, content, "Xem lại theo ý kiến HĐND xã.")
    database.session.commit()
    assert "Lý do mới." in client.get(page_of_comments).get_data(as_text=True)


def test_a_round_without_comments_has_a_page_without_nan(
    ended: CommentRound, client: FlaskClient
) -> None:
    publish(ended)
    text = client.get(page(ended)).get_data(as_text=True)
    assert "nan" not in text.lower().split()
    assert "NaN" not in text
    assert "Đợt này không nhận được ý kiến nào." in text


@pytest.mark.parametrize("file_format", ["docx", "xlsx", "pdf", "csv", "json"])
def test_everybody_can_download_every_file(
    ended: CommentRound, client: FlaskClient, file_format: str
) -> None:
    make_answer(make_comment(ended, WORDS), "taken_in")
    publish(ended)
    answer = client.get(page(ended, f".{file_format}"))
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    if file_format == "json":
        assert json.loads(answer.data)["rows"][0]["text"] == WORDS


def test_stored_files_with_withdrawn_words_are_deleted_and_never_served(
    ended: CommentRound, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_files, "LARGE", 0)
    comment = make_comment(ended, WORDS)
    make_answer(comment, "taken_in")
    make_answer(make_comment(ended, "Ý kiến còn lại."), "taken_in")
    publish(ended)
    assert fetched(client, ended)[0] == 503
    result_jobs.keep_files_right()
    assert WORDS in fetched(client, ended)[1]
    withdraw(comment)
    assert fetched(client, ended)[0] == 503
    result_jobs.keep_files_right()
    assert WORDS not in fetched(client, ended)[1]
    assert len(list((results_dir() / "gop-y" / str(ended.id)).rglob("*.csv"))) == 1


def test_a_large_preview_is_a_job_whose_file_goes_with_its_words(
    ended: CommentRound, as_staff: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_files, "LARGE", 0)
    comment = make_comment(ended, WORDS)
    make_answer(comment, "taken_in")
    officer = as_staff("agency_officer", agency=database.session.get_one(Agency, ended.agency_id))
    address = f"/can-bo/gop-y/{ended.id}/ket-qua"
    text = officer.get(address).get_data(as_text=True)
    token = text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    answer = officer.post(f"{address}/docx", data={"csrf_token": token})
    assert answer.status_code == 302
    job_page = officer.get(answer.headers["Location"]).get_data(as_text=True)
    assert ".docx" in job_page
    assert list((results_dir() / "gop-y").rglob("*.docx"))
    withdraw(comment)
    assert result_files.delete_stale() == 1
    assert not list((results_dir() / "gop-y").rglob("*.docx"))


def test_coverage_counts_rounds_days_and_lateness_per_agency(app: Flask) -> None:
    load_legal()
    one, other = make_agency("UBND xã Hợp Tiến"), make_agency("UBND xã Cẩm Thủy")
    first = make_ended_round(one, answer_by_on=date(2025, 11, 15))
    make_answer(make_comment(first), "taken_in")
    publish(first)
    second = make_ended_round(other, answer_by_on=date(2025, 11, 15))
    make_comment(second)
    make_comment(second, visibility="withdrawn")
    make_ended_round(one, is_internal=True)
    make_ended_round(one, closes_at=datetime(2024, 12, 31, tzinfo=UTC),
                     opens_at=datetime(2024, 11, 1, tzinfo=UTC))  # fmt: skip
    mine, others = coverage_by_agency(2025, datetime(2026, 1, 5, tzinfo=UTC))
    assert (mine.agency_id, mine.round_count, mine.published_count) == (one.id, 1, 1)
    assert (mine.owed_count, mine.answered_count) == (1, 1)
    assert mine.median_days == mine.most_days == (today() - date(2025, 10, 31)).days
    assert (others.published_count, others.late_count) == (0, 1)
    assert (others.received_count, others.owed_count, others.answered_count) == (2, 1, 0)
    assert others.median_days is None


def test_the_department_sees_how_every_agency_answers_and_an_officer_only_the_own_one(
    as_staff: Any,
) -> None:
    load_legal()
    one, other = make_agency("UBND xã Hợp Tiến"), make_agency("UBND xã Cẩm Thủy")
    first = make_ended_round(one, answer_by_on=date(2025, 11, 15))
    make_answer(make_comment(first), "taken_in")
    publish(first)
    make_comment(make_ended_round(other, answer_by_on=date(2025, 11, 15)))
    address = "/can-bo/gop-y/theo-co-quan?nam=2025"
    whole = as_staff("department").get(address).text
    assert "UBND xã Hợp Tiến" in whole
    assert "1/1 (100,0 %)" in whole
    assert "0/1 (0,0 %)" in whole
    own = as_staff("agency_officer", agency=other).get(address).text
    assert "UBND xã Cẩm Thủy" in own
    assert "UBND xã Hợp Tiến" not in own
    assert as_staff("department").get("/can-bo/gop-y/theo-co-quan?nam=x").status_code == 404
