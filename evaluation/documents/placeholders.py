"""What an office's own template may ask for, and what each placeholder becomes."""

from collections.abc import Mapping
from dataclasses import dataclass

from base.documents.blocks import Block, Chart, Heading, OfficeDocument, Table, Text
from evaluation.documents.outline import OUTLINE, part_names

# name → what it is, for the page that lists them.
WORDS: Mapping[str, str] = {
    "co_quan_cap_tren": "cơ quan chủ quản (chữ hoa)",
    "co_quan": "cơ quan ban hành (chữ hoa)",
    "ten_co_quan": "tên cơ quan trong câu",
    "so_ky_hieu": "số, ký hiệu (15/BC-UBND)",
    "dia_danh_ngay_thang": "địa danh, ngày tháng năm",
    "ten_loai": "tên loại văn bản",
    "trich_yeu": "trích yếu",
    "ky_bao_cao": "kỳ báo cáo",
    "kinh_gui": "nơi kính gửi",
    "mo_dau": "câu mở đầu",
    "ket_thuc": "câu kết",
    "quyen_han_chuc_vu": "quyền hạn, chức vụ người ký",
    "ho_ten": "họ tên người ký",
    "noi_nhan": "danh sách nơi nhận",
}
TABLES: Mapping[str, str] = {
    "chi_tieu": "bảng chỉ tiêu",
    "tinh_trang_bao_cao": "bảng tình trạng tự đánh giá (báo cáo của tỉnh)",
    "muc_do_hai_long": "bảng mức độ hài lòng",
    "gop_y": "bảng các đợt lấy ý kiến",
    "cham_diem": "bảng điểm (báo cáo của tỉnh)",
}
CHARTS: Mapping[str, str] = {
    "muc_do_hai_long": "biểu đồ mức độ hài lòng",
    "tinh_trang_bao_cao": "biểu đồ tình trạng tự đánh giá (báo cáo của tỉnh)",
}
TEXT, TABLE, CHART = "noi_dung", "bang", "bieu_do"


def known_placeholders() -> dict[str, str]:
    """Everything that may stand between {{ and }}, with what it becomes."""
    parts = {f"{TEXT}.{key}": f"phần «{name}»" for key, name in part_names().items()}
    tables = {f"{TABLE}.{key}": words for key, words in TABLES.items()}
    charts = {f"{CHART}.{key}": words for key, words in CHARTS.items()}
    return {**WORDS, **parts, **tables, **charts}


@dataclass(frozen=True)
class Filling:
    """`lines`: placeholder → its paragraphs; tables and charts are empty where the report has none."""

    lines: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Table]
    charts: Mapping[str, Chart]


def filling_of(document: OfficeDocument, who: str, period_words: str) -> Filling:
    issuer = document.issuer
    texts = [one for one in document.blocks if isinstance(one, Text)]
    scalars: dict[str, tuple[str, ...]] = {
        "co_quan_cap_tren": issuer.above,
        "co_quan": issuer.own,
        "ten_co_quan": (who,),
        "so_ky_hieu": (document.number.strip(),),
        "dia_danh_ngay_thang": (document.date_words,),
        "ten_loai": (document.title.upper(),),
        "trich_yeu": (document.subject,),
        "ky_bao_cao": (period_words,),
        "kinh_gui": (f"Kính gửi: {'; '.join(document.to)}.",) if document.to else (),
        "mo_dau": (texts[0].text,),
        "ket_thuc": (texts[-1].text,),
        "quyen_han_chuc_vu": document.signature.role,
        "ho_ten": (document.signature.name,),
        "noi_nhan": document.recipients,
    }
    parts = {f"{TEXT}.{key}": lines for key, lines in part_lines(document.blocks[1:-1]).items()}
    return Filling(
        lines={**scalars, **parts},
        tables={one.key: one for one in document.tables},
        charts={one.key: one for one in document.charts},
    )


def part_lines(blocks: tuple[Block, ...]) -> dict[str, tuple[str, ...]]:
    """part → its paragraphs, figures' sentences first, as the whole report prints them."""
    by_heading = {
        part.heading or chapter.heading: part.key for chapter in OUTLINE for part in chapter.parts
    }
    found: dict[str, list[str]] = {key: [] for key in by_heading.values()}
    key = ""
    for one in blocks:
        if isinstance(one, Heading):
            key = by_heading.get(one.text, key)
        elif isinstance(one, Text) and key:
            found[key].append(one.text)
    return {key: tuple(lines) for key, lines in found.items()}
