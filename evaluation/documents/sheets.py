"""Every table of a report as one workbook: a sheet a table, numbers as they are printed."""

import io
from typing import Any

from xlsxwriter import Workbook

from base.documents.blocks import OfficeDocument, Table

_NAMES = {
    "chi_tieu": "Chỉ tiêu",
    "tinh_trang_bao_cao": "Tình trạng báo cáo",
    "muc_do_hai_long": "Mức độ hài lòng",
    "gop_y": "Lấy ý kiến",
    "cham_diem": "Chấm điểm",
}
_WIDTH = 110  # characters that all columns of a table share


def write_workbook(document: OfficeDocument) -> bytes:
    """Texts are written as texts: nothing becomes a formula."""
    out = io.BytesIO()
    book = Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": f"{document.title} {document.subject}"})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 12}),
        "head": book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"}),
        "cell": book.add_format(
            {"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
        ),
        "number": book.add_format({"border": 1, "valign": "top"}),
        "note": book.add_format({"italic": True}),
    }
    used: dict[str, int] = {}
    for table in document.tables:
        name = _NAMES.get(table.key, table.key)
        used[name] = used.get(name, 0) + 1
        sheet = book.add_worksheet(name if used[name] == 1 else f"{name} ({used[name]})")
        _write(sheet, table, document, formats)
    if not document.tables:
        book.add_worksheet("Không có bảng")
    book.close()
    return out.getvalue()


def _write(sheet: Any, table: Table, document: OfficeDocument, formats: dict[str, Any]) -> None:
    sheet.write_string(0, 0, f"{document.subject}. {table.caption}".strip(), formats["title"])
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, max(column.width * _WIDTH, 8))
        sheet.write_string(2, place, column.label, formats["head"])
    for number, row in enumerate(table.rows, start=3):
        for place, cell in enumerate(row.cells):
            value = _whole_number(cell)
            if value is None:
                sheet.write_string(number, place, cell, formats["cell"])
            else:
                sheet.write_number(number, place, value, formats["number"])
    if table.note:
        sheet.write_string(len(table.rows) + 4, 0, table.note, formats["note"])
    sheet.freeze_panes(3, 0)


def _whole_number(cell: str) -> int | None:
    """ "1.234" as 1234: a count that can be summed; anything else stays as it is printed."""
    digits = cell.replace(".", "")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else None
