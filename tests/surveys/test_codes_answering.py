"""A one-time code makes one response, however often and by however many pages it is sent."""

import json
import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from base.clock import today
from base.codes import random_code
from base.day_keys import seal, unseal
from base.db import db
from ledger.models import PendingLeaf
from surveys.actions.coded_responses import open_link
from surveys.actions.responses import TRACE_BYTES, trace_subject
from surveys.codes import handing_subject
from surveys.models import (
    AnswerLink,
    BatchState,
    CodeUse,
    OneTimeCode,
    Response,
    ResponseNumber,
    ResponseText,
    ResponseTrace,
    RoundState,
    VisitCluster,
)
from surveys.packing import unpack
from surveys.questionnaire_content import read_content
from tests.factories import make_agency, make_code, make_content, make_place
from tests.surveys.answering import (
    answer_once,
    count,
    make_open_place,
    open_form,
    responses,
    rows_of,
)
from tests.surveys.coding import (
    answer_with,
    make_open_batch,
    make_open_code,
    open_code,
    plain,
    send_code,
)

STORED = (
    Response, ResponseNumber, ResponseText, ResponseTrace, VisitCluster,
    PendingLeaf, CodeUse, AnswerLink,
)  # fmt: skip
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def rows() -> list[int]:
    """Of the ledger only what answering adds: the settings in force wait there too."""
    leaves = [one for one in rows_of(PendingLeaf) if one.type == "response"]
    return [len(leaves) if model is PendingLeaf else count(model) for model in STORED]


def settings_of(app: Flask) -> Any:
    return app.extensions["settings"]


def test_opening_a_code_stores_and_spends_nothing(client: FlaskClient) -> None:
    code = make_open_code()
    for _ in range(3):  # scanners of mail open every link
        assert open_code(client, code).status == 200
        assert client.head(f"/m/{code}").status_code == 200
    assert rows() == [0] * len(STORED)
    assert answer_with(client, code).status == 200


def test_the_page_is_the_rounds_questionnaire_under_the_receiving_offices_name(
    client: FlaskClient,
) -> None:
    office = make_agency("Trung tâm Phục vụ hành chính công phường Hạc Thành")
    page = open_code(client, make_open_code(make_open_batch(office)))
    assert page.heading == office.name
    assert "Nội dung 1" in page.text
    assert "data-work" not in page.text or 'data-work="0"' in page.text
    page.tree()
    assert "Set-Cookie" not in page.headers


def test_the_page_of_a_code_weighs_less_than_ten_kilobytes_and_fetches_nothing(
    client: FlaskClient,
) -> None:
    code = make_open_code(make_open_batch(content=make_content(9)))
    answer = client.get(f"/m/{code}", headers={"Accept-Encoding": "gzip"})
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items()) + 19
    assert answer.headers["Content-Encoding"] == "gzip"
    assert head + len(answer.data) <= 10_000
    assert "src=" not in open_code(client, code).text


def test_answering_stores_the_response_of_the_channel_code_without_a_place(
    client: FlaskClient,
) -> None:
    batch = make_open_batch()
    code = make_open_code(batch)
    page = answer_with(client, code, item_1="5", item_2="9", words="Nhanh hơn")
    assert page.status == 200
    assert "no-store" in page.headers["Cache-Control"]
    (row,) = responses()
    assert (row.channel, row.place_id, row.agency_id) == ("code", None, batch.agency_id)
    assert (row.round_id, row.source, row.cap_rank) == (batch.round_id, "live", 0)
    assert unpack(read_content(make_content()), row.answers) == {"item_1": 5, "item_2": 9}
    (used,) = rows_of(CodeUse)
    (known,) = rows_of(OneTimeCode)
    assert (used.code_hash, used.is_settled) == (known.code_hash, False)
    assert sorted(one.type for one in rows_of(PendingLeaf)) == ["response", "words"]
    assert [count(model) for model in STORED if model is not PendingLeaf] == [1] * (len(STORED) - 1)


def test_no_row_but_the_sealed_link_joins_the_code_to_the_response(
    client: FlaskClient, app: Flask
) -> None:
    batch, agency = make_open_batch(), make_agency("Sở Xây dựng")
    columns = {"field_key": "dat-dai", "is_late": True, "filing_mode": "post"}
    code = make_open_code(batch, resolving_agency_id=agency.id, **columns)
    answer_with(client, code)
    (row,), (link,) = responses(), rows_of(AnswerLink)
    opened = open_link(settings_of(app), row.round_id, row.id, link.day, link.sealed)
    assert (opened.batch_id, opened.resolving_agency_id) == (batch.id, agency.id)
    assert vars(opened.dossier) == columns
    (used,) = rows_of(CodeUse)
    stored = [link.sealed, row.answers, str(row.id).encode(), row.id.to_bytes(8, "big")]
    assert not any(used.code_hash[:8] in one for one in stored)
    assert b"dat-dai" not in link.sealed


