"""The ledger in a real browser: the check page verifies its own proof, the pages fit phone and paper."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from base.codes import read_code
from base.db import db
from tests.browser.conftest import axe_findings
from tests.ledger.leaves import AT, make_pending, seal_now
from tests.surveys.answering import answer_once, make_open_place

pytestmark = pytest.mark.browser
DESK = {"width": 1366, "height": 768}
PICTURES = os.environ.get("PICTURES", "")  # a folder to look at the pages in


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.fixture
def number(app: Flask) -> str:
    """Of an answer that stands among 5,678."""
    found = read_code(answer_once(app.test_client(), make_open_place()).codes[0], 12)
    db.session.rollback()
    make_pending(1233)
    seal_now(app)
    for days, count in ((0, 900), (1, 2000), (2, 1544)):
        make_pending(count)
        seal_now(app, AT + timedelta(days=days, minutes=30))
    db.session.remove()
    return found


def test_the_browser_checks_proof_and_signature_by_itself(
    open_page: Callable[..., Page], number: str
) -> None:
    page = open_page(f"/kiem-tra-phieu/{number}")
    result = page.locator("#proof-result")
    result.wait_for()
    assert "Máy của ông/bà vừa tự kiểm tra" in result.inner_text()
    assert "KHÔNG" not in result.inner_text()
    keep(page, "check-360")
    page.locator("#proof summary").click()
    keep(page, "check-open-360")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe_findings(page) == []


def test_the_browser_says_when_the_proof_does_not_hold(
    open_page: Callable[..., Page], number: str
) -> None:
    page = open_page(f"/kiem-tra-phieu/{number}", java_script_enabled=False)
    assert "trên 5.678 của sổ công khai" in page.inner_text("main")
    html = page.content().replace('data-index="', 'data-index="1')
    script = page.locator("script").inner_text()
    forged = open_page("/healthz")
    forged.set_content(html)
    forged.evaluate(script)
    forged.locator("#proof-result").wait_for()
    assert "KHÔNG khớp" in forged.inner_text("#proof-result")


@pytest.mark.parametrize(("viewport", "name"), [(None, "360"), (DESK, "1366")])
def test_the_pages_of_the_ledger_fit_and_can_be_read_by_everybody(
    app: Flask, open_page: Callable[..., Page], number: str, viewport: Any, name: str
) -> None:
    before = app.extensions["settings"]
    key = "mttq.thanhhoa.example+1a70c9ca+BDtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
    app.extensions["settings"] = replace(before, ledger_witnesses=(key,))
    for path, kind in (("/so-cong-khai", "home"), ("/so-cong-khai/ngay/2026-11-23", "day")):
        page = open_page(path, viewport)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"]  # type: ignore[index]
        keep(page, f"{kind}-{name}")
        assert axe_findings(page) == []
    app.extensions["settings"] = before


def test_a_day_fits_on_a_sheet(open_page: Callable[..., Page], number: str) -> None:
    page = open_page("/so-cong-khai/ngay/2026-11-23", {"width": 718, "height": 1000})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert not page.locator(".no-print").is_visible()
    keep(page, "day-print")
