"""Pages of the law's data in a real browser: nothing for axe to find, nothing wider than the screen."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from agencies.actions.holidays import propose_calendar
from agencies.actions.legal import load_legal_data
from agencies.actions.settings import propose_setting
from agencies.models import Role
from base.db import db as database
from tests.agencies.test_settings import day, days, draft_of
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.factories import make_agency, make_staff

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
PAGE = "/can-bo/quy-dinh"


@pytest.mark.parametrize("viewport", [PHONE, OFFICE])
def test_axe_finds_nothing_on_settings_and_calendar(
    db: Any, open_page: Open, as_staff: Callable[..., FlaskClient], viewport: Any
) -> None:
    load_legal_data()
    bureau = make_agency("Sở Nội vụ")
    proposer = make_staff(Role.DEPARTMENT, agency=bureau)
    setting = propose_setting(draft_of("petition.reply_wd", 7), "Luật mới.", proposer)
    calendar = propose_calendar(days(day(date(2028, 1, 3))), "Lịch", "Thông báo.", proposer)
    database.session.commit()
    department = as_staff(Role.DEPARTMENT, agency=bureau)
    paths = (
        "/petition.reply_wd",
        "/doc.margins_mm/de-nghi",
        "/score.targets/de-nghi",
        f"/vu-viec/{setting.id}",
        "/lich/2027",
        "/lich/2027/de-nghi",
        f"/lich/vu-viec/{calendar.id}",
    )
    for path in paths:
        page = open_page(PAGE + path, viewport, signed_in=department)
        assert axe_findings(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], path
