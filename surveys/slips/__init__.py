"""Sealed slips as PDF: A4 sheets of three, each printed on one side, cut, folded twice and glued.

    | cover over the code | code and QR | outside |      printed side up, 70 mm each

The left third folds to the right over the middle one, face to face, and is glued down; the right third
folds back behind both, so that its print is what is seen outside. On the left third a pattern drawn by lot
lies exactly over the code and its QR, in modules of the same size; the right third has one behind them: held
against the light three layers mix and neither eye nor camera can tell them apart. Slips come in an order
drawn by lot, and their serial is one of the sheet's, never the code's.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from flask_babel import force_locale
from flask_babel import gettext as _

from base.codes import grouped
from base.qr import draw_qr
from base.typesetting import typeset

TEMPLATE = Path(__file__).with_name("slip.typ")
PER_SHEET = 3
# The field that the patterns cover, in modules of a millimetre; the template places both on the same spot.
FIELD_WIDTH, FIELD_HEIGHT = 58, 50


@dataclass(frozen=True)
class SlipOrder:
    """Slips of one office for one day; `asker` is who asks (Sở Nội vụ or its stand-in)."""

    agency: str
    asker: str
    issue_day: date
    expires_on: date
    public_url: str
    is_demo: bool = False


def draw_slips(
    order: SlipOrder,
    codes: Sequence[str],
    step: Callable[[int], None] = lambda _done: None,
    output_format: Literal["pdf", "png"] = "pdf",
    ppi: float | None = None,
) -> Any:
    """The file's bytes (png: one picture, or a list of them); `step` hears of every slip drawn."""
    shuffled = list(codes)
    secrets.SystemRandom().shuffle(shuffled)
    behind = random_pattern(FIELD_WIDTH, FIELD_HEIGHT)
    slips = []
    for serial, code in enumerate(shuffled, start=1):
        slips.append({**_slip(order, code, serial), "behind": behind})
        step(serial)
    return typeset(TEMPLATE, _data(order, slips), output_format, ppi)


def _slip(order: SlipOrder, code: str, serial: int) -> dict[str, Any]:
    drawing = draw_qr(f"{order.public_url}/m/{code}")
    return {
        "serial": serial,
        "code": grouped(code),
        "qr": drawing.svg,
        "modules": drawing.modules,
        "cover": random_pattern(FIELD_WIDTH, FIELD_HEIGHT),
    }


def random_pattern(width: int, height: int) -> str:
    """Modules dark or light by lot, one in two, as the SVG of a QR code has them."""
    rows = []
    for y in range(height):
        x = 0
        for is_dark, run in groupby(format(secrets.randbits(width), f"0{width}b")):
            length = len(list(run))
            if is_dark == "1":
                rows.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'shape-rendering="crispEdges"><path d="{"".join(rows)}"/></svg>'
    )


def _data(order: SlipOrder, slips: list[dict[str, Any]]) -> dict[str, Any]:
    with force_locale("vi"):
        return {
            "title": _("Phiếu mã đánh giá"),
            "agency": order.agency,
            "asker": order.asker,
            "address": f"{order.public_url.split('://', 1)[-1]}/m",
            "check": f"{order.public_url.split('://', 1)[-1]}/kiem-tra-phieu",
            "trial": _("BẢN CHẠY THỬ – DỮ LIỆU GIẢ LẬP") if order.is_demo else None,
            "words": _words(order),
            "sheets": [slips[at : at + PER_SHEET] for at in range(0, len(slips), PER_SHEET)],
        }


def _words(order: SlipOrder) -> dict[str, Any]:
    return {
        "outside": _("Phiếu đánh giá"),
        "open_at_home": _("Mở ra khi về nhà"),
        "sealed": _("Nếu phiếu đã bị bóc, xin đổi phiếu khác."),
        "serial": _("Tờ"),
        "inside": _("Mã đánh giá của ông/bà"),
        "typed": _("Không quét được? Vào"),
        "points": [
            _("Trả lời mất khoảng một phút, không hỏi tên, không cần tài khoản."),
            _("Chỉ ông/bà biết mã này. Không ai ở cơ quan được xem mã hay câu trả lời."),
            _("Mã dùng một lần, đến hết ngày %(day)s.", day=f"{order.expires_on:%d/%m/%Y}"),
            _("Trả lời xong, ông/bà nhận mã phiếu để kiểm tra phiếu đã được tính tại"),
        ],
        "fold": _("gấp"),
        "glue": _("dán"),
        "cover": _("Hoa văn che mã. Gấp phần này đè lên mã rồi dán mép."),
        "cover_alt": _("Hoa văn che mã"),
        "qr_alt": _("Mã QR dẫn tới trang trả lời"),
    }
