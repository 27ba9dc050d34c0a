"""An Excel file written row by row with constant memory: responses, then the dictionary."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from surveys.exports.columns import FIXED_COLUMNS, ExportColumn
from surveys.exports.dictionary import HEADER, dictionary_rows


def write_workbook(
    path: Path, frames: Iterable[pl.DataFrame], columns: Sequence[ExportColumn]
) -> None:
    """Codes and keys as text, levels as numbers; no text becomes a formula or a link."""
    book = Workbook(
        str(path),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("Phiếu")
    _head(sheet, [one.name for one in (*FIXED_COLUMNS, *columns)], bold)
    place = 1
    for frame in frames:
        for row in frame.iter_rows():
            _write_row(sheet, place, row, text)
            place += 1
    meanings = book.add_worksheet("Từ điển")
    _head(meanings, HEADER, bold)
    for place, row in enumerate(dictionary_rows(columns), start=1):
        _write_row(meanings, place, row, text)
    book.close()


def _head(sheet: Worksheet, names: Sequence[str], bold: Any) -> None:
    sheet.set_column(0, len(names) - 1, 16)
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, bold)


def _write_row(sheet: Worksheet, place: int, row: Sequence[Any], text: Any) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(place, column, value, text)
        elif value is not None:
            sheet.write_number(place, column, value)
