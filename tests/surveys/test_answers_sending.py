"""One page, one response: what is stored, what the person gets, and that sending twice stores once."""

import json
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask, request
from flask.testing import FlaskClient

from base.codes import read_code
from base.commits import ways
from base.day_keys import unseal
from base.db import db
from ledger.leaves import commitment, number_hash
from ledger.models import PendingLeaf
from portal.factory import create_app
from surveys.actions.responses import leaf_record, trace_subject
from surveys.leaf_records import number_marks, words_leaf
from surveys.models import (
    Response,
    ResponseNumber,
    ResponseTrace,
    VisitCluster,
)
from surveys.packing import unpack
from surveys.questionnaire_content import read_content
from tests.factories import make_content
from tests.surveys.answering import (
    answer_once,
    count,
    make_open_place,
    open_form,
    responses,
    rows_of,
    send,
    stored_words,
)

SATURDAY_EVENING = datetime(2026, 11, 21, 11, 30, tzinfo=UTC)  # 18.30 in Thanh Hóa


def test_a_response_is_stored_with_coarse_times_and_without_a_trace_of_the_person(
    client: FlaskClient,
) -> None:
    place = make_open_place()
    with time_machine.travel(SATURDAY_EVENING, tick=False) as clock:
        nonce = open_form(client, place).nonce
        clock.shift(42)
        page = send(client, place, nonce, {"item_1": "5", "item_2": "9", "words": "Nhanh hơn"})
    assert page.status == 200
    (row,) = responses()
    assert (row.month, row.iso_week, row.bucket) == (202611, 202647, 6)
    assert row.duration_steps in (8, 9)
    assert (row.channel, row.source, row.language) == ("open_qr", "live", "vi")
    assert (row.respondent_kind, row.is_late, row.at_desk) == ("unknown", False, False)
    content = read_content(make_content())
    assert unpack(content, row.answers) == {"item_1": 5, "item_2": 9}
    assert stored_words() == {"words": "Nhanh hơn"}


def test_number_and_key_are_shown_once_and_stored_only_as_hashes(client: FlaskClient) -> None:
    place = make_open_place()
    page = answer_once(client, place)
    number, key = page.codes
    assert (len(number), len(key)) == (15, 20)
    (row,) = rows_of(ResponseNumber)
    assert row.number_hash == number_hash(read_code(number, 12))
    assert row.key_hash == number_hash(read_code(key, 17))
    assert "no-store" in page.headers["Cache-Control"]


def test_the_ledger_waits_with_a_commitment_that_the_stored_row_opens(
    client: FlaskClient, app: Flask
) -> None:
    place = make_open_place()
    answer_once(client, place, item_1="2", words="Xin thêm ghế")
    (row,) = responses()
    columns = {one.name: getattr(row, one.name) for one in Response.__table__.columns}
    (number,) = rows_of(ResponseNumber)
    master = app.extensions["settings"].secrets.ledger_master.encode()
    leaves = {one.type: one for one in rows_of(PendingLeaf)}
    record = leaf_record(columns) | number_marks(number.key_hash, number.content_hash, 1)
    sealed = commitment(master, row.id.to_bytes(8, "big"), record)
    assert leaves["response"].commitment == sealed
    assert leaves["response"].number_hash == number.number_hash
    said = words_leaf(master, row.id, {"words": "Xin thêm ghế"})
    assert (leaves["words"].commitment, leaves["words"].number_hash) == (said[0], said[2])


def test_the_exact_instant_is_only_in_the_sealed_trace(client: FlaskClient, app: Flask) -> None:
    place = make_open_place()
    with time_machine.travel(SATURDAY_EVENING, tick=False):
        answer_once(client, place)
    (row,) = responses()
    (trace,) = rows_of(ResponseTrace)
    folder = app.extensions["settings"].instance_dir
    plain = unseal(folder, trace.day, trace.sealed, trace_subject(row.round_id, row.id))
    assert datetime.fromisoformat(json.loads(plain)["at"]) == SATURDAY_EVENING
    assert trace.day == date(2026, 11, 21)


