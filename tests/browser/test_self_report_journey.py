"""A self-report in a real browser: filled in, sent, returned, mended, accepted; axe on every step."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from agencies.models import AgencyKind
from base.db import db
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.evaluation.years import DIALOGUE, PLAN, SURVEY, TRAINED, make_year
from tests.factories import make_agency

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
HOME = "/can-bo/tu-danh-gia"


@pytest.fixture
def commune(app: Any) -> Any:
    agency = make_agency("UBND xã Hoằng Hóa")
    make_year(TRAINED, DIALOGUE, PLAN, SURVEY)
    db.session.commit()
    return agency


@pytest.fixture
def officer(commune: Any, as_staff: Callable[..., FlaskClient]) -> FlaskClient:
    return as_staff("agency_officer", agency=commune)


@pytest.fixture
def department(commune: Any, as_staff: Callable[..., FlaskClient]) -> FlaskClient:
    home = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    return as_staff("department", agency=home)


def check(page: Page) -> None:
    assert axe_findings(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, "the page scrolls sideways"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


@pytest.mark.parametrize("viewport", [PHONE, OFFICE])
def test_a_report_goes_from_the_commune_to_the_department_and_back(
    open_page: Open, officer: FlaskClient, department: FlaskClient, commune: Any, viewport: Any
) -> None:
    page = open_page(f"{HOME}/2026", viewport, signed_in=officer)
    check(page)
    page.get_by_role("link", name="Điền", exact=True).first.click()
    page.get_by_label("Đã làm").fill("13")
    page.get_by_label("Tổng số").fill("12")
    page.get_by_label("Ngày hoàn thành").fill("2026-03-20")
    press(page, "Lưu")
    expect(page.get_by_text("không thể lớn hơn").first).to_be_visible()
    expect(page.get_by_label("Ngày hoàn thành")).to_have_value("2026-03-20")
    check(page)
    page.get_by_label("Đã làm").fill("12")
    press(page, "Lưu")
    page.get_by_role("link", name="Điền", exact=True).nth(1).click()
    page.get_by_label("Đã làm").fill("2")
    press(page, "Lưu")
    press(page, "Gửi bản tự đánh giá")
    expect(page.get_by_text("Đã gửi, chờ kiểm tra")).to_be_visible()
    check(page)

    desk = open_page(f"{HOME}/2026?xem=submitted", viewport, signed_in=department)
    check(desk)
    desk.get_by_role("link", name="UBND xã Hoằng Hóa").first.click()
    desk.get_by_text("Trả lại để sửa").click()
    check(desk)
    desk.get_by_label("Lý do trả lại").fill("Thiếu biên bản hội nghị đối thoại.")
    press(desk, "Trả lại")
    page.reload()
    expect(page.get_by_text("Thiếu biên bản hội nghị đối thoại.").first).to_be_visible()
    check(page)
    press(page, "Gửi bản tự đánh giá")
    desk.reload()
    press(desk, "Chấp nhận")
    expect(desk.get_by_text("Đã chấp nhận", exact=True)).to_be_visible()


def test_a_line_with_evidence_and_the_pages_of_targets_are_clean(
    open_page: Open, officer: FlaskClient, department: FlaskClient, commune: Any
) -> None:
    page = open_page(f"{HOME}/2026/{commune.code}/chi-tieu/hy-dialogue", PHONE, signed_in=officer)
    pdf = {"name": "Biên bản.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
    page.get_by_label("Tệp minh chứng").set_input_files(pdf)  # type: ignore[arg-type]
    press(page, "Thêm tệp")
    expect(page.get_by_role("link", name="Biên bản.pdf")).to_be_visible()
    check(page)
    press(page, "Bỏ tệp Biên bản.pdf")
    expect(page.get_by_text("Đã bỏ: Biên bản.pdf")).to_be_visible()
    desk = open_page("/can-bo/chi-tieu", PHONE, signed_in=department)
    press(desk, "Nạp danh mục kèm theo hệ thống")
    check(desk)
    desk.get_by_role("link", name="Kế hoạch thực hiện Nghị quyết 49-NQ/TU của Hưng Yên").click()
    check(desk)
    desk.get_by_role("link", name="Xây dựng quy chế thực hiện dân chủ ở cơ sở").first.click()
    check(desk)
    check(open_page("/can-bo/nam-danh-gia/2026", PHONE, signed_in=department))
