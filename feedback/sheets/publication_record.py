"""The proof of publication as PDF: what stood before the people, from when to when, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from flask_babel import force_locale
from flask_babel import gettext as _

from base.typesetting import typeset
from feedback.reports.publication import PublicationRecord, publication_facts

TEMPLATE = Path(__file__).with_name("publication_record.typ")


@dataclass(frozen=True)
class Sheet:
    """`made_at`: when this copy was drawn, in words."""

    record: PublicationRecord
    province: str
    made_at: str
    is_demo: bool = False


def draw_publication_record(
    sheet: Sheet, output_format: Literal["pdf", "png"] = "pdf", ppi: float | None = None
) -> Any:
    with force_locale("vi"):
        data = _data(sheet)
    return typeset(TEMPLATE, data, output_format, ppi)


def _data(sheet: Sheet) -> dict[str, Any]:
    record = sheet.record
    return {
        "title": _("Biên bản đăng tải dự thảo lấy ý kiến"),
        "agency": record.agency,
        "province": sheet.province,
        "round": record.title,
        "facts": [[one.term, one.text] for one in publication_facts(record)],
        "acts_title": _("Các lần đăng tải"),
        "acts_head": [_("Thời điểm"), _("Việc"), _("Địa chỉ đăng"), _("Mã SHA-256 của văn bản")],
        "acts": [
            [
                one.when,
                _lines([one.act, *([one.note] if one.note else [])]),
                _lines(one.addresses),
                _grouped(one.text_hash),
            ]
            for one in record.acts
        ],
        "versions_title": _("Các bản dự thảo đã đưa ra"),
        "versions": [
            _("Bản %(number)s, từ %(since)s, %(words)s chữ, SHA-256 %(hash)s", **one)
            for one in _versions(record)
        ],
        "extensions_title": _("Gia hạn") if record.extensions else "",
        "extensions": list(record.extensions),
        "how": _(
            "Mã SHA-256 tính trên các chữ của dự thảo theo thứ tự, cách nhau một dấu cách (UTF-8, dạng "
            "NFC). Ai giữ văn bản đều tính lại được; khác một chữ là khác mã."
        ),
        "made": _("In từ hệ thống Ý Dân lúc %(when)s.", when=sheet.made_at),
        "signers": [_("Người lập biên bản"), _("Thủ trưởng cơ quan")],
        "page": _("Trang"),
        "trial": _("BẢN CHẠY THỬ – DỮ LIỆU GIẢ LẬP") if sheet.is_demo else "",
    }


def _versions(record: PublicationRecord) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "since": one.since,
            "words": one.word_count,
            "hash": _grouped(one.text_hash),
        }
        for one in record.versions
    ]


def _lines(parts: Sequence[str]) -> str:
    return "\n".join(parts) or "–"


def _grouped(text_hash: str) -> str:
    """In groups of eight, so that it can be read aloud and breaks at the edge."""
    return " ".join(text_hash[start : start + 8] for start in range(0, len(text_hash), 8)) or "–"