def test_the_trace_knows_class_and_minutes_since_the_code_was_handed_out(
    client: FlaskClient, app: Flask
) -> None:
    code, row = make_code(make_open_batch(), field_key="ho-tich", filing_mode="online")
    with time_machine.travel(NOON, tick=False) as clock:
        about = handing_subject(row.code_hash)
        instant = NOON.isoformat(timespec="milliseconds").encode()
        row.handed_on = today()
        row.handed = seal(settings_of(app).instance_dir, row.handed_on, instant, about)
        db.session.commit()
        clock.shift(timedelta(minutes=12, seconds=40))
        answer_with(client, code)
    (response,), (trace,) = responses(), rows_of(ResponseTrace)
    about = trace_subject(response.round_id, response.id)
    sealed = unseal(settings_of(app).instance_dir, trace.day, trace.sealed, about)
    assert len(sealed) == TRACE_BYTES
    said = json.loads(sealed)
    assert datetime.fromisoformat(said["at"]) == NOON + timedelta(minutes=12, seconds=40)
    assert said["near"] == 12
    assert said["issued_on"] == "2026-11-23"
    assert said["class"] == {"field_key": "ho-tich", "is_late": None, "filing_mode": "online"}


def test_answers_of_one_office_and_day_share_a_cluster_apart_from_its_places(
    client: FlaskClient,
) -> None:
    office = make_agency()
    batch, place = make_open_batch(office), make_open_place(agency=office)
    for _ in range(3):
        answer_with(client, make_open_code(batch))
    answer_once(client, place)
    clusters = {(row.channel, row.cluster_id) for row in responses()}
    assert len(clusters) == 2
    assert {(one.agency_id, one.channel) for one in rows_of(VisitCluster)} == {
        (office.id, "code"),
        (office.id, "open_qr"),
    }


def test_the_same_page_sent_again_sees_its_own_number(client: FlaskClient) -> None:
    code = make_open_code()
    nonce = open_code(client, code).nonce
    pages = [send_code(client, code, nonce, item_1="4") for _ in range(3)]
    assert {page.status for page in pages} == {200}
    assert len({tuple(page.codes) for page in pages}) == 1
    assert len(pages[0].codes) == 2
    assert count(Response) == 1


def test_the_same_page_with_other_answers_is_led_to_answering_anew(client: FlaskClient) -> None:
    code = make_open_code()
    nonce = open_code(client, code).nonce
    first = send_code(client, code, nonce, item_1="4")
    page = send_code(client, code, nonce, item_1="1", words="Phiếu của bà ngoại")
    assert page.status == 409
    assert "đã được ghi nhận" in page.heading
    assert "/tra-loi-lai" in page.text
    assert "Phiếu của bà ngoại" in page.text
    assert not any(one in page.text for one in first.codes)
    assert count(Response) == 1


def test_another_page_with_a_spent_code_hears_that_it_is_used_and_sees_nobodys_number(
    client: FlaskClient,
) -> None:
    code = make_open_code()
    earlier, later = open_code(client, code), open_code(client, code)
    first = send_code(client, code, earlier.nonce, item_1="4")
    for page in (
        send_code(client, code, later.nonce, item_1="4"),
        send_code(client, code, later.nonce, item_1="1", words="Chờ lâu"),
    ):
        assert (page.status, page.heading) == (409, "Mã này đã dùng")
        assert page.codes == []
        assert not any(one in page.text for one in first.codes)
    assert "Chờ lâu" in page.text
    opened = open_code(client, code)
    assert (opened.status, opened.heading) == (410, "Mã này đã dùng")
    assert "/tra-loi-lai" in opened.text
    assert count(Response) == 1


def test_a_spent_code_without_a_page_of_ours_is_called_used(client: FlaskClient) -> None:
    code = make_open_code()
    answer_with(client, code)
    page = send_code(client, code, "", item_1="5")
    assert (page.status, page.heading) == (409, "Mã này đã dùng")


