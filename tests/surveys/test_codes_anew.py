"""A coded answer may be given anew with its own key for a week; the last one counts and both stay."""

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from base.codes import random_code, read_code
from base.db import db
from base.nonces import KEY_LENGTH
from ledger.leaves import commitment, number_hash
from ledger.models import PendingLeaf
from ledger.openers import stored_records
from surveys.actions.coded_responses import open_link
from surveys.models import (
    AnswerLink,
    CodeUse,
    Response,
    ResponseNumber,
    ResponseTrace,
    RoundState,
    Supersession,
    SurveyRound,
)
from surveys.packing import unpack
from surveys.questionnaire_content import read_content
from tests.factories import make_content
from tests.ledger.leaves import seal_now
from tests.surveys.answering import answer_once, count, make_open_place, responses, rows_of
from tests.surveys.coding import (
    answer_anew,
    answer_with,
    make_open_batch,
    make_open_code,
    open_anew,
    open_code,
    plain,
    post,
    send_anew,
    send_code,
)

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ENDS = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)  # of the seventh day after, in Vietnam


def key_of(client: FlaskClient, code: str, **fields: Any) -> str:
    return str(answer_with(client, code, **fields).codes[1])


def response_of(key: str) -> Any:
    hashed = number_hash(read_code(key, KEY_LENGTH))
    (number,) = [one for one in rows_of(ResponseNumber) if one.key_hash == hashed]
    (found,) = [one for one in responses() if one.id == number.response_id]
    return found


def test_with_its_key_a_response_is_answered_anew_and_both_stay(client: FlaskClient) -> None:
    key = key_of(client, make_open_code(), item_1="5", words="Rất tốt")
    page = answer_anew(client, key, item_1="1", words="Thật ra phải chờ ba buổi")
    assert page.status == 200
    assert len(page.codes) == 2
    assert key not in page.codes
    old, new = response_of(key), response_of(page.codes[1])
    content = read_content(make_content())
    assert unpack(content, old.answers) == {"item_1": 5}
    assert unpack(content, new.answers) == {"item_1": 1}
    assert (new.channel, new.place_id, new.round_id) == ("code", None, old.round_id)
    assert new.agency_id == old.agency_id
    (row,) = rows_of(Supersession)
    assert (row.round_id, row.old_response_id, row.new_response_id) == (
        old.round_id,
        old.id,
        new.id,
    )
    assert (count(CodeUse), count(ResponseTrace)) == (1, 2)


def test_the_form_is_blank_kept_nowhere_and_shows_nothing_that_was_answered(
    client: FlaskClient,
) -> None:
    key = key_of(client, make_open_code(), item_1="5", item_2="2", words="Ghế ít quá")
    page = open_anew(client, key)
    assert page.status == 200
    assert [page.field(name) for name in ("item_1", "item_2", "words")] == [[], [], [""]]
    assert "Ghế ít quá" not in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert 'data-mode="anew"' in page.text  # the script keeps drafts of "live" pages alone
    assert key not in page.text
    assert read_code(key, KEY_LENGTH) not in page.text
    page.tree()


def test_opening_with_a_key_stores_nothing(client: FlaskClient) -> None:
    key = key_of(client, make_open_code())
    before = [count(one) for one in (Response, AnswerLink, Supersession, PendingLeaf)]
    open_anew(client, key)
    assert [count(one) for one in (Response, AnswerLink, Supersession, PendingLeaf)] == before


def test_the_ledger_hides_which_response_supersedes_which_and_the_auditor_opens_it(
    client: FlaskClient, app: Flask
) -> None:
    key = key_of(client, make_open_code())
    new_key = answer_anew(client, key).codes[1]
    old, new = response_of(key), response_of(new_key)
    leaves = {one.type: one for one in rows_of(PendingLeaf)}
    assert sorted(one.type for one in rows_of(PendingLeaf)) == ["response", "response", "supersede"]
    leaf = leaves["supersede"]
    assert leaf.number_hash not in {one.number_hash for one in rows_of(ResponseNumber)}
    master = app.extensions["settings"].secrets.ledger_master.encode()
    opened = [one for kind, one in stored_records() if kind == "supersede"]
    assert [one.record for one in opened] == [
        {"round_id": old.round_id, "old": old.id, "new": new.id}
    ]
    (one,) = opened
    assert (leaf.number_hash, leaf.commitment) == (
        one.number_hash,
        commitment(master, one.leaf_id, one.record),
    )
    db.session.rollback()


