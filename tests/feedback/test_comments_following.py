"""The author comes back with number and key: sees, adds, withdraws, asks for another look."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from agencies.models import Case
from base.db import db, reading
from feedback.models import (
    Comment,
    CommentAuthor,
    CommentStanding,
    CommentText,
    Disposition,
    SecondLook,
)
from feedback.result_jobs import leave_nothing_in_the_log
from feedback.routes.following import MOST_WRONG
from tests.feedback.commenting import (
    SOUND,
    WORDS,
    comment_once,
    count,
    follow,
    leaf_types,
    open_round,
    rows_of,
)

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
STRANGE = "Bàn với anh Hùng ở ngã ba Môi"


def everything_stored() -> str:
    """Every value of every table, as text."""
    found = []
    with db.engine.connect() as connection, reading():
        for table in db.metadata.sorted_tables:
            found += [str(list(row)) for row in connection.execute(table.select())]
    return "\n".join(found)


def test_the_author_sees_the_words_and_how_they_stand(client: FlaskClient) -> None:
    thanks = comment_once(client, open_round(), "dieu-2")
    page = follow(client, thanks.codes)
    assert page.status == 200
    for words in (WORDS, "Đang hiện", "Điều 2", "Cơ quan chưa trả lời ý kiến này"):
        assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_codes_may_be_typed_in_small_letters_and_with_blanks(client: FlaskClient) -> None:
    codes = comment_once(client, open_round()).codes
    typed = [code.lower().replace("-", "  ") for code in codes]
    assert follow(client, typed).status == 200


def test_which_of_the_two_codes_was_wrong_is_not_told(client: FlaskClient) -> None:
    comment_round = open_round()
    first, second = (comment_once(client, comment_round).codes for _time in range(2))
    wrong_key = follow(client, [first[0], second[1]])
    unknown_number = follow(client, [second[0], first[1]])
    assert wrong_key.status == unknown_number.status == 404
    sentence = "Không có ý kiến nào mang hai mã này"
    assert sentence in wrong_key.text
    assert sentence in unknown_number.text
    assert WORDS not in wrong_key.text


@pytest.mark.parametrize("number", ["", "K7M4", "K7M4-9QWE-2XHTC", "x" * 5000, "\x00"])
def test_a_mistyped_code_is_told_and_stays_in_its_box(client: FlaskClient, number: str) -> None:
    codes = comment_once(client, open_round()).codes
    page = follow(client, [number, codes[1]])
    assert page.status in (400, 404)
    assert page.field("key") == codes[1]


def test_guessing_is_slowed_down_and_a_new_day_begins_anew(client: FlaskClient) -> None:
    comment_round = open_round()
    codes, other = (comment_once(client, comment_round).codes for _time in range(2))
    for _guess in range(MOST_WRONG):
        assert follow(client, [codes[0], other[1]]).status == 404
    assert follow(client, codes).status == 429


def test_codes_never_stand_in_an_address(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/gop-y/theo-doi"):
            assert not rule.arguments
    assert app.test_client().get("/gop-y/theo-doi/rut").status_code == 405


def test_an_addition_is_a_comment_of_its_own_tied_to_the_first(client: FlaskClient) -> None:
    first = comment_once(client, open_round(), "dieu-1")
    page = follow(client, first.codes)
    fields = {"text": "Xin bổ sung: cả ngày giỗ tổ.", "stance": "partly", ".nonce": page.nonce}
    added, again = (follow(client, first.codes, "them", **fields) for _time in range(2))
    assert added.status == again.status == 200
    assert len(added.codes) == 2
    assert added.codes == again.codes != first.codes
    one, two = sorted(rows_of(Comment), key=lambda row: row.follows_id is not None)
    assert two.follows_id == one.id
    assert two.provision_id == one.provision_id
    assert leaf_types() == ["comment", "comment", "words", "words"]


def test_an_empty_or_late_addition_is_told_and_kept(client: FlaskClient) -> None:
    first = comment_once(client, open_round())
    nonce = follow(client, first.codes).nonce
    empty = follow(client, first.codes, "them", text="  ", **{".nonce": nonce})
    assert empty.status == 400
    with time_machine.travel(datetime(2027, 2, 1, tzinfo=UTC), tick=False):
        late = follow(client, first.codes, "them", text="Thêm ý này", **{".nonce": nonce})
    assert late.status == 409
    assert count(Comment) == 1


def test_withdrawn_words_are_nowhere_in_the_database_and_the_stub_stays(
    client: FlaskClient,
) -> None:
    thanks = comment_once(
        client,
        open_round(),
        "dieu-1",
        stance="partly",
        text=STRANGE,
        name="Lê Thị Hoa Môi",
        shows_name="y",
    )
    assert STRANGE in everything_stored()
    asked = follow(client, thanks.codes, "rut")
    assert "chắc chắn" in asked.text
    assert STRANGE in everything_stored()
    with time_machine.travel(NOON, tick=False):
        done = follow(client, thanks.codes, "rut", chac="y")
    assert done.status == 200
    assert "Đã rút" in done.text
    stored = everything_stored()
    for words in (STRANGE, "anh hung", "Lê Thị Hoa Môi"):
        assert words not in stored
    (standing,), (words_row,) = rows_of(CommentStanding), rows_of(CommentText)
    assert (standing.visibility, standing.role) == ("withdrawn", "author")
    assert standing.since_on == date(2026, 11, 23)
    assert words_row.fingerprint == bytes(32)
    assert (count(Comment), count(CommentAuthor)) == (1, 0)
    assert leaf_types() == ["comment", "comment-hidden", "words"]


def test_withdrawn_words_are_not_left_in_the_files_of_the_database(client: FlaskClient) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's files are its server's own")
    path = str(db.engine.url.database)

    def in_files() -> bool:
        files = (Path(path + ending) for ending in ("", "-wal"))
        return any(STRANGE.encode() in one.read_bytes() for one in files if one.exists())

    thanks = comment_once(client, open_round(), "dieu-1", stance="partly", text=STRANGE)
    assert in_files()
    follow(client, thanks.codes, "rut", chac="y")
    db.session.remove()
    assert in_files()  # in the log, until it is emptied
    leave_nothing_in_the_log()
    assert not in_files()


def test_withdrawing_twice_is_withdrawing_once_and_nothing_more_can_be_done(
    client: FlaskClient,
) -> None:
    thanks = comment_once(client, open_round())
    for _time in range(2):
        assert follow(client, thanks.codes, "rut", chac="y").status == 200
    page = follow(client, thanks.codes)
    assert "Viết thêm" not in page.text
    assert page.nonce == ""


def test_a_withdrawn_comment_keeps_what_was_added_to_it(client: FlaskClient) -> None:
    first = comment_once(client, open_round())
    nonce = follow(client, first.codes).nonce
    follow(client, first.codes, "them", text="Thêm ý này", **{".nonce": nonce})
    follow(client, first.codes, "rut", chac="y")
    assert sorted(row.text for row in rows_of(CommentText)) == ["", "Thêm ý này"]


def test_the_answer_is_shown_once_it_is_final_as_on_the_public_page(client: FlaskClient) -> None:
    comment_round = open_round()
    thanks = comment_once(client, comment_round)
    (comment,) = rows_of(Comment)
    answer = Disposition(
        comment_id=comment.id,
        round_id=comment_round.id,
        kind="in_part",
        reason="Chỉ áp dụng ngày chính lễ.",
    )
    db.session.add(answer)
    db.session.commit()
    assert "Chỉ áp dụng ngày chính lễ." not in follow(client, thanks.codes).text
    answer.is_final = True
    db.session.commit()
    page = follow(client, thanks.codes)
    assert "Chỉ áp dụng ngày chính lễ." in page.text
    assert "Dự kiến tiếp thu một phần" in page.text


def test_only_a_hidden_comment_can_be_looked_at_again(client: FlaskClient) -> None:
    thanks = comment_once(client, open_round())
    page = follow(client, thanks.codes, "xem-lai", reason="Tôi không thấy sai ở đâu.")
    assert page.status == 409
    assert (count(SecondLook), count(Case)) == (0, 0)


def test_a_foreign_site_can_neither_withdraw_nor_read(client: FlaskClient) -> None:
    thanks = comment_once(client, open_round())
    number, key = thanks.codes
    answer = client.post(
        "/gop-y/theo-doi/rut",
        data={"number": number, "key": key, "chac": "y"},
        headers={"Origin": "https://example.org"},
    )
    assert answer.status_code == 403
    assert [row.text for row in rows_of(CommentText)] == [SOUND["text"]]


def test_no_row_of_a_comment_tells_a_time_of_day_or_an_order(client: FlaskClient) -> None:
    comment_once(client, open_round())
    for model in (Comment, CommentText, CommentStanding, CommentAuthor):
        table: Any = model.__table__
        kinds = {str(column.type) for column in table.columns}
        assert "DATETIME" not in kinds, table.name
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                made = connection.execute(
                    text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table.name}
                ).scalar()
            assert "WITHOUT ROWID" in str(made)
