"""The poster of a comment round, A4 or A5: what, who asks, until when, QR code, short address."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from flask_babel import force_locale
from flask_babel import gettext as _

from base.qr import draw_qr
from base.typesetting import typeset

TEMPLATE = Path(__file__).with_name("round_poster.typ")
_UNITS = {"a4": 1.0, "a5": 0.7}


@dataclass(frozen=True)
class RoundPoster:
    """`asker`: the trưởng thôn or the agency; `until`: the last day in words; `address`: with https."""

    title: str
    asker: str
    audience: str
    until: str
    contact: str
    address: str
    is_village: bool = False
    is_demo: bool = False


def draw_round_poster(
    poster: RoundPoster,
    paper: str,
    output_format: Literal["pdf", "png"] = "pdf",
    ppi: float | None = None,
) -> Any:
    """The bytes of one page; its words are Vietnamese whatever the officer's own language."""
    drawing = draw_qr(poster.address)
    with force_locale("vi"):
        data = {
            **_words(poster),
            "paper": paper,
            "unit": _UNITS[paper],
            "qr_mm": 108 * _UNITS[paper] * 0.85,
            "qr": drawing.svg,
            "modules": drawing.modules,
            "alt": f"QR: {poster.address}",
            "title": poster.title,
            "short": poster.address.split("://", 1)[-1],
        }
    return typeset(TEMPLATE, data, output_format, ppi)


def _words(poster: RoundPoster) -> dict[str, Any]:
    vote = [_("Ý kiến góp ý trên mạng không phải là biểu quyết.")] if poster.is_village else []
    return {
        "invite": _("Mời ông/bà góp ý"),
        "asker": _("Lấy ý kiến: %(asker)s", asker=poster.asker),
        "audience": _("Hỏi ý kiến: %(audience)s", audience=poster.audience)
        if poster.audience
        else "",
        "until": _("Nhận ý kiến đến hết ngày %(day)s", day=poster.until),
        "scan": _("Quét mã bằng điện thoại để đọc dự thảo và góp ý"),
        "typed": _("Không quét được? Vào đường dẫn ngắn"),
        "points": [
            _("Đọc từng điều, nói ngay dưới điều đó; không cần tài khoản, không bắt buộc ghi tên."),
            _("Không dùng điện thoại: gửi bản giấy hoặc nói với cán bộ, ý kiến được ghi như nhau."),
            _("Mỗi ý kiến đều được trả lời; không tiếp thu thì phải nêu lý do."),
            *vote,
        ],
        "contact": _("Liên hệ: %(contact)s", contact=poster.contact) if poster.contact else "",
        "trial": _("BẢN CHẠY THỬ – DỮ LIỆU GIẢ LẬP, KHÔNG TREO") if poster.is_demo else None,
    }
