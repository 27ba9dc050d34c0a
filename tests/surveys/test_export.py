"""What leaves in an export is what is stored, without what would lead back to a person."""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyreadstat
import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from agencies.models import AgencyKind, AuditEntry
from base.db import db
from base.jobs import JobRun, JobState, result_file
from surveys.exports.bundle import write_bundle
from surveys.exports.columns import question_columns
from surveys.exports.plan import plan_export
from surveys.models import RoundState
from surveys.questionnaire_content import read_content
from tests.factories import make_agency, make_content, make_place, make_round, make_version
from tests.surveys.sending import response_row, send


def content_of_all_types() -> dict[str, Any]:
    content = make_content(2)
    content["sections"][1]["questions"] += [
        {
            "key": "ways",
            "type": "multiple",
            "texts": {"vi": "Ông/bà nộp hồ sơ bằng cách nào?"},
            "options": [
                {"key": "desk", "texts": {"vi": "Tại quầy"}},
                {"key": "online", "texts": {"vi": "Trực tuyến"}},
                {"key": "other", "texts": {"vi": "Khác"}, "is_other": True},
            ],
        },
        {"key": "trips", "type": "number", "texts": {"vi": "Số lần đi lại"}, "minimum": -5},
    ]
    return content


ANSWERS = [
    {"item_1": 5, "item_2": 9, "respondent_kind": "organisation", "ways": ["desk", "other"]},
    {"item_1": 1, "trips": -3},
    {"item_2": 4, "respondent_kind": "individual", "ways": ["online"], "trips": 2_000_000_000},
    {},
]


@pytest.fixture
def closed_round(app: Flask) -> Any:
    version = make_version(content=content_of_all_types())
    places = [
        make_place(make_agency("UBND xã Thọ Xuân", code="14797")),
        make_place(make_agency('=HYPERLINK("http://x")', code="00025")),
    ]
    return make_round(places, version=version, state=RoundState.CLOSED), places


def bundle(survey_round: Any, export_format: str, folder: Path) -> dict[str, bytes]:
    db.session.commit()
    plan = plan_export(survey_round.id, export_format)
    path = folder / f"{export_format}.zip"
    write_bundle(path, plan, is_demo=False, told=lambda done: None)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def csv_rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def send_answers(survey_round: Any, place: Any, answers: list[dict[str, Any]], **more: Any) -> None:
    send([response_row(survey_round, place, one, **more) for one in answers])


def test_csv_holds_every_answer_as_it_was_given(closed_round: Any, tmp_path: Path) -> None:
    survey_round, (place, _) = closed_round
    send_answers(survey_round, place, ANSWERS)
    files = bundle(survey_round, "csv", tmp_path)
    assert files["phieu.csv"].startswith(b"\xef\xbb\xbf")
    rows = csv_rows(files["phieu.csv"])
    assert {row["agency_code"] for row in rows} == {"14797"}
    assert {(row["agency_name"], row["month"]) for row in rows} == {("UBND xã Thọ Xuân", "2026-08")}
    names = ["item_1", "item_2", "respondent_kind", "ways__desk", "ways__other", "trips"]
    assert sorted(tuple(row[name] for name in names) for row in rows) == sorted(
        [
            ("5", "9", "organisation", "1", "1", ""),
            ("1", "", "", "", "", "-3"),
            ("", "4", "individual", "0", "0", "2000000000"),
            ("", "", "", "", "", ""),
        ]
    )


def test_no_cell_of_a_csv_begins_a_formula(closed_round: Any, tmp_path: Path) -> None:
    survey_round, (_, named_like_a_formula) = closed_round
    send_answers(survey_round, named_like_a_formula, ANSWERS[:1] * 10)
    store_words(survey_round, "=1+1")
    files = bundle(survey_round, "csv", tmp_path)
    cells = [cell for row in csv_rows(files["phieu.csv"]) for cell in row.values()]
    words = [cell for row in csv_rows(files["y-kien.csv"]) for cell in row.values()]
    assert "'=1+1" in words
    assert not [cell for cell in cells + words if cell.startswith(("=", "+", "@", "\t"))]