def test_answers_of_one_place_day_and_channel_share_a_cluster(client: FlaskClient) -> None:
    place, other = make_open_place(), make_open_place()
    for _ in range(3):
        answer_once(client, place)
    answer_once(client, other)
    clusters = {row.place_id: set() for row in responses()}
    for row in responses():
        clusters[row.place_id].add(row.cluster_id)
    assert [len(ids) for ids in clusters.values()] == [1, 1]
    assert count(VisitCluster) == 2


def test_two_visitors_without_cookies_are_two_people(client: FlaskClient, app: Flask) -> None:
    place = make_open_place()
    first, second = app.test_client(), app.test_client()
    pages = [open_form(one, place) for one in (first, second)]
    assert pages[0].nonce != pages[1].nonce
    codes = [
        send(one, place, page.nonce, {"item_1": "4"}).codes
        for one, page in zip((first, second), pages, strict=True)
    ]
    assert codes[0] != codes[1]
    assert count(Response) == 2


@pytest.mark.parametrize("path", ["/k/{code}", "/kiem-tra-phieu", "/k"])
def test_residents_pages_set_no_cookie(client: FlaskClient, path: str) -> None:
    place = make_open_place()
    for suffix in ("", "?lang=en"):
        answer = client.get(path.format(code=place.code) + suffix)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers


def test_the_thanks_page_sets_no_cookie(client: FlaskClient) -> None:
    place = make_open_place()
    assert "Set-Cookie" not in answer_once(client, place).headers


def test_the_same_page_sent_twice_makes_one_response_and_shows_the_same_number(
    client: FlaskClient,
) -> None:
    place = make_open_place()
    nonce = open_form(client, place).nonce
    first = send(client, place, nonce, {"item_1": "4"})
    second = send(client, place, nonce, {"item_1": "4"})
    assert first.codes == second.codes != []
    assert (second.status, count(Response), count(PendingLeaf)) == (200, 1, 1)


def test_a_cached_page_with_other_answers_is_not_stored_until_the_person_says_so(
    client: FlaskClient,
) -> None:
    place = make_open_place()
    nonce = open_form(client, place).nonce
    first = send(client, place, nonce, {"item_1": "4"})
    page = send(client, place, nonce, {"item_1": "1", "words": "Phiếu của bà ngoại"})
    assert page.status == 409
    assert count(Response) == 1
    assert not set(first.codes) & set(page.text.split())
    assert first.codes[0] not in page.text
    assert page.field("item_1") == ["1"]
    assert "".join(page.field("words")).strip() == "Phiếu của bà ngoại"
    assert page.nonce not in ("", nonce)
    again = send(client, place, page.nonce, {"item_1": "1", "words": "Phiếu của bà ngoại"})
    assert (again.status, count(Response)) == (200, 2)
    assert again.codes != first.codes


