"""Paper forms at the keyboard: how fast a form is keyed, what a bad network loses, how the pages look."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, Route
from sqlalchemy import select

from agencies.models import Staff
from base.db import db
from base.paths import PROJECT_DIR
from surveys.actions.paper import closing, comparing
from surveys.actions.paper.samples import draw_sample
from surveys.models import PaperKeying
from surveys.packing import unpack
from surveys.queries.paper.batches import content_of
from surveys.rules.paper.serials import serial_text
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.conftest import sign_in_client
from tests.factories import make_round, make_version
from tests.surveys.paper import (
    PaperProvince,
    compared_batch,
    key,
    keying_batch,
    make_paper_province,
    master,
)

pytestmark = pytest.mark.browser

# 9,000 keystrokes an hour, what is asked of people who key data for a living.
KEY_MS = 400
SECONDS_A_FORM = 10.0
ITEM_COUNT = 9


@pytest.fixture
def province(app: Flask) -> PaperProvince:
    return make_paper_province()


@pytest.fixture
def signed(app: Flask) -> Callable[[Any], FlaskClient]:
    def sign_in(person: Any) -> FlaskClient:
        """Leaves no transaction open, which would keep the server from writing."""
        staff = db.session.get_one(Staff, getattr(person, "staff_id", None) or person.id)
        db.session.commit()
        return sign_in_client(app, staff)

    return sign_in


def with_shipped_questionnaire(province: PaperProvince) -> PaperProvince:
    """The questionnaire a province begins with: nine items, who answers, words, who stood beside."""
    file = PROJECT_DIR / "surveys" / "data" / "questionnaires" / "hanh-chinh-cong.json"
    version = make_version(content=json.loads(file.read_text(encoding="utf-8")))
    province.round = make_round(agencies=[province.rated], owner=province.home, version=version)
    return province


def short(serial: int) -> str:
    """What a clerk types: 017K."""
    return f"{serial % 1000:03d}{serial_text(serial)[-1]}"


def look(page: Page, name: str) -> None:
    """Keeps a picture when a folder for it is named; nothing may be wider than the screen."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.evaluate("document.fonts.ready")
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert axe_findings(page) == [], name


def test_a_form_is_keyed_in_ten_seconds_at_human_speed(
    province: PaperProvince, signed: Callable[[Any], FlaskClient], open_page: Callable[..., Page]
) -> None:
    """Every key pressed for itself, 400 ms apart, page loads in between counted; five forms."""
    batch = keying_batch(with_shipped_questionnaire(province), 5)
    clerk = signed(province.clerks[0])
    page = open_page(f"/can-bo/nhap-phieu/{batch.id}", OFFICE, signed_in=clerk)
    levels = ["545443555", "111222333", "5 4 3 2 1", "000000000", "454545454"]
    taken = []
    for at, row in enumerate(levels):
        begun = time.perf_counter()
        page.keyboard.type(short(batch.serial_from + at) + row + "1" + "1", delay=KEY_MS)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.locator("#serial").wait_for()
        taken.append(time.perf_counter() - begun)
    print(f"seconds a form: {', '.join(f'{one:.1f}' for one in taken)}")
    assert max(taken) <= SECONDS_A_FORM
    db.session.expire_all()
    found = db.session.scalars(select(PaperKeying).order_by(PaperKeying.serial)).all()
    content = content_of(batch)
    ratings = [one.key for one in content.index_questions]
    assert len(ratings) == ITEM_COUNT
    given = [unpack(content, one.answers) for one in found]
    keyed = ["".join(str(one.get(key, " ")).replace("9", "0") for key in ratings) for one in given]
    assert keyed == levels


def test_keys_go_back_and_say_spoiled_or_blank(
    province: PaperProvince, signed: Callable[[Any], FlaskClient], open_page: Callable[..., Page]
) -> None:
    batch = keying_batch(province)
    page = open_page(f"/can-bo/nhap-phieu/{batch.id}", OFFICE, signed_in=signed(province.clerks[0]))
    page.keyboard.type(short(batch.serial_from) + "5x3")
    for _undo in range(2):
        page.keyboard.press("Backspace")  # from the empty third box to the second, which empties
    page.keyboard.type("41")
    boxes = page.locator(".key-box")
    assert [boxes.nth(at).input_value() for at in range(4)] == ["5", "4", "1", ""]
    page.keyboard.press("h")
    assert page.locator("#outcome-spoiled").is_checked()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    db.session.expire_all()
    assert db.session.scalars(select(PaperKeying.outcome)).all() == ["spoiled"]


