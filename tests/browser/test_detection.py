"""An inspector at the detectors' pages: what was seen, the days, the calls; on a phone and in the office."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from flask import Flask
from playwright.sync_api import Page

from agencies.models import Role
from base.db import db
from scoring.detectors import day_features, events_of
from surveys.actions.detection import store_day
from surveys.detecting import detect
from surveys.models import AuditSample
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.conftest import TODAY, sign_in_client
from tests.factories import make_agency, make_round, make_staff
from tests.surveys.night import YESTERDAY, make_codes, send_at
from tests.surveys.test_audit_samples import add_checkpoint
from tests.surveys.test_detecting import all_of, burst, tell

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


@pytest.fixture
def month(app: Flask) -> Any:
    """A commune's November: ordinary days, then a burst on its last one."""
    agency = make_agency("UBND xã Hoằng Hóa")
    survey_round = make_round(agencies=[agency])
    rng = np.random.default_rng(3)
    for number in range(2, 21):
        day = date(2026, 11, number)
        if day.weekday() > 4:
            continue
        count = int(rng.integers(9, 24))
        at = np.sort(rng.uniform(27_000, 60_000, count))
        channels = ["code"] * (count - 4) + ["open_qr"] * 4
        levels = rng.integers(2, 6, (count, 3))
        events = events_of([day.toordinal()] * count, at, channels, levels)
        store_day(agency.id, day, day_features(events))
    make_codes(survey_round, agency, YESTERDAY, 100, late=10)
    tell(agency, 100, 10)
    send_at(survey_round, agency, burst(60, hour=20))
    add_checkpoint()
    detect(TODAY)
    return agency


def inspector(app: Flask) -> Any:
    staff = make_staff(Role.INSPECTOR, agency=make_agency("Thanh tra tỉnh Thanh Hóa"))
    db.session.commit()
    return sign_in_client(app, staff)


@pytest.mark.parametrize("viewport", [PHONE, OFFICE])
def test_the_pages_are_free_of_obstacles_and_fit_the_screen(
    app: Flask, month: Any, open_page: OpenPage, viewport: Any
) -> None:
    client = inspector(app)
    sample = all_of(AuditSample)[0]
    for path in (
        "/can-bo/dau-hieu",
        f"/can-bo/dau-hieu/{month.id}/202611",
        "/can-bo/mau-goi-dien",
        f"/can-bo/mau-goi-dien/{sample.id}",
    ):
        page = open_page(path, viewport, signed_in=client)
        assert axe_findings(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= viewport["width"]


def test_from_the_list_to_the_calls_and_back_to_what_they_say(
    app: Flask, month: Any, open_page: OpenPage
) -> None:
    page = open_page("/can-bo/dau-hieu", OFFICE, signed_in=inspector(app))
    page.get_by_role("link", name="UBND xã Hoằng Hóa").click()
    page.wait_for_load_state()
    assert page.get_by_role("heading", name="Nhiều phiếu dồn vào một lúc").is_visible()
    page.get_by_role("link", name="Xem mẫu hồ sơ đã bốc").click()
    page.wait_for_load_state()
    for number in range(1, 11):
        page.get_by_label(f"Kết quả cuộc gọi {number}", exact=True).select_option("alone")
    page.get_by_role("button", name="Lưu kết quả các cuộc gọi").click()
    page.wait_for_load_state()
    assert page.get_by_text("Đã lưu kết quả của 10 cuộc gọi").is_visible()
    assert page.get_by_text("Gặp 10 người, 10 người").is_visible()
    assert page.get_by_text("Còn 50 hồ sơ chưa gọi").is_visible()