def test_class_and_batch_are_copied_and_the_seven_days_are_those_of_the_first_answer(
    client: FlaskClient, app: Flask
) -> None:
    batch = make_open_batch()
    code = make_open_code(batch, field_key="dat-dai", is_late=True, filing_mode="post")
    with time_machine.travel(NOON, tick=False) as clock:
        key = key_of(client, code)
        clock.shift(timedelta(days=3))
        page = answer_anew(client, key)
        assert "đến hết ngày 30/11/2026" in plain(page.text)
        new = response_of(page.codes[1])
        (link,) = [one for one in rows_of(AnswerLink) if one.response_id == new.id]
        assert link.day.isoformat() == "2026-11-23"
        settings = app.extensions["settings"]
        opened = open_link(settings, new.round_id, new.id, link.day, link.sealed)
        assert (opened.batch_id, opened.dossier.field_key) == (batch.id, "dat-dai")
        clock.move_to(ENDS - timedelta(seconds=1))
        again = answer_anew(client, page.codes[1], item_1="3")
        assert again.status == 200
        clock.move_to(ENDS)
        assert "Đã hết thời hạn" in open_anew(client, again.codes[1]).heading
    assert count(Supersession) == 2


def test_a_page_opened_in_the_last_minutes_is_taken_a_quarter_of_an_hour_longer(
    client: FlaskClient,
) -> None:
    code = make_open_code()
    with time_machine.travel(NOON, tick=False) as clock:
        key = key_of(client, code)
        clock.move_to(ENDS - timedelta(minutes=2))
        nonce = open_anew(client, key).nonce
        clock.move_to(ENDS + timedelta(minutes=15))
        refused = send_anew(client, nonce, words="Chờ lâu")
        assert (refused.status, refused.heading) == (409, "Đã hết thời hạn trả lời lại")
        assert "Chờ lâu" in refused.text
        clock.move_to(ENDS + timedelta(minutes=14))
        assert send_anew(client, nonce).status == 200


def test_a_superseded_response_is_not_answered_anew_a_second_time(client: FlaskClient) -> None:
    key = key_of(client, make_open_code())
    new_key = answer_anew(client, key).codes[1]
    page = open_anew(client, key)
    assert (page.status, page.heading) == (409, "Phiếu này đã được trả lời lại")
    assert page.codes == []
    assert new_key not in page.text
    assert answer_anew(client, new_key).status == 200


def test_of_two_who_answer_anew_at_once_one_wins_and_the_other_is_told(app: Flask) -> None:
    key = key_of(app.test_client(), make_open_code())
    nonces = [open_anew(app.test_client(), key).nonce for _ in range(12)]
    db.session.remove()
    pages: list[Any] = []
    start = threading.Barrier(len(nonces))

    def send(nonce: str) -> None:
        start.wait()
        pages.append(send_anew(app.test_client(), nonce, item_1="3"))

    threads = [threading.Thread(target=send, args=(nonce,)) for nonce in nonces]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(page.status for page in pages) == [200] + [409] * 11
    assert {page.heading for page in pages if page.status == 409} == {
        "Phiếu này đã được trả lời lại"
    }
    assert (count(Supersession), count(Response)) == (1, 2)


def test_the_same_new_page_sent_again_sees_its_own_number(client: FlaskClient) -> None:
    key = key_of(client, make_open_code())
    nonce = open_anew(client, key).nonce
    first, second = (send_anew(client, nonce, item_1="3") for _ in range(2))
    assert (first.status, second.status) == (200, 200)
    assert first.codes == second.codes
    assert count(Response) == 2
    other = send_anew(client, nonce, item_1="1", words="Khác")
    assert other.status == 409
    assert "Khác" in other.text


