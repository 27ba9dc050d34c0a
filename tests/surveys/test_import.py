"""An earlier survey comes in whole or not at all, and every cell that is wrong is named."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from agencies.models import AuditEntry
from base.db import db
from base.rules import RuleBroken
from ledger.models import PendingLeaf
from surveys.importing import ImportOrder, carry_out
from surveys.imports.report import ImportReport, report_from_json
from surveys.models import (
    ClusterTally,
    Response,
    ResponseImport,
    ResponseNumber,
    ResponseText,
    RoundState,
    TallyMark,
)
from surveys.packing import unpack
from surveys.questionnaire_content import read_content
from tests.factories import make_agency, make_place, make_round, make_version
from tests.surveys.sending import response_row, send
from tests.surveys.test_export import content_of_all_types

HEADER = ["Đơn vị", "Ngày", "Câu 1", "Câu 2", "Ai trả lời", "Góp ý"]
ROWS: list[list[Any]] = [
    ["14797", "15/10/2024", "5", "Hài lòng", "Cho bản thân, gia đình", "Cán bộ nhiệt tình"],
    ["UBND xã Thọ Xuân", "2024-10-16", "4", "", "", ""],
    ["ubnd phuong hac thanh", "16/10/2024", "", "không có ý kiến", "individual", ""],
]
MAPPING: dict[str, Any] = {
    "agency": {"column": "Đơn vị"},
    "date": {"column": "Ngày"},
    "channel": {"value": "paper"},
    "questions": {
        "item_1": "Câu 1",
        "item_2": "Câu 2",
        "respondent_kind": "Ai trả lời",
        "words": "Góp ý",
    },
}


@pytest.fixture
def history(app: Flask) -> Any:
    """A round of 2024 that is over."""
    survey_round = make_round(
        agencies=[
            make_agency("UBND xã Thọ Xuân", code="14797"),
            make_agency("UBND phường Hạc Thành", code="00025"),
        ],
        version=make_version(content=content_of_all_types()),
        state=RoundState.CLOSED,
        name="Khảo sát năm 2024",
        opens_at=datetime(2024, 1, 1, tzinfo=UTC),
        closes_at=datetime(2025, 1, 1, tzinfo=UTC),
    )
    db.session.commit()
    return survey_round


def csv_bytes(
    rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, delimiter: str = ","
) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([header, *rows])
    return out.getvalue().encode()


def xlsx_bytes(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate([header, *rows]):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(
                    number, column, datetime(value.year, value.month, value.day), day
                )
            else:
                sheet.write(number, column, value)
    book.close()
    return out.getvalue()


def bring_in(
    survey_round: Any, data: bytes, mapping: Any = MAPPING, is_dry_run: bool = False
) -> ImportReport:
    order = ImportOrder(survey_round.id, "khao-sat-2024.csv", data, mapping)
    report = carry_out(order, is_dry_run, lambda done, total: None)
    db.session.commit()
    return report


def faults_of(report: ImportReport) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in report.faults]


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def stored_answers(survey_round: Any) -> list[dict[str, Any]]:
    content = read_content(survey_round.version.content)
    return [unpack(content, one.answers) for one in db.session.scalars(select(Response))]


def test_a_file_of_an_earlier_survey_comes_in_whole(history: Any) -> None:
    report = bring_in(history, csv_bytes(ROWS))
    assert (report.is_imported, report.response_count, report.fault_count) == (True, 3, 0)
    assert sorted(stored_answers(history), key=str) == sorted(
        [
            {"item_1": 5, "item_2": 4, "respondent_kind": "individual"},
            {"item_1": 4},
            {"item_2": 9, "respondent_kind": "individual"},
        ],
        key=str,
    )
    rows = list(db.session.scalars(select(Response)))
    assert {(one.source, one.channel, one.month) for one in rows} == {("import", "paper", 202410)}
    assert {one.place_id for one in rows} == {None}
    assert db.session.scalars(select(ResponseText.text)).all() == ["Cán bộ nhiệt tình"]
    leaves = select(func.count()).where(PendingLeaf.type == "response")
    assert db.session.scalar(leaves) == count(ResponseNumber) == 3
    assert db.session.get_one(TallyMark, history.id).is_stale


def test_a_day_at_an_agency_is_one_cluster(history: Any) -> None:
    bring_in(history, csv_bytes([["14797", "15/10/2024", "5", "", "", ""]] * 2 + ROWS[1:]))
    rows = db.session.execute(
        select(Response.cluster_id, func.count()).group_by(Response.cluster_id)
    )
    assert sorted(number for _cluster, number in rows) == [1, 1, 2]


def test_a_dry_run_reports_and_writes_nothing(history: Any) -> None:
    report = bring_in(history, csv_bytes(ROWS), is_dry_run=True)
    assert (report.is_imported, report.response_count) == (False, 3)
    assert report.month_counts == (("10/2024", 3),)
    assert dict(report.questions[0].values)["Rất hài lòng"] == 1
    assert count(Response) == count(ResponseImport) == 0
    assert report_from_json(json.loads(json.dumps(report.to_json()))) == report


@pytest.mark.parametrize(
    ("column", "value", "hint"),
    [
        (0, "99999", "không có cơ quan"),
        (0, "25", "mất số 0"),
        (0, "", "Chưa có cơ quan"),
        (1, "31/12/2023", "ngoài đợt khảo sát"),
        (1, "01/01/2025", "ngoài đợt khảo sát"),
        (1, "hôm qua", "Không đọc được ngày"),
        (1, "", "Chưa có ngày"),
        (2, "6", "Không có mức"),
        (2, "0", "Không có mức"),
        (2, "tuyệt vời", "Không có mức"),
        (4, "Người lạ", "Không có lựa chọn"),
        (5, "x" * 2001, "2000"),
    ],
)
def test_a_cell_that_is_wrong_is_named_and_nothing_is_written(
    history: Any, column: int, value: str, hint: str
) -> None:
    row = list(ROWS[0])
    row[column] = value
    report = bring_in(history, csv_bytes([ROWS[0], row]))
    assert faults_of(report) == [(3, HEADER[column])]
    assert hint in report.faults[0].sentence
    assert count(Response) == count(ResponseImport) == 0


def test_every_wrong_cell_is_named_not_only_the_first(history: Any) -> None:
    rows = [["99999", "", "7", "", "", ""], ["14797", "15/10/2024", "", "8", "", ""]]
    assert faults_of(bring_in(history, csv_bytes(rows))) == [
        (2, "Đơn vị"),
        (2, "Ngày"),
        (2, "Câu 1"),
        (3, "Câu 2"),
    ]


def test_a_row_without_any_answer_is_named(history: Any) -> None:
    report = bring_in(history, csv_bytes([["14797", "15/10/2024", "", "", "", ""]]))
    assert faults_of(report) == [(2, "")]


def test_a_column_that_the_file_has_not_is_named_with_those_it_has(history: Any) -> None:
    mapping = {**MAPPING, "date": {"column": "Ngày khảo sát"}}
    report = bring_in(history, csv_bytes(ROWS), mapping)
    assert faults_of(report) == [(1, "Ngày khảo sát")]
    assert "Đơn vị, Ngày, Câu 1" in report.faults[0].sentence


def test_a_question_that_the_questionnaire_has_not_is_named(history: Any) -> None:
    mapping = {**MAPPING, "questions": {"item_1": "Câu 1", "cau_9": "Câu 2"}}
    assert faults_of(bring_in(history, csv_bytes(ROWS), mapping)) == [(0, "cau_9")]


@pytest.mark.parametrize(
    "mapping",
    [[], {}, {"questions": []}, {**MAPPING, "date": {}}, {**MAPPING, "strange": 1}],
)
def test_a_mapping_of_the_wrong_shape_gets_a_sentence(history: Any, mapping: Any) -> None:
    report = bring_in(history, csv_bytes(ROWS), mapping)
    assert report.fault_count == 1
    assert "Tệp ghép cột" in report.faults[0].sentence or "Mục" in report.faults[0].sentence


def test_broken_utf8_says_how_to_save_the_file(history: Any) -> None:
    report = bring_in(history, csv_bytes(ROWS).decode().encode("utf-16"))
    assert "CSV UTF-8" in report.faults[0].sentence


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_commas_semicolons_tabs_and_a_byte_order_mark_are_all_read(
    history: Any, delimiter: str, mark: bytes
) -> None:
    report = bring_in(history, mark + csv_bytes(ROWS, delimiter=delimiter))
    assert report.response_count == 3


def test_decomposed_vietnamese_is_stored_composed(history: Any) -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", csv_bytes(ROWS).decode())
    bring_in(history, text.encode())
    assert db.session.scalars(select(ResponseText.text)).all() == ["Cán bộ nhiệt tình"]


def test_an_excel_file_with_real_dates_and_numbers_is_read(history: Any) -> None:
    rows = [["14797", date(2024, 10, 15), 5, 4.0, "", ""], ["00025", "10/2024", 3, "", "", ""]]
    report = bring_in(history, xlsx_bytes(rows))
    assert report.response_count == 2
    assert sorted(one["item_1"] for one in stored_answers(history)) == [3, 5]


def test_a_formula_and_a_merged_cell_are_named_with_their_place(history: Any) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([HEADER, *ROWS]):
        sheet.write_row(number, 0, row)
    sheet.write_formula("C2", "=2+3", None, 5)
    sheet.merge_range("A3:A4", "14797")
    book.close()
    assert set(faults_of(bring_in(history, out.getvalue()))) == {(2, "C"), (3, "A")}
    assert count(Response) == 0


def test_the_same_file_twice_is_refused_with_the_day_it_came(history: Any) -> None:
    bring_in(history, csv_bytes(ROWS))
    with pytest.raises(RuleBroken, match=r"đã được nhập ngày .* vào đợt «Khảo sát năm 2024» \(3"):
        bring_in(history, csv_bytes(ROWS))
    assert count(Response) == 3


def test_the_same_answers_saved_in_another_way_are_refused_too(history: Any) -> None:
    bring_in(history, csv_bytes(ROWS))
    turned = [[*row[::-1]] for row in ROWS[::-1]]
    with pytest.raises(RuleBroken, match="đã được nhập"):
        bring_in(history, xlsx_bytes(turned, HEADER[::-1]))
    assert count(Response) == 3


@pytest.mark.parametrize("state", [RoundState.PLANNED, RoundState.OPEN, RoundState.SIGNED])
def test_only_a_closed_round_takes_history(history: Any, state: str) -> None:
    history.state = state
    db.session.commit()
    with pytest.raises(RuleBroken, match="đợt đã kết thúc"):
        bring_in(history, csv_bytes(ROWS))


def test_a_round_that_residents_answered_takes_no_history(history: Any) -> None:
    send([response_row(history, make_place(make_agency()), {"item_1": 5})])
    with pytest.raises(RuleBroken, match="do người dân gửi"):
        bring_in(history, csv_bytes(ROWS))


def test_a_scale_that_counts_downwards_is_turned(history: Any) -> None:
    mapping = {
        **MAPPING,
        "questions": {"item_1": {"column": "Câu 1", "reversed": True}, "item_2": "Câu 2"},
    }
    rows = [["14797", "15/10/2024", "1", "1", "", ""], ["14797", "15/10/2024", "9", "2", "", ""]]
    bring_in(history, csv_bytes(rows), mapping)
    found = sorted((one["item_1"], one["item_2"]) for one in stored_answers(history))
    assert found == [(5, 1), (9, 2)]


def test_words_of_another_scale_are_read_as_the_mapping_says(history: Any) -> None:
    scale = {"Kém": "1", "Đạt": "3", "Tốt": "5"}
    mapping = {**MAPPING, "questions": {"item_1": {"column": "Câu 1", "values": scale}}}
    bring_in(history, csv_bytes([["14797", "15/10/2024", "tốt", "", "", ""]]), mapping)
    assert stored_answers(history) == [{"item_1": 5}]


def test_several_choices_come_from_one_column_or_from_one_a_choice(history: Any) -> None:
    header = ["dv", "ngay", "tại quầy", "trực tuyến", "cách"]
    rows = [["14797", "10/2024", "x", "", ""], ["14797", "10/2024", "", "1", ""]]
    base = {**MAPPING, "agency": "dv", "date": "ngay"}
    columns = {"desk": "tại quầy", "online": "trực tuyến"}
    bring_in(
        history, csv_bytes(rows, header), {**base, "questions": {"ways": {"columns": columns}}}
    )
    one = [["14797", "10/2024", "", "", "Tại quầy; Khác"]]
    bring_in(history, csv_bytes(one, header), {**base, "questions": {"ways": "cách"}})
    assert sorted(one["ways"] for one in stored_answers(history)) == [
        ["desk"],
        ["desk", "other"],
        ["online"],
    ]


def test_the_import_is_in_the_audit_trail(history: Any) -> None:
    bring_in(history, csv_bytes(ROWS))
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "responses.import")).one()
    assert entry.after is not None
    assert (entry.after["responses"], entry.agency_id) == (3, history.owner_agency_id)


def test_the_command_reports_on_a_dry_run_and_imports_without(
    app: Flask, history: Any, tmp_path: Path
) -> None:
    file, mapping = tmp_path / "cu.csv", tmp_path / "map.json"
    file.write_bytes(csv_bytes(ROWS))
    mapping.write_text(json.dumps(MAPPING), encoding="utf-8")
    words = ["surveys", "import-responses", str(file), "--round", str(history.id)]
    words += ["--mapping", str(mapping)]
    runner = app.test_cli_runner()
    trial = runner.invoke(args=[*words, "--dry-run"])
    assert (trial.exit_code, count(Response)) == (0, 0)
    assert "3 responses would be imported" in trial.output
    done = runner.invoke(args=words)
    assert (done.exit_code, count(Response)) == (0, 3)
    assert "3 responses imported" in done.output
    assert count(ClusterTally) > 0
    again = runner.invoke(args=words)
    assert again.exit_code == 1
    assert "đã được nhập" in again.output


def test_the_command_names_every_fault_and_writes_nothing(
    app: Flask, history: Any, tmp_path: Path
) -> None:
    file, mapping = tmp_path / "cu.csv", tmp_path / "map.json"
    file.write_bytes(csv_bytes([["14797", "15/10/2024", "7", "", "", ""]]))
    mapping.write_text(json.dumps(MAPPING), encoding="utf-8")
    words = ["surveys", "import-responses", str(file), "--round", str(history.id)]
    result = app.test_cli_runner().invoke(args=[*words, "--mapping", str(mapping)])
    assert result.exit_code == 1
    assert "row 2, Câu 1: Không có mức «7»" in result.output
    assert count(Response) == 0


LEVELS = st.one_of(st.none(), st.integers(1, 5), st.just(9))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(LEVELS, LEVELS).filter(any), min_size=1, max_size=30))
def test_what_was_in_the_file_is_what_is_stored(
    history: Any, levels: list[tuple[int | None, int | None]]
) -> None:
    rows = [["14797", "15/10/2024", *(one or "" for one in pair), "", ""] for pair in levels]
    report = bring_in(history, csv_bytes(rows), is_dry_run=True)
    first = dict(report.questions[0].values)
    assert report.response_count == len(levels)
    assert first["Không có ý kiến"] == sum(1 for one, _ in levels if one == 9)
    assert first["Hài lòng"] == sum(1 for one, _ in levels if one == 4)
