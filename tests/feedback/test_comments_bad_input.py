"""Bad input gets a clear sentence, keeps what was typed, and loses nothing."""

import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from base.db import db
from feedback.models import Comment, CommentNumber, CommentStanding, CommentText
from ledger.models import PendingLeaf
from tests.feedback.commenting import (
    SOUND,
    WORDS,
    carried_by,
    comment_once,
    count,
    look,
    open_form,
    open_round,
    post,
    rows_of,
    send,
)

EVERYTHING = (Comment, CommentText, CommentStanding, CommentNumber, PendingLeaf)
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def nothing_stored() -> bool:
    return [count(model) for model in EVERYTHING] == [0] * 5


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"stance": "partly", "text": "   \n\t "}, "chỉ có dấu cách"),
        ({"stance": "partly", "text": "\u00a0\u200b\u2003"}, "chỉ có dấu cách"),
        ({"stance": "agree"}, "chưa viết gì"),
        ({"text": WORDS}, "Xin chọn một trong các ý"),
        ({"stance": "maybe", "text": WORDS}, "không có trong các ý"),
        ({"stance": "agree", "text": "Được\x00rồi"}, "ký tự không đọc được"),
        ({"stance": "agree", "text": "Được\x1brồi"}, "ký tự không đọc được"),
        ({"stance": "agree", "text": WORDS, "wants_answer": "y"}, "Xin ghi địa chỉ thư"),
        ({"stance": "agree", "text": WORDS, "email": "hoa@"}, "chưa đúng"),
        ({"stance": "agree", "text": WORDS, "shows_name": "y"}, "Xin ghi tên"),
        ({"stance": "agree", "text": WORDS, "cau": "khong-co"}, "không còn trong đợt"),
        ({"stance": "agree", "text": WORDS, "name": "Hoa" * 50}, "nhiều nhất là 100"),
    ],
)
@pytest.mark.parametrize("step", ["viet?xem=1", "gui"])
def test_what_does_not_fit_is_named_beside_its_field_and_everything_typed_stays(
    client: FlaskClient, fields: dict[str, Any], sentence: str, step: str
) -> None:
    comment_round = open_round()
    nonce = open_form(client, comment_round, "dieu-1").nonce
    kept = {"address": "thôn Tân Hưng", "author_kind": "organisation"}
    address = f"/gop-y/{comment_round.id}/{step}"
    page = post(client, address, {**kept, **fields, ".nonce": nonce})
    assert page.status == 400
    assert sentence in page.text
    assert "<title>Lỗi:" in page.text
    assert nothing_stored()
    assert page.nonce == nonce
    for name, value in kept.items():
        assert page.field(name) == value
    if fields.get("text") == WORDS:
        assert page.field("text").strip() == WORDS


def test_fifty_thousand_characters_come_back_with_the_limit_and_the_count(
    client: FlaskClient,
) -> None:
    comment_round = open_round()
    long_words = "Chờ lâu quá. " * 3847
    page = look(
        client,
        comment_round,
        open_form(client, comment_round).nonce,
        stance="agree",
        text=long_words,
    )
    assert page.status == 400
    assert "có 50010 chữ cái và dấu, nhiều nhất là 10000" in page.text
    assert page.field("text").strip() == long_words.strip()
    assert nothing_stored()


def test_more_than_a_megabyte_is_refused_as_too_large(client: FlaskClient) -> None:
    comment_round = open_round()
    nonce = open_form(client, comment_round).nonce
    answer = client.post(
        f"/gop-y/{comment_round.id}/gui", data={**SOUND, "text": "a" * 1_100_000, ".nonce": nonce}
    )
    assert answer.status_code == 413
    assert nothing_stored()


@pytest.mark.parametrize(
    "typed",
    [
        "Kuv pom zoo. Peb xav kom muaj dej huv. Lub tsev kawm ntawv deb heev.",  # Hmong
        "Ơi Yang, mơnuih bôn sang kiăng hmâo êa rơgoh. Čư̆ Sê, Ƀuôn, Jrai.",  # Jrai
        "\U0001e125\U0001e126 \U00016b10\U00016b11",  # scripts of the Hmong
        'Nêu <script>alert(1)</script> & «ngoặc» "kép"',
        "O'Brien; DROP TABLE comment;--",
    ],
)
def test_every_script_and_all_that_looks_like_html_is_text(client: FlaskClient, typed: str) -> None:
    comment_round = open_round()
    thanks = comment_once(client, comment_round, stance="agree", text=typed)
    assert thanks.status == 200
    assert [row.text for row in rows_of(CommentText)] == [unicodedata.normalize("NFC", typed)]


def test_html_is_shown_as_it_was_typed(client: FlaskClient) -> None:
    comment_round = open_round()
    seen = look(
        client,
        comment_round,
        open_form(client, comment_round).nonce,
        stance="agree",
        text="<b>to</b> <script>alert(1)</script>",
    )
    assert "&lt;script&gt;alert(1)" in seen.text
    assert "<script>alert" not in seen.text


