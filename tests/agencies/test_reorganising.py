"""Many mergers, splits and renamings from one file: planned as a whole, shown, all or nothing, safe twice.

The wards are those of Thanh Hóa; what happens to them here is made up.
"""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from agencies.actions.register import load_register
from agencies.actions.reorganising import carry_out_plan, hand_over
from agencies.models import Agency, AgencySuccession, AuditEntry, GrantState, Role
from agencies.queries.agencies import find_agency, get_agency, successors_of
from agencies.queries.carrying import carried_sources
from agencies.reorganising.plans import PlanFaulty
from agencies.reorganising.sheets import COLUMN_NAMES, as_faults, read_lines, template_file
from agencies.reports.reorganising import Preview, preview_plan
from agencies.rules.bodies import BodyKept
from base.db import db
from base.spreadsheets import SheetFaulty, read_sheet, write_csv, write_xlsx
from surveys.models import QrPlace, RoundAgency, RoundState
from tests.agencies.test_carrying import make_dossiers
from tests.factories import make_agency, make_place, make_round, make_staff

TODAY = date(2026, 11, 23)
DAY = "01/11/2026"
NEW_YEAR = "01/01/2027"
RESOLUTION = "Nghị quyết giả định số 1/NQ"
HAM_RONG, NGUYET_VIEN, MA_RIVER = "14758", "15925", "14999"
DONG_QUANG, DONG_SON, DONG_TIEN = "16417", "16378", "15853"
QUANG_PHU, QUANG_TAM = "16522", "16999"
MERGED = (
    (HAM_RONG, MA_RIVER, "UBND phường Sông Mã", "sáp nhập", None, DAY, RESOLUTION),
    (NGUYET_VIEN, MA_RIVER, "", "sáp nhập", None, DAY, RESOLUTION),
)
SPLIT = (
    (DONG_QUANG, DONG_SON, "", "chia tách", "0,6", DAY, RESOLUTION),
    (DONG_QUANG, DONG_TIEN, "", "chia tách", "40%", DAY, RESOLUTION),
)
RENAMED = ((QUANG_PHU, QUANG_TAM, "UBND phường Quảng Tâm", "Đổi tên", None, DAY, RESOLUTION),)
LIST = "/can-bo/co-quan/sap-xep"
Row = tuple[Any, ...]


@pytest.fixture(autouse=True)
def province(app: Flask) -> None:
    load_register("38")
    db.session.commit()


def book(*rows: Row) -> bytes:
    return write_xlsx("Sắp xếp", list(COLUMN_NAMES.values()), rows)


def preview(*rows: Row) -> Preview:
    return preview_plan(read_lines(book(*rows)))


def carry_out(*rows: Row) -> None:
    carry_out_plan(preview(*rows).plan, None, TODAY)
    db.session.commit()


def faults(*rows: Row) -> list[str]:
    with pytest.raises(PlanFaulty) as refused:
        preview(*rows)
    return [f"{one.row}|{one.column}|{one.sentence}" for one in as_faults(refused.value.faults)]


def test_wards_are_merged_divided_and_renamed_in_one_go(app: Flask) -> None:
    carry_out(*MERGED, *SPLIT, *RENAMED)
    new, old = get_agency(MA_RIVER), get_agency(HAM_RONG)
    assert (new.name, new.valid_from, new.kind) == (
        "UBND phường Sông Mã",
        date(2026, 11, 1),
        "commune_committee",
    )
    assert old.valid_to == date(2026, 11, 1)
    parts = {get_agency(DONG_SON).id: 0.6, get_agency(DONG_TIEN).id: 0.4}
    assert successors_of(get_agency(DONG_QUANG).id, TODAY) == pytest.approx(parts)
    assert successors_of(get_agency(QUANG_PHU).id, TODAY) == {get_agency(QUANG_TAM).id: 1.0}
    citations = {one.citation for one in db.session.query(AgencySuccession)}
    assert citations == {RESOLUTION}
    assert db.session.query(AuditEntry).filter_by(act="agency.reorganise").count() == 1


