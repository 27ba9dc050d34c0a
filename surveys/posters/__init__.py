"""Posters of QR places as PDF: A4, A5, a sheet of eight stickers; Vietnamese and one more language.

The words are in the message catalogue; what is particular to a place goes to typst as data, never as
markup. No name of a staff member is printed. The PDF is tagged (PDF/UA-1) and its text can be selected.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from flask_babel import force_locale
from flask_babel import gettext as _

from base.codes import grouped
from base.qr import draw_qr
from base.typesetting import typeset
from base.words import N_

TEMPLATE = Path(__file__).with_name("poster.typ")
PAPERS = {
    "a4": N_("A4 – treo tường"),
    "a5": N_("A5 – đặt trên quầy"),
    "stickers": N_("Tờ A4 có 8 nhãn dán"),
}
SECOND_LANGUAGES = {"en": N_("Tiếng Anh"), "": N_("Chỉ tiếng Việt")}


@dataclass(frozen=True)
class Layout:
    """`qr_mm` is the side of the code itself, quiet zone not counted; `unit` scales A4 = 1."""

    paper: str
    unit: float
    qr_mm: float
    is_sheet: bool = False


LAYOUTS = {
    "a4": Layout("a4", 1.0, 108),
    "a5": Layout("a5", 0.7, 75),
    "stickers": Layout("a4", 1.0, 40, is_sheet=True),
}


@dataclass(frozen=True)
class Poster:
    """One place: what stands on its poster. `code` as stored, `agency` and `place` as residents read."""

    agency: str
    place: str
    code: str


@dataclass(frozen=True)
class PosterOrder:
    """`asker` is who asks (Sở Nội vụ or its stand-in); `second_language` may be empty."""

    paper: str
    second_language: str
    asker: str
    province: str
    public_url: str
    is_demo: bool = False


def draw_posters(
    order: PosterOrder,
    posters: Sequence[Poster],
    step: Callable[[int], None] = lambda _done: None,
    output_format: Literal["pdf", "png"] = "pdf",
    ppi: float | None = None,
) -> Any:
    """The file's bytes (png: one picture, or a list of them); `step` hears of every place drawn."""
    pages = []
    for done, poster in enumerate(posters, start=1):
        pages.append(_page(order, poster))
        step(done)
    return typeset(TEMPLATE, _data(order, pages), output_format, ppi)


def _page(order: PosterOrder, poster: Poster) -> dict[str, Any]:
    address = f"{order.public_url}/k/{poster.code}"
    drawing = draw_qr(address)
    return {
        "agency": poster.agency,
        "place": poster.place,
        "code": grouped(poster.code),
        "alt": f"QR: {address}",
        "qr": drawing.svg,
        "modules": drawing.modules,
    }


def _data(order: PosterOrder, pages: list[dict[str, Any]]) -> dict[str, Any]:
    layout = LAYOUTS[order.paper]
    with force_locale("vi"):
        words = _words(order)
        title = _("Áp phích khảo sát hài lòng")
        trial = _("BẢN CHẠY THỬ – DỮ LIỆU GIẢ LẬP, KHÔNG TREO") if order.is_demo else None
    second = None
    if order.second_language:
        with force_locale(order.second_language):
            second = _words(order)
    return {
        "title": title,
        "asker": order.asker,
        "words": words,
        "second": second,
        "second_language": order.second_language or "vi",
        "trial": trial,
        "paper": layout.paper,
        "unit": layout.unit,
        "qr_mm": layout.qr_mm,
        "sheet": layout.is_sheet,
        "address": f"{order.public_url.split('://', 1)[-1]}/k",
        "pages": pages,
    }


def _words(order: PosterOrder) -> dict[str, Any]:
    """In the language in force."""
    return {
        "question": _("Ông/bà được phục vụ thế nào?"),
        "scan": _("Quét mã bằng điện thoại, trả lời trong một phút"),
        "typed": _("Không quét được? Vào"),
        "and_code": _("nhập mã"),
        "short": _("Không hỏi họ tên, không cần cài ứng dụng."),
        "points": [
            _("Không hỏi họ tên, không cần tài khoản, không cần cài ứng dụng."),
            _("Cán bộ tại quầy không xem được câu trả lời."),
            _("Câu trả lời giúp tỉnh biết nơi nào cần phục vụ tốt hơn."),
        ],
        "asker": _(
            "Đơn vị hỏi: %(asker)s – %(province)s", asker=order.asker, province=order.province
        ),
    }
