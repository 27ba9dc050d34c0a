"""Drafts and comments in a real browser: on a phone, without script, large, and looked over by axe."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from base.db import db
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.factories import make_comment, make_comment_round, make_draft_version
from tests.feedback.test_reading import address_of, document, node, two_versions

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture
def spoken_of(app: object) -> Any:
    """A round on a second version, with a removed article, a stub, an answer's frame, a question."""
    comment_round, was = two_versions()
    comment_round.questions = [{"key": "q1", "text": "Nên họp vào buổi nào?"}]
    old = {"version_id": was["dieu-2"].version_id}
    first = make_comment(comment_round, provision=was["dieu-2"], **old)
    make_comment(comment_round, "Xin nói thêm.", was["dieu-2"], follows_id=first.id, **old)
    make_comment(comment_round, "Tôi đồng ý.", stance="agree", question_key="q1")
    make_comment(comment_round, "Số điện thoại của anh ấy", visibility="hidden")
    make_comment(comment_round, "Cần gọn hơn.", wording="Đám cưới không quá một ngày.")
    db.session.commit()
    return comment_round


@pytest.mark.parametrize("viewport", [PHONE, OFFICE], ids=["phone", "office"])
@pytest.mark.parametrize("path", ["", "?ban=1", "?sua=0&lang=en", "/y-kien", "/y-kien/dieu-1"])
def test_axe_holds_nothing_against_the_pages_of_a_round(
    spoken_of: Any, open_page: Open, viewport: Any, path: str
) -> None:
    page = open_page(address_of(spoken_of) + path, viewport)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert axe_findings(page) == []


@pytest.mark.parametrize("path", ["/gop-y", "/nhung/gop-y"])
def test_axe_holds_nothing_against_the_lists(spoken_of: Any, open_page: Open, path: str) -> None:
    assert axe_findings(open_page(path)) == []


def test_a_draft_is_one_request_and_reads_without_script(spoken_of: Any, open_page: Open) -> None:
    page = open_page("/gop-y", java_script_enabled=False)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name=spoken_of.title).first.click()
    assert [one for one in asked if one.startswith("http")] == [page.url]
    page.get_by_text("Mục lục").click()
    page.get_by_role("navigation").get_by_role("link", name="Điều 1").click()
    assert page.url.endswith("#dieu-1")
    page.get_by_role("link", name="Xem tất cả").click()
    assert page.get_by_text("Một ý kiến đã ẩn").is_visible()


def test_nothing_runs_over_the_edge_at_twice_the_size(spoken_of: Any, open_page: Open) -> None:
    wide = "\t".join(f"Cột số {number} dài" for number in range(7))
    tree = document(node("table", "", "", f"{wide}\n{wide}"))
    table_round = make_comment_round(make_draft_version(tree=tree), slug="bang")
    db.session.commit()
    narrow = {"width": 180, "height": 370}
    for path in (address_of(spoken_of), address_of(table_round), f"{address_of(spoken_of)}/y-kien"):
        page = open_page(path, narrow)
        assert page.evaluate("document.documentElement.scrollWidth") <= narrow["width"], path
