"""What people see of the ledger."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from base.codes import grouped, read_code
from base.db import db
from ledger.leaves import number_hash
from ledger.queries.checkpoints import find_newest_checkpoint
from tests.ledger.leaves import AT, make_pending, seal_now
from tests.surveys.answering import answer_once, make_open_place


def test_a_response_waits_and_then_stands_in_the_ledger(app: Flask, client: FlaskClient) -> None:
    number = read_code(answer_once(client, make_open_place()).codes[0], 12)
    db.session.rollback()  # the test's own session looks at an older state
    page = client.get(f"/kiem-tra-phieu/{number}").text
    assert "đang chờ vào sổ công khai. Xin xem lại sau 10:10" in page
    make_pending(1233)
    seal_now(app)
    page = client.get(f"/kiem-tra-phieu/{number}").text
    assert grouped(number) in page
    assert "trên 1.234 của sổ công khai, vào sổ lúc 10:05 23/11/2026" in page
    make_pending(4)
    seal_now(app, AT + timedelta(minutes=10))
    assert (
        "trên 1.238 của sổ công khai, vào sổ lúc 10:05"
        in client.get(f"/kiem-tra-phieu/{number}").text
    )


def test_the_check_page_tells_nothing_of_the_answer(app: Flask, client: FlaskClient) -> None:
    place = make_open_place()
    number = read_code(answer_once(client, place, item_1="2", words="Chờ lâu quá").codes[0], 12)
    seal_now(app)
    answer = client.get(f"/kiem-tra-phieu/{number}")
    for secret in ("Chờ lâu quá", place.code, "Hạc Thành", "open_qr"):
        assert secret not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert len(answer.data) < 60_000


def test_a_proof_is_at_most_a_kilobyte(app: Flask, client: FlaskClient) -> None:
    numbers = make_pending(3000)
    seal_now(app)
    found = client.get(f"/api/v1/ledger/inclusion/{number_hash(numbers[7]).hex()}").get_json()
    assert len(found["path"]) * 32 <= 1024
    assert len(found["path"]) <= 12


@pytest.mark.parametrize(
    "address",
    [
        "/so-cong-khai/ngay/2026-11-22",
        "/so-cong-khai/ngay/hom-nay",
        "/so-cong-khai/ngay/20261123",
        "/so-cong-khai/moc/7",
        "/so-cong-khai/moc/-1",
        "/so-cong-khai/moc/9999999999999999999",
        "/so-cong-khai/tai/secrets.json",
        "/so-cong-khai/tai/..%2f..%2fwsgi.py",
        "/api/v1/ledger/inclusion/xyz",
        "/api/v1/ledger/inclusion/00",
        "/api/v1/ledger/consistency?first=1&second=999",
        "/api/v1/ledger/consistency?first=3&second=2",
    ],
)
def test_what_is_not_there_is_not_found(app: Flask, client: FlaskClient, address: str) -> None:
    make_pending(3)
    seal_now(app)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("trang", ["0", "-1", "x", "99", "１"])
def test_strange_pages_of_the_list_of_days_are_answered(client: FlaskClient, trang: str) -> None:
    assert client.get("/so-cong-khai", query_string={"trang": trang}).status_code == 200


def test_an_empty_ledger_says_so(client: FlaskClient) -> None:
    assert "Sổ chưa có mục nào" in client.get("/so-cong-khai").text
    assert "The ledger has no entry yet" in client.get("/so-cong-khai?lang=en").text


def test_days_are_listed_with_what_each_added(app: Flask, client: FlaskClient) -> None:
    for days, count in ((0, 1200), (1, 30), (1, 4)):
        make_pending(count)
        seal_now(app, AT + timedelta(days=days))
    page = " ".join(client.get("/so-cong-khai").text.split())
    assert '>24/11/2026</a></th><td class="number">34</td><td class="number">1.234</td>' in page
    day = client.get("/so-cong-khai/ngay/2026-11-24").text
    newest = find_newest_checkpoint()
    assert newest
    assert newest.note.split("\n")[2] in day
    assert "1.230" in day


def test_a_checkpoint_is_given_word_for_word(app: Flask, client: FlaskClient) -> None:
    make_pending(3)
    seal_now(app)
    answer = client.get("/so-cong-khai/moc/moi-nhat")
    newest = find_newest_checkpoint()
    assert newest
    assert (answer.mimetype, answer.text) == ("text/plain", newest.note)
    assert client.get("/so-cong-khai/moc/3").text == newest.note


def test_leaves_no_checkpoint_holds_are_not_shown(app: Flask, client: FlaskClient) -> None:
    from ledger.sealing import _take_in_everything

    make_pending(3)
    seal_now(app)
    make_pending(2)
    _take_in_everything()
    found = client.get("/api/v1/ledger/leaves?count=5000").get_json()
    assert (found["size"], len(found["leaves"])) == (3, 3)


@pytest.mark.parametrize("name", ["verify_ledger.py", "witness.py"])
def test_the_programs_can_be_taken_away(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/so-cong-khai/tai/{name}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith(b"#!/usr/bin/env python3")