def test_what_a_bad_network_loses_is_sent_again_and_keyed_once(
    province: PaperProvince, signed: Callable[[Any], FlaskClient], open_page: Callable[..., Page]
) -> None:
    """The first sending never arrives, the answer to the second is lost, the third is the same page."""
    batch = keying_batch(province)
    page = open_page(f"/can-bo/nhap-phieu/{batch.id}", OFFICE, signed_in=signed(province.clerks[0]))
    sendings = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sendings.append(route.request.post_data)
        if len(sendings) == 2:
            route.fetch(max_redirects=0)
        if len(sendings) < 3:
            route.abort()
        else:
            route.continue_()

    page.route("**/nhap-phieu/*", lose)
    page.keyboard.type(short(batch.serial_from) + "5441")
    page.keyboard.press("Enter")
    page.get_by_text("máy đang tự gửi lại").wait_for()
    assert page.locator(".key-box").first.input_value() == "5"
    page.get_by_text("Đã ghi tờ").first.wait_for(timeout=15_000)
    assert len(sendings) == 3
    db.session.expire_all()
    assert len(db.session.scalars(select(PaperKeying)).all()) == 1


def test_without_script_the_page_is_a_plain_form(
    province: PaperProvince, signed: Callable[[Any], FlaskClient], open_page: Callable[..., Page]
) -> None:
    batch = keying_batch(province)
    clerk = signed(province.clerks[0])
    address = f"/can-bo/nhap-phieu/{batch.id}"
    page = open_page(address, PHONE, signed_in=clerk, java_script_enabled=False)
    page.fill("#serial", short(batch.serial_from))
    page.fill("#q-item_1", "5")
    with page.expect_navigation():
        page.get_by_role("button", name="Ghi và sang tờ sau").click()
    assert "Đã ghi tờ" in page.inner_text("main")


@pytest.mark.parametrize("viewport", [PHONE, OFFICE])
def test_every_paper_page_is_fit_for_everybody(
    province: PaperProvince,
    signed: Callable[[Any], FlaskClient],
    open_page: Callable[..., Page],
    viewport: Any,
) -> None:
    with_shipped_questionnaire(province)
    width = viewport["width"]
    closed = compared_batch(province, dict.fromkeys(range(34), "54"), form_count=40)
    closing.close_batch(province.department, closed, "", master())
    sample = draw_sample(province.inspector, closed)
    being_keyed = keying_batch(province, 3)
    differing = keying_batch(province, 2)
    key(province, differing, 1, {differing.serial_from: "55", differing.serial_from + 1: "44"})
    key(province, differing, 2, {differing.serial_from: "51", differing.serial_from + 1: "44"})
    comparing.compare_passes(province.department, differing, both_say_done=False)
    paper, keying = "/can-bo/phieu-giay", "/can-bo/nhap-phieu"
    walks = {
        province.department: {
            "list": paper,
            "new": f"{paper}/moi",
            "closed": f"{paper}/{closed.id}",
            "differences": f"{paper}/{differing.id}/khac-nhau",
            "resolve": f"{paper}/{differing.id}/khac-nhau/{differing.serial_from}",
            "compare": f"{paper}/{being_keyed.id}/so",
            "scans": f"{paper}/{being_keyed.id}/anh",
        },
        province.inspector: {
            "sample": f"{paper}/{closed.id}/mau",
            "recheck": f"{paper}/{closed.id}/mau/{sample.serials[0]}",
        },
        province.clerks[1]: {"tasks": keying, "key": f"{keying}/{being_keyed.id}"},
    }
    for person, pages in walks.items():
        client = signed(person)
        for name, address in pages.items():
            page = open_page(address, viewport, signed_in=client)
            look(page, f"paper-{name}-{width}")