def store_words(survey_round: Any, text: str) -> None:
    from surveys.models import Response, ResponseText

    for response in db.session.scalars(select(Response)):
        db.session.add(
            ResponseText(
                round_id=survey_round.id, response_id=response.id, question_key="words", text=text
            )
        )


def test_an_excel_file_keeps_codes_as_text_and_levels_as_numbers(
    closed_round: Any, tmp_path: Path
) -> None:
    survey_round, (_, place) = closed_round
    send_answers(survey_round, place, ANSWERS)
    data = bundle(survey_round, "xlsx", tmp_path)["phieu.xlsx"]
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    header, *rows = workbook.get_sheet_by_name("Phiếu").to_python()
    read = [dict(zip(header, row, strict=True)) for row in rows]
    assert {(row["agency_code"], row["agency_name"]) for row in read} == {
        ("00025", '\'=HYPERLINK("http://x")')
    }
    assert sorted(str(row["item_1"]) for row in read) == ["", "", "1.0", "5.0"]
    meanings = workbook.get_sheet_by_name("Từ điển").to_python()
    assert ["item_1", "Nội dung 1", "Phục vụ", "có", "1", "Rất không hài lòng"] in meanings


def test_an_spss_file_has_labels_and_counts_no_opinion_as_missing(
    closed_round: Any, tmp_path: Path
) -> None:
    survey_round, (place, _) = closed_round
    send_answers(survey_round, place, ANSWERS)
    path = tmp_path / "x.sav"
    path.write_bytes(bundle(survey_round, "sav", tmp_path)["phieu.sav"])
    table, meta = pyreadstat.read_sav(path, output_format="polars", user_missing=True)
    rows = table.select("item_1", "item_2", "respondent_kind", "ways__desk", "trips").rows()
    assert sorted(rows, key=str) == sorted(
        [
            (5, 9, 2, 1, None),
            (1, None, None, None, -3),
            (None, 4, 1, 0, 2_000_000_000),
            (None,) * 5,
        ],
        key=str,
    )
    assert meta.column_names_to_labels["item_1"] == "Nội dung 1"
    assert meta.variable_value_labels["item_1"][5] == "Rất hài lòng"
    assert meta.variable_value_labels["respondent_kind"][2] == "Cho cơ quan, doanh nghiệp"
    assert meta.missing_ranges["item_1"] == [{"lo": 9.0, "hi": 9.0}]
    without, _meta = pyreadstat.read_sav(path, output_format="polars")
    assert without["item_2"].null_count() == 3


def test_json_is_one_object_a_line(closed_round: Any, tmp_path: Path) -> None:
    survey_round, (place, _) = closed_round
    send_answers(survey_round, place, ANSWERS)
    lines = bundle(survey_round, "jsonl", tmp_path)["phieu.jsonl"].decode().splitlines()
    read = [json.loads(line) for line in lines]
    assert Counter(one["item_1"] for one in read) == {5: 1, 1: 1, None: 2}
    assert {one["agency_code"] for one in read} == {"14797"}


@pytest.mark.parametrize("export_format", ["csv", "xlsx", "sav", "jsonl"])
def test_a_round_without_responses_gives_an_empty_file_with_its_columns(
    closed_round: Any, export_format: str, tmp_path: Path
) -> None:
    survey_round, _ = closed_round
    files = bundle(survey_round, export_format, tmp_path)
    assert f"phieu.{export_format}" in files
    assert json.loads(files["tu-dien.json"])["response_count"] == 0