def test_neither_the_code_nor_the_number_answers_anew(client: FlaskClient) -> None:
    code = make_open_code()
    number, _key = answer_with(client, code).codes
    for typed in (code, number, number.replace("-", "")):
        page = open_anew(client, typed)
        assert (page.status, page.nonce) == (404, "")
    assert send_anew(client, open_code(client, make_open_code()).nonce).status == 400
    assert count(Supersession) == 0


def test_an_unknown_or_mistyped_key_is_said_and_guesses_are_limited(client: FlaskClient) -> None:
    key = key_of(client, make_open_code())
    wrong = key[:-1] + ("2" if key[-1] != "2" else "3")
    assert "gõ chưa đúng" in open_anew(client, wrong).text
    pages = [open_anew(client, random_code(KEY_LENGTH)) for _ in range(12)]
    assert [page.status for page in pages] == [404] * 10 + [429] * 2
    assert open_anew(client, key).status == 200


def test_a_response_from_an_open_place_says_that_it_cannot_be_given_anew(
    client: FlaskClient,
) -> None:
    key = answer_once(client, make_open_place().code).codes[1]
    page = open_anew(client, key)
    assert (page.status, page.heading) == (409, "Phiếu này không trả lời lại được")


def test_once_the_round_is_signed_nothing_is_given_anew(client: FlaskClient) -> None:
    batch = make_open_batch()
    key = key_of(client, make_open_code(batch))
    nonce = open_anew(client, key).nonce
    db.session.get_one(SurveyRound, batch.round_id).state = RoundState.SIGNED
    db.session.commit()
    assert open_anew(client, key).heading == "Đợt khảo sát này đã kết thúc"
    assert send_anew(client, nonce).status == 409
    assert count(Response) == 1


@pytest.mark.parametrize("path", ["/tra-loi-lai", "/tra-loi-lai/gui"])
def test_a_form_of_another_site_is_refused(client: FlaskClient, path: str) -> None:
    key = key_of(client, make_open_code())
    fields = {"key": key, ".nonce": open_anew(client, key).nonce, "item_1": "1"}
    assert post(client, path, fields, Origin="https://evil.example").status == 403
    assert count(Response) == 1


def test_a_mistake_in_the_new_form_keeps_what_was_filled_in(client: FlaskClient) -> None:
    nonce = open_anew(client, key_of(client, make_open_code())).nonce
    page = send_anew(client, nonce, item_1="8", item_2="3")
    assert (page.status, page.nonce, page.field("item_2")) == (400, nonce, ["3"])


def test_the_check_page_knows_both_numbers_and_does_not_tell_which_counts(
    client: FlaskClient, app: Flask
) -> None:
    first = answer_with(client, make_open_code()).codes
    second = answer_anew(client, first[1]).codes
    seal_now(app)
    texts = []
    for number, _key in (first, second):
        page = client.get(f"/kiem-tra-phieu/{number.replace('-', '')}")
        assert page.status_code == 200
        text = page.get_data(as_text=True)
        assert "Phiếu đã được ghi nhận" in text
        assert "supersede" not in text
        texts.append(text)
    leaf = json.loads(texts[0].split('data-leaf="')[1].split('"')[0].replace("&#34;", '"'))
    assert set(leaf) == {"v", "type", "number", "commitment"}
    db.session.remove()


def test_staff_who_look_at_a_key_supersede_nothing(as_staff: Any, client: FlaskClient) -> None:
    key = key_of(client, make_open_code())
    officer = as_staff("department")
    assert answer_anew(officer, key).status == 200
    assert count(Supersession) == 0
    assert sorted(row.source for row in responses()) == ["live", "test"]


def test_a_spent_code_opened_with_its_first_page_still_makes_no_second_response(
    client: FlaskClient,
) -> None:
    code = make_open_code()
    nonce = open_code(client, code).nonce
    key = send_code(client, code, nonce, item_1="4").codes[1]
    answer_anew(client, key)
    assert send_code(client, code, nonce, item_1="4").status == 200
    assert count(Response) == 2