def test_ten_sendings_at_once_of_one_page_make_one_response(app: Flask) -> None:
    code = make_open_place().code
    nonce = open_form(app.test_client(), code).nonce
    db.session.remove()
    pages: list[Any] = []
    start = threading.Barrier(10)

    def post() -> None:
        start.wait()
        pages.append(send(app.test_client(), code, nonce, {"item_1": "3"}))

    threads = [threading.Thread(target=post) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {page.status for page in pages} == {200}
    assert len({tuple(page.codes) for page in pages}) == 1
    assert count(Response) == 1


def test_the_third_answer_of_a_visitor_today_is_marked_as_such(app: Flask) -> None:
    place = make_open_place()
    with time_machine.travel(SATURDAY_EVENING, tick=False):
        for _ in range(4):
            answer_once(app.test_client(), place)
    assert sorted(row.cap_rank for row in responses()) == [1, 2, 3, 3]


def test_words_beside_other_are_kept_only_while_other_is_chosen(client: FlaskClient) -> None:
    content = make_content()
    content["sections"][1]["questions"].append(
        {
            "key": "came_for",
            "type": "multiple",
            "texts": {"vi": "Ông/bà đến vì việc gì?"},
            "options": [
                {"key": "land", "texts": {"vi": "Đất đai"}},
                {"key": "else", "texts": {"vi": "Khác"}, "is_other": True},
            ],
        }
    )
    place = make_open_place(content)
    answer_once(client, place, came_for="land", **{"came_for.other": "Xin giấy"})
    assert stored_words() == {}
    answer_once(client, place, came_for=["land", "else"], **{"came_for.other": "Xin giấy"})
    assert stored_words() == {"came_for": "Xin giấy"}


def test_an_answer_to_a_question_that_was_not_shown_is_dropped(client: FlaskClient) -> None:
    content = make_content()
    content["sections"][0]["questions"][1]["show_if"] = {"question": "item_1", "values": ["1", "2"]}
    content["sections"][0]["questions"][1]["is_required"] = True
    place = make_open_place(content)
    assert answer_once(client, place, item_1="5", item_2="1").status == 200
    (row,) = responses()
    assert unpack(read_content(content), row.answers) == {"item_1": 5}
    assert answer_once(client, place, item_1="1").status == 400


def test_a_signed_in_officers_scan_is_a_test_and_never_counts(as_staff: Any) -> None:
    place = make_open_place().code
    officer = as_staff("department")
    for _ in range(2):  # the second time nothing has to be read but who is signed in
        page = open_form(officer, place)
        assert "phiếu thử" in page.text
        assert send(officer, place, page.nonce, {"item_1": "5"}).status == 200
    assert [(row.source, row.cap_rank) for row in responses()] == [("test", 0)] * 2
    stranger_page = open_form(officer.application.test_client(), place)
    assert "phiếu thử" not in stranger_page.text


def send_and_watch(app: Flask, place: str, body: bytes, **headers: str) -> tuple[int, list[str]]:
    """The status, and the endpoints that the long way was taken to."""
    taken: list[str] = []

    def note() -> None:
        taken.append(str(request.endpoint))

    app.before_request_funcs[None].append(note)
    try:
        browser = app.test_client()
        if "session" in headers:
            browser.set_cookie("ydan", headers.pop("session"))
        answer = browser.post(
            f"/k/{place}/gui",
            data=body,
            content_type="application/x-www-form-urlencoded",
            headers=headers,
        )
    finally:
        app.before_request_funcs[None].remove(note)
    return answer.status_code, taken


def test_only_a_sound_form_of_a_ready_page_takes_the_short_way(
    app: Flask, client: FlaskClient
) -> None:
    place = make_open_place().code
    answer_once(client, place)  # from now on the thanks page lies ready

    def body(fields: str) -> bytes:
        return f"{fields}&.nonce={open_form(client, place).nonce}".encode()

    short: list[str] = []
    long = ["answers.submit"]
    assert send_and_watch(app, place, body("item_1=4")) == (200, short)
    assert send_and_watch(app, place, body("item_1=7")) == (400, long)
    assert send_and_watch(app, place, b"item_1=4&.nonce=x") == (400, long)
    foreign = {"Origin": "https://evil.example"}
    assert send_and_watch(app, place, body("item_1=4"), **foreign) == (403, long)
    assert send_and_watch(app, place, body("item_1=4"), session="not ours") == (200, long)
    sent = body("item_1=4")
    assert send_and_watch(app, place, sent) == (200, short)
    assert send_and_watch(app, place, sent) == (200, short)
    assert send_and_watch(app, place, sent.replace(b"item_1=4", b"item_1=1")) == (409, long)
    assert count(Response) == 4


def test_behind_a_counted_proxy_two_networks_are_two_visitors(app: Flask, tmp_path: Any) -> None:
    settings = replace(app.extensions["settings"], trusted_proxy_count=1)
    proxied = create_app(settings)
    place = make_open_place()
    with time_machine.travel(SATURDAY_EVENING, tick=False):
        for address in ("203.0.113.7", "198.51.100.9", "203.0.113.8"):
            browser = proxied.test_client()
            page = open_form(browser, place)
            headers = {"X-Forwarded-For": address}
            assert send(browser, place, page.nonce, {"item_1": "4"}, headers).status == 200
    assert sorted(row.cap_rank for row in responses()) == [1, 1, 2]
    with proxied.app_context():
        ways.clear()
        db.engine.dispose()
