"""Export and import of responses as an officer sees them; axe finds nothing."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from agencies.models import Agency
from base.db import db
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.surveys.test_import import ROWS, csv_bytes, history  # noqa: F401 - a fixture
from tests.surveys.test_import_staff_routes import HEADER

pytestmark = pytest.mark.browser


def follow(page: Page, role: Any, name: str) -> None:
    """Presses and waits until the next page stands."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).click()


def look(page: Page, name: str) -> None:
    """Keeps a picture when a folder for it is named; nothing may be wider than the screen."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.evaluate("document.fonts.ready")
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert axe_findings(page) == []


@pytest.mark.parametrize("viewport", [PHONE, OFFICE])
def test_an_officer_brings_an_earlier_survey_in(
    open_page: Callable[..., Page],
    as_staff: Callable[..., FlaskClient],
    history: Any,  # noqa: F811
    tmp_path: Path,
    viewport: Any,
) -> None:
    owner = db.session.get_one(Agency, history.owner_agency_id)
    width = viewport["width"]
    page = open_page("/can-bo/xuat-nhap", viewport, signed_in=as_staff("department", agency=owner))
    look(page, f"transfer-{width}")
    file = tmp_path / "khảo sát 2024.csv"
    follow(page, "link", "Chọn tệp để nhập")
    wrong = ["X", "", "7", "8", "", ""]
    for rows, name in (([ROWS[0], wrong], "faults"), (ROWS, "sound")):
        page.goto(page.url.split("/can-bo")[0] + "/can-bo/xuat-nhap/nhap")
        look(page, f"import-start-{width}")
        file.write_bytes(csv_bytes(rows, HEADER))
        page.set_input_files("input[type=file]", file)
        follow(page, "button", "Tiếp tục")
        look(page, f"import-columns-{width}")
        follow(page, "button", "Đọc thử, chưa ghi")
        look(page, f"import-{name}-{width}")
    follow(page, "button", "Nhập vào đợt")
    assert page.get_by_text("Đã nhập 3 phiếu").is_visible()
    look(page, f"import-done-{width}")