def test_the_centre_the_council_the_front_and_the_health_station_go_along(app: Flask) -> None:
    carry_out(*MERGED)
    centre = get_agency(f"{MA_RIVER}-PVHCC")
    assert centre.name == "Trung tâm Phục vụ hành chính công phường Sông Mã"
    assert (centre.parent_id, centre.counts_for_parent) == (get_agency(MA_RIVER).id, True)
    assert centre.commune_code == MA_RIVER
    for code in (HAM_RONG, NGUYET_VIEN):
        old = get_agency(f"{code}-PVHCC")
        assert old.valid_to == date(2026, 11, 1)
        assert successors_of(old.id, TODAY) == {centre.id: 1.0}
    assert {get_agency(f"{MA_RIVER}-{s}").name for s in ("HDND", "TYT")} == {
        "HĐND phường Sông Mã",
        "Trạm Y tế phường Sông Mã",
    }


def test_a_unit_that_the_file_names_itself_goes_where_the_file_says(app: Flask) -> None:
    own = (f"{HAM_RONG}-TYT", "14797-TYT", "", "sáp nhập", None, DAY, "")
    carry_out(*MERGED, own)
    station = get_agency(f"{HAM_RONG}-TYT")
    assert successors_of(station.id, TODAY) == {get_agency("14797-TYT").id: 1.0}


def test_the_same_file_again_changes_nothing(app: Flask) -> None:
    rows = (*MERGED, *SPLIT, *RENAMED)
    carry_out(*rows)
    counts = db.session.query(Agency).count(), db.session.query(AgencySuccession).count()
    again = preview(*rows).plan
    assert (again.steps, again.founded, again.already) == ((), (), (2, 3, 4, 5, 6))
    carry_out_plan(again, None, TODAY)
    assert counts == (db.session.query(Agency).count(), db.session.query(AgencySuccession).count())


def test_rows_added_to_a_file_that_was_carried_out_are_carried_out_alone(app: Flask) -> None:
    carry_out(*MERGED)
    plan = preview(*MERGED, *RENAMED).plan
    assert {step.old_code for step in plan.steps} >= {QUANG_PHU}
    assert all(step.old_code.startswith(QUANG_PHU) for step in plan.steps)
    assert plan.already == (2, 3)


