"""The file of a reorganisation: reading it into lines, and the file to fill in with its instructions."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from xlsxwriter import Workbook

from agencies.models import SuccessionKind
from agencies.reorganising.plans import Line, RowFault
from agencies.rules.agencies import is_code
from agencies.transfer import read_day
from base.spreadsheets import CellValue, Fault, Sheet, SheetFaulty, SheetRow, read_sheet
from base.words import N_, fold

ROW_LIMIT = 5_000
COLUMN_NAMES = {
    "old_code": N_("Mã cũ"),
    "new_code": N_("Mã mới"),
    "new_name": N_("Tên mới"),
    "kind": N_("Hình thức"),
    "weight": N_("Tỷ lệ"),
    "effective_on": N_("Ngày hiệu lực"),
    "citation": N_("Căn cứ"),
}
KIND_WORDS: dict[SuccessionKind, str] = {
    SuccessionKind.MERGED: N_("sáp nhập"),
    SuccessionKind.SPLIT: N_("chia tách"),
    SuccessionKind.RENAMED: N_("đổi tên"),
}
_REQUIRED = ("old_code", "new_code", "kind", "effective_on")
_INSTRUCTIONS = (
    N_(
        "Mỗi dòng: một cơ quan cũ chuyển sang một cơ quan mới. Sai một dòng thì không dòng nào được ghi."
    ),
    N_("Mã cũ, Mã mới: mã trong danh bạ; để cột kiểu Văn bản (Text) để không mất số 0 ở đầu."),
    N_(
        "Tên mới: bắt buộc khi mã mới chưa có trong danh bạ; cơ quan mới được thêm từ ngày hiệu lực."
    ),
    N_("Hình thức: sáp nhập, chia tách hoặc đổi tên."),
    N_(
        "Tỷ lệ: chỉ dùng khi chia tách, phần của cơ quan cũ chuyển sang (0,6 hoặc 60%). Các dòng của "
        "một cơ quan cũ cộng lại bằng 1. Để trống hết thì máy đề xuất theo số hồ sơ, hoặc chia đều."
    ),
    N_("Chia tách mà cơ quan cũ vẫn còn: thêm một dòng có mã mới trùng mã cũ cho phần ở lại."),
    N_(
        "Ngày hiệu lực: ngày đầu tiên cơ quan mới làm việc, ví dụ 01/01/2027. Căn cứ: số, ngày nghị quyết."
    ),
    N_(
        "Trung tâm PVHCC, HĐND, MTTQ, Trạm Y tế của xã, phường tự chuyển theo UBND, trừ khi tệp ghi riêng. "
        "Tệp đã ghi rồi mà nạp lại thì không đổi gì thêm."
    ),
)


def read_lines(data: bytes) -> list[Line]:
    """Every row checked by itself; raises SheetFaulty naming each wrong cell."""
    sheet = read_sheet(data, ROW_LIMIT)
    reader = _Reader(_places(sheet), [])
    lines = [reader.line(row) for row in sheet.rows]
    if not lines:
        reader.faults.append(Fault(0, "", _("Tệp chỉ có dòng tiêu đề, chưa có dòng nào.")))
    if reader.faults:
        raise SheetFaulty(reader.faults)
    return [line for line in lines if line is not None]


def _places(sheet: Sheet) -> dict[str, int]:
    wanted = {fold(words): key for key, words in COLUMN_NAMES.items()}
    wanted |= {fold(_(words)): key for key, words in COLUMN_NAMES.items()}
    wanted |= {key: key for key in COLUMN_NAMES}
    found = {
        wanted[fold(label)]: n for n, label in enumerate(sheet.header) if fold(label) in wanted
    }
    sentence = _("Thiếu cột này. Xin tải tệp mẫu về và giữ nguyên dòng tiêu đề.")
    missing = [key for key in _REQUIRED if key not in found]
    if missing:
        raise SheetFaulty([Fault(1, COLUMN_NAMES[key], sentence) for key in missing])
    return found


@dataclass
class _Reader:
    places: Mapping[str, int]
    faults: list[Fault]

    def cell(self, row: SheetRow, column: str) -> CellValue:
        return row.cells[self.places[column]] if column in self.places else None

    def fault(self, row: SheetRow, column: str, sentence: str) -> None:
        self.faults.append(Fault(row.number, COLUMN_NAMES[column], sentence))

    def line(self, row: SheetRow) -> Line | None:
        old, new = self.code(row, "old_code"), self.code(row, "new_code")
        kind, day = self.kind(row), self.day(row)
        weight = self.weight(row)
        name, citation = self.text(row, "new_name", 200), self.text(row, "citation", 300)
        if not (old and new and kind and day):
            return None
        return Line(row.number, old, new, name, kind, weight, day, citation)

    def code(self, row: SheetRow, column: str) -> str:
        value = self.cell(row, column)
        if isinstance(value, float) and value == int(value):
            value = str(int(value))
        text = str(value or "").upper().replace(" ", "")
        if not is_code(text) or (text.isdecimal() and len(text) != 5):
            sentence = _("Xin ghi mã cơ quan; mã xã, phường đủ 5 ký tự, cột kiểu Văn bản (Text).")
            self.fault(row, column, sentence)
            return ""
        return text

    def text(self, row: SheetRow, column: str, longest: int) -> str:
        value = self.cell(row, column)
        text = "" if value is None else str(value)
        if len(text) > longest:
            sentence = _("Dài quá %(count)s ký tự. Xin rút ngắn.", count=longest)
            self.fault(row, column, sentence)
        if any(ord(ch) < 32 for ch in text):
            self.fault(row, column, _("Có ký tự xuống dòng hoặc không đọc được. Xin xóa."))
        return text

    def kind(self, row: SheetRow) -> SuccessionKind | None:
        text = fold(str(self.cell(row, "kind") or ""))
        known = {fold(words): kind for kind, words in KIND_WORDS.items()}
        known |= {fold(_(words)): kind for kind, words in KIND_WORDS.items()}
        known |= {str(kind): kind for kind in KIND_WORDS}
        if text not in known:
            self.fault(row, "kind", _("Xin ghi «sáp nhập», «chia tách» hoặc «đổi tên»."))
        return known.get(text)

    def day(self, row: SheetRow) -> date | None:
        value: Any = self.cell(row, "effective_on")
        day = read_day(value) if value is not None else None
        if day is None:
            sentence = _("Không đọc được ngày này. Xin ghi theo mẫu 01/07/2025.")
            self.fault(row, "effective_on", sentence)
        return day

    def weight(self, row: SheetRow) -> float | None:
        value = self.cell(row, "weight")
        if value is None:
            return None
        text = str(value).replace(",", ".").replace(" ", "")
        try:
            number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            number = 0.0
        if not 0 < number <= 1:
            self.fault(row, "weight", _("Tỷ lệ lớn hơn 0 và không quá 1: xin ghi 0,6 hoặc 60%."))
            return None
        return number


def template_file() -> bytes:
    """The header with made-up examples, and a second sheet that says what to write."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("Sắp xếp"))
    for column, (label, width) in enumerate(zip(COLUMN_NAMES.values(), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, _(label), bold)
    sheet.freeze_panes(1, 0)
    guide = book.add_worksheet(_("Hướng dẫn"))
    guide.set_column(0, 0, 110, wrapped)
    for number, sentence in enumerate(_INSTRUCTIONS):
        guide.write_string(number, 0, _(sentence), wrapped)
    book.close()
    return out.getvalue()


_WIDTHS = (12, 12, 48, 14, 10, 16, 44)


def as_faults(faults: list[RowFault]) -> list[Fault]:
    """The same, as pages and commands list what is wrong with a file."""
    return [
        Fault(one.rows[0] if one.rows else 0, _rows_words(one), _(one.sentence) % one.values)
        for one in faults
    ]


def _rows_words(fault: RowFault) -> str:
    """All rows concerned, where there are several."""
    if len(fault.rows) < 2:
        return ""
    return _("các dòng %(rows)s", rows=", ".join(map(str, fault.rows)))
