"""Bad input gets a clear sentence, keeps what was typed, and loses nothing."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import event, text

from base.commits import way_of
from base.db import db, mark_reading
from ledger.models import PendingLeaf
from surveys.models import (
    PlaceState,
    Response,
    ResponseNumber,
    ResponseText,
    ResponseTrace,
    VisitCluster,
)
from tests.factories import make_content, make_place
from tests.surveys.answering import (
    answer_once,
    count,
    make_open_place,
    open_form,
    send,
    stored_words,
)

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
EVERYTHING = (Response, ResponseNumber, ResponseText, ResponseTrace, PendingLeaf, VisitCluster)


def numbers(**bounds: int) -> dict[str, Any]:
    content = make_content()
    content["sections"][1]["questions"].append(
        {"key": "minutes", "type": "number", "texts": {"vi": "Chờ bao nhiêu phút?"}, **bounds}
    )
    return content


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"item_1": "6"}, "không có trong các lựa chọn"),
        ({"item_1": "0"}, "không có trong các lựa chọn"),
        ({"item_1": "rất tốt"}, "không có trong các lựa chọn"),
        ({"item_1": ["1", "5"]}, "chỉ chọn một"),
        ({"respondent_kind": "minister"}, "không có trong các lựa chọn"),
        ({"item_99": "4"}, "không nằm trong bộ câu hỏi"),
        ({"words": "a\x00b"}, "ký tự không đọc được"),
        ({"words": "a\x1bb"}, "ký tự không đọc được"),
        ({}, "chưa trả lời câu nào"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_stored(
    client: FlaskClient, fields: dict[str, Any], sentence: str
) -> None:
    place = make_open_place()
    nonce = open_form(client, place).nonce
    kept = {"item_2": "4", "item_3": "9"} if fields else {}
    page = send(client, place, nonce, {**kept, **fields})
    assert page.status == 400
    assert sentence in page.text
    assert [count(model) for model in EVERYTHING] == [0] * 6
    assert page.nonce == nonce
    for name, value in kept.items():
        assert page.field(name) == [value]
    assert "<title>Lỗi:" in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("ba mươi", "số nguyên"),
        ("12.5", "số nguyên"),
        ("-1", "từ 0 trở lên"),
        ("601", "không được quá 600"),
        ("9" * 40, "số nguyên"),
    ],
)
def test_a_number_that_cannot_be_is_named_beside_its_question(
    client: FlaskClient, typed: str, sentence: str
) -> None:
    place = make_open_place(numbers(minimum=0, maximum=600))
    page = answer_once(client, place, item_1="4", minutes=typed)
    assert page.status == 400
    assert sentence in page.text
    assert page.field("minutes") == [typed]


def test_a_required_question_left_blank_is_named_and_no_tap_is_lost(client: FlaskClient) -> None:
    content = make_content()
    content["sections"][0]["questions"][2]["is_required"] = True
    place = make_open_place(content)
    page = answer_once(client, place, item_1="5", item_2="2", words="Ghế ít quá")
    assert page.status == 400
    assert 'href="#item_3"' in page.text
    assert page.field("item_1") == ["5"]
    assert page.field("item_2") == ["2"]
    assert "Ghế ít quá" in page.field("words")[0]


def test_a_hundred_kilobytes_of_text_come_back_with_the_limit_named(client: FlaskClient) -> None:
    place = make_open_place()
    long_words = "Chờ lâu quá. " * 8000
    page = answer_once(client, place, item_1="4", words=long_words)
    assert page.status == 400
    assert "nhiều nhất là 2000" in page.text
    assert page.field("words")[0].strip() == long_words.strip()
    assert count(Response) == 0


def test_more_than_a_megabyte_is_refused_as_too_large(client: FlaskClient) -> None:
    place = make_open_place()
    assert answer_once(client, place, words="a" * 1_100_000).status == 413


def test_broken_utf_8_is_named_and_the_rest_is_kept(client: FlaskClient) -> None:
    place = make_open_place()
    nonce = open_form(client, place).nonce
    for raw in (b"&words=ch\xc6", b"&words=ch%C6%20%FF", b"&words=%ED%A0%80"):
        page = send(client, place, nonce, {"item_1": "4"}, raw=raw)
        assert page.status == 400
        assert "ký tự không đọc được" in page.text
        assert page.field("item_1") == ["4"]
    assert count(Response) == 0


def test_decomposed_vietnamese_is_stored_composed(client: FlaskClient) -> None:
    place = make_open_place()
    words = unicodedata.normalize("NFD", "Cảm ơn cán bộ tiếp nhận ở quầy số 1")
    assert answer_once(client, place, item_1="4", words=f"  {words}\r\n").status == 200
    assert stored_words() == {"words": "Cảm ơn cán bộ tiếp nhận ở quầy số 1"}


def test_typed_html_comes_back_as_text(client: FlaskClient) -> None:
    place = make_open_place()
    page = answer_once(client, place, item_1="7", words="</textarea><script>alert(1)</script>")
    assert "<script>alert" not in page.text
    page.tree()


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example"])
def test_a_post_from_another_site_is_refused(client: FlaskClient, origin: str) -> None:
    place = make_open_place()
    nonce = open_form(client, place).nonce
    page = send(client, place, nonce, {"item_1": "4"}, headers={"Origin": origin})
    assert (page.status, count(Response)) == (403, 0)


def test_a_post_that_the_browser_calls_cross_site_is_refused(client: FlaskClient) -> None:
    place = make_open_place()
    nonce = open_form(client, place).nonce
    page = send(client, place, nonce, {"item_1": "4"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (page.status, count(Response)) == (403, 0)


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "http://localhost"}])
def test_a_missing_or_null_origin_passes_with_a_valid_nonce(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    place = make_open_place()
    nonce = open_form(client, place).nonce
    assert send(client, place, nonce, {"item_1": "4"}, headers=headers).status == 200


@pytest.mark.parametrize("change", ["missing", "altered", "of another place"])
def test_without_a_nonce_of_this_page_nothing_is_stored_and_the_answers_come_back(
    client: FlaskClient, change: str
) -> None:
    place = make_open_place()
    nonce = open_form(client, place).nonce
    forged = {
        "missing": "",
        "altered": nonce[:-3] + ("AAA" if nonce[-3:] != "AAA" else "BBB"),
        "of another place": open_form(client, make_open_place()).nonce,
    }[change]
    page = send(client, place, forged, {"item_1": "2"})
    assert (page.status, count(Response)) == (400, 0)
    assert page.field("item_1") == ["2"]
    assert send(client, place, page.nonce, {"item_1": "2"}).status == 200


def test_a_mistyped_place_is_called_mistyped_and_the_nearest_is_not_guessed(
    client: FlaskClient,
) -> None:
    place = make_open_place()
    wrong = place.code[:-1] + ("2" if place.code[-1] != "2" else "3")
    page = open_form(client, wrong)
    assert page.status == 404
    assert "gõ chưa đúng" in page.text
    assert place.code not in page.text
    typed = client.get("/k", query_string={"ma": wrong})
    assert typed.status_code == 404
    assert wrong in typed.get_data(as_text=True)


def test_a_code_nobody_has_is_called_unknown(client: FlaskClient) -> None:
    from base.codes import random_code

    page = open_form(client, random_code(6))
    assert page.status == 404
    assert "Không có nơi nào mang mã này" in page.text


def test_a_code_typed_in_groups_and_small_letters_leads_to_its_place(client: FlaskClient) -> None:
    place = make_open_place()
    typed = f"{place.code[:4]}-{place.code[4:]} ".lower()
    answer = client.get("/k", query_string={"ma": typed})
    assert answer.headers["Location"].endswith(f"/k/{place.code}")


@pytest.mark.parametrize(
    ("state", "status", "sentence"),
    [
        (PlaceState.PLANNED, 404, "chưa bắt đầu nhận phiếu"),
        (PlaceState.WITHDRAWN, 410, "không còn nhận phiếu"),
    ],
)
def test_a_place_out_of_use_says_so_kindly(
    client: FlaskClient, state: str, status: int, sentence: str
) -> None:
    place = make_open_place(state=state)
    page = open_form(client, place)
    assert page.status == status
    assert sentence in page.text
    assert page.nonce == ""


def test_a_moved_place_leads_to_the_new_one(client: FlaskClient) -> None:
    new = make_open_place(name="Quầy số 5")
    old = make_open_place(state=PlaceState.MOVED, moved_to_id=new.id)
    page = open_form(client, old)
    assert page.status == 410
    assert f"/k/{new.code}" in page.text
    assert "Quầy số 5" in page.text


def test_a_place_without_a_round_says_so(client: FlaskClient) -> None:
    place = make_place()
    db.session.commit()
    assert "chưa có đợt khảo sát nào" in open_form(client, place).text


def test_a_round_not_yet_open_says_when_it_opens(client: FlaskClient) -> None:
    place = make_open_place(opens_at=datetime(2026, 12, 1, 1, 30, tzinfo=UTC))
    with time_machine.travel(NOON, tick=False):
        page = open_form(client, place)
    assert "08:30, 1/12/2026" in page.text
    assert page.nonce == ""


def test_a_round_that_closes_while_somebody_answers_takes_the_page_for_a_quarter_hour(
    client: FlaskClient,
) -> None:
    place = make_open_place(closes_at=NOON)
    with time_machine.travel(NOON - timedelta(minutes=2), tick=False) as clock:
        pages = [open_form(client, place) for _ in range(2)]
        clock.move_to(NOON + timedelta(minutes=14))
        assert send(client, place, pages[0].nonce, {"item_1": "4"}).status == 200
        clock.move_to(NOON + timedelta(minutes=15))
        refused = send(client, place, pages[1].nonce, {"words": "Đường vào trụ sở ngập nước"})
        assert open_form(client, place).nonce == ""
    assert refused.status == 409
    assert "đã kết thúc" in refused.text
    assert "Đường vào trụ sở ngập nước" in refused.text
    assert count(Response) == 1
    from tests.surveys.answering import responses

    assert responses()[0].is_late


def test_the_form_is_gone_the_moment_the_round_closes_even_from_the_shelf(
    client: FlaskClient,
) -> None:
    place = make_open_place(closes_at=NOON)
    with time_machine.travel(NOON - timedelta(seconds=2), tick=False) as clock:
        assert open_form(client, place).nonce
        clock.move_to(NOON)
        assert open_form(client, place).nonce == ""


def test_a_place_withdrawn_while_somebody_answers_takes_the_page_for_a_quarter_hour(
    client: FlaskClient,
) -> None:
    place = make_open_place()
    with time_machine.travel(NOON, tick=False) as clock:
        nonce = open_form(client, place).nonce
        clock.shift(60)
        place.state, place.changed_at = PlaceState.WITHDRAWN, NOON + timedelta(seconds=60)
        db.session.commit()
        clock.shift(10)
        assert open_form(client, place).status == 410
        assert send(client, place, nonce, {"item_1": "4"}).status == 200
        clock.shift(16 * 60)
        assert send(client, place, nonce, {"item_1": "2"}).status == 409


@contextmanager
def full_disk() -> Iterator[None]:
    """SQLite may not grow by a page; PostgreSQL says what it says when the disk is full."""
    db.session.remove()
    db.engine.dispose()
    if db.engine.dialect.name == "sqlite":
        with told_at_checkout("PRAGMA max_page_count=1"):
            yield
        return
    function = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
    with db.engine.begin() as connection:
        connection.execute(
            text(f"{function} $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE='53100'; END $$")
        )
        connection.execute(
            text(
                "CREATE TRIGGER full_disk BEFORE INSERT ON response_trace "
                "FOR EACH ROW EXECUTE FUNCTION full_disk()"
            )
        )
    yield
    with db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER full_disk ON response_trace"))


@contextmanager
def told_at_checkout(statement: str) -> Iterator[None]:
    """Every connection that answers are written by hears the statement first: they are opened anew."""
    engine = way_of(db.engine).engine
    engine.dispose()

    def tell(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.cursor().execute(statement)

    event.listen(engine, "checkout", tell)
    try:
        yield
    finally:
        event.remove(engine, "checkout", tell)
        engine.dispose()


def _leave_no_free_page() -> None:
    db.session.remove()
    db.engine.dispose()
    raw = db.engine.raw_connection()
    raw.cursor().execute("VACUUM")
    raw.close()


def test_a_full_disk_gives_503_with_the_answers_and_stores_no_half(
    client: FlaskClient,
) -> None:
    place = make_open_place().code
    nonce = open_form(client, place).nonce
    fields = {"item_1": "4", "words": "Xin giữ giúp"}
    if db.engine.dialect.name == "sqlite":
        fields["words"] = "ộ" * 1990  # 6 kB: needs a page more than the file has
        _leave_no_free_page()
    with full_disk():
        page = send(client, place, nonce, fields)
    assert page.status == 503
    assert "bấm gửi lại" in page.text
    assert page.field("item_1") == ["4"]
    assert page.nonce == nonce
    assert [count(model) for model in EVERYTHING] == [0] * 6
    assert send(client, place, nonce, fields).status == 200
    assert count(Response) == 1


def test_a_locked_database_gives_503_and_sending_again_stores_one(client: FlaskClient) -> None:
    place = make_open_place().code
    nonce = open_form(client, place).nonce
    db.session.remove()
    mark_reading(False)
    sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.connect() as holder:
        if sqlite:
            holder.execute(text("SELECT 1"))
        else:
            holder.execute(text("LOCK TABLE response_number IN EXCLUSIVE MODE"))
        with told_at_checkout("PRAGMA busy_timeout=50" if sqlite else "SET lock_timeout='50ms'"):
            page = send(client, place, nonce, {"item_1": "3"})
    db.engine.dispose()
    assert page.status == 503
    assert count(Response) == 0
    assert send(client, place, nonce, {"item_1": "3"}).status == 200
    assert count(Response) == 1