def split(one: Any, two: Any) -> tuple[Row, Row]:
    return (*SPLIT[0][:4], one, *SPLIT[0][5:]), (*SPLIT[1][:4], two, *SPLIT[1][5:])


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (split("0,6", "0,5"), "2|các dòng 2, 3|Tỷ lệ chia của cơ quan 16417 cộng lại là 1,1."),
        (split("0,6", None), "2|các dòng 2, 3|Cơ quan 16417: xin ghi tỷ lệ ở mọi dòng"),
        (SPLIT[:1], "2||Chia tách cần ít nhất hai dòng"),
        (
            (
                (HAM_RONG, NGUYET_VIEN, "", "sáp nhập", None, DAY, ""),
                (NGUYET_VIEN, HAM_RONG, "", "sáp nhập", None, NEW_YEAR, ""),
            ),
            "2|các dòng 2, 3|Các dòng này đi vòng",
        ),
        (
            (MERGED[0], (*MERGED[1][:5], NEW_YEAR, "")),
            f"2|các dòng 2, 3|Cơ quan mới mang mã {MA_RIVER} bắt đầu từ nhiều ngày",
        ),
        (
            (
                (*MERGED[0][:5], NEW_YEAR, ""),
                (MA_RIVER, "14797", "", "sáp nhập", None, DAY, ""),
            ),
            f"3||Cơ quan {MA_RIVER} bắt đầu từ 01/01/2027",
        ),
        (
            (
                (HAM_RONG, NGUYET_VIEN, "", "sáp nhập", None, NEW_YEAR, ""),
                (NGUYET_VIEN, "14797", "", "sáp nhập", None, DAY, ""),
            ),
            f"2|các dòng 2, 3|Cơ quan {NGUYET_VIEN} nhận việc khi chính nó đã chuyển đi",
        ),
        (((HAM_RONG, MA_RIVER, "", "sáp nhập", None, DAY, ""),), "2||Cơ quan mới mang mã 14999"),
        (
            (("99999", "14797", "", "sáp nhập", None, DAY, ""),),
            "2||Không có cơ quan cũ nào mang mã",
        ),
        (((HAM_RONG, "14797", "", "đổi tên", None, DAY, ""),), "2||Đổi tên cần mã mới"),
        (((HAM_RONG, "14797", "", "sáp nhập", "0,5", DAY, ""),), "2||Sáp nhập, đổi tên thì chuyển"),
        (((HAM_RONG, HAM_RONG, "", "sáp nhập", None, DAY, ""),), "không thể sáp nhập vào"),
        (
            ((HAM_RONG, "14797", "", "sáp nhập", None, "01/07/2025", ""),),
            "2||Cơ quan 14758 bắt đầu",
        ),
        (((HAM_RONG, "14797", "UBND xã A", "sáp nhập", None, DAY, ""),), "UBND phường Hạc Thành"),
        (
            (MERGED[0], (*MERGED[0][:1], "14797", "", *MERGED[0][3:])),
            "2|các dòng 2, 3|Cơ quan 14758",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_that_names_the_rows(
    rows: tuple[Row, ...], told: str
) -> None:
    found = faults(*rows)
    assert any(told in one for one in found), found


def test_units_that_go_along_are_not_named_for_their_parents_fault(app: Flask) -> None:
    assert len(faults(*split("0,6", "0,5"))) == 1


def test_a_new_body_that_begins_later_leaves_a_gap_and_is_refused(app: Flask) -> None:
    heir = get_agency("14797")
    heir.valid_from = date(2026, 12, 1)
    db.session.flush()
    found = faults((HAM_RONG, "14797", "", "sáp nhập", None, DAY, ""))
    assert any("từ 01/11/2026 đến đó không có cơ quan nào nhận việc" in one for one in found)


def test_cells_that_cannot_be_read_are_each_named(app: Flask) -> None:
    wrong = ("1475", "", "", "nhập lại", "150%", "hôm qua", "")
    with pytest.raises(SheetFaulty) as refused:
        read_lines(book(wrong))
    assert [one.column for one in refused.value.faults] == [
        "Mã cũ",
        "Mã mới",
        "Hình thức",
        "Ngày hiệu lực",
        "Tỷ lệ",
    ]
    with pytest.raises(SheetFaulty, match="Thiếu cột này"):
        read_lines(write_csv(["Mã cũ", "Mã mới"], [(HAM_RONG, MA_RIVER)]))
    with pytest.raises(SheetFaulty, match="chưa có dòng nào"):
        read_lines(book())


def test_weights_nobody_gave_are_proposed_by_transactions_and_marked(app: Flask) -> None:
    rows = split(None, None)
    even = preview(*rows)
    assert [part.weight for part in even.plan.steps[0].parts] == [0.5, 0.5]
    make_dossiers(get_agency(DONG_SON).id, 300)
    make_dossiers(get_agency(DONG_TIEN).id, 100)
    found = preview(*rows)
    assert [part.weight for part in found.plan.steps[0].parts] == [0.75, 0.25]
    assert found.has_proposed
    assert not preview(*SPLIT).has_proposed


def test_the_part_that_stays_keeps_the_old_body_going(app: Flask) -> None:
    stays = (DONG_QUANG, DONG_QUANG, "", "chia tách", "0,7", DAY, "")
    leaves = (DONG_QUANG, DONG_SON, "", "chia tách", "0,3", DAY, "")
    carry_out(stays, leaves)
    old = get_agency(DONG_QUANG)
    assert old.valid_to is None
    shares = {old.id: 0.7, get_agency(DONG_SON).id: 0.3}
    assert successors_of(old.id, TODAY) == pytest.approx(shares)
    assert preview(stays, leaves).plan.steps == ()


def test_the_preview_says_which_figures_are_carried_by_which_weights(app: Flask) -> None:
    make_dossiers(get_agency(HAM_RONG).id, 640)
    make_dossiers(get_agency(NGUYET_VIEN).id, 360)
    found = {one.code: one for one in preview(*MERGED).inheritances}
    assert found[MA_RIVER].sources == (
        ("UBND phường Hàm Rồng", "64 %"),
        ("UBND phường Nguyệt Viên", "36 %"),
    )
    carry_out(*MERGED)
    weights = {
        db.session.get_one(Agency, one).code: weight
        for one, weight in carried_sources(get_agency(MA_RIVER).id, TODAY)
    }
    assert weights == pytest.approx({HAM_RONG: 0.64, NGUYET_VIEN: 0.36})


def hung_on(code: str) -> tuple[Any, Any, Any]:
    """An agency's QR place in an open round, and its officer."""
    agency = get_agency(code)
    place = make_place(agency)
    survey_round = make_round([place], agencies=[agency], state=RoundState.OPEN)
    officer = make_staff(Role.AGENCY_OFFICER, agency=agency)
    db.session.commit()
    return place, survey_round, officer


def test_places_and_officers_go_to_the_heir_on_the_day_and_not_before(app: Flask) -> None:
    place, _survey_round, officer = hung_on(HAM_RONG)
    rows = [(*row[:5], NEW_YEAR, "") for row in MERGED]
    line = next(one for one in preview(*rows).lines if one.step.old_code == HAM_RONG)
    assert line.moving == (("Cán bộ", 1), ("Nơi đặt mã QR", 1), ("Đợt khảo sát chưa xong", 1))
    carry_out(*rows)
    old, new = get_agency(HAM_RONG), get_agency(MA_RIVER)
    assert hand_over(date(2026, 12, 31)) == 0
    assert db.session.get_one(QrPlace, place.id).agency_id == old.id
    assert hand_over(date(2027, 1, 1)) == 3
    assert db.session.get_one(QrPlace, place.id).agency_id == new.id
    rated = {one.agency_id for one in db.session.query(RoundAgency)}
    assert rated == {old.id, new.id}
    db.session.refresh(officer)
    held = {one.agency_id for one in officer.grants if one.state == GrantState.GRANTED}
    assert (officer.agency_id, held) == (new.id, {new.id})
    assert hand_over(date(2027, 1, 1)) == 0


def test_a_day_that_has_come_moves_everything_at_once(app: Flask) -> None:
    place, _survey_round, _officer = hung_on(HAM_RONG)
    carry_out(*MERGED)
    assert place.agency_id == get_agency(MA_RIVER).id


def test_places_of_a_divided_agency_wait_for_people(app: Flask) -> None:
    place, _survey_round, _officer = hung_on(DONG_QUANG)
    line = next(one for one in preview(*SPLIT).lines if one.step.old_code == DONG_QUANG)
    assert line.by_hand
    carry_out(*SPLIT)
    assert place.agency_id == get_agency(DONG_QUANG).id


def test_one_administrator_cannot_redraw_a_body_that_decides_with_another(app: Flask) -> None:
    make_staff(Role.INSPECTOR, agency=get_agency(HAM_RONG))
    admin = make_staff(Role.ACCOUNT_ADMIN, agency=get_agency("14797"))
    db.session.commit()
    with pytest.raises(BodyKept):
        carry_out_plan(preview(*MERGED).plan, admin.id, TODAY)


def test_a_school_that_goes_on_belongs_to_the_heir(app: Flask) -> None:
    school = make_agency("Trường Mầm non Hàm Rồng", parent_id=get_agency(HAM_RONG).id)
    carry_out(*MERGED)
    db.session.refresh(school)
    assert school.parent_id == get_agency(MA_RIVER).id
    assert get_agency(f"{HAM_RONG}-TYT").parent_id == get_agency(HAM_RONG).id


def write(tmp_path: Any, *rows: Row) -> str:
    file = tmp_path / "sap-xep.xlsx"
    file.write_bytes(book(*rows))
    return str(file)


def test_the_command_tries_does_and_stands(app: Flask, tmp_path: Any) -> None:
    run = app.test_cli_runner().invoke
    file = write(tmp_path, *MERGED, *SPLIT)
    tried = run(args=["agencies", "reorganise", file, "--dry-run"])
    assert tried.exit_code == 0, tried.output
    assert "15 would be recorded, 5 would be added, 0 rows stood" in tried.output
    assert find_agency(MA_RIVER) is None
    assert "15 recorded, 5 added" in run(args=["agencies", "reorganise", file]).output
    assert find_agency(MA_RIVER) is not None
    again = run(args=["agencies", "reorganise", file])
    assert "0 recorded, 0 added, 4 rows stood" in again.output
    bad = run(args=["agencies", "reorganise", write(tmp_path, *split("0,9", "0,9"))])
    assert bad.exit_code == 1
    assert "cộng lại là 1,8" in bad.output


def test_one_wrong_row_leaves_all_of_the_file_undone(app: Flask, tmp_path: Any) -> None:
    wrong = ("99999", "14797", "", "sáp nhập", None, DAY, "")
    file = write(tmp_path, *MERGED, wrong)
    assert app.test_cli_runner().invoke(args=["agencies", "reorganise", file]).exit_code == 1
    assert find_agency(MA_RIVER) is None
    assert db.session.query(AgencySuccession).count() == 0


def _token(page: str, name: str = "csrf_token") -> str:
    return page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]


