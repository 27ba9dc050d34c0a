"""Scorecards on screen: brought in, edited by two officers, put in use, frozen, copied, previewed."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from base.db import db as database
from evaluation.models import AgencyScore, Criterion, Scorecard, YearResult
from evaluation.rules.conversions import marks_text, read_marks
from tests.evaluation.scored_year import (
    SmallProvince,
    default_criteria,
    make_card,
    make_department,
    make_targets,
)
from tests.evaluation.test_staff_routes_results import post, token
from tests.factories import make_agency
from tests.house.test_pages import faults_of, parse

CARDS = "/can-bo/bang-cham-diem"


@pytest.fixture
def staff(app: Flask, as_staff: Callable[..., FlaskClient]) -> FlaskClient:
    return as_staff("department", agency=make_department())


def fields(page: str) -> dict[str, Any]:
    """What a browser would send of the page's last form: its fields as they stand."""
    form = parse(page).findall(".//form")[-1]
    values: dict[str, Any] = {}
    for one in form.iter():
        if one.tag not in ("input", "textarea", "select"):
            continue
        name, kind = one.get("name"), one.get("type")
        if not name or (kind in ("checkbox", "radio") and one.get("checked") is None):
            continue
        if one.tag == "select":
            chosen = [o for o in one.iter("option") if o.get("selected") is not None]
            values[name] = (chosen or list(one.iter("option")))[0].get("value")
        else:
            values[name] = (
                (one.text or "").strip() if one.tag == "textarea" else one.get("value", "")
            )
    return values


@pytest.mark.parametrize(
    ("by", "text", "conversion"),
    [
        ("pass", "100", {"by": "pass", "at": 100.0}),
        ("linear", "50 đến 95", {"by": "linear", "from": 50.0, "to": 95.0}),
        ("linear", "30 đến 5,5", {"by": "linear", "from": 30.0, "to": 5.5}),
        ("steps", "90 = 10; 80 = 7", {"by": "steps", "steps": [[90.0, 1.0], [80.0, 0.7]]}),
    ],
)
def test_a_conversion_reads_back_as_it_was_written(by: str, text: str, conversion: Any) -> None:
    assert read_marks(by, text, False, 10) == conversion
    assert marks_text(conversion, 10) == text


@pytest.mark.parametrize(
    ("by", "text"), [("pass", "đủ"), ("linear", "50"), ("steps", "90: 10"), ("steps", "")]
)
def test_a_conversion_that_cannot_be_read_is_none(by: str, text: str) -> None:
    assert read_marks(by, text, False, 10) is None


def test_the_proposal_is_brought_in_and_says_that_it_waits_for_the_department(
    staff: FlaskClient,
) -> None:
    done = post(staff, CARDS, f"{CARDS}/de-xuat")
    page = staff.get(done.location)
    assert "cần Sở Nội vụ xác nhận" in page.text
    assert faults_of(parse(page.text), "vi") == []
    assert "Còn phải sửa trước khi đưa vào dùng" in page.text  # no catalogue is loaded here


def test_a_section_is_edited_in_one_form_and_bad_marks_keep_what_was_typed(
    staff: FlaskClient,
) -> None:
    make_targets()
    card = make_card("draft")
    database.session.commit()
    address = f"{CARDS}/{card.id}/phan/0"
    values = fields(staff.get(address).text)
    assert values["criteria-0-marks"] == "50 đến 100"
    bad = staff.post(address, data={**values, "criteria-0-marks": "nhiều"})
    assert (bad.status_code, 'value="nhiều"' in bad.text) == (422, True)
    more = {"criteria-0-by": "steps", "criteria-0-marks": "95 = 40; 80 = 20"}
    assert staff.post(address, data={**values, **more}).status_code == 302
    database.session.expire_all()
    first = database.session.scalar(select(Criterion).where(Criterion.key == "cong-khai"))
    assert first.conversion == {"by": "steps", "steps": [[95.0, 1.0], [80.0, 0.5]]}


def test_a_name_taken_away_takes_the_criterion_away_and_a_new_one_gets_a_key(
    staff: FlaskClient,
) -> None:
    card = make_card("draft")
    database.session.commit()
    address = f"{CARDS}/{card.id}/phan/0"
    values = fields(staff.get(address).text)
    new = {
        "criteria-2-title": "Báo cáo đúng hạn",
        "criteria-2-max_points": "20",
        "criteria-2-source_key": "bao-cao",
        "criteria-2-marks": "0",
    }
    assert staff.post(address, data={**values, **new, "criteria-1-title": ""}).status_code == 302
    keys = database.session.scalars(
        select(Criterion.key).where(Criterion.scorecard_id == card.id).order_by(Criterion.sort)
    ).all()
    assert keys == ["cong-khai", "bao-cao-dung-han", "hai-long", "vi-pham"]


def test_the_second_of_two_officers_is_told_and_loses_nothing(staff: FlaskClient) -> None:
    card = make_card("draft")
    database.session.commit()
    address = f"{CARDS}/{card.id}/phan/0"
    values = fields(staff.get(address).text)
    first = {**values, "criteria-0-title": "Công khai đủ nội dung"}
    assert staff.post(address, data=first).status_code == 302
    second = {**values, "criteria-0-title": "Công khai trên cổng"}
    late = staff.post(address, data=second)
    assert late.status_code == 409
    assert "Người khác vừa sửa mục này" in late.text
    assert "Công khai trên cổng" in late.text
    again = staff.post(address, data=fields(late.text))
    assert again.status_code == 302


