"""From the sealed slip's own QR: printed, scanned, answered, answered anew, both numbers checked."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from base.clock import today
from base.db import db
from surveys.actions.codes import confirm_committed
from surveys.models import CodeBatch, CodeUse, Delivery, Response, Supersession
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.ledger.leaves import seal_now
from tests.surveys.answering import count
from tests.surveys.code_batches import Scene, settings

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
CODES = "/can-bo/ma-danh-gia"


@pytest.fixture
def scene(app: Flask) -> Scene:
    made = Scene()
    db.session.commit()
    return made


def publish(app: Flask) -> None:
    """What the clock does every some minutes: the ledger is sealed, committed batches become ready."""
    db.session.commit()
    seal_now(app)
    confirm_committed()
    db.session.commit()


def order_one_code(desk: Page, scene: Scene) -> CodeBatch:
    desk.get_by_label("Từ ngày").fill(today().isoformat())
    desk.get_by_label("Đến hết ngày").fill(today().isoformat())
    desk.get_by_label("Số mã mỗi cơ quan").fill("1")
    choice = desk.locator(f"input[name=agency][value='{scene.commune.id}']")
    choice.evaluate("box => { const fold = box.closest('details'); if (fold) fold.open = true }")
    choice.check()
    desk.get_by_role("button", name="Tạo mã").click()
    expect(desk.locator("#job")).to_contain_text("100")
    db.session.expire_all()
    return db.session.scalars(select(CodeBatch)).one()


def read_slip(desk: Page, folder: Path) -> str:
    """What a phone reads from the printed side of the slip, before it is folded."""
    desk.get_by_role("button", name="In phiếu").click()
    link = desk.get_by_role("link", name="Tải")
    expect(link).to_be_visible()
    given = desk.context.request.get(desk.url.rstrip("/") + "/ket-qua")
    assert given.headers["content-type"] == "application/pdf", given.status
    (folder / "slips.pdf").write_bytes(given.body())
    command = ["pdftoppm", "-png", "-r", "200", "-f", "1", "-l", "1", "slips.pdf", "slip"]
    subprocess.run(command, cwd=folder, check=True)
    (picture,) = folder.glob("slip*.png")
    (found,) = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
    return str(found.text)


def answer(page: Page, level: str, script: bool) -> tuple[str, str]:
    """Number and key of what was sent."""
    page.locator("#item_1").get_by_text(level, exact=True).click()
    assert not script or axe_findings(page) == []
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cảm ơn ông/bà")
    assert not script or axe_findings(page) == []
    return page.locator("#number").inner_text(), page.locator("#key").inner_text()


def check_number(page: Page, address: str, number: str, script: bool) -> str:
    page.goto(f"{address}/kiem-tra-phieu/{number.replace('-', '')}")
    told = page.locator(".notice-success")
    expect(told).to_contain_text("đã được ghi nhận")
    expect(told).to_contain_text("vào sổ")
    assert not script or axe_findings(page) == []
    return told.inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_from_the_slips_own_qr_to_both_numbers_in_the_ledger(
    app: Flask,
    address: str,
    open_page: Open,
    as_staff: Callable[..., FlaskClient],
    scene: Scene,
    tmp_path: Path,
    script: bool,
) -> None:
    bureau = as_staff("department", agency=scene.home)
    desk = open_page(f"{CODES}/moi", OFFICE, signed_in=bureau)
    batch = order_one_code(desk, scene)
    publish(app)
    desk.goto(f"{address}{CODES}/{batch.id}")
    printed = read_slip(desk, tmp_path)
    assert printed.startswith(f"{settings().public_url}/m/")

    path = urlsplit(printed).path
    phone = open_page(path, PHONE, java_script_enabled=script)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Hạc Thành")
    first, key = answer(phone, "Rất hài lòng", script)
    phone.goto(address + path)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Mã này đã dùng")
    phone.get_by_role("link", name="Trả lời lại").click()
    phone.get_by_label("Mã riêng của phiếu").fill(key)
    phone.get_by_role("button", name="Mở phiếu mới").click()
    second, _key = answer(phone, "Không hài lòng", script)
    assert second != first

    publish(app)
    told = [check_number(phone, address, number, script) for number in (first, second)]
    assert all(re.search(r"số [\d.]+ trên [\d.]+", one) for one in told)
    assert not any("hài lòng" in one or "Hạc Thành" in one for one in told)
    assert (count(Response), count(CodeUse), count(Supersession)) == (2, 1, 1)


@pytest.mark.parametrize("viewport", [PHONE, OFFICE])
def test_axe_finds_nothing_on_the_pages_of_codes_and_keys(
    app: Flask,
    open_page: Open,
    as_staff: Callable[..., FlaskClient],
    scene: Scene,
    viewport: Any,
) -> None:
    slips, receipts = scene.make(3), scene.make(2, delivery=Delivery.RECEIPT)
    publish(app)
    bureau = as_staff("department", "account_admin", agency=scene.home)
    paths = [CODES, f"{CODES}?state=ready&q=hac", f"{CODES}/moi", "/can-bo/khoa-ket-noi"]
    paths += ["/can-bo/khoa-ket-noi/moi", f"{CODES}/{receipts.id}"]
    paths += [f"{CODES}/{slips.id}{more}" for more in ("", "/thu-hoi")]
    found = {}
    for path in paths:
        page = open_page(path, viewport, signed_in=bureau)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        found[path] = axe_findings(page)
    assert {path: faults for path, faults in found.items() if faults} == {}
