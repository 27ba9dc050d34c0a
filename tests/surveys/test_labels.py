"""Labels say how a form was filled in; they refuse nobody, weigh nothing and stand under the ledger."""

import hashlib
from itertools import count as numbers

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as some

from ledger.leaves import commitment
from ledger.models import PendingLeaf
from surveys.actions.responses import leaf_record
from surveys.leaf_records import number_marks
from surveys.models import Response, ResponseNumber, ResponseText
from surveys.rules.labels import WORK_BITS, Beside, Labels, is_work_done, read_labels, unpacked
from tests.factories import make_content
from tests.surveys.answering import (
    answer_once,
    make_open_place,
    open_form,
    responses,
    rows_of,
    send,
)

TEXT = {"item_1": "5", "words": "Anh Nam rất nhiệt tình"}


def solve(token: str) -> str:
    """What the page's script finds."""
    return next(str(n) for n in numbers() if is_work_done(token, str(n)))


@given(some.booleans(), some.booleans(), some.sampled_from(Beside))
def test_labels_come_out_of_the_packed_number_as_they_went_in(
    is_bait_taken: bool, is_work_done: bool, beside: Beside
) -> None:
    labels = Labels(is_bait_taken, is_work_done, beside)
    assert unpacked(labels.packed()) == labels
    assert 0 <= labels.packed() < 32


def test_the_work_is_a_hash_of_the_page_s_own_token() -> None:
    number = solve("token")
    digest = hashlib.sha256(f"token:{number}".encode()).digest()
    assert int.from_bytes(digest, "big") >> (256 - WORK_BITS) == 0
    assert not all(is_work_done(f"other {one}", number) for one in range(5))


@pytest.mark.parametrize("number", ["", "-1", "1e3", "٣", "1" * 40, "x"])
def test_what_is_no_number_is_no_work(number: str) -> None:
    assert not is_work_done("token", number)


@pytest.mark.parametrize("said", ["", "9", "no", "blank", "\x00"])
def test_an_unknown_answer_to_the_last_question_is_a_blank(said: str) -> None:
    assert read_labels({".beside": [said]}, "").beside == Beside.BLANK


def test_a_form_with_the_bait_filled_in_is_stored_thanked_for_and_labelled(
    client: FlaskClient,
) -> None:
    place = make_open_place()
    page = answer_once(client, place, item_1="4", **{".website": "https://x.example"})
    assert (page.status, len(page.codes)) == (200, 2)
    assert unpacked(responses()[0].labels) == Labels(is_bait_taken=True)


def test_work_done_and_the_last_question_are_labels_of_the_response(client: FlaskClient) -> None:
    place = make_open_place()
    nonce = open_form(client, place).nonce
    send(client, place, nonce, {"item_1": "4", ".work": solve(nonce), ".beside": "staff_guided"})
    assert unpacked(responses()[0].labels) == Labels(is_work_done=True, beside=Beside.STAFF_GUIDED)


def test_without_script_a_form_is_taken_and_labelled_as_without_work(client: FlaskClient) -> None:
    answer_once(client, make_open_place())
    assert unpacked(responses()[0].labels) == Labels()


def test_work_for_another_page_is_no_work(client: FlaskClient) -> None:
    place = make_open_place()
    other, nonce = open_form(client, place).nonce, open_form(client, place).nonce
    number = next(n for n in (solve(other),) if not is_work_done(nonce, n))
    send(client, place, nonce, {"item_1": "4", ".work": number})
    assert unpacked(responses()[0].labels) == Labels()


def test_a_form_with_nothing_but_the_last_question_is_not_an_answer(client: FlaskClient) -> None:
    page = answer_once(client, make_open_place(), **{".beside": "alone"})
    assert page.status == 400
    assert page.field(".beside") == ["alone"]
    assert not responses()


def test_a_questionnaire_that_asks_it_itself_answers_for_the_page(client: FlaskClient) -> None:
    content = make_content()
    own = {
        "key": "someone_beside",
        "type": "single",
        "texts": {"vi": "Có ai đứng cạnh không?"},
        "options": [
            {"key": key, "texts": {"vi": key}} for key in ("alone", "family", "staff_near")
        ],
    }
    content["sections"][-1]["questions"].append(own)
    place = make_open_place(content)
    page = open_form(client, place)
    assert 'name=".beside"' not in page.text
    send(client, place, page.nonce, {"item_1": "4", "someone_beside": "staff_near"})
    assert unpacked(responses()[0].labels) == Labels(beside=Beside.STAFF_NEAR)


def test_labels_stand_under_the_commitment_of_the_response(client: FlaskClient, app: Flask) -> None:
    answer_once(client, make_open_place(), item_1="4", **{".beside": "family"})
    (row,), (leaf,), (number,) = responses(), rows_of(PendingLeaf), rows_of(ResponseNumber)
    columns = {one.name: getattr(row, one.name) for one in Response.__table__.columns}
    master = app.extensions["settings"].secrets.ledger_master.encode()
    own_id = row.id.to_bytes(8, "big")
    marks = number_marks(number.key_hash, number.content_hash, 0)
    assert leaf.commitment == commitment(master, own_id, leaf_record(columns) | marks)
    other = leaf_record({**columns, "labels": 0}) | marks
    assert leaf.commitment != commitment(master, own_id, other)


def test_a_leaf_from_before_there_were_labels_is_opened_by_a_row_without_labels(
    client: FlaskClient,
) -> None:
    answer_once(client, make_open_place())
    (row,) = responses()
    columns = {one.name: getattr(row, one.name) for one in Response.__table__.columns}
    assert columns["labels"] == 0
    assert "labels" not in leaf_record(columns)


def test_another_answer_to_the_last_question_on_a_shared_phone_is_another_response(
    client: FlaskClient,
) -> None:
    place = make_open_place()
    nonce = open_form(client, place).nonce
    assert send(client, place, nonce, {"item_1": "4", ".beside": "alone"}).status == 200
    assert send(client, place, nonce, {"item_1": "4", ".beside": "staff_guided"}).status == 409


def test_the_same_form_sent_again_with_its_work_meets_its_own_number(client: FlaskClient) -> None:
    place = make_open_place()
    nonce = open_form(client, place).nonce
    first = send(client, place, nonce, {"item_1": "4"})
    again = send(client, place, nonce, {"item_1": "4", ".work": solve(nonce)})
    assert (again.status, again.codes) == (200, first.codes)


@pytest.mark.parametrize(("tick", "is_private"), [({}, False), ({"words.private": "1"}, True)])
def test_words_for_the_province_alone_are_marked_so(
    client: FlaskClient, tick: dict[str, str], is_private: bool
) -> None:
    assert answer_once(client, make_open_place(), **TEXT, **tick).status == 200
    assert [row.is_province_only for row in rows_of(ResponseText)] == [is_private]


def test_the_tick_of_a_form_that_comes_back_is_still_set(client: FlaskClient) -> None:
    place = make_open_place()
    page = answer_once(client, place, item_1="8", words="Xin thêm ghế", **{"words.private": "1"})
    assert (page.status, page.field("words.private")) == (400, ["1"])