def test_a_card_whose_weights_do_not_add_up_is_not_put_in_use(staff: FlaskClient) -> None:
    make_targets()
    card = make_card("draft", criteria=default_criteria()[:2])
    database.session.commit()
    page = staff.get(f"{CARDS}/{card.id}")
    assert "cộng lại được 60 điểm, phải đúng 100 điểm" in page.text
    data = {"csrf_token": token(staff.get(CARDS).text), "revision": str(card.revision)}
    assert staff.post(f"{CARDS}/{card.id}/dua-vao-dung", data=data).status_code == 409
    assert card.state == "draft"


def test_a_card_in_use_is_frozen_copied_and_its_successor_retires_it(staff: FlaskClient) -> None:
    make_targets()
    old = make_card("draft")
    database.session.commit()
    page = f"{CARDS}/{old.id}"
    assert post(staff, page, f"{page}/dua-vao-dung").status_code == 302
    for address in (f"{page}/phan/0", f"{page}/chung"):
        refused = staff.get(address)
        assert refused.status_code == 409
        assert "sao chép thành phiên bản mới" in refused.text
    copied = post(staff, page, f"{page}/sao-chep")
    new = copied.location
    assert "Phiên bản 2" in staff.get(new).text
    assert post(staff, new, f"{new}/dua-vao-dung").status_code == 302
    database.session.expire_all()
    states = database.session.scalars(select(Scorecard.state).order_by(Scorecard.version)).all()
    assert states == ["retired", "in_use"]


def test_a_groups_english_name_is_kept_when_the_head_of_a_card_is_saved(
    staff: FlaskClient,
) -> None:
    make_targets()
    card = make_card("draft")
    database.session.commit()
    address = f"{CARDS}/{card.id}/chung"
    for values in ({"groups-0-title_en": "Communes and wards"}, {"title": "Bảng khác"}):
        sent = {**fields(staff.get(address).text), **values}
        assert staff.post(address, data=sent).status_code == 302
        database.session.refresh(card)
        assert card.groups[0]["title_en"] == "Communes and wards"


def test_a_class_named_as_a_grade_of_officials_is_told_on_the_page(staff: FlaskClient) -> None:
    make_targets()
    card = make_card("draft")
    database.session.commit()
    address = f"{CARDS}/{card.id}/chung"
    values = fields(staff.get(address).text)
    named = {**values, "classes-0-title": "Hoàn thành tốt nhiệm vụ"}
    assert staff.post(address, data=named).status_code == 302
    assert "Nghị định 335/2025/NĐ-CP" in staff.get(f"{CARDS}/{card.id}").text


def test_a_preview_shows_points_on_a_years_data_and_stores_nothing(
    app: Flask, as_staff: Callable[..., FlaskClient]
) -> None:
    province = SmallProvince()
    staff = as_staff("department", agency=province.department)
    draft = make_card("draft", key="thu", version=1)
    database.session.commit()
    page = staff.get(f"{CARDS}/{draft.id}/xem-thu?nam=2026")
    assert "96/100" in page.text
    assert faults_of(parse(page.text), "vi") == []
    assert database.session.scalar(select(AgencyScore.id)) is None


def test_a_preview_lists_one_group_at_a_time_twenty_five_agencies_a_page_and_finds_by_name(
    as_staff: Callable[..., FlaskClient],
) -> None:
    province = SmallProvince()
    for number in range(30):
        make_agency(f"UBND xã Thử {number:02}", code=f"{90000 + number}")
    staff = as_staff("department", agency=province.department)
    draft = make_card("draft", key="thu", version=1)
    database.session.commit()
    address = f"{CARDS}/{draft.id}/xem-thu?nam=2026"
    first, second = staff.get(address).text, staff.get(f"{address}&trang=2").text
    assert (first.count("UBND xã Thử"), second.count("UBND xã Thử")) == (21, 9)
    assert "Cơ quan 26–34 trong 34" in second
    assert "Văn phòng UBND tỉnh" not in first + second
    found = staff.get(f"{address}&tim=hac+thanh").text
    assert "UBND phường Hạc Thành" in found
    assert "UBND xã Thọ Xuân" not in found


def test_a_preview_shows_the_own_body_only_once_the_years_result_was_signed(
    as_staff: Callable[..., FlaskClient],
) -> None:
    province = SmallProvince()
    staff = as_staff("department", agency=province.department)
    draft = make_card("draft", key="thu", version=1)
    province.department.name = "Sở Nội vụ tỉnh Thanh Hóa"
    result = YearResult(year_id=province.year.id, scorecard_id=province.card.id, number=1)
    address = f"{CARDS}/{draft.id}/xem-thu?nam=2026&nhom=cap-so"
    for state, is_shown in ((None, False), ("computed", False), ("appraised", True)):
        if state:
            result.state = state
            database.session.add(result)
        database.session.commit()
        page = staff.get(address).text
        names = [one.text for one in parse(page).findall(".//table[@id='scores']/tbody/tr/*[1]")]
        assert "Văn phòng UBND tỉnh" in names
        assert ("Sở Nội vụ tỉnh Thanh Hóa" in names) is is_shown, (state, names)
        assert ("Không có cơ quan của ông/bà ở đây" in page) is not is_shown


def test_only_the_department_sees_scorecards(as_staff: Callable[..., FlaskClient]) -> None:
    for role in ("inspector", "observer", "reader"):
        assert as_staff(role).get(CARDS).status_code == 403
