"""A resident writes about a draft on a phone, with and without script; staff look after it at desks."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from agencies.models import Agency
from base.db import db
from feedback.models import Comment, CommentRound, CommentStanding, CommentText
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.factories import make_agency
from tests.feedback.commenting import count, open_round, rows_of

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
WORDS = "Nên cho loa đài đến 22 giờ 30 vào ngày chính lễ. Gọi tôi 0912 345 678."
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def agency() -> Agency:
    return make_agency("UBND xã Hợp Tiến")


@pytest.fixture
def comment_round(agency: Agency) -> CommentRound:
    return open_round(
        agency=agency,
        questions=[{"key": "c1", "text": "Giờ mở loa đài như vậy đã hợp lý chưa?"}],
    )


def see(page: Page, name: str) -> None:
    """Clean by axe; a picture where PICTURES names a folder."""
    assert axe_findings(page) == [], name
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, f"{name} scrolls sideways"
    if PICTURES:
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def fill_in(page: Page) -> None:
    page.get_by_label("Đồng ý một phần").check()
    page.get_by_label("Viết ý kiến").fill(WORDS)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("viewport", [PHONE, OFFICE], ids=["360", "1366"])
def test_a_resident_writes_looks_sends_follows_and_withdraws(
    open_page: Open, comment_round: CommentRound, script: bool, viewport: Any
) -> None:
    address = f"/gop-y/{comment_round.id}/viet?dieu=dieu-1.khoan-2"
    page = open_page(address, viewport, java_script_enabled=True)
    if not script:
        page.context.close()
        page = open_page(address, viewport, java_script_enabled=False)
    check = see if script else (lambda _page, _name: None)
    check(page, "write")
    fill_in(page)
    page.locator("summary", has_text="Đề xuất câu chữ mới").click()
    page.get_by_label("Câu chữ mới").fill("2. Loa đài chỉ mở từ 6 giờ đến 22 giờ 30.")
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem lại trước khi gửi")
    expect(page.get_by_text("số điện thoại «0912 345 678»")).to_be_visible()
    expect(page.locator("ins")).to_contain_text("30")
    check(page, "preview")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("đã được ghi nhận")
    check(page, "thanks")
    number, key = (page.locator("output").nth(at).inner_text() for at in range(2))
    page.get_by_role("link", name="Theo dõi ý kiến").click()
    check(page, "follow")
    page.get_by_label("Mã ý kiến").fill(number)
    page.get_by_label("Mã riêng của ý kiến").fill(key)
    page.get_by_role("button", name="Xem ý kiến của tôi").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    assert number not in page.url
    check(page, "followed")
    page.get_by_role("button", name="Rút ý kiến này").click()
    page.get_by_role("button", name="Rút và xóa hẳn").click()
    expect(page.get_by_text("Đã rút", exact=True)).to_be_visible()
    assert [row.text for row in rows_of(CommentText)] == [""]
    assert page.context.cookies() == []


def test_a_double_press_and_the_back_button_make_one_comment(
    open_page: Open, comment_round: CommentRound
) -> None:
    page = open_page(f"/gop-y/{comment_round.id}/viet")
    fill_in(page)
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    page.get_by_role("button", name="Gửi ý kiến").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("đã được ghi nhận")
    number = page.locator("output").first.inner_text()
    page.go_back()
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("đã được ghi nhận")
    assert page.locator("output").first.inner_text() == number
    assert count(Comment) == 1


def test_the_pages_own_work_is_done_before_a_person_can_press_send(
    open_page: Open, comment_round: CommentRound
) -> None:
    page = open_page(f"/gop-y/{comment_round.id}/viet")
    fill_in(page)
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    work = page.locator('#send input[name=".pow"]')
    expect(work).not_to_have_value("", timeout=15000)


def test_what_was_written_survives_a_closed_browser_and_is_wiped_on_sending(
    open_page: Open, comment_round: CommentRound
) -> None:
    address = f"/gop-y/{comment_round.id}/viet?dieu=dieu-1"
    page = open_page(address)
    fill_in(page)
    page.wait_for_function("localStorage.length === 1")
    again = page.context.new_page()
    page.close()
    again.goto(page.url)
    expect(again.get_by_label("Viết ý kiến")).to_have_value(WORDS)
    expect(again.get_by_text("Đã điền lại")).to_be_visible()
    again.get_by_role("button", name="Xem lại trước khi gửi").click()
    again.get_by_role("button", name="Gửi ý kiến").click()
    expect(again.get_by_role("heading", level=1)).to_contain_text("đã được ghi nhận")
    again.wait_for_function("localStorage.length === 0")


def test_nothing_is_lost_when_the_network_is_gone(
    open_page: Open, comment_round: CommentRound
) -> None:
    page = open_page(f"/gop-y/{comment_round.id}/viet")
    fill_in(page)
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    expect(page.get_by_role("button", name="Gửi ý kiến")).to_be_visible()
    page.wait_for_load_state("networkidle")  # its script must be there before the network goes
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_text("Máy chưa có mạng")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("đã được ghi nhận")
    assert count(Comment) == 1


def test_a_mistake_is_said_on_top_and_beside_the_field(
    open_page: Open, comment_round: CommentRound
) -> None:
    page = open_page(f"/gop-y/{comment_round.id}/viet?dieu=dieu-1")
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa gửi được")
    see(page, "mistakes")


@pytest.mark.parametrize("viewport", [PHONE, OFFICE], ids=["360", "1366"])
def test_an_officer_proposes_an_inspector_decides_and_the_author_sees_why(
    open_page: Open, comment_round: CommentRound, agency: Agency, as_staff: Any, viewport: Any
) -> None:
    page = open_page(f"/gop-y/{comment_round.id}/viet?dieu=dieu-1", viewport)
    fill_in(page)
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    page.get_by_role("button", name="Gửi ý kiến").click()
    number, key = (page.locator("output").nth(at).inner_text() for at in range(2))

    officer = as_staff("agency_officer", agency=agency)
    desk = open_page(f"/can-bo/kiem-duyet/{comment_round.id}", viewport, signed_in=officer)
    see(desk, "round-comments")
    desk.get_by_role("link", name="Nên cho loa đài").click()
    see(desk, "officer-comment")
    desk.get_by_label("Quy tắc", exact=True).first.select_option("3")
    desk.locator("#reason").fill("Có số điện thoại.")
    desk.get_by_label("Không chắc").check()
    desk.get_by_role("button", name="Gửi đề nghị ẩn").click()
    expect(desk.get_by_text("là người thứ hai, sẽ quyết định")).to_be_visible()

    inspector = as_staff("inspector", agency=make_agency("Thanh tra tỉnh"))
    review = open_page("/can-bo/y-kien-bi-an", viewport, signed_in=inspector)
    see(review, "review-list")
    review.get_by_role("link", name=comment_round.title).click()
    review.get_by_label("Ẩn ý kiến theo quy tắc").check()
    review.locator("#decision_reason").fill("Đúng quy tắc 3.")
    review.get_by_role("button", name="Ghi quyết định").click()
    expect(review.get_by_text("Bản gốc được niêm lại")).to_be_visible()
    see(review, "hidden-comment")

    page.goto(page.url.split("/gop-y")[0] + "/gop-y/theo-doi")
    page.get_by_label("Mã ý kiến").fill(number)
    page.get_by_label("Mã riêng của ý kiến").fill(key)
    page.get_by_role("button", name="Xem ý kiến của tôi").click()
    expect(page.get_by_text("Đúng quy tắc 3.")).to_be_visible()
    see(page, "followed-hidden")
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_text("Đang xem xét")).to_be_visible()
    page.goto(page.url.split("/gop-y")[0] + "/gop-y/quy-tac")
    see(page, "rules")
    db.session.rollback()
    assert [row.visibility for row in rows_of(CommentStanding)] == ["hidden"]


@pytest.mark.parametrize("viewport", [PHONE, OFFICE], ids=["360", "1366"])
def test_an_officer_enters_a_pile_of_paper(
    open_page: Open, comment_round: CommentRound, agency: Agency, as_staff: Any, viewport: Any
) -> None:
    officer = as_staff("agency_officer", agency=agency)
    address = f"/can-bo/lay-y-kien/{comment_round.id}/nhap-y-kien"
    desk = open_page(address, viewport, signed_in=officer)
    see(desk, "enter")
    for text in ("Bà con xóm 3 đề nghị bỏ khoản này.", "Xin giữ nguyên."):
        desk.get_by_label("Cuộc họp", exact=True).check()
        desk.get_by_label("Không đồng ý").check()
        desk.get_by_label("Nội dung ý kiến").fill(text)
        desk.get_by_role("button", name="Lưu và nhập ý kiến tiếp").click()
        expect(desk.get_by_text("Đã lưu.")).to_be_visible()
    see(desk, "entered")
    assert sorted(row.text for row in rows_of(CommentText))[-1] == "Xin giữ nguyên."
    assert count(Comment) == 2
