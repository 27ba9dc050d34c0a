"""What legal settings are called on screen: groups, marks of certainty, values as a person reads them."""

import json
from typing import Any

from flask_babel import gettext as _

from agencies.models import Holiday, LegalSetting
from base.web import current_language
from base.words import N_

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
    "evaluation": N_("Năm đánh giá"),
    "open_data": N_("Dữ liệu mở"),
    "report": N_("Báo cáo"),
    "doc": N_("Thể thức văn bản"),
    "a11y": N_("Hỗ trợ tiếp cận"),
    "units": N_("Đơn vị hành chính"),
}

MARKS: dict[str, tuple[str, str]] = {
    "S": (N_("Đã thấy trong nguồn"), "done"),
    "S2": (N_("Theo nguồn trích lại"), "brand"),
    "I": (N_("Suy ra từ số liệu"), "brand"),
    "K": (N_("Chưa xác nhận"), "amber"),
    "S/K": (N_("Xác nhận một phần"), "amber"),
    "none": (N_("Chưa thấy quy định"), "amber"),
}
OWN = "own"  # shown for [I] where nothing was inferred: the system's own design
SHOWN_MARKS = {**MARKS, OWN: (N_("Tỉnh tự đặt"), "brand")}
_OWN_DESIGN = "Thiết kế của hệ thống"


def mark_key(confidence: str, citation: str) -> str:
    """A key of SHOWN_MARKS, or the mark as it is stored."""
    is_own = confidence == "I" and citation.startswith(_OWN_DESIGN)
    return OWN if is_own else confidence


def mark_of(confidence: str, citation: str) -> tuple[str, str]:
    """(words, tone)."""
    return SHOWN_MARKS.get(mark_key(confidence, citation), (confidence, "amber"))


VALUE_WORDS: dict[str, str] = {
    "bottom": N_("dưới"),
    "caption": N_("tên bảng"),
    "communes": N_("đơn vị cấp xã"),
    "complex": N_("phức tạp"),
    "copies": N_("nơi đồng nhận"),
    "country": N_("Quốc hiệu"),
    "counts": N_("số đếm"),
    "dated": N_("tính đến"),
    "default": N_("tỉnh khác"),
    "denominator": N_("nằm trong mẫu số"),
    "due": N_("hạn"),
    "equal_items": N_("mỗi nội dung như nhau"),
    "first_line_mm": N_("lùi đầu dòng (mm)"),
    "half": N_("6 tháng"),
    "heading": N_("tiêu đề các phần"),
    "issuer": N_("cơ quan ban hành"),
    "item_mean": N_("trung bình của các nội dung"),
    "kind": N_("tên loại"),
    "label_pt": N_("số phụ lục"),
    "left": N_("trái"),
    "line_spacing": N_("giãn dòng"),
    "list": N_("danh sách"),
    "motto": N_("Tiêu ngữ"),
    "name": N_("họ tên"),
    "normal": N_("bình thường (vụ thường)"),
    "number": N_("số, ký hiệu"),
    "own_page_numbers": N_("số trang riêng từng phụ lục"),
    "paragraph_gap_pt": N_("cách đoạn (pt)"),
    "parent": N_("cơ quan chủ quản"),
    "place_date": N_("địa danh, ngày tháng"),
    "procedures": N_("thủ tục hành chính"),
    "provinces": N_("tỉnh, thành phố"),
    "ranges": N_("khoảng cho phép"),
    "remote": N_("vùng sâu, vùng xa"),
    "remote_complex": N_("vùng sâu, vùng xa và phức tạp"),
    "right": N_("phải"),
    "role": N_("quyền hạn, chức vụ"),
    "shares": N_("tỷ lệ"),
    "subject": N_("trích yếu"),
    "text": N_("nội dung bảng"),
    "title": N_("tiêu đề"),
    "title_pt": N_("tên phụ lục"),
    "title_style": N_("kiểu chữ"),
    "to": N_("nơi nhận"),
    "top": N_("trên"),
    "top_centre_hidden_on_first": N_("giữa lề trên, ẩn ở trang đầu"),
    "total": N_("tổng"),
    "unticked": N_("ô để trống"),
    "verify": N_("phải xác minh"),
    "very_complex": N_("đặc biệt phức tạp"),
    "year": N_("năm"),
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


def setting_title(setting: LegalSetting) -> str:
    """What the setting is about, in the reader's language."""
    return (setting.title_en or setting.title) if current_language() == "en" else setting.title


def day_name(day: Holiday) -> str:
    return day.name_en if current_language() == "en" and day.name_en else day.name
