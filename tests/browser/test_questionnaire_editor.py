"""Somebody who never saw the editor makes a small questionnaire: without script, then with it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select

from surveys.actions.questionnaires import create_questionnaire
from surveys.models import QuestionnaireVersion
from surveys.questionnaire_content import Content, read_content
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.factories import make_content

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
AsStaff = Callable[..., FlaskClient]
LIST = "/can-bo/bo-cau-hoi"


def newest(db: Any) -> QuestionnaireVersion:
    db.session.rollback()
    db.session.expire_all()
    rows = select(QuestionnaireVersion).order_by(QuestionnaireVersion.id.desc())
    found: QuestionnaireVersion = db.session.scalars(rows).first()
    return found


def content_of(db: Any) -> Content:
    return read_content(newest(db).content)


def add_question(page: Page, section: str, kind: str, words: str) -> None:
    panel = page.locator(".editor-section", has_text=section)
    panel.get_by_role("link", name="Thêm câu hỏi vào nhóm này").click()
    page.get_by_role("link", name=re.compile(kind)).click()
    page.get_by_label("Câu hỏi – tiếng Việt").fill(words)


def save(page: Page) -> None:
    page.locator(".form-actions").get_by_role("button", name="Lưu").click()


@pytest.mark.parametrize("viewport", [PHONE, OFFICE], ids=["phone", "office"])
def test_a_questionnaire_is_made_from_nothing_and_published_without_script(
    app: Flask, db: Any, open_page: OpenPage, as_staff: AsStaff, viewport: Any
) -> None:
    page = open_page(LIST, viewport, as_staff("department"), java_script_enabled=False)
    page.get_by_role("link", name="Tạo bộ câu hỏi").first.click()
    page.get_by_label("Tên bộ câu hỏi").fill("Khảo sát về cấp căn cước")
    page.get_by_role("button", name="Tạo và soạn tiếp").click()
    page.get_by_role("link", name="Thêm nhóm câu hỏi").click()
    page.get_by_label("Tên nhóm – tiếng Việt").fill("Cán bộ phục vụ")
    save(page)
    add_question(page, "Cán bộ phục vụ", "Chấm năm mức", "Thái độ của cán bộ")
    save(page)
    add_question(page, "Cán bộ phục vụ", "Chọn nhiều", "Vì sao chưa hài lòng?")
    choice = page.get_by_label("Lựa chọn – tiếng Việt")
    choice.nth(0).fill("Phải chờ lâu")
    choice.nth(1).fill("Nói khó hiểu")
    page.get_by_role("button", name="Thêm dòng").click()
    choice.nth(2).fill("Điều khác")
    page.get_by_label("Là «khác», mời ghi thêm").nth(2).check()
    page.get_by_role("button", name="Đưa lựa chọn 2 lên").click()
    page.get_by_text("Chỉ hiện câu này trong một số trường hợp").click()
    page.get_by_label("Chỉ hiện khi câu này").select_option(label="Thái độ của cán bộ")
    page.get_by_role("button", name="Hiện câu trả lời").click()
    page.get_by_label("Rất không hài lòng").check()
    save(page)
    page.get_by_role("button", name="Lên: Vì sao chưa hài lòng?").click()
    expect(page.locator(".field-error")).to_contain_text(["đứng sau câu này"])
    page.get_by_role("button", name="Xuống: Vì sao chưa hài lòng?").click()
    page.get_by_role("link", name="Công bố…").click()
    page.get_by_role("button", name="Công bố").click()
    expect(page.locator(".notice-success")).to_contain_text("Đã công bố")
    assert newest(db).state == "published"
    rating, why, who = content_of(db).questions
    assert rating.counts_in_index
    assert [option.texts["vi"] for option in why.options][:2] == ["Nói khó hiểu", "Phải chờ lâu"]
    assert why.options[2].is_other
    assert why.show_if is not None
    assert why.show_if.values == ("1",)
    assert who.key == "respondent_kind"


@pytest.fixture
def draft(app: Flask, db: Any) -> str:
    version = create_questionnaire("thu", make_content(), staff_id=None)
    db.session.commit()
    return f"{LIST}/ban/{version.id}/soan"


def test_with_script_acts_happen_on_the_same_page_and_the_preview_follows(
    db: Any, draft: str, open_page: OpenPage, as_staff: AsStaff
) -> None:
    page = open_page(draft, OFFICE, as_staff("department"))
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="Xuống: Nội dung 1").click()
    expect(page.locator(".editor-question").first).to_contain_text("Nội dung 2")
    preview = page.frame_locator("iframe").locator("fieldset legend").first
    expect(preview).to_contain_text("Nội dung 2")
    page.locator("#cau-item_3").drag_to(page.locator("#cau-item_2"))
    expect(page.locator(".editor-question").first).to_contain_text("Nội dung 3")
    assert page.evaluate("window.stayed")
    keys = [question.key for question in content_of(db).questions[:3]]
    assert keys == ["item_3", "item_2", "item_1"]


def test_with_script_rows_are_added_at_once_and_the_cursor_is_in_the_new_one(
    draft: str, open_page: OpenPage, as_staff: AsStaff
) -> None:
    address = draft + "/nhom/about/cau-moi?kieu=single"
    page = open_page(address, OFFICE, as_staff("department"))
    page.get_by_label("Câu hỏi – tiếng Việt").fill("Việc gì?")
    page.get_by_label("Lựa chọn – tiếng Việt").first.fill("Đất đai")
    page.get_by_role("button", name="Thêm dòng").click()
    expect(page.locator(".option-row")).to_have_count(4)
    expect(page.get_by_label("Lựa chọn – tiếng Việt").nth(1)).to_be_focused()
    expect(page.get_by_label("Câu hỏi – tiếng Việt")).to_have_value("Việc gì?")
    page.get_by_label("Kiểu câu hỏi").select_option("number")
    expect(page.get_by_label("Số nhỏ nhất")).to_be_visible()
    expect(page.locator(".option-row")).to_have_count(0)


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "/soan",
        "/soan/chung",
        "/soan/nhom/service",
        "/soan/nhom/about/cau-moi",
        "/soan/cau/item_1",
        "/soan/cau/respondent_kind",
        "/soan/nhom/about/cau-moi?kieu=single",
        "/cong-bo",
        "/dich/tyz",
        "/soan/xoa/cau/item_1",
        "/thoi-dung",
    ],
)
def test_axe_finds_nothing_on_the_pages_of_a_version(
    draft: str, open_page: OpenPage, as_staff: AsStaff, rest: str
) -> None:
    page = open_page(draft.removesuffix("/soan") + rest, PHONE, as_staff("department"))
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_axe_finds_nothing_where_faults_and_conflicts_are_shown(
    draft: str, open_page: OpenPage, as_staff: AsStaff
) -> None:
    first = open_page(draft + "/cau/item_1", OFFICE, as_staff("department"))
    second = open_page(draft + "/cau/item_1", OFFICE, as_staff("department"))
    first.get_by_label("Câu hỏi – tiếng Việt").fill("Lời của người thứ nhất")
    save(first)
    second.get_by_label("Câu hỏi – tiếng Việt").fill("")
    save(second)
    assert axe_findings(second) == []
    second.get_by_label("Câu hỏi – tiếng Việt").fill("Lời của người thứ hai")
    save(second)
    expect(second.locator(".notice-warning")).to_contain_text("Lời của người thứ nhất")
    assert axe_findings(second) == []
