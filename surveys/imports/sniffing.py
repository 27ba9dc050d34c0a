"""The head of a file, read fast in the request: the names of its columns and a few rows to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from flask_babel import gettext as _
from python_calamine import CalamineError

from base.spreadsheets import Sheet, SheetFaulty, file_fault, first_sheet, read_sheet
from base.words import nfc
from surveys.imports.cells import plain
from surveys.rules.transfer import IMPORT_ROW_LIMIT

SAMPLE_ROWS = 3
_CSV_HEAD = 64 * 1024


@dataclass(frozen=True)
class Head:
    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]


def read_head(data: bytes) -> Head:
    """Raises SheetFaulty for what is no table at all; single cells are judged by the dry run."""
    if data[:4] != b"PK\x03\x04":
        sheet = _csv_head(data)
        rows = [[plain(cell) for cell in row.cells] for row in sheet.rows[:SAMPLE_ROWS]]
        return _head(sheet.header, rows)
    try:
        first = first_sheet(data)
        grid = [list(row) for row in islice(first.iter_rows(), SAMPLE_ROWS + 1)]
    except (CalamineError, OSError, ValueError) as error:
        raise file_fault(
            _("Không đọc được tệp Excel này. Xin mở bằng Excel, lưu lại thành .xlsx.")
        ) from error
    if not grid:
        raise file_fault(_("Tệp không có dòng nào. Xin tải tệp mẫu về rồi điền vào."))
    header = [" ".join(nfc(str(cell)).split()) for cell in grid[0]]
    return _head(header, [[plain(cell) for cell in row] for row in grid[1:]])


def _csv_head(data: bytes) -> Sheet:
    beginning = data[:_CSV_HEAD]
    if len(data) > _CSV_HEAD:
        beginning = beginning[: beginning.rfind(b"\n") + 1] or data
        try:
            return read_sheet(beginning, IMPORT_ROW_LIMIT)
        except SheetFaulty:
            pass  # a cell with line ends was cut in two
    return read_sheet(data, IMPORT_ROW_LIMIT)


def _head(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Head:
    return Head(tuple(header), tuple(tuple(cell[:60] for cell in row) for row in rows))
