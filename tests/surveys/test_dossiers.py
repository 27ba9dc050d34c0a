"""Dossier counts: taken in whole or not at all, never lost, held against the codes issued."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from agencies.models import AuditEntry
from base.db import db as database
from base.spreadsheets import write_xlsx
from surveys.actions.dossiers import take_counts
from surveys.dossier_sheets import COLUMNS, read_file, template_file
from surveys.models import DossierCount
from surveys.queries.dossiers import list_counts, list_shrunk
from surveys.reconciling import reconcile_dossiers
from surveys.reports.dossiers import count_board
from surveys.rules.dossiers import (
    CountLine,
    CountOfFuture,
    CountsNotList,
    CountTwice,
    CountWrong,
    read_counts,
)
from tests.factories import make_agency, make_round
from tests.surveys.coded import issue

TODAY = date(2026, 11, 23)
FIRST, END = date(2026, 11, 1), date(2026, 12, 1)
ROW: dict[str, Any] = {
    "agency": "14797",
    "day": "2026-11-20",
    "field": "dat-dai",
    "is_late": False,
    "filing_mode": "in_person",
    "count": 12,
}


def line(count: int, day: date = date(2026, 11, 20), late: bool = False) -> CountLine:
    return CountLine("14797", day, "dat-dai", late, "in_person", count)


def test_the_lines_of_a_call_are_read() -> None:
    assert read_counts({"counts": [ROW]}, TODAY) == [line(12)]


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"day": "2026-11-24"}, CountOfFuture),
        ({"day": "20/11/2026"}, CountWrong),
        ({"count": -1}, CountWrong),
        ({"count": True}, CountWrong),
        ({"count": "12"}, CountWrong),
        ({"field": "Đất đai"}, CountWrong),
        ({"is_late": None}, CountWrong),
        ({"filing_mode": "fax"}, CountWrong),
        ({"dossier": "000.00.12.H56-261120-0012"}, CountWrong),
    ],
)
def test_a_wrong_line_is_named(change: dict[str, Any], broken: type[Exception]) -> None:
    with pytest.raises(broken):
        read_counts({"counts": [{**ROW, **change}]}, TODAY)


@pytest.mark.parametrize("body", [None, [], {}, {"counts": []}, {"counts": "x"}])
def test_what_is_no_list_of_counts_is_refused(body: Any) -> None:
    with pytest.raises(CountsNotList):
        read_counts(body, TODAY)


def test_the_same_class_twice_in_a_call_is_refused() -> None:
    with pytest.raises(CountTwice):
        read_counts({"counts": [ROW, {**ROW, "count": 3}]}, TODAY)


def test_a_new_number_is_a_new_revision_and_the_old_one_stays(db: Any) -> None:
    agency = make_agency(code="14797")
    ids = {"14797": agency.id}
    assert take_counts([line(12)], ids, "api", "Một cửa").added == 1
    assert take_counts([line(12)], ids, "api", "Một cửa").same == 1
    assert take_counts([line(15)], ids, "api", "Một cửa").changed == 1
    rows = database.session.query(DossierCount).order_by(DossierCount.revision).all()
    assert [(row.revision, row.dossier_count) for row in rows] == [(1, 12), (2, 15)]
    assert [row.count for row in list_counts([agency.id], FIRST, END)] == [15]
    assert list_shrunk(FIRST, END) == []


def test_a_smaller_number_is_taken_noted_and_found_by_the_detectors(db: Any) -> None:
    agency = make_agency(code="14797")
    ids = {"14797": agency.id}
    take_counts([line(12), line(5, late=True)], ids, "api", "Một cửa")
    taken = take_counts([line(12), line(2, late=True)], ids, "api", "Một cửa")
    assert [(one.count, before) for one, before in taken.shrunk] == [(2, 5)]
    found = list_shrunk(FIRST, END)
    assert [(one.agency_id, one.is_late, one.before, one.after) for one in found] == [
        (agency.id, True, 5, 2)
    ]
    noted = database.session.query(AuditEntry).filter_by(act="counts.shrink").one()
    assert (noted.agency_id, noted.after) == (
        agency.id,
        {"counts": [["2026-11-20", "dat-dai", True, "in_person", 2]]},
    )


def test_the_file_to_fill_in_can_be_read_back(db: Any) -> None:
    lines = read_file(template_file(), {"14797"}, TODAY)
    assert lines == [line(12, day=date(2026, 11, 23))]


def test_every_wrong_cell_of_a_file_is_named(db: Any) -> None:
    from base.spreadsheets import SheetFaulty

    rows = [
        ("99999", "20/11/2026", "dat-dai", "đúng hạn", "trực tiếp", 1),
        ("14797", "hôm qua", "Đất đai", "có", "fax", -1),
    ]
    data = write_xlsx("Số hồ sơ", list(COLUMNS.values()), rows)
    with pytest.raises(SheetFaulty) as found:
        read_file(data, {"14797"}, TODAY)
    assert [(one.row, one.column) for one in found.value.faults] == [
        (2, "Mã cơ quan"),
        *[(3, name) for name in list(COLUMNS.values())[1:]],
    ]


def test_a_file_about_tomorrow_is_refused_with_its_row(db: Any) -> None:
    from base.spreadsheets import SheetFaulty

    rows = [("14797", "24/11/2026", "dat-dai", "đúng hạn", "trực tiếp", 1)]
    data = write_xlsx("Số hồ sơ", list(COLUMNS.values()), rows)
    with pytest.raises(SheetFaulty) as found:
        read_file(data, {"14797"}, TODAY)
    assert found.value.faults[0].row == 2


def test_codes_and_dossiers_that_differ_are_shown_the_next_day(db: Any) -> None:
    agency, other = make_agency(code="14797"), make_agency("UBND xã Hoằng Hóa", code="14800")
    survey_round = make_round(agencies=[agency, other])
    take_counts([line(12), line(3, late=True)], {"14797": agency.id}, "api", "Một cửa")
    issue(survey_round, agency, {"dat-dai|on_time|in_person": 14}, day=date(2026, 11, 20))
    issue(survey_round, other, {"dat-dai|on_time|in_person": 2}, day=date(2026, 11, 20))
    issue(survey_round, other, {"dat-dai|on_time|in_person": 2}, day=TODAY)
    board = count_board(FIRST, END, TODAY)
    assert [(one.agency.code, one.dossiers, one.issued) for one in board.mismatches] == [
        ("14797", 15, 14),
        ("14800", None, 2),
    ]
    mine = board.offices[0]
    assert (mine.dossiers, mine.issued, mine.days_told, mine.days_missing) == (15, 14, 1, 14)


def test_the_night_notes_the_offices_that_differ(db: Any) -> None:
    agency = make_agency(code="14797")
    take_counts([line(12)], {"14797": agency.id}, "api", "Một cửa")
    database.session.commit()
    with time_machine.travel(datetime(2026, 11, 23, 1, tzinfo=UTC), tick=False):
        reconcile_dossiers()
    noted = database.session.query(AuditEntry).filter_by(act="counts.reconcile").one()
    assert noted.after == {"days": [["2026-11-20", 12, 0]]}


def test_a_file_is_shown_first_and_written_when_confirmed(db: Any, as_staff: Any) -> None:
    make_agency(code="14797")
    staff = as_staff("department", agency=make_agency("Văn phòng UBND tỉnh"))
    token = csrf_of(staff, "/can-bo/so-ho-so/nhap")
    sent = {"csrf_token": token, "file": (io.BytesIO(template_file()), "so.xlsx")}
    page = staff.post("/can-bo/so-ho-so/nhap", data=sent)
    assert database.session.query(DossierCount).count() == 0
    staged = page.text.split('name="token" value="')[1].split('"')[0]
    values = {"csrf_token": token, "token": staged, "name": "so.xlsx"}
    assert staff.post("/can-bo/so-ho-so/nhap/ghi", data=values).status_code == 302
    row = database.session.query(DossierCount).one()
    assert (row.dossier_count, row.source, row.received_from) == (12, "file", "so.xlsx")
    assert "chưa có" not in staff.get("/can-bo/so-ho-so?thang=2026-11").text


def test_nobody_takes_in_dossier_counts_of_the_own_body(db: Any, as_staff: Any) -> None:
    staff = as_staff("department", agency=make_agency(code="14797"))
    sent = {
        "csrf_token": csrf_of(staff, "/can-bo/so-ho-so/nhap"),
        "file": (io.BytesIO(template_file()), "so.xlsx"),
    }
    page = staff.post("/can-bo/so-ho-so/nhap", data=sent)
    assert page.status_code == 409
    assert "số hồ sơ của chính mình" in page.text


def csrf_of(staff: Any, path: str) -> str:
    return str(staff.get(path).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0])
