"""The register as a table: reading a spreadsheet into checked rows, and writing one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from agencies.register import KIND_NAMES, REGISTER_BEGINS, AgencyRow
from agencies.rules.agencies import is_circular, is_code
from base.spreadsheets import CellValue, Fault, Sheet, SheetFaulty, SheetRow, read_sheet
from base.words import N_, fold

ROW_LIMIT = 20_000

COLUMN_NAMES = {
    "code": N_("Mã cơ quan"),
    "name": N_("Tên cơ quan"),
    "kind": N_("Loại"),
    "name_en": N_("Tên tiếng Anh"),
    "parent_code": N_("Mã cơ quan cấp trên"),
    "counts_for_parent": N_("Tính vào cấp trên"),
    "commune_code": N_("Mã xã, phường"),
    "latitude": N_("Vĩ độ"),
    "longitude": N_("Kinh độ"),
    "valid_from": N_("Hiệu lực từ"),
    "valid_to": N_("Hiệu lực đến"),
}
WIDTHS = (16, 48, 30, 40, 18, 12, 12, 10, 10, 14, 14)
_REQUIRED = ("code", "name", "kind")
_CODES = ("code", "parent_code", "commune_code")
_YES = {"có", "co", "x", "1", "yes", "y", "true"}
_NO = {"", "không", "khong", "0", "no", "n", "false"}


@dataclass
class _Reader:
    """Goes through one sheet, gathering rows and faults."""

    places: Mapping[str, int]
    known: Mapping[str, AgencyRow]
    kinds: Mapping[str, str]
    faults: list[Fault]

    def label(self, column: str) -> str:
        return COLUMN_NAMES[column]

    def fault(self, row: int, column: str, sentence: str) -> None:
        self.faults.append(Fault(row, self.label(column), sentence))

    def cell(self, row: SheetRow, column: str) -> CellValue:
        return row.cells[self.places[column]] if column in self.places else None

    def text(self, row: SheetRow, column: str, longest: int) -> str:
        value = self.cell(row, column)
        text = "" if value is None else str(value)
        if len(text) > longest:
            sentence = _("Dài quá %(count)s ký tự. Xin rút ngắn.", count=longest)
            self.fault(row.number, column, sentence)
        if any(ord(ch) < 32 for ch in text):
            self.fault(row.number, column, _("Có ký tự xuống dòng hoặc không đọc được. Xin xóa."))
        return text

    def code(self, row: SheetRow, column: str) -> str:
        """The code as text; a number that may have lost its zeros is a fault."""
        value = self.cell(row, column)
        if isinstance(value, bool | date):
            self.fault(row.number, column, _("Ô này phải là chữ và số, không phải ngày."))
            return ""
        if isinstance(value, float | int):
            return self._code_from_number(row, column, value)
        text = "" if value is None else value.upper()
        if text and not is_code(text):
            sentence = _("Mã chỉ gồm chữ A–Z, số 0–9 và gạch nối, dài 2–30 ký tự.")
            self.fault(row.number, column, sentence)
        elif text and len(text) != 5 and (column == "commune_code" or text.isdecimal()):
            self.fault(row.number, column, _five_characters(text))
        return text

    def _code_from_number(self, row: SheetRow, column: str, value: float) -> str:
        text = str(int(value)) if value == int(value) else str(value)
        if len(text) != 5:
            self.fault(row.number, column, _five_characters(text))
        return text

    def flag(self, row: SheetRow, column: str) -> bool:
        value = self.cell(row, column)
        if isinstance(value, bool):
            return value
        word = fold(str(int(value)) if isinstance(value, float) else str(value or ""))
        if word not in _YES | _NO:
            self.fault(row.number, column, _("Xin ghi «Có» hoặc để trống."))
        return word in _YES

    def number(self, row: SheetRow, column: str, low: float, high: float) -> float | None:
        value = self.cell(row, column)
        if value is None:
            return None
        try:
            number = float(str(value).replace(",", "."))
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            sentence = _(
                "Phải là số từ %(low)s đến %(high)s, ví dụ %(sample)s.",
                low=f"{low:g}",
                high=f"{high:g}",
                sample="19,8067" if column == "latitude" else "105,7852",
            )
            self.fault(row.number, column, sentence)
            return None
        return number

    def day(self, row: SheetRow, column: str) -> date | None:
        value = self.cell(row, column)
        if value is None:
            return None
        day = read_day(value)
        if day is None:
            sentence = _("Không đọc được ngày này. Xin ghi theo mẫu 01/07/2025.")
            self.fault(row.number, column, sentence)
        return day

    def kind(self, row: SheetRow) -> str:
        text = self.text(row, "kind", 100)
        kind = self.kinds.get(fold(text), "")
        if not kind:
            sentence = _(
                "Không có loại «%(kind)s». Xin dùng một trong: %(kinds)s.",
                kind=text,
                kinds="; ".join(_(label) for label in KIND_NAMES.values()),
            )
            self.fault(row.number, "kind", sentence)
        return kind


def _five_characters(text: str) -> str:
    if text.isdecimal() and len(text) < 5:
        return _(
            "Mã «%(code)s» có vẻ đã mất số 0 ở đầu (%(padded)s?). Xin để cột này kiểu Văn bản (Text) "
            "rồi gõ lại đủ 5 ký tự.",
            code=text,
            padded=text.zfill(5),
        )
    return _("Mã xã, phường gồm đúng 5 ký tự số.")


def read_day(value: Any) -> date | None:
    """A date cell, 01/07/2025 or 2025-07-01; None when it is none of these."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(str(value), form).date()  # noqa: DTZ007 - a calendar day
        except ValueError:
            continue
    return None


