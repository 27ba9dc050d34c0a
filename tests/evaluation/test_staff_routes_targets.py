"""Pages of catalogues and years: edited by the department, read by others."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from evaluation.queries.catalogues import get_catalogue, get_target
from evaluation.queries.years import find_year, list_year_targets
from tests.factories import make_agency

SignIn = Callable[..., FlaskClient]
TARGETS, YEARS = "/can-bo/chi-tieu", "/can-bo/nam-danh-gia"


@pytest.fixture
def department(app: Any, as_staff: SignIn) -> FlaskClient:
    client = as_staff("department", agency=make_agency("Sở Nội vụ", kind="department"))
    press(client, f"{TARGETS}/nap", TARGETS)
    return client


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]


def press(client: FlaskClient, path: str, at: str, **fields: Any) -> Any:
    page = client.get(at).text
    revision = {"revision": hidden(page, "revision")} if 'name="revision"' in page else {}
    return client.post(path, data={"csrf_token": hidden(page, "csrf_token"), **revision, **fields})


def edit(client: FlaskClient, seen: str, **fields: Any) -> Any:
    values = {"title": "Kế hoạch riêng", "period": "once", "due": "2025-03-31", "confidence": "S"}
    data = {"csrf_token": hidden(seen, "csrf_token"), "revision": hidden(seen, "revision")}
    path = f"{TARGETS}/thanh-hoa-2025/th-own-plan"
    return client.post(path, data={**values, **data, "is_on": "y", **fields})


def own_plan() -> Any:
    return get_target(get_catalogue("thanh-hoa-2025").id, "th-own-plan")


def test_the_department_loads_and_switches_catalogues(db: Any, department: FlaskClient) -> None:
    page = department.get(TARGETS).text
    assert "65/65" in page
    press(department, f"{TARGETS}/hung-yen-49/bat", f"{TARGETS}/hung-yen-49", is_on="y")
    db.session.expire_all()
    assert get_catalogue("hung-yen-49").is_on
    press(department, f"{TARGETS}/hung-yen-49/bat", f"{TARGETS}/hung-yen-49")
    db.session.expire_all()
    assert not get_catalogue("hung-yen-49").is_on


def test_of_two_officers_on_one_target_the_second_sees_both(
    db: Any, department: FlaskClient, as_staff: SignIn
) -> None:
    path = f"{TARGETS}/thanh-hoa-2025/th-own-plan"
    other = as_staff("department", agency=make_agency("Văn phòng", kind="province_office"))
    seen = other.get(path).text
    assert (
        edit(department, department.get(path).text, title="Kế hoạch của cơ quan").status_code == 302
    )
    answer = edit(other, seen, title="Kế hoạch từng cơ quan")
    assert answer.status_code == 409
    assert "Kế hoạch của cơ quan" in answer.text
    assert "Kế hoạch từng cơ quan" in answer.text
    assert edit(other, answer.text, title="Kế hoạch từng cơ quan").status_code == 302
    db.session.expire_all()
    assert own_plan().title == "Kế hoạch từng cơ quan"


def test_a_wrong_deadline_is_named_and_what_was_typed_stays(
    db: Any, department: FlaskClient
) -> None:
    path = f"{TARGETS}/thanh-hoa-2025/th-own-plan"
    answer = edit(department, department.get(path).text, title="Tên mới", due="31/3/2025")
    assert answer.status_code == 409
    assert "Thời hạn «31/3/2025» chưa đúng" in answer.text
    assert "Tên mới" in answer.text
    db.session.expire_all()
    assert own_plan().due == "2025-03-31"


def test_bodies_of_the_province_are_named_by_the_ending_of_their_code(
    db: Any, department: FlaskClient
) -> None:
    path = f"{TARGETS}/thanh-hoa-2025/th-own-plan"
    edit(department, department.get(path).text, kinds="commune_committee", bodies="stp; SNV")
    db.session.expire_all()
    assert own_plan().bound == ["commune_committee", "province:STP", "province:SNV"]


def test_others_read_targets_but_find_nothing_to_press(
    department: FlaskClient, as_staff: SignIn
) -> None:
    officer = as_staff("agency_officer", agency=make_agency())
    page = officer.get(f"{TARGETS}/thanh-hoa-2025").text
    assert "Ban hành kế hoạch tổ chức thực hiện" in page
    assert "/th-own-plan" not in page
    assert officer.get(f"{TARGETS}/thanh-hoa-2025/th-own-plan").status_code == 403


def test_a_year_is_opened_trimmed_and_begun(db: Any, department: FlaskClient) -> None:
    fields = {"year": "2026", "report_by": "2026-12-10"}
    assert press(department, f"{YEARS}/moi", f"{YEARS}/moi", **fields).status_code == 302
    year = find_year(2026)
    assert year is not None
    before = len(list_year_targets(year.id))
    at = f"{YEARS}/2026"
    press(department, f"{at}/chi-tieu/th-contest/bo", at)
    assert len(list_year_targets(year.id)) == before - 1
    press(department, f"{at}/buoc", at, to="reporting")
    db.session.refresh(year)
    assert year.state == "reporting"
    refused = press(department, f"{at}/chi-tieu/th-awards/bo", at)
    assert refused.status_code == 409


def test_a_day_of_reporting_far_off_is_named_beside_the_form(department: FlaskClient) -> None:
    fields = {"year": "2026", "report_by": "2028-12-10"}
    answer = press(department, f"{YEARS}/moi", f"{YEARS}/moi", **fields)
    assert answer.status_code == 409
    assert "Hạn gửi tự đánh giá phải trong năm 2026" in answer.text
    assert 'value="2028-12-10"' in answer.text
