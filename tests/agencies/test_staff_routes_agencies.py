"""The register's staff pages."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agencies.actions.register import load_register
from agencies.models import Agency, AuditEntry
from agencies.queries.agencies import count_agencies, find_agency, get_agency, successors_of
from base.db import db
from base.spreadsheets import write_csv
from tests.factories import make_agency

Staff = Callable[..., FlaskClient]
LIST = "/can-bo/co-quan"


def token(page: str, name: str = "csrf_token") -> str:
    return page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]


def post(client: FlaskClient, url: str, form_url: str = "", **data: object) -> object:
    csrf = token(client.get(form_url or url).text)
    return client.post(url, data={"csrf_token": csrf, **data})


@pytest.fixture
def province(app: Flask) -> None:
    load_register("38")
    db.session.commit()


FIELDS = {
    "name": "Trường Tiểu học Lê Lợi",
    "kind": "school",
    "parent_code": "14797",
    "valid_from": "2026-01-01",
}


def test_the_list_is_searched_without_diacritics_and_paged(province: None, as_staff: Staff) -> None:
    client = as_staff("department")
    page = client.get(f"{LIST}?q=hac+thanh").text
    assert "UBND phường Hạc Thành" in page
    assert "UBND phường Hàm Rồng" not in page
    assert "14797" in page
    assert 'rel="next"' in client.get(LIST).text
    assert "Không tìm thấy" in client.get(f"{LIST}?q=khong+co+that").text


def test_an_officer_sees_only_the_own_agency(province: None, as_staff: Staff) -> None:
    client = as_staff("agency_officer", agency=get_agency("14797"))
    assert "UBND phường Hàm Rồng" not in client.get(f"{LIST}?q=ubnd").text
    assert client.get(f"{LIST}/14797").status_code == 200
    assert client.get(f"{LIST}/14758").status_code == 404
    assert "14758" not in client.get(f"{LIST}/xuat.csv").text


def test_only_account_administrators_change_the_register(province: None, as_staff: Staff) -> None:
    department = as_staff("department")
    for url in ("/them", "/14797/sua", "/nhap", "/14797/sap-nhap"):
        assert department.get(LIST + url).status_code == 403, url
    assert "Thêm cơ quan" not in department.get(LIST).text


def test_an_agency_is_added_and_a_taken_code_is_told_beside_the_field(
    province: None, as_staff: Staff
) -> None:
    client = as_staff("account_admin")
    first = post(client, f"{LIST}/them", code="14797-th7", **FIELDS)
    assert first.status_code == 302
    assert get_agency("14797-TH7").parent_id == get_agency("14797").id
    again = post(client, f"{LIST}/them", code="14797-TH7", **FIELDS)
    assert again.status_code == 422
    assert "đã có cơ quan khác dùng" in again.text
    assert "Trường Tiểu học Lê Lợi" in again.text


def test_bad_fields_are_named_and_nothing_typed_is_lost(province: None, as_staff: Staff) -> None:
    client = as_staff("account_admin")
    fields = {**FIELDS, "parent_code": "99999", "latitude": "xa", "valid_from": "hôm qua"}
    page = post(client, f"{LIST}/them", code="A 1", **fields)
    assert page.status_code == 422
    assert "Không có cơ quan nào mang mã 99999" in page.text
    assert "hôm qua" in page.text
    assert find_agency("A1") is None


def test_the_second_editor_is_told_and_sees_both_versions(province: None, as_staff: Staff) -> None:
    client = as_staff("account_admin")
    url = f"{LIST}/14797/sua"
    opened = client.get(url).text
    fields = {
        "csrf_token": token(opened),
        "revision": token(opened, "revision"),
        "kind": "commune_committee",
        "valid_from": "2025-07-01",
    }
    first = client.post(url, data={**fields, "name": "UBND phường Hạc Thành A"})
    assert first.status_code == 302
    second = client.post(url, data={**fields, "name": "UBND phường Hạc Thành B"})
    assert second.status_code == 409
    assert "UBND phường Hạc Thành A" in second.text
    assert "UBND phường Hạc Thành B" in second.text
    fields["revision"] = token(second.text, "revision")
    third = client.post(url, data={**fields, "name": "UBND phường Hạc Thành B"})
    assert third.status_code == 302
    db.session.expire_all()
    assert get_agency("14797").name == "UBND phường Hạc Thành B"


def test_a_merger_is_recorded_and_shown_on_both_pages(province: None, as_staff: Staff) -> None:
    client = as_staff("account_admin")
    url = f"{LIST}/14758/sap-nhap"
    saved = post(client, url, into_code="14797", effective_on="2026-07-01", citation="NQ 1")
    assert saved.status_code == 302
    assert "Sáp nhập vào" in client.get(f"{LIST}/14758").text
    assert "Nhận sáp nhập từ" in client.get(f"{LIST}/14797").text
    assert "hết hiệu lực" in client.get("/co-quan/14758").text


def test_a_split_into_more_than_the_whole_is_refused_with_a_sentence(
    province: None, as_staff: Staff
) -> None:
    client = as_staff("account_admin")
    parts = {
        "parts-0-code": "14812",
        "parts-0-percent": "70",
        "parts-1-code": "14818",
        "parts-1-percent": "40",
    }
    url = f"{LIST}/14797/chia-tach"
    page = post(client, url, effective_on="2026-07-01", **parts)
    assert page.status_code == 422
    assert "lớn hơn toàn bộ" in page.text
    parts["parts-1-percent"] = "30"
    assert post(client, url, effective_on="2026-07-01", **parts).status_code == 302
    old, day = get_agency("14797"), get_agency("14797").valid_to
    assert day is not None
    assert sorted(successors_of(old.id, day).values()) == pytest.approx([0.3, 0.7])


def test_a_file_is_shown_first_and_written_only_after_confirmation(
    province: None, as_staff: Staff
) -> None:
    client = as_staff("account_admin")
    before = count_agencies()
    rows = [("14797-TH7", "Trường Tiểu học Lê Lợi", "Trường học", "14797")]
    header = ("Mã cơ quan", "Tên cơ quan", "Loại", "Mã cơ quan cấp trên")
    file = (io.BytesIO(write_csv(header, rows)), "truong.csv")
    preview = post(client, f"{LIST}/nhap", file=file)
    assert "Trường Tiểu học Lê Lợi" in preview.text
    assert count_agencies() == before
    confirm = {"csrf_token": token(preview.text), "token": token(preview.text, "token")}
    assert client.post(f"{LIST}/nhap/xac-nhan", data=confirm).status_code == 302
    assert count_agencies() == before + 1
    assert db.session.query(AuditEntry).filter_by(act="register.import").count() == 1
    used = client.post(f"{LIST}/nhap/xac-nhan", data=confirm, follow_redirects=True)
    assert "chọn lại tệp" in used.text


def test_another_persons_preview_cannot_be_confirmed(province: None, as_staff: Staff) -> None:
    header = ("Mã cơ quan", "Tên cơ quan", "Loại")
    data = write_csv(header, [("A9", "Trường A", "Trường học")])
    first, second = as_staff("account_admin"), as_staff("account_admin")
    preview = post(first, f"{LIST}/nhap", file=(io.BytesIO(data), "a.csv"))
    stolen = {"token": token(preview.text, "token")}
    post(second, f"{LIST}/nhap/xac-nhan", f"{LIST}/nhap", **stolen)
    assert find_agency("A9") is None


def test_a_bad_file_changes_nothing_and_names_every_place(province: None, as_staff: Staff) -> None:
    client = as_staff("account_admin")
    header = ("Mã cơ quan", "Tên cơ quan", "Loại")
    rows = [("A9", "Trường A", "Trường học"), ("2647", "", "Trường làng")]
    page = post(client, f"{LIST}/nhap", file=(io.BytesIO(write_csv(header, rows)), "a.csv"))
    assert page.status_code == 422
    assert "Tệp có 3 chỗ cần sửa" in page.text
    assert find_agency("A9") is None


def test_an_ended_agency_is_left_out_of_the_list_unless_asked_for(
    app: Flask, as_staff: Staff
) -> None:
    make_agency("UBND xã Cũ", valid_to=make_agency().valid_from.replace(year=2026))
    client = as_staff("department")
    assert "UBND xã Cũ" not in client.get(LIST).text
    assert "UBND xã Cũ" in client.get(f"{LIST}?da_het=1").text


def test_the_register_is_the_same_after_looking_at_it(province: None, as_staff: Staff) -> None:
    client = as_staff("account_admin")
    stamps = [one.revision for one in db.session.query(Agency).order_by(Agency.id)]
    for url in ("", "/14797", "/14797/sua", "/them", "/nhap", "/xuat.xlsx", "/mau.xlsx"):
        assert client.get(LIST + url).status_code == 200, url
    assert [one.revision for one in db.session.query(Agency).order_by(Agency.id)] == stamps
