"""«Dấu hiệu bất thường» and «Mẫu gọi điện»: words for an officer, nothing for the rated body."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from agencies.models import AgencyKind, Case, Role
from base.db import db
from surveys.detecting import detect
from surveys.models import AuditCall, AuditCallNote, AuditSample, ExclusionAct
from tests.conftest import TODAY, sign_in_client
from tests.factories import make_agency, make_round, make_staff
from tests.surveys.night import YESTERDAY, make_codes, send_at
from tests.surveys.test_audit_samples import add_checkpoint
from tests.surveys.test_detecting import all_of, burst, quiet, tell
from tests.surveys.test_exclusions import Scene

AsStaff = Callable[..., FlaskClient]


@pytest.fixture
def seen(app: Flask) -> Any:
    """A commune with a burst yesterday, codes and dossiers, and its sample drawn."""
    agency = make_agency("UBND xã Hoằng Hóa")
    survey_round = make_round(agencies=[agency])
    make_codes(survey_round, agency, YESTERDAY, 100, late=10)
    tell(agency, 100, 10)
    send_at(survey_round, agency, quiet())
    send_at(survey_round, agency, burst(hour=20))
    add_checkpoint()
    detect(TODAY)
    return agency


def department(app: Flask, agency: Any = None) -> FlaskClient:
    home = agency or make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    return signed_in(app, Role.DEPARTMENT, home)


def inspector(app: Flask, agency: Any = None) -> FlaskClient:
    return signed_in(app, Role.INSPECTOR, agency or make_agency("Thanh tra tỉnh"))


def signed_in(app: Flask, role: Role, agency: Any) -> FlaskClient:
    staff = make_staff(role, agency=agency)
    db.session.commit()
    return sign_in_client(app, staff)


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def token(client: FlaskClient, path: str) -> str:
    page = text_of(client, path)
    return page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]


def test_the_list_names_agency_month_signs_and_the_case(app: Flask, seen: Any) -> None:
    page = text_of(department(app), "/can-bo/dau-hieu")
    for words in ("UBND xã Hoằng Hóa", "11/2026", "Nhiều phiếu dồn vào một lúc", "Cảnh báo"):
        assert words in page
    assert "Đang xem xét" in page


def test_a_month_is_told_in_words_and_small_days_are_not_counted_out(app: Flask, seen: Any) -> None:
    page = text_of(department(app), f"/can-bo/dau-hieu/{seen.id}/202611")
    assert "Nên xem trước" in page
    assert "chưa có đủ 6 tháng" in page
    assert "46" in page
    store = all_of(Case)[0]
    assert f"/can-bo/vu-viec/{store.id}" in page


def test_a_day_of_nine_answers_is_said_to_be_under_ten() -> None:
    from surveys.detection_pages import few

    assert few(9) == "dưới 10"
    assert few(10) == "10"
    assert few(0) == "0"


def test_the_rated_body_sees_nothing_of_it(app: Flask, seen: Any) -> None:
    for client in (department(app, seen), inspector(app, seen)):
        assert "Hoằng Hóa, tháng" not in text_of(client, "/can-bo/dau-hieu")
        assert f"/can-bo/dau-hieu/{seen.id}/" not in text_of(client, "/can-bo/dau-hieu")
        text_of(client, f"/can-bo/dau-hieu/{seen.id}/202611", 409)
        sample = all_of(AuditSample)[0]
        assert f"/can-bo/mau-goi-dien/{sample.id}" not in text_of(client, "/can-bo/mau-goi-dien")
        text_of(client, f"/can-bo/mau-goi-dien/{sample.id}", 409)
        text_of(client, f"/can-bo/mau-goi-dien/{sample.id}/danh-sach.xlsx", 409)


def test_the_rated_body_does_not_find_the_case_about_its_signs_either(
    app: Flask, seen: Any
) -> None:
    (case,) = all_of(Case)
    for client in (department(app, agency=seen), inspector(app, agency=seen)):
        assert case.title not in text_of(client, "/can-bo/vu-viec")
        page = text_of(client, f"/can-bo/vu-viec/{case.id}", status=409)
        assert "ngưỡng" not in page
    assert case.title in text_of(department(app), "/can-bo/vu-viec")


def test_an_agency_officer_does_not_even_know_the_pages(as_staff: AsStaff, seen: Any) -> None:
    client = as_staff(Role.AGENCY_OFFICER, agency=seen)
    text_of(client, "/can-bo/dau-hieu", 403)
    text_of(client, "/can-bo/mau-goi-dien", 403)


def test_a_case_leads_to_its_signs(app: Flask, seen: Any) -> None:
    case = all_of(Case)[0]
    client = department(app)
    assert f"/can-bo/dau-hieu/vu-viec/{case.id}" in text_of(client, f"/can-bo/vu-viec/{case.id}")
    answer = client.get(f"/can-bo/dau-hieu/vu-viec/{case.id}")
    assert answer.location.endswith(f"/can-bo/dau-hieu/{seen.id}/202611")


def test_a_month_without_signs_is_not_found(app: Flask, seen: Any) -> None:
    text_of(department(app), f"/can-bo/dau-hieu/{seen.id}/202610", 404)


def test_what_was_left_out_can_be_looked_at_again_from_the_page(app: Flask) -> None:
    scene = Scene()
    scene.decide(scene.case, "exclude")
    (act,) = all_of(ExclusionAct)
    client = sign_in_client(app, scene.first)
    path = f"/can-bo/dau-hieu/{scene.agency.id}/202611"
    assert "Không tính" in text_of(client, path)
    answer = client.post(
        f"/can-bo/dau-hieu/khong-tinh/{act.id}/xem-lai", data={"csrf_token": token(client, path)}
    )
    again = max(all_of(Case), key=lambda one: one.id)
    assert answer.location.endswith(f"/can-bo/vu-viec/{again.id}")
    assert (again.kind, again.subject_id) == ("exclusion", str(act.id))
    lead = client.get(f"/can-bo/dau-hieu/vu-viec/{again.id}")
    assert lead.location.endswith(path)


def test_the_inspector_notes_calls_and_reads_what_they_say(app: Flask, seen: Any) -> None:
    (sample,) = all_of(AuditSample)
    path = f"/can-bo/mau-goi-dien/{sample.id}"
    client = inspector(app)
    assert "Chưa gặp được ai" in text_of(client, path)
    outcomes = {f"call-{n}": "not_answered" for n in range(1, 60)}
    client.post(path, data={"csrf_token": token(client, path), "call-60": "for", **outcomes})
    page = text_of(client, path)
    assert "Gặp 60 người, 0 người" in page
    assert "1 người nói có người khác trả lời thay" in page
    db.session.expire_all()
    assert {one.outcome for one in all_of(AuditCallNote)} == {"not_answered", "for"}


def test_the_department_reads_the_calls_but_does_not_note_them(app: Flask, seen: Any) -> None:
    (sample,) = all_of(AuditSample)
    client = department(app)
    page = text_of(client, f"/can-bo/mau-goi-dien/{sample.id}")
    assert "Lưu kết quả các cuộc gọi" not in page
    assert client.post(f"/can-bo/mau-goi-dien/{sample.id}", data={}).status_code in (400, 403)


def test_the_list_to_call_names_days_and_places_and_no_dossier(app: Flask, seen: Any) -> None:
    (sample,) = all_of(AuditSample)
    client = inspector(app)
    data = client.get(f"/can-bo/mau-goi-dien/{sample.id}/danh-sach.xlsx").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Thứ tự", "Ngày", "Hồ sơ thứ mấy trong ngày", "Kết quả"]
    assert len(rows) == 61
    assert rows[1][1] == YESTERDAY
    pdf = client.get(f"/can-bo/mau-goi-dien/{sample.id}/danh-sach.pdf").data
    assert pdf.startswith(b"%PDF")


def test_the_inspector_draws_a_sample_of_a_month(app: Flask, seen: Any) -> None:
    client = inspector(app)
    form = {"agency": str(seen.id), "month": "11/2026", "count": "80"}
    csrf = {"csrf_token": token(client, "/can-bo/mau-goi-dien")}
    answer = client.post("/can-bo/mau-goi-dien/moi", data={**form, **csrf})
    sample = max(all_of(AuditSample), key=lambda one: one.id)
    assert answer.location.endswith(f"/can-bo/mau-goi-dien/{sample.id}")
    assert len([one for one in all_of(AuditCall) if one.sample_id == sample.id]) == 80


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"month": "13/2026"}, 422, "Xin ghi tháng dạng 11/2026"),
        ({"count": "20"}, 422, "Xin chọn từ 60 đến 400"),
        ({"month": "03/2026"}, 409, "chưa có số hồ sơ"),
    ],
)
def test_a_sample_that_cannot_be_drawn_says_why_and_keeps_what_was_typed(
    app: Flask, seen: Any, change: dict[str, str], status: int, sentence: str
) -> None:
    client = inspector(app)
    form = {"agency": str(seen.id), "month": "11/2026", "count": "77", **change}
    csrf = {"csrf_token": token(client, "/can-bo/mau-goi-dien")}
    answer = client.post("/can-bo/mau-goi-dien/moi", data={**form, **csrf})
    assert answer.status_code == status
    page = answer.get_data(as_text=True)
    assert sentence in page
    assert form["month"] in page
