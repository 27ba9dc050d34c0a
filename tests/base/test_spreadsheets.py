"""Tables from and to XLSX and CSV."""

import io
import struct
import zipfile
from datetime import date

import pytest
import xlsxwriter
from flask import Flask

from base.spreadsheets import Fault, SheetFaulty, read_sheet, write_csv, write_xlsx
from surveys.imports.sniffing import read_head

HEADER = ("Mã", "Tên", "Ngày")
ROWS = [("02647", "=1+1", date(2026, 7, 1)), ("14797", "Đông Sơn", None)]


def book(fill: object) -> bytes:
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    fill(workbook.add_worksheet())  # type: ignore[operator]
    workbook.close()
    return out.getvalue()


def faults_of(data: bytes, limit: int = 100) -> list[Fault]:
    with pytest.raises(SheetFaulty) as caught:
        read_sheet(data, limit)
    return caught.value.faults


def test_what_is_written_as_xlsx_comes_back_with_its_zeros_and_dates(app: Flask) -> None:
    sheet = read_sheet(write_xlsx("Cơ quan", HEADER, ROWS), 100)
    assert sheet.header == HEADER
    assert sheet.rows[0].cells == ("02647", "=1+1", date(2026, 7, 1))
    assert (sheet.rows[1].number, sheet.rows[1].cells) == (3, ("14797", "Đông Sơn", None))


def test_a_text_that_looks_like_a_formula_is_harmless_in_csv_and_comes_back_whole(
    app: Flask,
) -> None:
    data = write_csv(HEADER, ROWS)
    assert b"'=1+1" in data
    assert read_sheet(data, 100).rows[0].cells == ("02647", "=1+1", "2026-07-01")


def test_a_csv_with_semicolons_as_vietnamese_excel_writes_it_is_read(app: Flask) -> None:
    sheet = read_sheet("Mã;Tên\r\n02647;Xã A, B\r\n;\r\n".encode(), 100)
    assert [row.cells for row in sheet.rows] == [("02647", "Xã A, B")]


def test_decomposed_vietnamese_is_stored_composed(app: Flask) -> None:
    sheet = read_sheet("Mã,Tên\n1,Hòa\n".encode(), 100)
    assert sheet.header[0] == "Mã"
    assert sheet.rows[0].cells[1] == "Hòa"


def test_merged_cells_and_formulas_are_named_with_row_and_column(app: Flask) -> None:
    def merged(sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.merge_range("A2:B3", "gộp")
        sheet.write_formula("C4", "=SUM(A1:A2)")

    assert [(one.row, one.column) for one in faults_of(book(merged))] == [(2, "A"), (4, "C")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0old", ".xls"),
        ("Mã,Tên\n1,Đông".encode("utf-16"), "UTF-8"),
        (b"PK\x03\x04 broken", "Excel"),
        (b"", "không có dòng nào"),
        (b"a,b\x00\n", "XLSX hay CSV"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(app: Flask, data: bytes, words: str) -> None:
    assert words in faults_of(data)[0].sentence


def test_200000_rows_are_refused_with_the_limit_named(app: Flask) -> None:
    data = b"a\n" + b"1\n" * 200_000
    assert "200.000" in faults_of(data, 20_000)[0].sentence
    assert "20.000" in faults_of(data, 20_000)[0].sentence


def test_200000_rows_of_xlsx_are_refused_too(app: Flask) -> None:
    def long(sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_number(200_000, 0, 1)

    assert "200.000" in faults_of(book(long), 20_000)[0].sentence


def test_two_cells_far_apart_do_not_end_the_process(app: Flask) -> None:
    def far(sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write(0, 0, "Mã")
        sheet.write(199_000, 16_383, "x")

    data = book(far)
    assert len(data) < 10_000
    assert "quá lớn khi mở ra" in faults_of(data, 300_000)[0].sentence
    with pytest.raises(SheetFaulty):
        read_head(data)


def test_a_file_that_lies_about_its_sizes_is_measured(app: Flask) -> None:
    data = book(lambda sheet: sheet.write(0, 0, "x" * 30_000))
    honest = zipfile.ZipFile(io.BytesIO(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as forged:
        for name in honest.namelist():
            padding = b" " * (210 * 1024 * 1024) if name == "xl/sharedStrings.xml" else b""
            forged.writestr(name, honest.read(name) + padding)
    size = zipfile.ZipFile(out).getinfo("xl/sharedStrings.xml").file_size
    lying = out.getvalue().replace(struct.pack("<I", size), struct.pack("<I", 500))
    assert sum(one.file_size for one in zipfile.ZipFile(io.BytesIO(lying)).infolist()) < 100_000
    assert "quá lớn khi mở ra" in faults_of(lying)[0].sentence


def test_another_kind_of_spreadsheet_inside_is_not_opened(app: Flask) -> None:
    out = io.BytesIO(book(lambda sheet: sheet.write(0, 0, "Mã")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/workbook.bin", b"x")
    assert "Không đọc được tệp Excel này" in faults_of(out.getvalue())[0].sentence