def test_fifty_posts_at_once_of_one_code_make_one_response(app: Flask) -> None:
    code = make_open_code()
    nonces = [open_code(app.test_client(), code).nonce for _ in range(50)]
    db.session.remove()
    pages: list[Any] = []
    start = threading.Barrier(50)

    def post(nonce: str) -> None:
        start.wait()
        pages.append(send_code(app.test_client(), code, nonce, item_1="3"))

    threads = [threading.Thread(target=post, args=(nonce,)) for nonce in nonces]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(page.status for page in pages) == [200] + [409] * 49
    assert {page.heading for page in pages if page.status == 409} == {"Mã này đã dùng"}
    assert rows() == [1, 1, 0, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("change", ["missing", "altered", "of another code", "of a place"])
def test_without_a_page_of_this_code_nothing_is_spent_and_the_answers_come_back(
    client: FlaskClient, change: str
) -> None:
    batch = make_open_batch()
    code = make_open_code(batch)
    nonce = open_code(client, code).nonce
    place = make_open_place()
    forged = {
        "missing": "",
        "altered": nonce[:-3] + ("AAA" if nonce[-3:] != "AAA" else "BBB"),
        "of another code": open_code(client, make_open_code(batch)).nonce,
        "of a place": open_form(client, place).nonce,
    }[change]
    page = send_code(client, code, forged, item_1="2")
    assert (page.status, count(Response), count(CodeUse)) == (400, 0, 0)
    assert page.field("item_1") == ["2"]
    assert send_code(client, code, page.nonce, item_1="2").status == 200


def test_the_page_of_a_code_opens_no_place(client: FlaskClient) -> None:
    place, code = make_open_place(), make_open_code()
    body = {"item_1": "4", ".nonce": open_code(client, code).nonce}
    assert client.post(f"/k/{place.code}/gui", data=body).status_code == 400
    assert count(Response) == 0


def test_a_mistake_keeps_what_was_filled_in_and_the_code(client: FlaskClient) -> None:
    code = make_open_code()
    nonce = open_code(client, code).nonce
    page = send_code(client, code, nonce, item_1="7", item_2="3")
    assert (page.status, page.nonce) == (400, nonce)
    assert page.field("item_2") == ["3"]
    assert count(CodeUse) == 0
    assert send_code(client, code, nonce, item_1="5", item_2="3").status == 200


@pytest.mark.parametrize("origin", ["https://evil.example"])
def test_a_form_of_another_site_spends_no_code(client: FlaskClient, origin: str) -> None:
    code = make_open_code()
    body = {"item_1": "4", ".nonce": open_code(client, code).nonce}
    answer = client.post(f"/m/{code}/gui", data=body, headers={"Origin": origin})
    assert (answer.status_code, count(CodeUse)) == (403, 0)


def test_a_mistyped_code_is_called_mistyped(client: FlaskClient) -> None:
    code = make_open_code()
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    page = open_code(client, wrong)
    assert page.status == 404
    assert "gõ chưa đúng" in page.text
    assert code not in page.text
    assert wrong in client.get("/m", query_string={"ma": wrong}).get_data(as_text=True)


def test_a_code_nobody_was_handed_is_called_unknown(client: FlaskClient) -> None:
    waiting = make_open_code(is_handed=False)
    for code in (random_code(10), waiting):
        page = open_code(client, code)
        assert page.status == 404
        assert "Không có mã đánh giá này" in page.text
        assert send_code(client, code, "", item_1="4").status == 404


STATES = {
    "made": ({"state": BatchState.MADE}, 404, "chưa dùng được"),
    "withdrawn": ({"state": BatchState.WITHDRAWN}, 410, "đã được thu hồi"),
    "expired": (
        {"issue_day": date(2026, 10, 1), "expires_on": date(2026, 10, 31)},
        410,
        "đến hết ngày 31/10/2026",
    ),
    "tomorrow": ({"issue_day": date(2026, 11, 24)}, 404, "từ ngày 24/11/2026"),
    "signed": ({"round_state": RoundState.SIGNED}, 410, "đợt này đã chốt"),
    "round to come": (
        {"round_opens_at": datetime(2026, 12, 1, tzinfo=UTC), "round_state": RoundState.PLANNED},
        404,
        "từ ngày 1/12/2026",
    ),
}


@pytest.mark.parametrize("case", STATES)
def test_a_code_that_cannot_be_answered_with_says_why(client: FlaskClient, case: str) -> None:
    columns, status, sentence = STATES[case]
    code = make_open_code(make_open_batch(**columns))
    page = open_code(client, code)
    assert page.status == status
    assert sentence in plain(page.text)
    assert page.nonce == ""
    page.tree()
    assert send_code(client, code, "", words="Ghế ít quá").status == 409
    assert rows() == [0] * len(STORED)


def test_a_code_withdrawn_while_somebody_answers_is_not_taken_and_the_words_come_back(
    client: FlaskClient,
) -> None:
    batch = make_open_batch()
    code = make_open_code(batch)
    with time_machine.travel(NOON, tick=False) as clock:
        nonce = open_code(client, code).nonce
        batch.state = BatchState.WITHDRAWN
        db.session.commit()
        clock.shift(6)
        page = send_code(client, code, nonce, words="Đường vào trụ sở ngập nước")
    assert page.status == 409
    assert "Đường vào trụ sở ngập nước" in page.text
    assert rows() == [0] * len(STORED)


def test_a_page_opened_on_the_last_evening_is_taken_a_quarter_of_an_hour_after_midnight(
    client: FlaskClient,
) -> None:
    code = make_open_code(make_open_batch(expires_on=date(2026, 11, 23)))
    midnight = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # of Vietnam
    with time_machine.travel(midnight - timedelta(minutes=2), tick=False) as clock:
        nonce = open_code(client, code).nonce
        clock.move_to(midnight + timedelta(minutes=15))
        assert send_code(client, code, nonce).status == 409
        clock.move_to(midnight + timedelta(minutes=14))
        assert send_code(client, code, nonce).status == 200
    assert not responses()[0].is_late


def test_a_code_belongs_to_the_round_of_its_batch_after_that_has_closed(
    client: FlaskClient,
) -> None:
    closed = {"round_closes_at": datetime(2026, 11, 20, tzinfo=UTC), "round_state": "closed"}
    batch = make_open_batch(issue_day=date(2026, 11, 19), **closed)
    assert answer_with(client, make_open_code(batch)).status == 200
    (row,) = responses()
    assert (row.round_id, row.is_late) == (batch.round_id, False)


def test_a_signed_in_officer_who_looks_spends_no_code(as_staff: Any, client: FlaskClient) -> None:
    code = make_open_code()
    officer = as_staff("department")
    page = open_code(officer, code)
    assert "phiếu thử" in page.text
    assert send_code(officer, code, page.nonce, item_1="5").status == 200
    assert [row.source for row in responses()] == ["test"]
    assert (count(CodeUse), count(AnswerLink)) == (0, 0)
    assert answer_with(client, code).status == 200


def test_after_ten_wrong_codes_a_guesser_waits_and_a_right_code_passes(
    client: FlaskClient,
) -> None:
    code = make_open_code()
    statuses = [open_code(client, random_code(10)).status for _ in range(12)]
    assert statuses == [404] * 10 + [429] * 2
    assert answer_with(client, code).status == 200


@pytest.mark.parametrize(
    "typed", ["{0}-{1}-{2}", "{0} {1} {2}", "https://ydan.vn/m/{0}{1}{2}?lang=en"]
)
def test_a_code_typed_in_groups_or_scanned_as_an_address_leads_to_its_page(
    client: FlaskClient, typed: str
) -> None:
    code = make_open_code()
    parts = typed.format(code[:4].lower(), code[4:8].lower(), code[8:].lower())
    answer = client.get("/m", query_string={"ma": parts, "kiosk": "1"})
    assert answer.headers["Location"].endswith(f"/m/{code}?kiosk=1")


def test_at_a_kiosk_nothing_is_kept_and_the_next_person_gets_an_empty_field(
    client: FlaskClient,
) -> None:
    code = make_open_code()
    typing = client.get("/m", query_string={"kiosk": "1"})
    assert 'data-kiosk="/m?kiosk=1"' in typing.get_data(as_text=True)
    page = open_code(client, code, kiosk="1")
    assert page.headers["Cache-Control"] == "no-store"
    assert 'data-mode="kiosk"' in page.text
    assert 'data-kiosk="/m?kiosk=1"' in page.text
    thanks = send_code(client, code, page.nonce)
    assert 'content="20;url=/m?kiosk=1"' in thanks.text
    assert [(row.channel, row.at_desk) for row in responses()] == [("code", False)]
    assert "/m?kiosk=1" in open_code(client, code, kiosk="1").text


def test_thanks_tell_until_when_the_answer_may_be_given_anew(client: FlaskClient) -> None:
    with time_machine.travel(NOON, tick=False):
        page = answer_with(client, make_open_code())
    assert "đến hết ngày 30/11/2026" in plain(page.text)
    assert "/tra-loi-lai" in page.text
    assert "trả lời lại" not in answer_once(client, make_open_place()).text


def test_the_number_of_a_coded_answer_is_checked_like_any_other(client: FlaskClient) -> None:
    number, _key = answer_with(client, make_open_code()).codes
    page = client.get(f"/kiem-tra-phieu/{number.replace('-', '')}")
    assert "đã được ghi nhận" in page.get_data(as_text=True)


def test_a_place_of_the_same_office_is_not_needed(client: FlaskClient) -> None:
    office = make_agency()
    make_place(office, state="planned")
    assert answer_with(client, make_open_code(make_open_batch(office))).status == 200
