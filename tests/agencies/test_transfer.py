"""The register from and to tables: all or nothing, every bad row named."""

import pytest
from flask import Flask

from agencies.actions.agencies import apply_rows
from agencies.actions.register import load_register
from agencies.queries.agencies import codes_by_id, get_agency, list_agencies, register_rows
from agencies.register import AgencyRow
from agencies.transfer import WIDTHS, read_register, table_rows
from base.spreadsheets import Fault, SheetFaulty, write_csv, write_xlsx

HEALTH = AgencyRow("38-SYT", "Sở Y tế", "department")
HEAD = "Mã cơ quan,Tên cơ quan,Loại,Mã cơ quan cấp trên,Mã xã phường,Hiệu lực từ,Hiệu lực đến"
HEAD = HEAD.replace("Mã xã phường", '"Mã xã, phường"')
GOOD = '14797,UBND phường Hạc Thành,"UBND xã, phường, đặc khu",,14797,01/07/2025,'


def faults_of(*lines: str, head: str = HEAD) -> list[Fault]:
    with pytest.raises(SheetFaulty) as caught:
        read_register("\n".join([head, *lines]).encode(), {"38-SYT": HEALTH})
    return caught.value.faults


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_whole_register_goes_out_and_comes_back_unchanged(app: Flask, form: str) -> None:
    load_register("15", with_samples=True)
    header, rows = table_rows(list_agencies(), codes_by_id())
    data = (
        write_xlsx("Cơ quan", header, rows, WIDTHS) if form == "xlsx" else write_csv(header, rows)
    )
    result = apply_rows(read_register(data, register_rows()), None, "register.import")
    assert (result.added, result.changed) == ((), ())
    assert result.same_count == len(rows) > 700
    assert get_agency("02647").name == "UBND phường Lào Cai"


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("2647,UBND phường Lào Cai,Trường học,,,,", "Mã cơ quan", "02647"),
        (",UBND phường Lào Cai,Trường học,,,,", "Mã cơ quan", "Chưa có mã"),
        ("a b,Trường,Trường học,,,,", "Mã cơ quan", "A–Z"),
        ("A1,,Trường học,,,,", "Tên cơ quan", "Chưa có tên"),
        (f"A1,{'a' * 201},Trường học,,,,", "Tên cơ quan", "200"),
        ("A1,Trường,Trường làng,,,,", "Loại", "Trường làng"),
        ("A1,Trường,Trường học,ZZZ,,,", "Mã cơ quan cấp trên", "ZZZ"),
        ("A1,Trường,Trường học,A1,,,", "Mã cơ quan cấp trên", "vòng"),
        ("A1,Trường,Trường học,,123456,,", "Mã xã, phường", "5 ký tự"),
        ("A1,Trường,Trường học,,,30/02/2026,", "Hiệu lực từ", "01/07/2025"),
        ("A1,Trường,Trường học,,,01/07/2025,01/07/2025", "Hiệu lực đến", "sau"),
    ],
)
def test_a_bad_cell_is_named_with_row_and_column(
    app: Flask, line: str, column: str, words: str
) -> None:
    fault = faults_of(GOOD, line)[0]
    assert (fault.row, fault.column) == (3, column)
    assert words in fault.sentence


def test_a_code_that_excel_took_for_a_number_is_named_not_guessed(app: Flask) -> None:
    header = ("Mã cơ quan", "Tên cơ quan", "Loại")
    data = write_xlsx("x", header, [(2647, "UBND phường Lào Cai", "Trường học")])
    with pytest.raises(SheetFaulty) as caught:
        read_register(data, {})
    assert "02647" in caught.value.faults[0].sentence
    whole = write_xlsx("x", header, [(14797, "UBND phường Hạc Thành", "Trường học")])
    assert read_register(whole, {})[0].code == "14797"


def test_two_rows_with_one_code_and_a_circle_of_parents_are_named(app: Flask) -> None:
    doubled = faults_of("A1,Trường,Trường học,,,,", "A1,Trường,Trường học,,,,")
    assert [(one.row, one.column) for one in doubled] == [(3, "Mã cơ quan")]
    circle = faults_of("A1,Trường,Trường học,A2,,,", "A2,Trường,Trường học,A1,,,")
    assert [one.row for one in circle] == [2, 3]


def test_a_circle_through_the_stored_register_is_seen(app: Flask) -> None:
    hospital = AgencyRow("38-BV", "Bệnh viện", "hospital", parent_code="38-SYT")
    line = '38-SYT,Sở Y tế,"Sở, ban, ngành",38-BV,,,'
    with pytest.raises(SheetFaulty):
        read_register(f"{HEAD}\n{line}".encode(), {"38-SYT": HEALTH, "38-BV": hospital})


def test_wrong_doubled_and_missing_columns_are_named(app: Flask) -> None:
    faults = faults_of(GOOD, head="Mã,Tên cơ quan,Tên cơ quan,Loại")
    assert [(one.row, one.column) for one in faults] == [
        (1, "Mã"),
        (1, "Tên cơ quan"),
        (1, "Mã cơ quan"),
    ]


def test_a_file_of_nothing_but_the_header_says_so(app: Flask) -> None:
    assert "chưa có cơ quan nào" in faults_of()[0].sentence


def test_what_the_file_has_no_column_for_stays_as_it_is_stored(app: Flask) -> None:
    load_register("38")
    head = "Mã cơ quan,Tên cơ quan,Loại"
    line = '14797-PVHCC,Trung tâm mới,"Trung tâm Phục vụ hành chính công xã, phường"'
    rows = read_register(f"{head}\n{line}".encode(), register_rows())
    apply_rows(rows, None, "register.import")
    centre = get_agency("14797-PVHCC")
    assert centre.name == "Trung tâm mới"
    assert centre.parent_id == get_agency("14797").id
    assert (centre.counts_for_parent, centre.latitude) == (True, 19.8028)


def test_all_faults_come_at_once(app: Flask) -> None:
    assert len(faults_of(*["2647,,Trường làng,ZZZ,,,"] * 2)) == 9
