"""The pages of paper forms: who sees what, the plain form without script, pictures, the whole journey."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select

from agencies.models import AuditEntry, Role, Staff
from base.db import db
from surveys.actions.paper.closing import close_batch
from surveys.actions.paper.scans import forget_scans
from surveys.models import PaperBatch, PaperKeying, PaperScan, Response
from surveys.packing import unpack
from surveys.queries.paper.batches import content_of, list_missing
from surveys.rules.paper.serials import serial_text
from tests.conftest import sign_in_client
from tests.factories import make_agency
from tests.surveys.paper import (
    PaperProvince,
    compared_batch,
    key,
    keying_batch,
    make_paper_province,
    master,
    viewer,
)

ANSWERS = {"item_1": "5", "item_2": "0", "item_3": "", "respondent_kind": "1", "outcome": "filled"}


@pytest.fixture
def province(app: Flask) -> PaperProvince:
    return make_paper_province()


@pytest.fixture
def browser(app: Flask) -> Callable[[Any], FlaskClient]:
    """browser(viewer) → that person's client; everything so far is committed."""

    def sign_in(person: Any) -> FlaskClient:
        db.session.commit()
        return sign_in_client(app, db.session.get_one(Staff, person.staff_id))

    return sign_in


def value_of(page: str, name: str) -> str:
    return page.split(f'name="{name}"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def send(client: FlaskClient, address: str, **fields: Any) -> Any:
    """Opens the page and posts its form."""
    page = client.get(address).get_data(as_text=True)
    hidden = {"csrf_token": value_of(page, "csrf_token")}
    if 'name="page"' in page:
        hidden["page"] = value_of(page, "page")
    return client.post(address, data={**hidden, **fields})


def test_a_clerk_keys_a_form_without_script(
    province: PaperProvince, browser: Callable[[Any], FlaskClient]
) -> None:
    batch = keying_batch(province)
    client, address = browser(province.clerks[0]), f"/can-bo/nhap-phieu/{batch.id}"
    short = serial_text(batch.serial_from + 2)[-5:].replace("-", "")
    answer = send(client, address, serial=short, **ANSWERS)
    assert answer.status_code == 302
    keying = db.session.scalars(select(PaperKeying)).one()
    assert keying.serial == batch.serial_from + 2
    assert unpack(content_of(batch), keying.answers)["item_2"] == 9
    assert "Đã ghi tờ" in client.get(address).get_data(as_text=True)


def test_what_was_typed_stays_when_something_is_wrong(
    province: PaperProvince, browser: Callable[[Any], FlaskClient]
) -> None:
    batch = keying_batch(province)
    client, address = browser(province.clerks[0]), f"/can-bo/nhap-phieu/{batch.id}"
    for serial, item, sentence in (
        ("999Q", "4", "Số phiếu gõ không đúng"),
        (serial_text(batch.serial_from), "7", "Chỉ gõ 1 đến 5"),
    ):
        answer = send(client, address, serial=serial, **{**ANSWERS, "item_3": item})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert sentence in page
        assert f'name="item_3" value="{item}"' in page
    assert db.session.scalars(select(PaperKeying)).all() == []


def test_a_form_keyed_before_is_keyed_again_only_when_that_is_meant(
    province: PaperProvince, browser: Callable[[Any], FlaskClient]
) -> None:
    batch = keying_batch(province)
    client, address = browser(province.clerks[0]), f"/can-bo/nhap-phieu/{batch.id}"
    serial = serial_text(batch.serial_from)
    send(client, address, serial=serial, **ANSWERS)
    again = send(client, address, serial=serial, **ANSWERS)
    assert "đã nhập rồi" in again.get_data(as_text=True)
    assert send(client, address, serial=serial, again="1", **ANSWERS).status_code == 302
    assert len(db.session.scalars(select(PaperKeying)).all()) == 2


def test_a_page_sent_twice_over_a_bad_network_keys_once(
    province: PaperProvince, browser: Callable[[Any], FlaskClient]
) -> None:
    batch = keying_batch(province)
    client, address = browser(province.clerks[0]), f"/can-bo/nhap-phieu/{batch.id}"
    page = client.get(address).get_data(as_text=True)
    sent = {name: value_of(page, name) for name in ("csrf_token", "page")}
    sent |= {"serial": serial_text(batch.serial_from), **ANSWERS}
    assert [client.post(address, data=sent).status_code for _one in range(3)] == [302] * 3
    assert len(db.session.scalars(select(PaperKeying)).all()) == 1


def test_the_second_clerk_sees_nothing_of_the_first_and_no_totals(
    province: PaperProvince, browser: Callable[[Any], FlaskClient]
) -> None:
    batch = keying_batch(province, 3, filled=3)
    key(province, batch, 1, {batch.serial_from: "511"})
    client = browser(province.clerks[1])
    pages = [
        client.get(address).get_data(as_text=True)
        for address in ("/can-bo/nhap-phieu", f"/can-bo/nhap-phieu/{batch.id}")
    ]
    assert serial_text(batch.serial_from) not in "".join(pages)
    assert 'name="item_1" value=""' in pages[1]
    for address in ("", f"/{batch.id}", f"/{batch.id}/khac-nhau"):
        assert client.get(f"/can-bo/phieu-giay{address}").status_code == 403


def test_a_batch_of_somebody_else_is_not_there(
    province: PaperProvince, browser: Callable[[Any], FlaskClient]
) -> None:
    batch = keying_batch(province)
    stranger = browser(viewer(Role.CLERK, make_agency("Trường Cao đẳng Y tế")))
    assert stranger.get(f"/can-bo/nhap-phieu/{batch.id}").status_code == 404


def test_papers_share_among_all_channels_waits_until_the_round_has_ended(
    app: Flask, province: PaperProvince
) -> None:
    """While it runs, an observer who reloads would read single answers off the running count."""
    close_batch(province.department, compared_batch(province), "", master())
    db.session.commit()
    client = sign_in_client(app, province.observer)
    assert "Có sau khi đợt kết thúc" in client.get("/can-bo/phieu-giay").get_data(as_text=True)
    province.round.state = "closed"
    db.session.commit()
    assert "0 phiếu kênh khác" in client.get("/can-bo/phieu-giay").get_data(as_text=True)


def test_an_observer_sees_the_counts_and_missing_serials_but_no_picture_and_no_difference(
    province: PaperProvince, app: Flask
) -> None:
    batch = compared_batch(province, {0: "544", 2: "122"}, form_count=3)
    scan = add_scan(batch)
    db.session.commit()
    client = sign_in_client(app, province.observer)
    page = client.get(f"/can-bo/phieu-giay/{batch.id}").get_data(as_text=True)
    assert serial_text(batch.serial_from + 1) in page
    assert "Dấu hiệu khi nhập" not in page
    assert client.get(f"/can-bo/phieu-giay/{batch.id}/anh/{scan.id}").status_code == 409
    assert client.get(f"/can-bo/phieu-giay/{batch.id}/khac-nhau").status_code == 403
    refused = db.session.scalars(select(AuditEntry.act).where(AuditEntry.outcome == "refused"))
    assert set(refused) == {"rule.refused", "access.refused"}


def test_only_the_round_s_owner_prints_numbered_forms(
    province: PaperProvince, browser: Callable[[Any], FlaskClient]
) -> None:
    batch = keying_batch(province)
    address = f"/can-bo/phieu-giay/{batch.id}/phieu-1.pdf"
    assert browser(viewer(Role.DEPARTMENT, province.rated)).get(address).status_code == 409


def add_scan(batch: PaperBatch, content: bytes = b"\x89PNG\r\n\x1a\n<script>") -> PaperScan:
    scan = PaperScan(
        serial=batch.serial_from,
        batch_id=batch.id,
        media="image/png",
        size=len(content),
        content_hash=bytes(32),
        content=content,
        uploaded_on=date(2026, 11, 20),
    )
    db.session.add(scan)
    db.session.flush()
    return scan


def test_a_picture_is_shown_to_resolver_and_inspector_and_can_run_nothing(
    province: PaperProvince, browser: Callable[[Any], FlaskClient]
) -> None:
    batch = compared_batch(province)
    scan = add_scan(batch)
    for person in (province.department, province.inspector):
        answer = browser(person).get(f"/can-bo/phieu-giay/{batch.id}/anh/{scan.id}")
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def picture(colour: int = 255) -> bytes:
    out = io.BytesIO()
    Image.new("L", (120, 170), colour).save(out, "PNG")
    return out.getvalue()


def pdf_of(pages: int) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for at in range(pages):
        writer.add_blank_page(200 + at, 300)
    writer.write(out)
    return out.getvalue()


def upload(client: FlaskClient, batch: PaperBatch, content: bytes, **fields: str) -> Any:
    address = f"/can-bo/phieu-giay/{batch.id}/anh"
    return send(client, address, file=(io.BytesIO(content), "scan"), **fields)


def test_a_scanned_file_is_shared_out_by_serial_and_a_second_upload_adds_nothing(
    province: PaperProvince, browser: Callable[[Any], FlaskClient]
) -> None:
    batch = keying_batch(province, 5, filled=3)
    key(province, batch, 1, {batch.serial_from + at: "544" for at in (0, 2, 4)})
    client = browser(province.department)
    for _again in range(2):
        answer = upload(client, batch, pdf_of(6), way="many", pages_each="2", serial="")
        assert answer.status_code == 302
    scans = db.session.scalars(select(PaperScan).order_by(PaperScan.serial)).all()
    assert [one.serial - batch.serial_from for one in scans] == [0, 2, 4]
    pages = PdfReader(io.BytesIO(scans[1].content or b"")).pages
    assert [int(page.mediabox.width) for page in pages] == [202, 203]
    wrong = upload(client, batch, pdf_of(5), way="many", pages_each="2", serial="")
    assert "Tệp có 5 trang" in wrong.get_data(as_text=True)


def test_one_picture_goes_to_one_form_and_other_files_are_refused(
    province: PaperProvince, browser: Callable[[Any], FlaskClient]
) -> None:
    batch = keying_batch(province)
    client, serial = browser(province.department), serial_text(batch.serial_from)
    fields = {"way": "one", "pages_each": "1", "serial": serial}
    assert upload(client, batch, picture(), **fields).status_code == 302
    for content, sentence in (
        (b"<svg onload=alert(1)>", "Chỉ nhận ảnh"),
        (b"%PDF-1.7 torn", "không đọc được"),
    ):
        way = "many" if content.startswith(b"%PDF") else "one"
        answer = upload(client, batch, content, **{**fields, "way": way})
        assert answer.status_code == 409, sentence
        assert sentence in answer.get_data(as_text=True)
    assert len(db.session.scalars(select(PaperScan)).all()) == 1


def test_a_box_from_printing_to_closing_as_people_do_it(
    province: PaperProvince, browser: Callable[[Any], FlaskClient]
) -> None:
    """Six forms printed, four come back; one is read differently and resolved by the department."""
    department = browser(province.department)
    target = f"{province.round.id}-{province.rated.id}"
    base = "/can-bo/phieu-giay"
    fields = {"target": target, "form_count": "6", "paper": "a4", "second_language": "en"}
    made = send(department, f"{base}/moi", **fields)
    batch = db.session.scalars(select(PaperBatch)).one()
    home = f"{base}/{batch.id}"
    assert made.location == home
    pdf = department.get(f"{home}/phieu-1.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages)
    assert all(serial_text(batch.serial_from + at) in text for at in range(6))
    counted = {"filled_count": "3", "spoiled_count": "1", "blank_count": "0"}
    who = {"handed_over_by": "Lê Thị Mai, công chức", "witness": str(province.observer.id)}
    send(department, f"{home}/ke-khai", collected_on="2026-11-20", **counted, **who)
    clerks = {"first": str(province.clerks[0].staff_id), "second": str(province.clerks[1].staff_id)}
    assert send(department, f"{home}/giao-nhap", **clerks).status_code == 302
    for number, third in ((0, "4"), (1, "1")):
        clerk, address = browser(province.clerks[number]), f"/can-bo/nhap-phieu/{batch.id}"
        for at, item in ((0, "5"), (2, third), (5, "3")):
            serial = serial_text(batch.serial_from + at)
            send(clerk, address, serial=serial, **{**ANSWERS, "item_3": item})
        send(clerk, address, serial=serial_text(batch.serial_from + 1), outcome="spoiled")
    assert send(department, f"{home}/so").status_code == 302
    torn = batch.serial_from + 2
    assert "Còn 1 tờ" in send(department, f"{home}/dong").get_data(as_text=True)
    page = department.get(f"{home}/khac-nhau/{torn}").get_data(as_text=True)
    assert "Lượt một: 4 · Lượt hai: 1" in page
    assert 'name="item_1" value="5"' in page
    assert 'name="item_3" value=""' in page
    send(department, f"{home}/khac-nhau/{torn}", **{**ANSWERS, "item_3": "1"})
    assert send(department, f"{home}/dong", reason="").status_code == 302
    db.session.expire_all()
    assert [one - batch.serial_from for one in list_missing(batch.id)] == [3, 4]
    levels = [
        unpack(content_of(batch), one.answers)["item_3"]
        for one in db.session.scalars(select(Response))
    ]
    assert sorted(levels) == [1, 3, 5]
    assert "đã vào sổ công khai" in department.get(home).get_data(as_text=True)


def test_an_inspector_draws_a_sample_and_finds_a_changed_mark(
    province: PaperProvince, browser: Callable[[Any], FlaskClient]
) -> None:
    batch = compared_batch(province, form_count=2)
    client, home = browser(province.inspector), f"/can-bo/phieu-giay/{batch.id}"
    token = value_of(client.get(home).get_data(as_text=True), "csrf_token")
    client.post(f"{home}/mau", data={"csrf_token": token})
    same = {"item_1": "5", "item_2": "4", "item_3": "4", "respondent_kind": "1"}
    for at, item in ((0, "4"), (1, "1")):
        serial = batch.serial_from + at
        blind = client.get(f"{home}/mau/{serial}").get_data(as_text=True)
        assert 'name="item_1" value=""' in blind
        fields = {**same, "item_3": item, "outcome": "filled"}
        assert send(client, f"{home}/mau/{serial}", **fields).status_code == 302
    page = client.get(f"{home}/mau").get_data(as_text=True)
    assert "Các tờ khác kết quả đã ghi" in page
    assert serial_text(batch.serial_from + 1) in page


def test_pictures_are_destroyed_when_their_time_is_over_and_hashes_stay(
    province: PaperProvince,
) -> None:
    batch = compared_batch(province)
    scan = add_scan(batch)
    batch.closed_at = datetime(2026, 1, 2, tzinfo=UTC)
    db.session.flush()
    assert forget_scans(365, date(2026, 11, 23)) == 0
    assert forget_scans(300, date(2026, 11, 23)) == 1
    db.session.refresh(scan)
    assert (scan.content, scan.content_hash) == (None, bytes(32))


def test_the_rated_agency_finds_no_paper_page(
    province: PaperProvince, as_staff: Callable[..., FlaskClient]
) -> None:
    batch = compared_batch(province)
    officer = as_staff("agency_officer", agency=province.rated)
    for address in ("", f"/{batch.id}", f"/{batch.id}/mau"):
        assert officer.get(f"/can-bo/phieu-giay{address}").status_code == 403
    assert officer.get("/can-bo/nhap-phieu").status_code == 403