def test_decomposed_vietnamese_is_stored_composed_and_found_again(client: FlaskClient) -> None:
    comment_round = open_round()
    typed = unicodedata.normalize("NFD", WORDS)
    assert typed != WORDS
    comment_once(client, comment_round, stance="agree", text=typed)
    (words,) = rows_of(CommentText)
    assert words.text == WORDS


def test_marks_that_turn_the_direction_are_taken_out_and_that_is_said(client: FlaskClient) -> None:
    comment_round = open_round()
    typed = "Đồng ý \u202eới tiời\u202c với điều này\u200f."
    seen = look(
        client, comment_round, open_form(client, comment_round).nonce, stance="agree", text=typed
    )
    assert "Đã bỏ 3 dấu đổi chiều" in seen.text
    send(client, comment_round, seen.nonce, carried_by(seen))
    assert [row.text for row in rows_of(CommentText)] == ["Đồng ý ới tiời với điều này."]


def test_bytes_that_are_no_utf8_are_named_and_the_rest_stays(client: FlaskClient) -> None:
    comment_round = open_round()
    nonce = open_form(client, comment_round).nonce
    fields = {"stance": "agree", ".nonce": nonce, "name": "Lê Thị Hoa", "shows_name": "y"}
    page = post(client, f"/gop-y/{comment_round.id}/gui", fields, raw=b"&text=T\xf4i%FF kh%F4ng")
    assert page.status == 400
    assert "ký tự không đọc được" in page.text
    assert page.field("name") == "Lê Thị Hoa"
    assert nothing_stored()


def test_a_page_without_our_nonce_comes_back_with_everything_and_a_fresh_one(
    client: FlaskClient,
) -> None:
    comment_round = open_round()
    for nonce in ("", "abc", open_form(client, open_round()).nonce):
        page = send(client, comment_round, nonce, {**SOUND, "dieu": "dieu-2"})
        assert page.status == 400
        assert page.nonce not in ("", nonce)
        assert page.field("text").strip() == WORDS
        assert "Điều 2" in page.heading
    assert nothing_stored()


def test_a_form_sent_by_another_site_is_refused(client: FlaskClient) -> None:
    comment_round = open_round()
    nonce = open_form(client, comment_round).nonce
    page = send(client, comment_round, nonce, headers={"Origin": "https://example.org"})
    assert page.status == 403
    assert nothing_stored()
    assert send(client, comment_round, nonce, headers={"Origin": "null"}).status == 200


def test_a_database_that_cannot_write_keeps_what_was_written(
    client: FlaskClient, app: Flask
) -> None:
    comment_round = open_round()
    nonce = open_form(client, comment_round).nonce

    def fail(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO comment_text"):
            from sqlalchemy.exc import OperationalError

            raise OperationalError("", None, Exception("disk full"))

    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        page = send(client, comment_round, nonce)
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)
    assert page.status == 503
    assert WORDS in page.text
    assert nothing_stored()
    assert send(client, comment_round, page.nonce, carried_by(page)).status == 200


def test_telephone_and_identity_numbers_are_pointed_out_and_may_stay(client: FlaskClient) -> None:
    comment_round = open_round()
    typed = "Gọi tôi 0912 345 678, căn cước 038 085 012 345, thư hoa@example.vn"
    seen = look(
        client, comment_round, open_form(client, comment_round).nonce, stance="agree", text=typed
    )
    for words in ("số điện thoại «0912 345 678»", "số giấy tờ «038 085 012 345»", "hoa@example.vn"):
        assert words in seen.text
    assert "Sửa lại" in seen.text
    assert send(client, comment_round, seen.nonce, carried_by(seen)).status == 200
    assert [row.text for row in rows_of(CommentText)] == [typed]


def test_changing_after_the_look_brings_everything_back(client: FlaskClient) -> None:
    comment_round = open_round()
    seen = look(client, comment_round, open_form(client, comment_round, "dieu-1").nonce)
    address = f"/gop-y/{comment_round.id}/viet?sua=1"
    form = post(client, address, {**carried_by(seen), ".nonce": seen.nonce})
    assert form.status == 200
    assert form.field("text").strip() == WORDS
    assert form.field("stance") == "partly"
    assert form.nonce == seen.nonce


@pytest.mark.parametrize("path", ["khong-co", "dieu-99", "x" * 300])
def test_a_provision_that_is_not_there_is_a_page_that_does_not_exist(
    client: FlaskClient, path: str
) -> None:
    assert open_form(client, open_round(), path).status == 404


def test_the_form_of_a_kiosk_keeps_no_draft(client: FlaskClient) -> None:
    comment_round = open_round()
    assert "data-draft" in open_form(client, comment_round).text
    with time_machine.travel(NOON, tick=False):
        assert "data-draft" not in open_form(client, comment_round, kiosk="1").text