def test_the_dictionary_says_what_every_column_and_value_means(
    closed_round: Any, tmp_path: Path
) -> None:
    survey_round, (place, _) = closed_round
    send_answers(survey_round, place, ANSWERS)
    files = bundle(survey_round, "csv", tmp_path)
    document = json.loads(files["tu-dien.json"])
    heads = csv_rows(files["phieu.csv"])[0].keys()
    assert [one["name"] for one in document["columns"]] == list(heads)
    assert {row["cot"] for row in csv_rows(files["tu-dien.csv"])} == set(heads)
    ways = next(one for one in document["columns"] if one["name"] == "ways__desk")
    assert ways["label"] == "Ông/bà nộp hồ sơ bằng cách nào? – Tại quầy"
    assert document["questionnaires"][0]["content"] == survey_round.version.content


def test_an_exported_row_leads_to_no_response_and_no_moment(
    closed_round: Any, tmp_path: Path
) -> None:
    survey_round, (place, _) = closed_round
    send_answers(survey_round, place, ANSWERS[:1], cluster_id=918273645546372, id=123454321012345)
    text = b"".join(bundle(survey_round, "csv", tmp_path).values()).decode("utf-8", "replace")
    assert "918273645546372" not in text
    assert "123454321012345" not in text
    assert place.code not in text


def test_rows_stand_in_another_order_each_time(closed_round: Any, tmp_path: Path) -> None:
    survey_round, (place, _) = closed_round
    send_answers(survey_round, place, [{"trips": number} for number in range(200)])
    orders = [
        [row["trips"] for row in csv_rows(bundle(survey_round, "csv", tmp_path)["phieu.csv"])]
        for _ in range(2)
    ]
    start = orders[1].index(orders[0][0])
    assert orders[0] != orders[1][start:] + orders[1][:start]  # nor the same circle begun elsewhere
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != [str(number) for number in range(200)]


def test_words_are_shuffled_apart_and_small_groups_lose_their_labels(
    closed_round: Any, tmp_path: Path
) -> None:
    survey_round, (big, small) = closed_round
    send_answers(survey_round, big, [{"trips": number} for number in range(30)])
    send_answers(survey_round, small, ANSWERS[:2])
    store_words(survey_round, "Cán bộ hướng dẫn tận tình")
    rows = csv_rows(bundle(survey_round, "csv", tmp_path)["y-kien.csv"])
    assert Counter((row["agency_code"], row["month"]) for row in rows) == {
        ("14797", "2026-08"): 30,
        ("", ""): 2,
    }
    assert list(rows[0]) == ["agency_code", "agency_name", "month", "question", "text"]


def test_one_small_month_hides_all_months_of_its_agency(closed_round: Any, tmp_path: Path) -> None:
    survey_round, (place, _) = closed_round
    send_answers(survey_round, place, [{}] * 12, month=202608)
    send_answers(survey_round, place, [{}] * 3, month=202609)
    store_words(survey_round, "Nên thêm ghế chờ")
    rows = csv_rows(bundle(survey_round, "csv", tmp_path)["y-kien.csv"])
    assert {(row["agency_code"], row["month"]) for row in rows} == {("14797", "")}


def test_test_scans_are_never_exported(closed_round: Any, tmp_path: Path) -> None:
    survey_round, (place, _) = closed_round
    send_answers(survey_round, place, ANSWERS, source="test")
    assert csv_rows(bundle(survey_round, "csv", tmp_path)["phieu.csv"]) == []


def test_answers_to_two_versions_stand_in_one_table(closed_round: Any, tmp_path: Path) -> None:
    survey_round, (place, _) = closed_round
    older = make_content(1)
    older["sections"][1]["questions"][0]["options"].reverse()
    version = make_version(content=older, number=1)
    send_answers(survey_round, place, [{"item_1": 2, "respondent_kind": "individual"}])
    packed = response_row(survey_round, place, {}, questionnaire_version_id=version.id)
    packed["answers"] = bytes([3, 2])  # level 3, the second option, which was «individual» there
    send([packed])
    rows = csv_rows(bundle(survey_round, "csv", tmp_path)["phieu.csv"])
    assert sorted((row["item_1"], row["respondent_kind"]) for row in rows) == [
        ("2", "individual"),
        ("3", "individual"),
    ]


