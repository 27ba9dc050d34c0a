"""The work board and the sheet of an answer in a real browser: readable on a phone, no fault for axe."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from base.clock import today
from base.db import db
from feedback.actions.results import publish_result
from feedback.models import Comment, CommentGroup, CommentText
from feedback.reports.results import record_content
from feedback.reports.statistics import round_statistics
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.feedback.answering import make_officer
from tests.feedback.busy_round import fill_round, leave_two_open, make_commune

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def commune(app: Flask) -> Any:
    agency = make_commune()
    comment_round = fill_round(agency, app.extensions["settings"].secrets)
    leave_two_open(comment_round)
    db.session.commit()
    return agency, comment_round


def look(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("viewport", [PHONE, OFFICE], ids=["360", "1366"])
def test_every_page_of_the_board_is_readable_and_without_fault(
    commune: Any, open_page: Callable[..., Page], as_staff: Any, viewport: Any
) -> None:
    agency, comment_round = commune
    client = as_staff("agency_officer", agency=agency)
    comment = db.session.query(Comment).filter_by(stance="wording").one()
    group = db.session.query(CommentGroup).first()
    base = f"/can-bo/gop-y/{comment_round.id}"
    pages = {
        "board": f"{base}/bang",
        "places": f"{base}/bang/dieu-khoan",
        "groups": f"{base}/bang/nhom",
        "clerks": f"{base}/bang/nguoi-tra-loi",
        "answer": f"{base}/bang/y-kien/{comment.id}",
        "group": f"{base}/bang/nhom/{group.id}",
        "result": f"{base}/ket-qua",
    }
    db.session.commit()
    for name, address in pages.items():
        page = open_page(address, viewport, signed_in=client)
        look(page, f"{name}-{viewport['width']}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= viewport["width"], name
        assert axe_findings(page) == [], name


@pytest.mark.parametrize("viewport", [PHONE, OFFICE], ids=["360", "1366"])
def test_the_published_result_is_readable_without_script_and_without_fault(
    app: Flask, open_page: Callable[..., Page], viewport: Any
) -> None:
    comment_round = fill_round(make_commune(), app.extensions["settings"].secrets, "legal")
    content = record_content(comment_round, round_statistics(comment_round, today()), b"k")
    publish_result(make_officer(comment_round.agency_id), comment_round, content)
    db.session.commit()
    address = f"/gop-y/{comment_round.id}/ket-qua"
    page = open_page(address, viewport, java_script_enabled=False)
    look(page, f"public-{viewport['width']}")
    page = open_page(address, viewport)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert axe_findings(page) == []


def test_what_is_typed_is_saved_by_itself_and_survives_signing_out(
    commune: Any, open_page: Callable[..., Page], as_staff: Any
) -> None:
    agency, comment_round = commune
    client = as_staff("agency_officer", agency=agency)
    words = db.session.query(CommentText).filter(CommentText.text.startswith("Mức đóng góp")).one()
    db.session.commit()  # lets go of the database for the server
    page = open_page(
        f"/can-bo/gop-y/{comment_round.id}/bang/y-kien/{words.comment_id}", OFFICE, signed_in=client
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill("#reason", "Sẽ ghi rõ mức cho hộ nghèo.")
    expect(page.locator("[data-saved]")).to_contain_text("tự lưu", timeout=15_000)
    page.reload()
    assert page.input_value("#reason") == "Sẽ ghi rõ mức cho hộ nghèo."
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.fill("#reason", "Soạn tiếp sau khi bị đăng xuất.")
    expect(page.locator("[data-saved]")).to_contain_text("đăng xuất", timeout=15_000)
    page.context.add_cookies(cookies)
    page.reload()
    assert page.input_value("#reason") == "Soạn tiếp sau khi bị đăng xuất."
