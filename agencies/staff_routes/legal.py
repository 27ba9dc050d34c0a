"""The legal settings and holidays, to read: what applies, on what ground, how sure it is."""

import json
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.models import LegalSetting
from agencies.queries.legal import list_holidays, list_settings
from base.clock import today
from base.permissions import Permission, requires
from base.web import current_language
from base.words import N_, fold

legal_staff = Blueprint("legal_staff", __name__, url_prefix="/can-bo/quy-dinh")

GROUPS: dict[str, str] = {
    "score": N_("Cách tính chỉ số"),
    "qd766": N_("Bộ chỉ số theo QĐ 766"),
    "sample": N_("Cỡ mẫu"),
    "survey": N_("Khảo sát"),
    "codes": N_("Mã đánh giá"),
    "paper": N_("Phiếu giấy"),
    "label": N_("Khảo sát"),
    "privacy": N_("Dữ liệu cá nhân"),
    "consent": N_("Dữ liệu cá nhân"),
    "security": N_("An toàn hệ thống"),
    "publish": N_("Công khai ở cấp xã"),
    "draft": N_("Lấy ý kiến dự thảo"),
    "huonguoc": N_("Hương ước, quy ước"),
    "decide": N_("Nhân dân bàn và quyết định"),
    "boundary": N_("Địa giới hành chính"),
    "dialogue": N_("Đối thoại với Nhân dân"),
    "petition": N_("Phản ánh, kiến nghị"),
    "pakn": N_("Phản ánh, kiến nghị"),
    "khieunai": N_("Khiếu nại"),
    "tocao": N_("Tố cáo"),
    "report": N_("Báo cáo"),
    "doc": N_("Thể thức văn bản"),
    "a11y": N_("Hỗ trợ tiếp cận"),
    "units": N_("Đơn vị hành chính"),
}

MARKS: dict[str, tuple[str, str]] = {
    "S": (N_("Đã thấy trong nguồn"), "done"),
    "S2": (N_("Thấy qua nguồn thứ hai"), "brand"),
    "I": (N_("Suy ra từ số liệu"), "brand"),
    "K": (N_("Chưa xác nhận"), "amber"),
    "S/K": (N_("Xác nhận một phần"), "amber"),
    "none": (N_("Chưa thấy quy định"), "amber"),
}


VALUE_WORDS: dict[str, str] = {
    "bottom": N_("dưới"),
    "complex": N_("phức tạp"),
    "communes": N_("đơn vị cấp xã"),
    "counts": N_("số đếm"),
    "dated": N_("tính đến"),
    "denominator": N_("nằm trong mẫu số"),
    "due": N_("hạn"),
    "equal_items": N_("mỗi nội dung như nhau"),
    "item_mean": N_("trung bình của các nội dung"),
    "left": N_("trái"),
    "list": N_("danh sách"),
    "normal": N_("bình thường (vụ thường)"),
    "procedures": N_("thủ tục hành chính"),
    "provinces": N_("tỉnh, thành phố"),
    "ranges": N_("khoảng cho phép"),
    "remote": N_("vùng sâu, vùng xa"),
    "remote_complex": N_("vùng sâu, vùng xa và phức tạp"),
    "right": N_("phải"),
    "shares": N_("tỷ lệ"),
    "title": N_("tiêu đề"),
    "title_style": N_("kiểu chữ"),
    "to": N_("nơi nhận"),
    "top": N_("trên"),
    "top_centre_hidden_on_first": N_("giữa lề trên, ẩn ở trang đầu"),
    "total": N_("tổng"),
    "unticked": N_("ô để trống"),
    "verify": N_("phải xác minh"),
    "very_complex": N_("đặc biệt phức tạp"),
}


@legal_staff.get("")
@requires(Permission.LEGAL_READ)
def setting_list() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()
    mark = request.args.get("mark", "")
    lines = [line for line in setting_lines() if _matches(line, words, mark)]
    return render_template(
        "agencies/staff/legal.html",
        groups=_grouped(lines),
        count=len(lines),
        holidays=list_holidays(),
        marks=MARKS,
        words=words,
        certainty=mark,
    )


def setting_lines() -> list[dict[str, Any]]:
    """One line a key: the version in force today, or the next to come, with its other versions."""
    by_key: dict[str, list[LegalSetting]] = {}
    for row in list_settings():
        by_key.setdefault(row.key, []).append(row)
    return [_line(versions) for versions in by_key.values()]


def _line(versions: list[LegalSetting]) -> dict[str, Any]:
    now = [one for one in versions if one.valid_from <= today()]
    shown = now[0] if now else versions[-1]
    english = current_language() == "en"
    words, tone = MARKS.get(shown.confidence, (shown.confidence, "amber"))
    return {
        "key": shown.key,
        "title": (shown.title_en or shown.title) if english else shown.title,
        "value": value_words(shown.value),
        "unit": shown.unit,
        "citation": shown.citation,
        "mark": shown.confidence,
        "mark_words": _(words),
        "mark_tone": tone,
        "from": shown.valid_from.strftime("%d/%m/%Y"),
        "group": _(GROUPS.get(shown.key.split(".")[0], shown.key.split(".")[0])),
        "history": [
            f"{one.valid_from:%d/%m/%Y}: {value_words(one.value)}"
            for one in versions
            if one is not shown
        ],
    }


def value_words(value: Any) -> str:
    """A value as a person reads it; what has no words of its own is shown as it is stored."""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, list):
        return ", ".join(value_words(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{value_words(key)}: {value_words(one)}" for key, one in value.items())
    if isinstance(value, str):
        return _(VALUE_WORDS[value]) if value in VALUE_WORDS else value
    return json.dumps(value)


def _matches(line: dict[str, Any], words: str, mark: str) -> bool:
    text = fold(f"{line['key']} {line['title']} {line['citation']} {line['group']}")
    return all(word in text for word in fold(words).split()) and mark in ("", line["mark"])


def _grouped(lines: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        groups.setdefault(line["group"], []).append(line)
    return groups
