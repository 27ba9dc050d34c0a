"""The main job in a real browser: poster, its code read back, an answer, its number, published figures."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Page, expect

from agencies.models import Agency, Role
from base.db import db
from surveys.demo.loading import load_demo
from surveys.models import QrPlace, RoundPlace, RoundState, SurveyRound
from surveys.posters import Poster, PosterOrder, draw_posters
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.house.test_pages import page_addresses

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
PUBLIC = ["/chi-so", "/chi-so?xem=ban-do", "/khao-sat", "/du-lieu", "/k", "/kiem-tra-phieu", "/"]


@pytest.fixture
def province(app: Flask) -> Iterator[None]:
    """The made-up province in small, with its past periods published."""
    from agencies.queries.installation import find_installation

    accounts: Path = app.extensions["settings"].instance_dir / "demo-accounts.txt"
    accounts.write_text("there already", encoding="utf-8")
    place = find_installation()
    assert place is not None
    place.is_demo = True
    db.session.commit()
    load_demo(4_000, 7, lambda _told: None, with_results=True)
    yield
    accounts.unlink(missing_ok=True)


def open_counter() -> tuple[QrPlace, Agency]:
    """A counter where a round is taking answers."""
    found = db.session.execute(
        db.select(QrPlace, Agency)
        .join(Agency, Agency.id == QrPlace.agency_id)
        .join(RoundPlace, RoundPlace.place_id == QrPlace.id)
        .join(SurveyRound, SurveyRound.id == RoundPlace.round_id)
        .where(SurveyRound.state == RoundState.OPEN, QrPlace.kind == "counter")
        .order_by(QrPlace.id)
    ).first()
    assert found is not None
    return found[0], found[1]


def address_on_poster(place: QrPlace, agency: Agency) -> str:
    """What a phone reads off the printed page."""
    order = PosterOrder("a4", "en", "Sở Nội vụ", "Tỉnh Thanh Hóa", "https://ydan.thanhhoa.example")
    drawn = draw_posters(
        order, [Poster(agency.name, place.name, place.code)], output_format="png", ppi=100
    )
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)).convert("L"))
    return urlsplit(found.text).path


@pytest.mark.parametrize("script", [True, False])
def test_from_the_poster_to_the_published_figures(
    province: None, open_page: Open, script: bool
) -> None:
    place, agency = open_counter()
    page = open_page(address_on_poster(place, agency), PHONE, java_script_enabled=script)
    expect(page.get_by_role("heading", level=1)).to_contain_text(agency.name)
    for level in page.locator("input[type=radio][value='4']").all():
        page.locator(f"label[for='{level.get_attribute('id')}']").click()
    page.get_by_text("Cho bản thân hoặc gia đình").click()
    page.get_by_role("button", name="Gửi phiếu").click()
    number = page.locator("#number")
    expect(number).to_be_visible()
    typed = number.inner_text()
    page.get_by_role("link", name="Kiểm tra phiếu").click()
    expect(page.locator(".notice-success")).to_contain_text(typed)
    assert axe_findings(page) == []
    page.goto(page.url.split("/kiem-tra-phieu")[0] + "/chi-so")
    expect(page.locator(".figure-number").first).to_contain_text("%")
    page.locator("table a[href^='/chi-so/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert axe_findings(page) == []


@pytest.mark.parametrize("viewport", [PHONE, OFFICE])
def test_axe_finds_nothing_on_readers_pages(province: None, open_page: Open, viewport: Any) -> None:
    found = {path: axe_findings(open_page(path, viewport)) for path in PUBLIC}
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_axe_finds_nothing_on_staff_pages(
    province: None, app: Flask, open_page: Open, as_staff: Callable[..., FlaskClient]
) -> None:
    bureau = db.session.scalar(db.select(Agency).where(Agency.name == "Sở Nội vụ"))
    officer = as_staff(*(role for role in Role if role != Role.INSPECTOR), agency=bureau)
    found = {}
    for path in sorted(page_addresses(app)):
        if path.startswith("/can-bo") and not path.endswith((".xlsx", ".csv")):
            found[path] = axe_findings(open_page(path, OFFICE, signed_in=officer))
    assert {path: faults for path, faults in found.items() if faults} == {}
