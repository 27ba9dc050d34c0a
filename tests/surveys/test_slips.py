"""Sealed slips: what is inside leads home, what is outside tells nothing, nothing shows through the fold."""

import io
from datetime import date
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from PIL import Image, ImageChops
from pypdf import PdfReader

from base.codes import grouped, random_code
from surveys.slips import SlipOrder, draw_slips

ORDER = SlipOrder(
    agency="Trung tâm Phục vụ hành chính công phường Hạc Thành",
    asker="Sở Nội vụ",
    issue_day=date(2026, 11, 23),
    expires_on=date(2026, 12, 23),
    public_url="https://ydan.thanhhoa.gov.vn",
)
PPI = 254  # ten pixels a millimetre
THIRD, TALL = 700, 990


@pytest.fixture
def codes() -> list[str]:
    return [random_code(10) for _ in range(7)]


def sheets(codes: list[str]) -> list[Any]:
    drawn = draw_slips(ORDER, codes, output_format="png", ppi=PPI)
    pages = drawn if isinstance(drawn, list) else [drawn]
    return [Image.open(io.BytesIO(page)).convert("L") for page in pages]


def thirds(page: Any, at: int = 0) -> tuple[Any, Any, Any]:
    """(cover, inside, outside) of one slip of a sheet."""
    top = at * TALL
    boxes = [(THIRD * one, top, THIRD * (one + 1), top + TALL) for one in range(3)]
    cover, inside, outside = (page.crop(box) for box in boxes)
    return cover, inside, outside


def addresses(picture: Any) -> set[str]:
    return {one.text for one in zxingcpp.read_barcodes(picture)}


def test_every_code_is_on_one_slip_as_qr_and_in_letters(app: Flask, codes: list[str]) -> None:
    read = {address for page in sheets(codes) for address in addresses(page)}
    assert read == {f"{ORDER.public_url}/m/{code}" for code in codes}
    pages = PdfReader(io.BytesIO(draw_slips(ORDER, codes))).pages
    assert len(pages) == 3
    text = " ".join(page.extract_text() for page in pages)
    assert all(grouped(code) in text for code in codes)
    words = " ".join(text.split())
    assert "ydan.thanhhoa.gov.vn/kiem-tra-phieu" in words
    assert "Chỉ ông/bà biết mã này" in words
    assert "đến hết ngày 23/12/2026" in words
    assert "Mở ra khi về nhà" in words


def test_the_order_of_slips_tells_nothing_of_the_order_of_codes(
    app: Flask, codes: list[str]
) -> None:
    def order_of(drawn: bytes) -> list[str]:
        pages = PdfReader(io.BytesIO(drawn)).pages
        text = " ".join(page.extract_text() for page in pages)
        return sorted(codes, key=lambda code: text.index(grouped(code)))

    orders = {tuple(order_of(draw_slips(ORDER, codes))) for _ in range(4)}
    assert len(orders) > 1


def test_nothing_outside_tells_the_code(app: Flask, codes: list[str]) -> None:
    for page in sheets(codes):
        for at in range(3):
            cover, _inside, outside = thirds(page, at)
            assert addresses(cover) == set()
            assert addresses(outside) == set()


def folded(page: Any, at: int = 0) -> Any:
    """The slip held against the light: what each layer lets through, multiplied.

    The cover lies face down on the inside, so it is mirrored; the outside lies behind, mirrored too.
    """
    cover, inside, outside = thirds(page, at)
    mirrored = cover.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    behind = outside.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return ImageChops.multiply(ImageChops.multiply(mirrored, inside), behind)


def test_twenty_folded_slips_cannot_be_read_against_the_light(app: Flask) -> None:
    pages = sheets([random_code(10) for _ in range(21)])
    seen = [(page, at) for page in pages for at in range(3)][:20]
    for page, at in seen:
        assert addresses(thirds(page, at)[1])
        through = folded(page, at)
        assert addresses(through) == set()
        assert addresses(through.transpose(Image.Transpose.FLIP_LEFT_RIGHT)) == set()


def test_the_pattern_covers_every_dark_module_of_the_code(app: Flask, codes: list[str]) -> None:
    """Where code and letters stand, half of what lies over them is dark."""
    cover, inside, _outside = thirds(sheets(codes)[0])
    mirrored = cover.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    (found,) = zxingcpp.read_barcodes(inside)
    corners = found.position
    box = (corners.top_left.x, corners.top_left.y, corners.bottom_right.x, corners.bottom_right.y)
    dark = mirrored.crop(box).histogram()[:128]
    share = sum(dark) / ((box[2] - box[0]) * (box[3] - box[1]))
    assert 0.44 < share < 0.56
