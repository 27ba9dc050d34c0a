"""A draft's whole way: the Word file on an officer's desk, a resident's phone, the published table."""

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Locator, Page, expect

from agencies.actions.legal import load_legal_data
from base.clock import HANOI, today
from base.db import db
from feedback.models import Comment, CommentRound, Disposition
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.factories import make_agency

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS", "")
TEXT = (
    "KẾ HOẠCH",
    "Cải tạo đường ngõ năm 2027",
    "I. MỤC ĐÍCH",
    "Hết ngập ở các ngõ thấp khi mưa lớn.",
    "II. NỘI DUNG",
    "1. Đường ngõ",
    "Làm 18 ngõ, mặt bê tông rộng 3 m.",
    "2. Chiếu sáng",
    "Lắp 260 đèn, khoảng cách 30 m một đèn.",
)
COMMENT = "Chỗ ngõ cong 30 m một đèn là thưa, đề nghị 20 m."
WHOLE = "Mong xã làm sớm."
REASON = "Giữ 30 m ở ngõ thẳng, bổ sung đèn ở chỗ cong và chỗ giao nhau."


def word_file(folder: Path) -> Path:
    document = docx.Document()
    for line in TEXT:
        document.add_paragraph(line)
    path = folder / "ke-hoach.docx"
    document.save(str(path))
    return path


def look(page: Page, name: str, script: bool = True) -> None:
    """Nothing hangs out of the page, axe finds nothing; a picture where somebody wants one."""
    page.wait_for_load_state("load")
    width = page.viewport_size["width"] if page.viewport_size else 0
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    if script:
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert axe_findings(page) == [], name


def follow(page: Page, leading: Locator) -> None:
    """Clicks and waits for the other page: what is asked at once would be asked of the one being left."""
    with page.expect_navigation():
        leading.click()


class Officer:
    """The officer at the desk; `script` and `viewport` as the test says."""

    def __init__(self, page: Page, script: bool) -> None:
        self.page, self.script = page, script

    def go(self, name: str) -> None:
        follow(self.page, self.page.get_by_role("link", name=name, exact=True).first)

    def press(self, name: str) -> None:
        follow(self.page, self.page.get_by_role("button", name=name, exact=True))

    def look(self, name: str) -> None:
        look(self.page, name, self.script)

    def bring_draft(self, path: Path) -> None:
        self.go("Dự thảo")
        self.go("Đưa dự thảo lên")
        self.look("upload")
        self.page.get_by_label("Tên dự thảo").fill("Kế hoạch cải tạo đường ngõ năm 2027")
        self.page.locator("input[type=file]").set_input_files(path)
        self.press("Đọc dự thảo")
        expect(self.page.get_by_text("Đã đọc xong.")).to_be_visible()
        self.look("review")
        self.go("Chốt bản này…")
        self.press("Chốt bản này")
        expect(self.page.get_by_text("Đã chốt bản 1.")).to_be_visible()

    def open_round(self, last_day: date) -> None:
        self.go("Lấy ý kiến")
        self.go("Lập đợt lấy ý kiến")
        self.page.get_by_label("Bản dự thảo đã chốt").select_option(index=1)
        self.page.get_by_label("Loại dự thảo").select_option("plan")
        self.press("Tiếp tục")
        expect(self.page.get_by_label("Nơi liên hệ")).to_be_visible()
        self.look("plan")
        self.page.get_by_label("Tên đợt lấy ý kiến").fill("Kế hoạch cải tạo đường ngõ năm 2027")
        self.page.get_by_label("Nơi liên hệ").fill("Văn phòng HĐND và UBND xã")
        self.page.get_by_label("Ngày mở").fill(today().isoformat())
        self.page.get_by_label("Ngày cuối nhận ý kiến").fill(last_day.isoformat())
        self.press("Lưu")
        expect(self.page.get_by_text("Đã lập đợt lấy ý kiến")).to_be_visible()
        self.look("round")

    def answer_everything(self, round_id: int, base: str) -> None:
        for _ in range(2):
            self.page.goto(f"{base}/can-bo/gop-y/{round_id}/ket-qua")
            expect(self.page.get_by_role("button", name="Công bố kết quả")).to_be_disabled()
            follow(self.page, self.page.locator(".notice-warning a, .notice a").first)
            self.look("answer")
            self.page.locator("input[name=kind][value=in_part]").check()
            self.page.locator("textarea[name=reason]").fill(REASON)
            self.press("Hoàn tất")

    def publish(self, round_id: int, base: str) -> None:
        self.page.goto(f"{base}/can-bo/gop-y/{round_id}/ket-qua")
        self.page.get_by_role("checkbox").check()
        self.look("result")
        self.press("Công bố kết quả")
        expect(self.page.get_by_text("Đã công bố kết quả.").first).to_be_visible()


