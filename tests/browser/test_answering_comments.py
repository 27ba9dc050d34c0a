"""The work board and the sheet of an answer in a real browser: readable on a phone, no fault for axe."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from base.db import db
from tests.browser.conftest import OFFICE, PHONE, axe_findings
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
    from feedback.models import Comment, CommentGroup

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
