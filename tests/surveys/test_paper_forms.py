"""The printed form: machine and people read its serial, nobody's name is asked, it fits its sheet."""

import io
import json
from dataclasses import replace

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from base.paths import PROJECT_DIR
from surveys.paper_forms import FormOrder, draw_forms, fitting
from surveys.questionnaire_content import read_content
from surveys.rules.paper.serials import serial_text

SHIPPED = PROJECT_DIR / "surveys" / "data" / "questionnaires"


def order(name: str = "hanh-chinh-cong", **values: str) -> FormOrder:
    raw = json.loads((SHIPPED / f"{name}.json").read_text(encoding="utf-8"))
    made = FormOrder(
        content=read_content(raw),
        paper="a4",
        second_language="",
        asker="Sở Nội vụ",
        province="Tỉnh Thanh Hóa",
        agency="UBND phường Hạc Thành",
    )
    return replace(made, **values)


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def pictures(one: FormOrder, serial: int, ppi: float = 110) -> list[Image.Image]:
    drawn = draw_forms(one, [serial], "png", ppi)
    files = drawn if isinstance(drawn, list) else [drawn]
    return [Image.open(io.BytesIO(file)) for file in files]


@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_the_code_on_a_form_holds_its_serial_and_nothing_else(app: Flask, paper: str) -> None:
    found = zxingcpp.read_barcodes(pictures(order(paper=paper), 417)[0].convert("L"))
    assert [one.text for one in found] == [serial_text(417)]


def test_a_form_says_who_asks_about_whom_and_asks_no_name(app: Flask) -> None:
    text = text_of(draw_forms(order(second_language="en"), [417]))
    for words in (
        "TỈNH THANH HÓA",
        "SỞ NỘI VỤ",
        "PHIẾU KHẢO SÁT Ý KIẾN",
        "UBND phường Hạc Thành",
        "Không ghi tên, số điện thoại hay địa chỉ vào phiếu.",
        "Do not write your name",
        "Việc trả kết quả đúng hẹn",
        "The result coming on the day promised",
        "Không có ý kiến",
        serial_text(417),
    ):
        assert words in text, words


def test_a_form_is_read_without_colour(app: Flask) -> None:
    picture = pictures(order(), 417)[0].convert("RGB")
    colours = picture.getcolors(maxcolors=1 << 20) or []
    assert all(max(pixel) - min(pixel) <= 2 for _count, pixel in colours)


@pytest.mark.parametrize("name", sorted(one.stem for one in SHIPPED.glob("*.json")))
def test_every_shipped_questionnaire_takes_one_sheet_and_begins_on_a_front(
    app: Flask, name: str
) -> None:
    for paper in ("a4", "a5"):
        for language in ("", "en"):
            one = order(name, paper=paper, second_language=language)
            sides = fitting(one).sides
            assert sides <= 2, (name, paper, language)
            pages = PdfReader(io.BytesIO(draw_forms(one, [1, 2, 3]))).pages
            assert len(pages) == 3 * sides
            fronts = [pages[at * sides].extract_text() for at in range(3)]
            assert all(serial_text(at + 1) in fronts[at] for at in range(3))


def test_a_name_with_signs_of_markup_is_printed_as_it_is(app: Flask) -> None:
    odd = "UBND xã *Đông* #let x = [1] $y$"
    assert odd in text_of(draw_forms(order(agency=odd), [1]))