def _upload(client: FlaskClient, *rows: Row) -> Any:
    token = _token(client.get(LIST).text)
    file = (io.BytesIO(book(*rows)), "sap-xep.xlsx")
    return client.post(LIST, data={"csrf_token": token, "file": file})


def _confirm(client: FlaskClient, page: str, **changed: str) -> Any:
    names = ("csrf_token", "token", "seen")
    data = {name: _token(page, name) for name in names} | changed
    return client.post(f"{LIST}/xac-nhan", data=data)


def test_the_wizard_shows_then_does(app: Flask, as_staff: Callable[..., FlaskClient]) -> None:
    admin = as_staff(Role.ACCOUNT_ADMIN)
    shown = _upload(admin, *MERGED, *SPLIT)
    assert shown.status_code == 200
    for words in ("UBND phường Sông Mã", "60 %", "Mang sang từ", "Ghi việc sắp xếp 15 cơ quan?"):
        assert words in shown.text
    assert find_agency(MA_RIVER) is None
    assert _confirm(admin, shown.text).status_code == 302
    assert find_agency(MA_RIVER) is not None
    again = _upload(admin, *MERGED, *SPLIT)
    assert "Cả 4 dòng của tệp đã có trong danh bạ" in again.text


def test_a_plan_that_changed_since_it_was_shown_is_shown_again(
    app: Flask, as_staff: Callable[..., FlaskClient]
) -> None:
    admin = as_staff(Role.ACCOUNT_ADMIN)
    shown = _upload(admin, *split(None, None))
    make_dossiers(get_agency(DONG_SON).id, 300)
    make_dossiers(get_agency(DONG_TIEN).id, 100)
    db.session.commit()
    again = _confirm(admin, shown.text)
    assert again.status_code == 409
    assert "75 %" in again.text
    assert db.session.query(AgencySuccession).count() == 0
    assert _confirm(admin, again.text).status_code == 302


