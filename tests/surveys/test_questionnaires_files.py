"""Questionnaires to JSON, Excel and packed answers and back; faults of a file named with their place."""

import io
import json
import unicodedata
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from hypothesis import HealthCheck, given, settings

from base.spreadsheets import Fault, SheetFaulty
from surveys.packing import pack, unpack
from surveys.questionnaire_content import Content, hash_content, read_content, to_json
from surveys.questionnaire_files import read_file
from surveys.questionnaire_sheets import columns_for, write_questionnaire
from surveys.rules.questionnaires import check_content
from tests.factories import make_content
from tests.surveys.questionnaires import answered, contents, documents

same_app = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
COLUMNS = list(columns_for(("vi", "en")))


@given(documents())
@settings(max_examples=30, deadline=None)
def test_what_the_strategy_calls_valid_has_no_fault(document: dict[str, Any]) -> None:
    assert check_content(document) == []


@given(contents)
@settings(max_examples=30, deadline=None)
def test_a_questionnaire_comes_back_from_json_as_it_went(content: Content) -> None:
    assert read_content(json.loads(json.dumps(to_json(content)))) == content


@given(content=contents)
@same_app
def test_a_questionnaire_comes_back_from_excel_as_it_went(app: Flask, content: Content) -> None:
    assert read_content(read_file(write_questionnaire(content))) == content


@given(content=contents)
@same_app
def test_a_questionnaire_comes_back_from_a_json_file(app: Flask, content: Content) -> None:
    data = json.dumps(to_json(content), ensure_ascii=False).encode()
    assert read_content(read_file(data)) == content


@given(answered())
@settings(max_examples=30, deadline=None)
def test_answers_to_any_questionnaire_come_back_as_they_were_packed(
    pair: tuple[Content, dict[str, Any]],
) -> None:
    content, answers = pair
    assert unpack(content, pack(content, answers)) == answers


def test_the_hash_does_not_depend_on_the_order_of_fields() -> None:
    document = make_content()
    assert hash_content(dict(reversed(document.items()))) == hash_content(document)


def faults_of(data: bytes) -> list[Fault]:
    with pytest.raises(SheetFaulty) as refused:
        read_file(data)
    return refused.value.faults


def places(data: bytes) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in faults_of(data)]


def workbook(*changes: tuple[int, str, str], drop: str = "", act: Any = None) -> bytes:
    """The small questionnaire as Excel with some cells (row as Excel counts, field) typed over."""
    rows = [["" for _ in COLUMNS] for _ in range(10)]
    rows[0] = list(columns_for(("vi", "en")).values())
    given_rows: list[dict[str, str]] = [
        {"row": "bộ câu hỏi", "texts/vi": "Khảo sát", "minutes": "1"},
        {"row": "nhóm", "key": "service", "texts/vi": "Phục vụ"},
        {
            "row": "câu hỏi",
            "key": "manner",
            "type": "chấm năm mức",
            "texts/vi": "Thái độ",
            "counts_in_index": "có",
        },
        {"row": "câu hỏi", "key": "respondent_kind", "type": "chọn một", "texts/vi": "Cho ai?"},
        {"row": "lựa chọn", "key": "individual", "texts/vi": "Bản thân"},
        {"row": "lựa chọn", "key": "organisation", "texts/vi": "Tổ chức"},
    ]
    for number, row in enumerate(given_rows, 1):
        rows[number] = [row.get(name, "") for name in COLUMNS]
    for number, name, typed in changes:
        rows[number - 1][COLUMNS.index(name)] = typed
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Bộ câu hỏi")
    for number, cells in enumerate(rows):
        kept = [cell for place, cell in enumerate(cells) if COLUMNS[place] != drop]
        for place, cell in enumerate(kept):
            if cell:
                sheet.write_string(number, place, cell)
    if act:
        act(sheet)
    book.close()
    return buffer.getvalue()


def letter(name: str) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[COLUMNS.index(name)]


def test_the_small_workbook_is_read(app: Flask) -> None:
    assert read_content(read_file(workbook())).index_questions[0].key == "manner"


