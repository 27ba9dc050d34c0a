"""The wizard of a reorganisation and a successor's figures in a real browser."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from agencies.actions.register import load_register
from agencies.actions.succession import merge_agencies
from agencies.models import Role
from agencies.queries.agencies import find_agency
from base.db import db as database
from surveys.queries.indices import list_overall_cells
from tests.agencies.test_carrying import make_dossiers
from tests.agencies.test_reorganising import LIST, MA_RIVER, MERGED, SPLIT, book, split
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.factories import make_agency
from tests.surveys.seeding import make_small_province, publish_small_province

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def check(page: Page, viewport: Any) -> None:
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize("viewport", [PHONE, OFFICE])
def test_a_file_is_refused_then_shown_then_carried_out(
    db: Any, open_page: Open, as_staff: Callable[..., FlaskClient], viewport: Any, tmp_path: Any
) -> None:
    load_register("38")
    database.session.commit()
    page = open_page(LIST, viewport, signed_in=as_staff(Role.ACCOUNT_ADMIN))
    check(page, viewport)
    wrong, right = tmp_path / "sai.xlsx", tmp_path / "dung.xlsx"
    wrong.write_bytes(book(*split("0,9", "0,9")))
    right.write_bytes(book(*MERGED, *SPLIT))
    page.set_input_files("input[type=file]", wrong)
    page.get_by_role("button", name="Đọc thử tệp").click()
    page.get_by_text("cộng lại là 1,8").first.wait_for()
    page.wait_for_load_state("networkidle")
    check(page, viewport)
    page.set_input_files("input[type=file]", right)
    page.get_by_role("button", name="Đọc thử tệp").click()
    page.get_by_text("Ai chuyển đi đâu").wait_for()
    page.wait_for_load_state("networkidle")
    check(page, viewport)
    page.get_by_role("button", name="Ghi tất cả vào danh bạ").click()
    page.get_by_text("Đã ghi việc sắp xếp 15 cơ quan.").wait_for()
    page.wait_for_load_state("networkidle")
    assert find_agency(MA_RIVER) is not None


@pytest.mark.parametrize("viewport", [PHONE, OFFICE])
def test_axe_finds_nothing_on_a_successors_page(db: Any, open_page: Open, viewport: Any) -> None:
    survey_round, owner = make_small_province(4)
    snapshot = publish_small_province(survey_round, owner, by_quarter=False)[-1]
    pairs = list_overall_cells(snapshot.id)
    old = [agency for cell, agency in pairs if cell.share is not None][:2]
    for agency, count in zip(old, (750, 250), strict=True):
        make_dossiers(agency.id, count, day=date(2026, 9, 1))
    day = date(2026, 11, 1)
    new = make_agency("UBND phường Sông Mã", valid_from=day)
    merge_agencies(old, new, day, "Nghị quyết giả định", None)
    database.session.commit()
    page = open_page(f"/chi-so/{new.code}", viewport)
    page.get_by_text("Mang sang từ cơ quan cũ").wait_for()
    check(page, viewport)