def test_a_question_named_like_a_fixed_column_gets_a_name_of_its_own() -> None:
    content = make_content(1)
    content["sections"][0]["questions"][0]["key"] = "month"
    assert question_columns([read_content(content)])[0].name == "month_2"


def ask(client: FlaskClient, survey_round: Any, export_format: str = "csv") -> Any:
    page = client.get("/can-bo/xuat-nhap").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    values = {"round_id": survey_round.id, "export_format": export_format, "csrf_token": token}
    return client.post("/can-bo/xuat-nhap/xuat", data=values)


def owner_of(survey_round: Any) -> Any:
    from agencies.models import Agency

    return db.session.get_one(Agency, survey_round.owner_agency_id)


def test_the_owner_of_an_open_round_exports_and_the_audit_trail_says_so(
    as_staff: Callable[..., FlaskClient], closed_round: Any
) -> None:
    survey_round, (place, _) = closed_round
    survey_round.state = RoundState.OPEN
    send_answers(survey_round, place, ANSWERS)
    client = as_staff("department", agency=owner_of(survey_round))
    answer = ask(client, survey_round)
    assert answer.status_code == 302
    run = db.session.scalars(select(JobRun)).one()
    assert (run.state, run.done_count) == (JobState.DONE, 4)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "responses.export")).one()
    assert entry.after == {"format": "csv", "responses": 4, "round_state": "open"}
    got = client.get(answer.headers["Location"] + "/ket-qua")
    with zipfile.ZipFile(io.BytesIO(got.data)) as archive:
        assert len(csv_rows(archive.read("phieu.csv"))) == 4
    got.close()


def test_a_department_of_another_body_exports_nothing_and_fetches_no_result(
    as_staff: Callable[..., FlaskClient], closed_round: Any
) -> None:
    survey_round, (place, _) = closed_round
    send_answers(survey_round, place, ANSWERS)
    owner = as_staff("department", agency=owner_of(survey_round))
    address = ask(owner, survey_round).headers["Location"]
    other = as_staff(
        "department", agency=make_agency("Văn phòng UBND tỉnh", kind=AgencyKind.PROVINCE_OFFICE)
    )
    assert other.get(address + "/ket-qua").status_code == 404
    page = other.get("/can-bo/xuat-nhap").get_data(as_text=True)
    assert survey_round.name not in page
    assert forge(other, survey_round).status_code == 422


def forge(client: FlaskClient, survey_round: Any) -> Any:
    """A round that the form did not offer."""
    page = client.get("/can-bo/viec").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    values = {"round_id": survey_round.id, "export_format": "csv", "csrf_token": token}
    return client.post("/can-bo/xuat-nhap/xuat", data=values)


def test_a_stopped_export_leaves_no_file(closed_round: Any, tmp_path: Path) -> None:
    survey_round, (place, _) = closed_round
    send_answers(survey_round, place, ANSWERS)
    db.session.commit()

    def stop(done: int) -> None:
        raise InterruptedError

    plan = plan_export(survey_round.id, "csv")
    with pytest.raises(InterruptedError):
        write_bundle(tmp_path / "x.zip", plan, is_demo=False, told=stop)
    assert list(tmp_path.iterdir()) == []


def test_the_result_of_an_export_is_a_file_among_the_results(
    as_staff: Callable[..., FlaskClient], closed_round: Any
) -> None:
    survey_round, _ = closed_round
    client = as_staff("department", agency=owner_of(survey_round))
    ask(client, survey_round, "sav")
    path = result_file(db.session.scalars(select(JobRun)).one())
    assert path is not None
    assert path.name.endswith("-sav.zip")
