"""An officer brings a draft, corrects its tree, freezes it: with script and without it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select

from feedback.models import DraftState, DraftVersion
from feedback.provisions import Node, from_json
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.factories import make_agency
from tests.feedback.draft_pages import BASE, DOUBTFUL, bring, officer_of, review
from tests.feedback.trees import HYGIENE, NOISE

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
AsStaff = Callable[..., FlaskClient]


@pytest.fixture
def client(as_staff: AsStaff) -> FlaskClient:
    return officer_of(as_staff, make_agency("UBND xã Hợp Tiến"))


def tree(db: Any) -> Node:
    db.session.rollback()
    db.session.expire_all()
    newest = db.session.scalars(select(DraftVersion).order_by(DraftVersion.id.desc())).first()
    root = from_json(newest.tree)
    db.session.rollback()  # an open transaction of the test would keep the site from writing
    return root


def node(page: Page, words: str) -> Any:
    return page.locator(".node", has_text=words).first


def act(page: Page, words: str, name: str) -> None:
    """Opens what can be done with a node, unless it is open, and does it."""
    found = node(page, words)
    if found.locator(".node-acts[open]").count() == 0:
        found.locator("summary").click()
    found.get_by_role("button", name=name).click()


@pytest.mark.parametrize("has_script", [True, False])
@pytest.mark.parametrize("viewport", [OFFICE, PHONE])
def test_from_the_pasted_text_to_the_frozen_version(
    db: Any, client: FlaskClient, open_page: OpenPage, viewport: Any, has_script: bool
) -> None:
    page = open_page(BASE, viewport, signed_in=client, java_script_enabled=has_script)
    page.get_by_role("link", name="Đưa dự thảo lên").click()
    page.get_by_label("Tên dự thảo").fill("Quy ước thôn Tân Hưng")
    page.get_by_label("Hoặc dán nội dung").fill(
        f"Điều 1. Vệ sinh\n1. {HYGIENE}\nĐiều 2. Trật tự\n1. {NOISE}\n"
    )
    page.get_by_role("button", name="Đọc dự thảo").click()
    act(page, NOISE, "Ghép vào mục trên")
    expect(page.get_by_role("button", name="Hoàn tác: ghép")).to_be_enabled()
    page.get_by_role("button", name="Hoàn tác: ghép").click()
    expect(page.get_by_role("button", name="Làm lại: ghép")).to_be_enabled()
    expect(page.get_by_text("chữ của tệp gốc, đúng thứ tự")).to_be_visible()
    page.get_by_role("link", name="Chốt bản này…").click()
    page.get_by_role("button", name="Chốt bản này").click()
    expect(page.get_by_text("Đã chốt bản 1.")).to_be_visible()
    db.session.rollback()
    assert db.session.scalars(select(DraftVersion.state)).one() == DraftState.FROZEN


@pytest.mark.parametrize("has_script", [True, False])
def test_a_corrected_word_is_asked_about_where_it_was_typed(
    db: Any, client: FlaskClient, open_page: OpenPage, has_script: bool
) -> None:
    version = bring(db, client)
    page = open_page(review(version), OFFICE, signed_in=client, java_script_enabled=has_script)
    node(page, NOISE).locator("summary").click()
    node(page, NOISE).get_by_role("link", name="Số, tên, chữ, loại").click()
    page.get_by_label("Nội dung").fill(NOISE.replace("22", "21"))
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("del", has_text="22")).to_be_visible()
    page.get_by_label("Tôi sửa lỗi chữ").check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Chữ khác tệp gốc ở 1 chỗ")).to_be_visible()
    assert "21" in tree(db).words()
    assert ("/soat/sua" in page.url) is False


def test_a_file_that_is_too_large_is_named_before_it_is_sent(
    client: FlaskClient, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{BASE}/moi", OFFICE, signed_in=client)
    large = tmp_path / "lon.docx"
    with large.open("wb") as handle:
        handle.truncate(41 * 1024 * 1024)
    page.get_by_label("Tên dự thảo").fill("Quy ước")
    page.get_by_label("Tệp dự thảo").set_input_files(large)
    page.get_by_role("button", name="Đọc dự thảo").click()
    expect(page.get_by_role("alert").filter(has_text="Tệp lớn hơn 40 MB")).to_be_visible()
    expect(page.get_by_label("Tên dự thảo")).to_have_value("Quy ước")


def test_a_node_is_dragged_before_another_and_the_keyboard_stays_with_a_moved_one(
    db: Any, client: FlaskClient, open_page: OpenPage
) -> None:
    page = open_page(review(bring(db, client)), OFFICE, signed_in=client)
    grip = node(page, "Việc cưới").locator(".node-grip").first
    target = page.locator("#n-0-0")
    grip.drag_to(target, target_position={"x": 200, "y": 4})
    expect(page.get_by_role("button", name="Hoàn tác: kéo thả")).to_be_enabled()
    assert tree(db).children[0].children[0].title == "Việc cưới"
    page.locator("#n-0-0 summary").focus()
    page.keyboard.press("Enter")
    page.locator("#n-0-0").get_by_role("button", name="Xuống").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Hoàn tác: chuyển xuống")).to_be_enabled()
    expect(page.locator("#n-0-1 summary")).to_be_focused()
    assert tree(db).children[0].children[1].title == "Việc cưới"


@pytest.mark.parametrize("viewport", [OFFICE, PHONE])
def test_no_page_of_a_draft_has_anything_axe_holds_against_it(
    db: Any, client: FlaskClient, open_page: OpenPage, viewport: Any
) -> None:
    version = bring(db, client, DOUBTFUL)
    page = open_page(review(version), viewport, signed_in=client)
    node(page, "Vệ sinh").locator("summary").click()
    assert axe_findings(page) == []
    address = page.url.split(BASE)[0]
    for rest in ("", "/moi", f"/{version.draft_id}", f"/ban/{version.id}/chot"):
        page.goto(f"{address}{BASE}{rest}")
        assert axe_findings(page) == [], rest
    for rest in ("sua?muc=0", "tach?muc=1.0"):
        page.goto(f"{address}{review(version)}/{rest}")
        assert axe_findings(page) == [], rest
