"""Tables from and to XLSX and CSV: what was typed comes back with its row and column, nothing is computed.

Reading refuses, with a sentence for each place, what a spreadsheet hides: merged cells, formulas, more rows
than asked for. Writing never lets a text become a formula.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from defusedxml import ElementTree
from flask_babel import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook
from xlsxwriter import Workbook

from base.words import nfc
from base.workbook_limits import WorkbookTooLarge, WorkbookUnreadable, check_workbook

CellValue = str | float | date | datetime | bool | None
_FAULTS_SHOWN = 200
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place; `row` as the spreadsheet counts (1 is the header), 0 = the file."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class SheetRow:
    number: int
    cells: tuple[CellValue, ...]


@dataclass(frozen=True)
class Sheet:
    """`header` and the rows below it that are not empty."""

    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]


class SheetFaulty(Exception):
    """The file cannot be taken; `faults` names every place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{f.row}/{f.column}: {f.sentence}" for f in faults[:5]))
        self.faults = list(faults)


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def file_fault(sentence: str) -> SheetFaulty:
    return SheetFaulty([Fault(0, "", sentence)])


def read_sheet(data: bytes, row_limit: int) -> Sheet:
    """The first sheet of an XLSX, or a CSV in UTF-8 (comma or semicolon). Raises SheetFaulty."""
    if data[:4] == b"PK\x03\x04":
        return _read_xlsx(data, row_limit)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise file_fault(
            _("Đây là tệp Excel kiểu cũ (.xls). Xin mở bằng Excel rồi lưu lại thành .xlsx.")
        )
    return _read_csv(data, row_limit)


def _too_long(count: int, row_limit: int) -> SheetFaulty:
    return file_fault(
        _(
            "Tệp có %(count)s dòng, nhiều hơn mức %(limit)s dòng một lần. Xin chia thành nhiều tệp.",
            count=f"{count:,}".replace(",", "."),
            limit=f"{row_limit:,}".replace(",", "."),
        )
    )


def first_sheet(data: bytes) -> CalamineSheet:
    """The first sheet of an XLSX that was found small enough; raises SheetFaulty, or CalamineError."""
    try:
        check_workbook(data, zipfile.ZipFile(io.BytesIO(data)))
    except WorkbookTooLarge as error:
        raise file_fault(_("Tệp quá lớn khi mở ra. Xin chia thành nhiều tệp nhỏ hơn.")) from error
    except (WorkbookUnreadable, zipfile.BadZipFile) as error:
        raise file_fault(
            _("Không đọc được tệp Excel này. Xin mở bằng Excel, lưu lại thành .xlsx.")
        ) from error
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)


def _read_xlsx(data: bytes, row_limit: int) -> Sheet:
    unreadable = _("Không đọc được tệp Excel này. Xin mở bằng Excel, lưu lại thành .xlsx.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        sheet = first_sheet(data)
        merged = sheet.merged_cell_ranges or []
        rows_below_header = sheet.total_height  # calamine gives the last row's index here
        if rows_below_header > row_limit:
            raise _too_long(rows_below_header, row_limit)
        grid = sheet.to_python(skip_empty_area=False)
        formulas = _formula_cells(archive)
    except (CalamineError, zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise file_fault(unreadable) from error
    faults = [_merged_fault(first) for first, _last in merged] + [
        _formula_fault(reference) for reference in formulas
    ]
    if faults:
        raise SheetFaulty(faults[:_FAULTS_SHOWN])
    return _sheet(grid)


def _merged_fault(first: tuple[int, int]) -> Fault:
    row, column = first
    sentence = _("Ô bị gộp. Xin bỏ gộp ô (Unmerge) rồi điền đủ từng ô.")
    return Fault(row + 1, column_letter(column), sentence)


def _formula_fault(reference: str) -> Fault:
    letters = reference.rstrip("0123456789")
    sentence = _("Ô chứa công thức. Xin dán lại ô này dưới dạng giá trị (Paste Values).")
    return Fault(int(reference[len(letters) :] or 0), letters, sentence)


def _formula_cells(archive: zipfile.ZipFile) -> list[str]:
    """References (B7) of the formulas in the first sheet."""
    found = []
    with archive.open(_first_sheet_path(archive)) as handle:
        reference = ""
        for event, element in ElementTree.iterparse(handle, events=("start", "end")):
            tag = element.tag.rsplit("}", 1)[-1]
            if event == "start" and tag == "c":
                reference = element.get("r", "")
            elif event == "start" and tag == "f":
                found.append(reference)
            elif event == "end" and tag == "row":
                element.clear()
    return found


def _first_sheet_path(archive: zipfile.ZipFile) -> str:
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    sheet = next(one for one in workbook.iter() if one.tag.rsplit("}", 1)[-1] == "sheet")
    wanted = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(str(one.get("Target")) for one in relations if one.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _read_csv(data: bytes, row_limit: int) -> Sheet:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise file_fault(
            _("Tệp CSV không phải mã UTF-8. Trong Excel, xin lưu lại bằng kiểu «CSV UTF-8».")
        ) from error
    if "\x00" in text:
        raise file_fault(_("Tệp này không phải XLSX hay CSV. Xin chọn tệp khác."))
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    try:
        grid = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise file_fault(_("Không đọc được tệp CSV này. Xin lưu lại bằng Excel.")) from error
    if len(grid) - 1 > row_limit:
        raise _too_long(len(grid) - 1, row_limit)
    return _sheet([[_unquoted(cell) for cell in row] for row in grid])


def _unquoted(cell: str) -> str:
    """Takes off the apostrophe that our own export puts before a formula sign."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA_SIGNS else cell


def _sheet(grid: Sequence[Sequence[Any]]) -> Sheet:
    if not grid:
        raise file_fault(_("Tệp không có dòng nào. Xin tải tệp mẫu về rồi điền vào."))
    header = tuple(" ".join(nfc(str(cell)).split()) for cell in grid[0])
    while header and not header[-1]:
        header = header[:-1]
    rows = []
    for number, cells in enumerate(grid[1:], start=2):
        row = tuple(_clean(cell) for cell in cells[: len(header)])
        if any(cell not in (None, "") for cell in row):
            rows.append(SheetRow(number, row + (None,) * (len(header) - len(row))))
    return Sheet(header, tuple(rows))


def _clean(cell: Any) -> CellValue:
    if isinstance(cell, str):
        return nfc(cell).strip() or None
    return None if cell == "" else cell


def safe_text(value: str) -> str:
    """A text that no spreadsheet program takes for a formula."""
    return f"'{value}" if value.startswith(_FORMULA_SIGNS) else value


def write_csv(header: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """UTF-8 with a mark that Excel knows; dates as 2026-11-23; formula signs made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: CellValue) -> str:
    if isinstance(cell, str):
        return safe_text(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def write_xlsx(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[CellValue]],
    widths: Sequence[int] = (),
) -> bytes:
    """One sheet; texts are written as texts, dates as dates, the header stays in sight."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for column, label in enumerate(header):
        sheet.set_column(column, column, widths[column] if widths else 18, text)
        sheet.write_string(0, column, label, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell, text)
            elif isinstance(cell, date):
                sheet.write_datetime(
                    number, column, datetime.combine(cell, datetime.min.time()), day
                )
            elif cell is not None:
                sheet.write(number, column, cell)
    book.close()
    return out.getvalue()
