"""An officer brings an earlier survey in: file, columns, report, confirmation."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from agencies.models import Agency, AgencyKind
from base.db import db
from surveys.models import Response, ResponseImport, RoundState
from tests.factories import make_agency
from tests.surveys.test_import import ROWS, csv_bytes, history  # noqa: F401 - a fixture

HEADER = ["Đơn vị", "Ngày", "Nội dung 1", "Nội dung 2", "Ông/bà trả lời cho ai?", "Góp ý"]


@pytest.fixture
def officer(
    as_staff: Callable[..., FlaskClient],
    history: Any,  # noqa: F811
) -> FlaskClient:
    return as_staff("department", agency=db.session.get_one(Agency, history.owner_agency_id))


def token_of(page: str) -> str:
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def upload(client: FlaskClient, round_id: int, data: bytes) -> Any:
    token = token_of(client.get("/can-bo/xuat-nhap/nhap").text)
    values = {"csrf_token": token, "round_id": round_id, "file": (io.BytesIO(data), "cu.csv")}
    return client.post("/can-bo/xuat-nhap/nhap", data=values)


def chosen(page: str) -> dict[str, str]:
    """name → preselected value of every select on the page."""
    import html5lib

    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return {
        select.get("name"): next(
            (one.get("value") for one in select.iter("option") if one.get("selected") is not None),
            "",
        )
        for select in tree.iter("select")
    }


def test_from_the_file_to_the_responses(
    officer: FlaskClient,
    history: Any,  # noqa: F811
) -> None:
    address = upload(officer, history.id, csv_bytes(ROWS, HEADER)).headers["Location"]
    page = officer.get(address).text
    fields = chosen(page)
    assert (fields["agency"], fields["date"], fields["channel"]) == ("Đơn vị", "Ngày", "=paper")
    assert (fields["q_0"], fields["q_1"]) == ("Nội dung 1", "Nội dung 2")
    assert fields["q_2"] == "Ông/bà trả lời cho ai?"
    trial = officer.post(address, data={**fields, "csrf_token": token_of(page)})
    report = officer.get(trial.headers["Location"])
    assert "Nhập 3 phiếu?" in report.text
    assert db.session.scalar(select(func.count()).select_from(Response)) == 0
    done = officer.post(
        trial.headers["Location"] + "/ghi", data={"csrf_token": token_of(report.text)}
    )
    assert "Đã nhập 3 phiếu" in officer.get(done.headers["Location"]).text
    assert db.session.scalars(select(ResponseImport.file_name)).all() == ["cu.csv"]
    assert "cu.csv" in officer.get("/can-bo/xuat-nhap").text


def test_faults_are_shown_and_nothing_can_be_confirmed(
    officer: FlaskClient,
    history: Any,  # noqa: F811
) -> None:
    rows = [["14797", "15/10/2024", "7", "", "", ""]]
    address = upload(officer, history.id, csv_bytes(rows, HEADER)).headers["Location"]
    page = officer.get(address).text
    trial = officer.post(address, data={**chosen(page), "csrf_token": token_of(page)})
    report = officer.get(trial.headers["Location"]).text
    assert "Tệp có 1 chỗ cần sửa" in report
    assert "Không có mức «7»" in report
    officer.post(trial.headers["Location"] + "/ghi", data={"csrf_token": token_of(page)})
    assert db.session.scalar(select(func.count()).select_from(Response)) == 0


def test_a_form_without_a_question_keeps_what_was_chosen(
    officer: FlaskClient,
    history: Any,  # noqa: F811
) -> None:
    address = upload(officer, history.id, csv_bytes(ROWS, HEADER)).headers["Location"]
    page = officer.get(address).text
    none = {key: "" for key in chosen(page) if key.startswith("q_")}
    answer = officer.post(
        address,
        data={**chosen(page), **none, "channel": "=call_back", "csrf_token": token_of(page)},
    )
    assert answer.status_code == 422
    assert "ít nhất một câu hỏi" in answer.text
    assert chosen(answer.text)["channel"] == "=call_back"


def test_a_file_that_is_no_table_is_refused_at_once(
    officer: FlaskClient,
    history: Any,  # noqa: F811
) -> None:
    for data in (b"PK\x03\x04 no workbook", b"\xff\xfe broken", b"", b"\xd0\xcf\x11\xe0 old"):
        answer = upload(officer, history.id, data)
        assert answer.status_code == 422, data


def test_the_same_file_is_refused_before_columns_are_matched(
    officer: FlaskClient,
    history: Any,  # noqa: F811
) -> None:
    test_from_the_file_to_the_responses(officer, history)
    answer = upload(officer, history.id, csv_bytes(ROWS, HEADER))
    assert answer.status_code == 409
    assert "đã được nhập" in answer.text


def test_another_body_sees_neither_the_round_nor_the_report(
    app: Flask,
    officer: FlaskClient,
    history: Any,  # noqa: F811
    as_staff: Callable[..., FlaskClient],
) -> None:
    address = upload(officer, history.id, csv_bytes(ROWS, HEADER)).headers["Location"]
    page = officer.get(address).text
    trial = officer.post(address, data={**chosen(page), "csrf_token": token_of(page)})
    office = make_agency("Văn phòng UBND tỉnh", kind=AgencyKind.PROVINCE_OFFICE)
    other = as_staff("department", agency=office)
    assert other.get(trial.headers["Location"]).status_code == 404
    assert other.get(address).status_code == 302
    assert history.name not in other.get("/can-bo/xuat-nhap/nhap").text


def test_a_round_that_was_signed_meanwhile_takes_nothing(
    officer: FlaskClient,
    history: Any,  # noqa: F811
) -> None:
    address = upload(officer, history.id, csv_bytes(ROWS, HEADER)).headers["Location"]
    page = officer.get(address).text
    history.state = RoundState.SIGNED
    db.session.commit()
    answer = officer.post(address, data={**chosen(page), "csrf_token": token_of(page)})
    assert answer.status_code == 409