def comment(page: Page, text: str, script: bool) -> None:
    page.locator("input[name=stance][value=partly]").check()
    page.locator("textarea[name=text]").fill(text)
    look(page, "write", script)
    follow(page, page.get_by_role("button", name="Xem lại trước khi gửi"))
    expect(page.get_by_text(text).first).to_be_visible()
    look(page, "preview", script)
    follow(page, page.get_by_role("button", name="Gửi ý kiến"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cảm ơn")
    look(page, "thanks", script)


@pytest.mark.parametrize(
    ("script", "desk", "hand"),
    [(True, OFFICE, PHONE), (False, OFFICE, PHONE), (True, PHONE, OFFICE)],
    ids=["with script", "without script", "officer at a phone, resident at a desk"],
)
def test_from_the_word_file_to_the_published_table(
    app: Flask,
    address: str,
    open_page: Callable[..., Page],
    as_staff: Callable[..., FlaskClient],
    tmp_path: Path,
    script: bool,
    desk: Any,
    hand: Any,
) -> None:
    load_legal_data()
    commune = make_agency("UBND xã Hợp Tiến")
    desk_of = {"java_script_enabled": script}
    signed_in = as_staff("agency_officer", agency=commune)
    officer = Officer(open_page("/can-bo/", desk, signed_in=signed_in, **desk_of), script)
    officer.bring_draft(word_file(tmp_path))
    last_day = today() + timedelta(days=29)
    officer.open_round(last_day)
    db.session.rollback()
    round_id = db.session.scalars(db.select(CommentRound.id)).one()
    db.session.rollback()
    with time_machine.travel(midnight(today()) + timedelta(hours=20)):
        phone = open_page(f"/gop-y/{round_id}", hand, java_script_enabled=script)
        look(phone, "reading", script)
        follow(phone, phone.get_by_role("link", name="Góp ý").last)
        comment(phone, WHOLE, script)
        phone.goto(f"{address}/gop-y/{round_id}/viet?dieu=section-ii.section-2")
        comment(phone, COMMENT, script)
    with time_machine.travel(midnight(last_day) + timedelta(days=1, hours=9)):
        signed_in = as_staff("agency_officer", agency=commune)
        officer = Officer(open_page("/can-bo/", desk, signed_in=signed_in, **desk_of), script)
        officer.answer_everything(round_id, address)
        officer.publish(round_id, address)
        phone.goto(f"{address}/gop-y/{round_id}/ket-qua")
        expect(phone.get_by_text(COMMENT).first).to_be_visible()
        expect(phone.get_by_text(REASON).first).to_be_visible()
        look(phone, "table", script)
        phone.goto(f"{address}/gop-y/{round_id}")
        phone.get_by_role("link", name="Xem bản tổng hợp, giải trình").click()
        expect(phone.get_by_text(REASON).first).to_be_visible()
        given = phone.context.request.get(f"{address}/gop-y/{round_id}/ket-qua.docx")
        assert COMMENT in document_text(given.body())
    assert count(Comment) == count(Disposition) == 2


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HANOI)


def document_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
    document: Any = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def count(model: Any) -> int:
    db.session.rollback()
    found = db.session.scalar(db.select(db.func.count()).select_from(model))
    return int(found or 0)