def test_a_faulty_file_is_answered_with_its_rows_and_a_lost_one_with_a_hint(
    app: Flask, as_staff: Callable[..., FlaskClient]
) -> None:
    admin = as_staff(Role.ACCOUNT_ADMIN)
    refused = _upload(admin, *split("0,9", "0,9"))
    assert refused.status_code == 422
    assert "các dòng 2, 3" in refused.text
    shown = _upload(admin, *MERGED).text
    lost = _confirm(admin, shown, token="0" * 32)
    assert lost.status_code == 302
    assert find_agency(MA_RIVER) is None


def test_the_template_is_read_again_and_says_what_to_write(app: Flask) -> None:
    data = template_file()
    assert read_sheet(data, 10).header == tuple(COLUMN_NAMES.values())
    guide = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Hướng dẫn")
    assert "cộng lại bằng 1" in str(guide.to_python())


def test_eight_hundred_units_are_planned_and_recorded_in_one_go(app: Flask) -> None:
    """Every commune of the province is renamed: 166 of them with four units each."""
    communes = [one for one in db.session.query(Agency) if one.kind == "commune_committee"]
    rows = [
        (one.code, f"9{one.code[1:]}", f"{one.name} mới", "đổi tên", None, DAY, "")
        for one in communes
    ]
    plan = preview(*rows).plan
    assert len(plan.steps) == len(communes) * 5
    carry_out_plan(plan, None, TODAY)
    assert db.session.query(AgencySuccession).count() == len(communes) * 5