def _kinds() -> dict[str, str]:
    """What may stand in the column: the Vietnamese name, the name on screen, the key."""
    names = {fold(label): str(kind) for kind, label in KIND_NAMES.items()}
    names |= {fold(_(label)): str(kind) for kind, label in KIND_NAMES.items()}
    return names | {str(kind): str(kind) for kind in KIND_NAMES}


def read_register(data: bytes, known: Mapping[str, AgencyRow]) -> list[AgencyRow]:
    """Every row checked; raises SheetFaulty naming all that is wrong.

    `known` is the register as it stands: an agency keeps what the file has no column for.
    """
    sheet = read_sheet(data, ROW_LIMIT)
    places = _find_columns(sheet)
    reader = _Reader(places, known, _kinds(), [])
    numbered = [(row.number, _read_row(reader, row)) for row in sheet.rows]
    if not numbered:
        reader.faults.append(Fault(0, "", _("Tệp chỉ có dòng tiêu đề, chưa có cơ quan nào.")))
    _check_together(reader, numbered)
    if reader.faults:
        raise SheetFaulty(sorted(reader.faults, key=lambda fault: (fault.row, fault.column)))
    return [row for _number, row in numbered]


def _find_columns(sheet: Sheet) -> dict[str, int]:
    names = {fold(label): column for column, label in COLUMN_NAMES.items()}
    names |= {fold(_(label)): column for column, label in COLUMN_NAMES.items()}
    names |= {column: column for column in COLUMN_NAMES}
    places: dict[str, int] = {}
    faults = []
    for index, label in enumerate(sheet.header):
        column = names.get(fold(label))
        if column is None and label:
            sentence = _(
                "Không có cột nào tên như vậy. Các cột đúng: %(names)s.", names=_all_names()
            )
            faults.append(Fault(1, label, sentence))
        elif column in places:
            faults.append(Fault(1, label, _("Cột này có hai lần. Xin bỏ một cột.")))
        elif column:
            places[column] = index
    for column in _REQUIRED:
        if column not in places:
            sentence = _("Thiếu cột này. Xin tải tệp mẫu về và giữ nguyên dòng tiêu đề.")
            faults.append(Fault(1, COLUMN_NAMES[column], sentence))
    if faults:
        raise SheetFaulty(faults)
    return places


def _all_names() -> str:
    return ", ".join(_(label) for label in COLUMN_NAMES.values())


def _read_row(reader: _Reader, row: SheetRow) -> AgencyRow:
    name = reader.text(row, "name", 200)
    if not name:
        reader.fault(row.number, "name", _("Chưa có tên cơ quan."))
    code = reader.code(row, "code")
    if reader.cell(row, "code") is None:
        reader.fault(row.number, "code", _("Chưa có mã cơ quan."))
    valid_from = reader.day(row, "valid_from") or REGISTER_BEGINS
    valid_to = reader.day(row, "valid_to")
    if valid_to is not None and valid_to <= valid_from:
        reader.fault(row.number, "valid_to", _("Ngày này phải sau ngày bắt đầu hiệu lực."))
    read = AgencyRow(
        code=code,
        name=name,
        kind=reader.kind(row),
        name_en=reader.text(row, "name_en", 200),
        parent_code=reader.code(row, "parent_code") or None,
        counts_for_parent=reader.flag(row, "counts_for_parent"),
        commune_code=reader.code(row, "commune_code") or None,
        latitude=reader.number(row, "latitude", 8, 24),
        longitude=reader.number(row, "longitude", 102, 118),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    return _with_stored(reader, read)


def _with_stored(reader: _Reader, read: AgencyRow) -> AgencyRow:
    """A known agency keeps its values where the file has no such column."""
    stored = reader.known.get(read.code)
    if stored is None:
        return read
    return replace(
        read, **{name: getattr(stored, name) for name in COLUMN_NAMES if name not in reader.places}
    )


def _check_together(reader: _Reader, numbered: Sequence[tuple[int, AgencyRow]]) -> None:
    """What only shows across rows: doubled codes, unknown parents, circles."""
    first_seen: dict[str, int] = {}
    for number, row in numbered:
        if row.code and row.code in first_seen:
            sentence = _("Mã này đã có ở dòng %(row)s.", row=first_seen[row.code])
            reader.fault(number, "code", sentence)
        first_seen.setdefault(row.code, number)
    parents = {code: row.parent_code for code, row in reader.known.items()}
    parents |= {row.code: row.parent_code for _number, row in numbered}
    for number, row in numbered:
        parent = row.parent_code
        if parent and parent not in parents:
            sentence = _("Không có cơ quan nào mang mã %(code)s.", code=parent)
            reader.fault(number, "parent_code", sentence)
        elif parent and is_circular(parents, row.code):
            sentence = _("Cấp trên đi vòng về chính cơ quan này. Xin sửa mã cấp trên.")
            reader.fault(number, "parent_code", sentence)


def table_rows(
    agencies: Iterable[Any], codes_by_id: Mapping[int, str]
) -> tuple[list[str], list[tuple[CellValue, ...]]]:
    """(header, rows) of the whole register, as `read_register` takes it again."""
    header = [_(label) for label in COLUMN_NAMES.values()]
    rows: list[tuple[CellValue, ...]] = [
        (
            one.code,
            one.name,
            _(KIND_NAMES[one.kind]),
            one.name_en or None,
            codes_by_id.get(one.parent_id),
            _("Có") if one.counts_for_parent else None,
            one.commune_code,
            one.latitude,
            one.longitude,
            one.valid_from,
            one.valid_to,
        )
        for one in agencies
    ]
    return header, rows
