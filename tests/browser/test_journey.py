"""The main job in one piece: a poster on the wall, a phone, and the number the province publishes."""

import io
import re
import subprocess
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Page, expect

from agencies.models import AgencyKind
from base.clock import HANOI, today
from base.db import db
from surveys.models import IndexSnapshot, SnapshotState
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.factories import make_agency, make_period, make_place, make_round
from tests.surveys.releasing import let_the_hour_come
from tests.surveys.sending import days_of_answers, send

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
EARLIER = 80


def first_of(day: date, months_later: int) -> date:
    months = day.year * 12 + day.month - 1 + months_later
    return date(months // 12, months % 12 + 1, 1)


class Scene:
    """A commune with eighty answers in this month, which is a reporting period; the round goes on."""

    def __init__(self) -> None:
        this_month, self.over_on = first_of(today(), 0), first_of(today(), 1)
        self.bureau = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
        self.commune = make_agency("UBND phường Hạc Thành")
        self.place = make_place(self.commune, name="Quầy số 3 – Tư pháp, hộ tịch")
        dates = {
            "opens_at": midnight(first_of(today(), -2)),
            "closes_at": midnight(first_of(today(), 9)),
        }
        self.round = make_round([self.place], owner=self.bureau, **dates)
        self.period = make_period(
            self.round, name="Tháng này", starts_on=this_month, ends_on=self.over_on
        )
        db.session.commit()
        months = (this_month.year * 100 + this_month.month,)
        send(days_of_answers(self.round, self.place, 40, EARLIER // 40, 0.85, months=months))


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HANOI)


def decoded_poster(page: Page, address: str, place_id: int, folder: Path) -> str:
    """What a phone reads from the printed A4 page."""
    given = page.context.request.get(
        f"{address}/can-bo/noi-dat-ma/{place_id}/ap-phich?paper=a4&second_language=en"
    )
    assert given.headers["content-type"] == "application/pdf", given.status
    (folder / "poster.pdf").write_bytes(given.body())
    command = ["pdftoppm", "-png", "-r", "100", "poster.pdf", "poster"]
    subprocess.run(command, cwd=folder, check=True)
    (picture,) = folder.glob("poster*.png")
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.read_bytes())))
    return str(found.text)


def answer(page: Page, script: bool) -> str:
    """Every item «Hài lòng»; the number on the thanks page. Axe is a script itself."""
    for number in (1, 2, 3):
        page.locator(f"#item_{number}").get_by_text("Hài lòng", exact=True).click()
    assert not script or axe_findings(page) == []
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cảm ơn ông/bà")
    assert not script or axe_findings(page) == []
    return page.locator("#number").inner_text()


def publish_month(bureau: FlaskClient, scene: Scene) -> None:
    """The bureau computes, signs and publishes, page after page, when the month is over."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', bureau.get("/can-bo/chi-so").text)
    assert token
    fields = {"csrf_token": token.group(1)}
    asked = f"/can-bo/chi-so/tinh/{scene.round.id}?ky={scene.period.id}"
    assert bureau.post(asked, data=fields).status_code == 302
    (snapshot,) = db.session.scalars(db.select(IndexSnapshot))
    seen = {**fields, "seen_hash": snapshot.content_hash, "has_seen": "y"}
    assert bureau.post(f"/can-bo/chi-so/{snapshot.id}/ky", data=seen).status_code == 302
    assert bureau.post(f"/can-bo/chi-so/{snapshot.id}/cong-bo", data=fields).status_code == 302
    assert let_the_hour_come(snapshot) == 1
    db.session.refresh(snapshot)
    assert snapshot.state == SnapshotState.PUBLISHED
    db.session.commit()


@pytest.mark.parametrize("script", [True, False])
def test_from_the_poster_to_the_published_figure(
    app: Flask,
    address: str,
    open_page: Open,
    as_staff: Callable[..., FlaskClient],
    tmp_path: Path,
    script: bool,
) -> None:
    scene = Scene()
    desk = open_page("/can-bo", OFFICE, signed_in=as_staff("department", agency=scene.bureau))
    printed = urlsplit(decoded_poster(desk, address, scene.place.id, tmp_path)).path
    assert printed == f"/k/{scene.place.code}"
    phone = open_page(printed, PHONE, java_script_enabled=script)
    number = answer(phone, script)
    phone.get_by_role("link", name="Kiểm tra phiếu").click()
    expect(phone.locator(".notice-success")).to_contain_text(number)
    with time_machine.travel(midnight(scene.over_on) + timedelta(days=1)):  # no browser in here
        publish_month(as_staff("department", agency=scene.bureau), scene)
    phone.goto(f"{address}/chi-so/{scene.commune.code}")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Hạc Thành")
    expect(phone.locator("main")).to_contain_text(str(EARLIER + 1))
    assert not script or axe_findings(phone) == []