def test_every_fault_of_a_workbook_is_named_at_once_with_row_and_column(app: Flask) -> None:
    data = workbook(
        (3, "key", "Phục vụ"),
        (4, "type", "chấm mười mức"),
        (5, "is_required", "chắc chắn"),
        (6, "texts/vi", ""),
    )
    found = places(data)
    assert (3, letter("key")) in found
    assert (4, letter("type")) in found
    assert (5, letter("is_required")) in found
    assert (6, letter("texts/vi")) in found


def test_a_wrong_word_is_said_once_and_what_may_stand_there(app: Flask) -> None:
    faults = [one for one in faults_of(workbook((4, "type", "thang điểm"))) if one.row == 4]
    assert [fault.column for fault in faults] == [letter("type")]
    assert "chấm năm mức" in faults[0].sentence


def test_a_merged_cell_is_named(app: Flask) -> None:
    data = workbook(act=lambda sheet: sheet.merge_range(10, 1, 11, 2, "gộp"))
    assert places(data) == [(11, "B")]


def test_a_formula_is_named_and_never_computed(app: Flask) -> None:
    data = workbook(act=lambda sheet: sheet.write_formula(10, 3, "=1+1", None, "2"))
    assert places(data) == [(11, "D")]


def test_a_missing_and_an_unknown_column_are_named(app: Flask) -> None:
    assert any(
        fault.row == 1 and "«Kiểu»" in fault.sentence for fault in faults_of(workbook(drop="type"))
    )
    unknown = workbook((1, "help/en", "Ghi chú"))
    assert (1, letter("help/en")) in places(unknown)


def test_a_show_if_circle_in_a_workbook_is_named_at_both_rows(app: Flask) -> None:
    data = workbook(
        (4, "show_if/question", "respondent_kind"),
        (4, "show_if/values", "individual"),
        (5, "show_if/question", "manner"),
        (5, "show_if/values", "5"),
    )
    circles = [fault.row for fault in faults_of(data) if "vòng tròn" in fault.sentence]
    assert circles == [4, 5]


def test_a_question_above_every_section_and_an_option_without_question_are_named(
    app: Flask,
) -> None:
    data = workbook((3, "row", "câu hỏi"), (4, "row", "lựa chọn"))
    assert {3, 4} <= {fault.row for fault in faults_of(data)}


def test_a_number_typed_where_a_level_is_meant_is_understood(app: Flask) -> None:
    """Excel turns «5» into a number; a condition on a level still reads."""
    place = COLUMNS.index("show_if/values")
    data = workbook(
        (8, "row", "câu hỏi"),
        (8, "key", "why"),
        (8, "type", "viết ngắn"),
        (8, "texts/vi", "Vì sao?"),
        (8, "show_if/question", "manner"),
        act=lambda sheet: sheet.write_number(7, place, 1),
    )
    condition = read_content(read_file(data)).questions[-1].show_if
    assert condition is not None
    assert condition.values == ("1",)


def test_two_hundred_thousand_rows_are_refused(app: Flask) -> None:
    rows = "\n".join(["Dòng,Khóa,Kiểu,Lời (vi)", *["câu hỏi,a,số,b"] * 200_000])
    assert [fault.row for fault in faults_of(rows.encode())] == [0]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"title": "\\ud800"}',
        b"\xff\xfe{",
        b"{" * 100_000,
        b"PK\x03\x04rest",
        b"1" * 9,
    ],
)
def test_a_broken_file_gets_a_sentence(app: Flask, data: bytes) -> None:
    assert all(fault.sentence for fault in faults_of(data))


def test_faults_of_a_json_file_name_their_path(app: Flask) -> None:
    document = make_content()
    document["sections"][0]["questions"][1]["tpye"] = "rating"
    del document["sections"][1]["texts"]["vi"]
    found = {fault.column for fault in faults_of(json.dumps(document).encode())}
    assert found == {"sections/0/questions/1/tpye", "sections/1/texts/vi"}


def test_decomposed_vietnamese_in_a_file_is_composed(app: Flask) -> None:
    document = make_content()
    document["title"] = {"vi": unicodedata.normalize("NFD", "Hài lòng")}
    assert read_file(json.dumps(document).encode())["title"]["vi"] == "Hài lòng"
