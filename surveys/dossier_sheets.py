"""Dossier counts as a table: the columns of the file, reading it, and the empty file to fill in."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from flask_babel import gettext as _

from agencies.transfer import read_day
from base.rules import RuleBroken
from base.spreadsheets import CellValue, Fault, SheetFaulty, SheetRow, read_sheet, write_xlsx
from base.words import N_, fold
from surveys.rules.dossier_classes import FILING_MODES
from surveys.rules.dossiers import MOST_DOSSIERS, MOST_ROWS, CountLine, check_lines, is_field

COLUMNS = {
    "agency": N_("Mã cơ quan"),
    "day": N_("Ngày"),
    "field": N_("Lĩnh vực"),
    "is_late": N_("Đúng hạn hay trễ hạn"),
    "filing_mode": N_("Cách nộp"),
    "count": N_("Số hồ sơ"),
}
MODE_NAMES = {
    "in_person": N_("trực tiếp"),
    "online": N_("trực tuyến"),
    "post": N_("bưu chính"),
}
_LATE = {fold("trễ hạn"): True, fold("đúng hạn"): False}
_MODES = {**{fold(name): key for key, name in MODE_NAMES.items()}, **{m: m for m in FILING_MODES}}


def template_file() -> bytes:
    sample = ("14797", "23/11/2026", "dat-dai", "đúng hạn", "trực tiếp", 12)
    return write_xlsx(_("Số hồ sơ"), [_(title) for title in COLUMNS.values()], [sample])


def read_file(data: bytes, agency_codes: Collection[str], today: date) -> list[CountLine]:
    """Raises SheetFaulty with every place that is wrong."""
    sheet = read_sheet(data, MOST_ROWS)
    places = {fold(title): place for place, title in enumerate(sheet.header)}
    missing = [title for title in COLUMNS.values() if fold(title) not in places]
    if missing:
        sentence = _("Thiếu cột: %(names)s.", names=", ".join(missing))
        raise SheetFaulty([Fault(0, "", sentence)])
    column = {name: places[fold(title)] for name, title in COLUMNS.items()}
    faults: list[Fault] = []
    lines = []
    for row in sheet.rows:
        line = _read_row(row, column, agency_codes, faults)
        if line is not None:
            lines.append(line)
    if faults:
        raise SheetFaulty(faults)
    _check(lines, sheet.rows, today)
    return lines


def _check(lines: list[CountLine], rows: tuple[SheetRow, ...], today: date) -> None:
    try:
        check_lines(lines, today)
    except RuleBroken as broken:
        number = int(str(broken.values["row"]))
        sentence = _(broken.sentence, **{**broken.values, "row": rows[number - 1].number})
        raise SheetFaulty([Fault(rows[number - 1].number, "", sentence)]) from broken


def _read_row(
    row: SheetRow, column: dict[str, int], agency_codes: Collection[str], faults: list[Fault]
) -> CountLine | None:
    """The line, or None once every wrong cell of the row is among the faults."""
    values: dict[str, Any] = {name: _READERS[name](row.cells[column[name]]) for name in COLUMNS}
    if values["agency"] not in agency_codes:
        values["agency"] = None
    wrong = [name for name, value in values.items() if value is None]
    faults.extend(Fault(row.number, COLUMNS[name], _(_WANTED[name])) for name in wrong)
    if wrong:
        return None
    return CountLine(
        agency=values["agency"],
        day=values["day"],
        field_key=values["field"],
        is_late=values["is_late"],
        filing_mode=values["filing_mode"],
        count=values["count"],
    )


def _code(value: CellValue) -> str | None:
    """A code of five figures that a spreadsheet took for a number gets its zeros back."""
    if isinstance(value, float) and value == int(value):
        return f"{int(value):05d}"
    return str(value or "").strip().upper() or None


def _field(value: CellValue) -> str | None:
    text = str(value or "").strip()
    return text if is_field(text) else None


def _late(value: CellValue) -> bool | None:
    return _LATE.get(fold(str(value or "")))


def _mode(value: CellValue) -> str | None:
    return _MODES.get(fold(str(value or "")))


def _count(value: CellValue) -> int | None:
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    whole = int(number) if number.is_integer() else -1
    return whole if 0 <= whole <= MOST_DOSSIERS else None


_READERS: dict[str, Callable[[CellValue], Any]] = {
    "agency": _code,
    "day": read_day,
    "field": _field,
    "is_late": _late,
    "filing_mode": _mode,
    "count": _count,
}
_WANTED = {
    "agency": N_("Không có cơ quan nào mang mã này."),
    "day": N_("Xin ghi ngày như 23/11/2026."),
    "field": N_("Xin ghi khóa lĩnh vực: chữ thường không dấu, số và gạch nối."),
    "is_late": N_("Xin ghi «đúng hạn» hoặc «trễ hạn»."),
    "filing_mode": N_("Xin ghi «trực tiếp», «trực tuyến» hoặc «bưu chính»."),
    "count": N_("Xin ghi một số nguyên không âm."),
}
