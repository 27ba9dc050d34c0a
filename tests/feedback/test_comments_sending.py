"""A resident's comment: stored once, thanked for after the commit, and nobody can tell who wrote it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from base.codes import read_code
from base.db import db
from base.sealed import open_values
from feedback.models import (
    Change,
    Comment,
    CommentAuthor,
    CommentNumber,
    CommentStanding,
    CommentText,
    ProvisionLink,
    RoundVersion,
)
from ledger.leaves import number_hash
from ledger.models import PendingLeaf
from tests.factories import make_agency, make_draft_version
from tests.feedback.commenting import (
    SOUND,
    WORDS,
    carried_by,
    comment_once,
    count,
    leaf_types,
    look,
    open_form,
    open_round,
    provision_of,
    rows_of,
    send,
)

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
EVERYTHING = (Comment, CommentText, CommentStanding, CommentNumber)


def counts() -> list[int]:
    """Rows of a comment, and its two leaves."""
    leaves = leaf_types()
    assert set(leaves) <= {"comment", "words"}
    rows = [count(model) for model in EVERYTHING]
    return [*rows, leaves.count("comment"), leaves.count("words")]


def test_a_comment_on_an_article_is_stored_with_everything_it_needs(client: FlaskClient) -> None:
    comment_round = open_round()
    with time_machine.travel(NOON, tick=False):
        thanks = comment_once(client, comment_round, "dieu-1")
    assert thanks.status == 200
    assert "đã được ghi nhận" in thanks.heading
    number, key = (
        read_code(code, length) for code, length in zip(thanks.codes, (12, 17), strict=True)
    )
    (comment,), (words,) = rows_of(Comment), rows_of(CommentText)
    (known,), (standing,) = rows_of(CommentNumber), rows_of(CommentStanding)
    leaf, words_leaf = sorted(rows_of(PendingLeaf), key=lambda one: one.type)
    assert comment.provision_id == provision_of(comment_round, "dieu-1").id
    assert (comment.stance, comment.channel, comment.source) == ("partly", "web", "live")
    assert (comment.received_on, comment.is_late) == (date(2026, 11, 23), False)
    assert (words.text, words.wording) == (WORDS, "")
    assert "loa dai" in words.search_text
    assert known.number_hash == leaf.number_hash == number_hash(number)
    assert known.key_hash == number_hash(key)
    assert (leaf.type, words_leaf.type, standing.visibility) == ("comment", "words", "published")
    assert words_leaf.number_hash != leaf.number_hash
    assert thanks.headers["Cache-Control"] == "no-store"


def test_no_cookie_is_set_on_the_whole_way(client: FlaskClient) -> None:
    comment_round = open_round()
    form = open_form(client, comment_round, lang="en")
    seen = look(client, comment_round, form.nonce)
    thanks = send(client, comment_round, seen.nonce)
    assert [page.headers.get("Set-Cookie") for page in (form, seen, thanks)] == [None] * 3


def test_the_look_before_sending_stores_nothing(client: FlaskClient) -> None:
    comment_round = open_round()
    seen = look(client, comment_round, open_form(client, comment_round).nonce)
    assert (seen.status, seen.heading) == (200, "Xem lại trước khi gửi")
    assert WORDS in seen.text
    assert counts() == [0] * 6


def test_a_comment_sent_twice_is_one_comment_with_one_number(client: FlaskClient) -> None:
    comment_round = open_round()
    nonce = open_form(client, comment_round).nonce
    first, second = (send(client, comment_round, nonce) for _time in range(2))
    assert (first.status, second.status) == (200, 200)
    assert first.codes == second.codes
    assert counts() == [1] * 6


def test_other_words_from_the_same_page_are_told_kept_and_can_be_sent_as_new(
    client: FlaskClient,
) -> None:
    comment_round = open_round()
    nonce = open_form(client, comment_round).nonce
    first = send(client, comment_round, nonce)
    other = {**SOUND, "text": "Nên cấm hẳn loa kéo."}
    told = send(client, comment_round, nonce, other)
    assert told.status == 409
    assert "đã được ghi nhận" in told.text
    assert "Gửi thành ý kiến mới" in told.text
    assert counts() == [1] * 6
    assert told.nonce != nonce
    again = send(client, comment_round, told.nonce, carried_by(told))
    assert again.status == 200
    assert again.codes != first.codes
    assert {row.text for row in rows_of(CommentText)} == {WORDS, "Nên cấm hẳn loa kéo."}


def test_two_people_without_cookies_are_two_people(app: Flask) -> None:
    comment_round = open_round()
    first = comment_once(app.test_client(), comment_round)
    second = comment_once(app.test_client(), comment_round)
    assert first.codes != second.codes
    assert counts() == [2] * 6


def test_the_same_words_from_another_page_are_pointed_out_and_taken(client: FlaskClient) -> None:
    comment_round = open_round()
    comment_once(client, comment_round, "dieu-1")
    seen = look(client, comment_round, open_form(client, comment_round, "dieu-1").nonce)
    assert "y hệt" in seen.text
    elsewhere = look(client, comment_round, open_form(client, comment_round, "dieu-2").nonce)
    assert "y hệt" not in elsewhere.text
    assert send(client, comment_round, seen.nonce).status == 200
    assert counts() == [2] * 6


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 409)])
def test_a_page_opened_in_time_is_taken_for_fifteen_minutes_after_closing(
    client: FlaskClient, minutes: int, status: int
) -> None:
    comment_round = open_round(closes_at=NOON)
    with time_machine.travel(NOON - timedelta(minutes=1), tick=False):
        nonce = open_form(client, comment_round).nonce
    with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
        page = send(client, comment_round, nonce)
    assert page.status == status
    assert [row.is_late for row in rows_of(Comment)] == ([True] if status == 200 else [])
    if status == 409:
        assert "đã kết thúc" in page.heading
        assert WORDS in page.text


def test_a_round_that_has_closed_or_not_opened_offers_no_form(client: FlaskClient) -> None:
    closed = open_round(closes_at=datetime(2026, 2, 1, tzinfo=UTC))
    later = open_round(opens_at=datetime(2026, 12, 30, tzinfo=UTC))
    with time_machine.travel(NOON, tick=False):
        pages = [open_form(client, one) for one in (closed, later)]
    assert [page.heading for page in pages] == [
        "Đợt lấy ý kiến đã kết thúc",
        "Đợt lấy ý kiến chưa mở",
    ]
    assert [page.nonce for page in pages] == ["", ""]


def put_new_version(comment_round: Any, change: str) -> None:
    """A second version without the first article, confirmed by an officer."""
    old = provision_of(comment_round, "dieu-1")
    version = make_draft_version(comment_round.version.draft, number=2)
    db.session.add(
        ProvisionLink(version_id=version.id, old_id=old.id, change=change, confirmed_at=NOON)
    )
    db.session.add(RoundVersion(round_id=comment_round.id, version_id=version.id, since_at=NOON))
    comment_round.version_id = version.id
    db.session.commit()


def test_a_provision_removed_while_somebody_writes_keeps_the_comment_with_its_version(
    client: FlaskClient,
) -> None:
    comment_round = open_round()
    old_version, old = comment_round.version_id, provision_of(comment_round, "dieu-1").id
    form = open_form(client, comment_round, "dieu-1")
    put_new_version(comment_round, Change.REMOVED)
    seen = look(client, comment_round, form.nonce)
    thanks = send(client, comment_round, seen.nonce)
    assert thanks.status == 200
    for page in (seen, thanks):
        assert "bỏ phần này" in page.text
        assert "bản số 1" in page.text
    (comment,) = rows_of(Comment)
    assert (comment.version_id, comment.provision_id) == (old_version, old)


def test_the_ledger_leaf_commits_to_nothing_that_can_be_withdrawn(client: FlaskClient) -> None:
    comment_round = open_round()
    comment_once(client, comment_round)
    words = {column.name for column in CommentText.__table__.columns} - {"comment_id"}
    assert not words & {column.name for column in Comment.__table__.columns}


def test_new_wording_is_kept_only_where_it_differs_and_shown_as_a_difference(
    client: FlaskClient,
) -> None:
    comment_round = open_round()
    form = open_form(client, comment_round, "dieu-1.khoan-2")
    stands = form.field("wording")
    assert stands.strip() == "2. Loa đài chỉ mở từ 6 giờ đến 22 giờ."
    new = stands.strip().replace("22 giờ", "22 giờ 30")
    seen = look(client, comment_round, form.nonce, stance="wording", wording=new, text="")
    assert "<ins>" in seen.text
    send(client, comment_round, seen.nonce, carried_by(seen))
    comment_once(client, comment_round, "dieu-1.khoan-2", **SOUND, wording=stands)
    assert sorted(row.wording for row in rows_of(CommentText)) == ["", new]


def test_contact_details_are_kept_sealed_and_only_for_what_was_ticked(
    app: Flask, client: FlaskClient
) -> None:
    comment_round = open_round()
    left = {"name": "Lê Thị Hoa", "address": "thôn Tân Hưng", "email": "hoa@example.vn"}
    seen = look(
        client,
        comment_round,
        open_form(client, comment_round).nonce,
        **SOUND,
        **left,
        wants_answer="y",
    )
    assert "không được lưu" in seen.text
    send(client, comment_round, seen.nonce, carried_by(seen))
    (author,) = rows_of(CommentAuthor)
    about = f"comment_author {author.comment_id}"
    kept = open_values(author.sealed, about, app.extensions["settings"].secrets)
    assert kept == {"email": "hoa@example.vn"}
    assert (author.shows_name, author.wants_answer) == (False, True)
    assert b"hoa@example.vn" not in author.sealed


def test_details_without_any_purpose_are_not_kept_at_all(client: FlaskClient) -> None:
    comment_round = open_round()
    comment_once(client, comment_round, **SOUND, name="Lê Thị Hoa")
    assert count(CommentAuthor) == 0


def test_an_internal_round_is_not_there_for_anybody_but_its_own_staff(
    client: FlaskClient, as_staff: Any
) -> None:
    agency = make_agency("Sở Y tế")
    comment_round = open_round(agency=agency, is_internal=True)
    address = f"/gop-y/{comment_round.id}/viet"
    assert client.get(address).status_code == 404
    assert as_staff("agency_officer", agency=make_agency()).get(address).status_code == 404
    own = as_staff("agency_officer", agency=agency)
    assert comment_once(own, comment_round).status == 200
    (comment,) = rows_of(Comment)
    assert (comment.source, comment.entered_by_id) == ("live", None)


def test_staff_who_are_signed_in_only_try_a_public_round_out(as_staff: Any) -> None:
    comment_round = open_round()
    thanks = comment_once(as_staff("department"), comment_round)
    assert "không được lưu" in thanks.heading
    assert counts() == [0] * 6


def test_the_agencys_questions_are_asked_about_the_whole_draft_only(client: FlaskClient) -> None:
    comment_round = open_round(questions=[{"key": "q1", "text": "Mức đóng góp đã hợp lý chưa?"}])
    assert "Mức đóng góp đã hợp lý chưa?" in open_form(client, comment_round).text
    assert "Mức đóng góp đã hợp lý chưa?" not in open_form(client, comment_round, "dieu-1").text
    asked = open_form(client, comment_round, "dieu-1", cau="q1")
    assert "Mức đóng góp đã hợp lý chưa?" in asked.text


def test_the_last_day_is_named_as_people_say_it(client: FlaskClient) -> None:
    comment_round = open_round(closes_at=datetime(2026, 12, 11, 17, 0, tzinfo=UTC))
    with time_machine.travel(NOON, tick=False):
        page = open_form(client, comment_round).text
    assert "Nhận đến hết ngày 11/12/2026." in page
    assert "00:00" not in page
