"""A slip in somebody's hand: scan, answer, number and key, answer anew at home, check both numbers."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from surveys.models import CodeUse, Response, Supersession
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.factories import make_agency
from tests.surveys.answering import count, responses, stored_words
from tests.surveys.coding import make_open_batch, make_open_code
from tests.surveys.contents import make_full_content

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture
def code(app: Flask) -> str:
    office = make_agency("Trung tâm Phục vụ hành chính công phường Hạc Thành")
    return make_open_code(make_open_batch(office, make_full_content()))


def tap(page: Page, question: str, label: str) -> None:
    page.locator(f"#{question}").get_by_text(label, exact=True).click()


def check_page(page: Page, script: bool, heading: str) -> None:
    """What is on the screen is the page meant, fits a phone, and axe holds nothing against it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    if script:
        assert axe_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("script", [True, False])
def test_from_the_code_to_both_numbers_checked(
    open_page: Open, address: str, code: str, script: bool
) -> None:
    page = open_page("/m", PHONE, java_script_enabled=script)
    check_page(page, script, "Đánh giá bằng mã")
    page.get_by_label("Mã đánh giá").fill(f"{code[:4]}-{code[4:8]}-{code[8:]}".lower())
    page.get_by_role("button", name="Mở phiếu").click()
    check_page(page, script, "Trung tâm Phục vụ hành chính công phường Hạc Thành")
    tap(page, "item_1", "Rất hài lòng")
    page.get_by_role("button", name="Gửi phiếu").click()
    check_page(page, script, "Cảm ơn ông/bà. Phiếu đã được ghi nhận.")
    number, key = (page.locator(f"#{one}").inner_text() for one in ("number", "key"))

    page.goto(f"{address}/m/{code}")
    check_page(page, script, "Mã này đã dùng")
    expect(page.get_by_text(number)).to_have_count(0)
    page.get_by_role("link", name="Trả lời lại").click()
    check_page(page, script, "Trả lời lại")
    page.get_by_label("Mã riêng của phiếu").fill(key)
    page.get_by_role("button", name="Mở phiếu mới").click()
    expect(page.locator(".notice-title").first).to_have_text("Ông/bà đang trả lời lại")
    expect(page.locator("#item_1 :checked")).to_have_count(0)
    tap(page, "item_1", "Không hài lòng")
    page.get_by_label("Điều gì cần làm tốt hơn?").fill("Phải đi lại ba lần")
    check_page(page, script, "Trung tâm Phục vụ hành chính công phường Hạc Thành")
    if script:
        assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Gửi phiếu").click()
    check_page(page, script, "Cảm ơn ông/bà. Phiếu đã được ghi nhận.")
    second = page.locator("#number").inner_text()
    assert second != number

    page.get_by_role("link", name="Kiểm tra phiếu").click()
    expect(page.locator(".notice-success")).to_contain_text(second)
    page.get_by_label("Mã phiếu").fill(number)
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.locator(".notice-success")).to_contain_text(number)
    check_page(page, script, "Kiểm tra phiếu")
    assert (count(Response), count(CodeUse), count(Supersession)) == (2, 1, 1)
    assert stored_words() == {"words": "Phải đi lại ba lần"}


def test_without_script_the_back_button_after_thanks_makes_no_second_response(
    open_page: Open, code: str
) -> None:
    page = open_page(f"/m/{code}", java_script_enabled=False)
    tap(page, "item_1", "Hài lòng")
    page.get_by_role("button", name="Gửi phiếu").click()
    number = page.locator("#number").inner_text()
    page.go_back()
    page.get_by_role("button", name="Gửi phiếu").click()
    assert page.locator("#number").inner_text() == number
    page.go_back()
    tap(page, "item_1", "Rất không hài lòng")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Phiếu trước của trang này đã được ghi nhận"
    )
    expect(page.get_by_role("link", name="Trả lời lại")).to_be_visible()
    assert count(Response) == 1


def test_at_a_kiosk_a_scanned_code_is_answered_and_the_next_person_finds_an_empty_field(
    open_page: Open, address: str, code: str
) -> None:
    page = open_page("/m", OFFICE)
    page.clock.install()
    page.goto(f"{address}/m?kiosk=1")
    field = page.get_by_label("Mã đánh giá")
    field.fill("K7M4-9Q")
    page.clock.run_for(21_000)
    expect(field).to_have_value("")
    field.press_sequentially(f"{address}/m/{code}")  # a scanner types the whole address, then Enter
    field.press("Enter")
    expect(page.locator("form[data-mode=kiosk]")).to_be_visible()
    tap(page, "item_1", "Hài lòng")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.locator("#number")).to_be_visible()
    assert axe_findings(page) == []
    page.clock.run_for(21_000)
    expect(field).to_be_visible()
    expect(field).to_have_value("")
    expect(page.locator("#number")).to_have_count(0)
    assert [row.channel for row in responses()] == ["code"]
