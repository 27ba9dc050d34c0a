"""The life of a year's result on screen, as each role: a page leads to the next step, others are refused."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.models import AuditEntry, Staff
from base.db import db as database
from evaluation.models import AnotherLook, AppraisedPoints, YearResult
from tests.conftest import sign_in_client
from tests.evaluation.scored_year import YEAR, SmallProvince
from tests.evaluation.test_actions_appraisal import AFTER_LOOKS, REASON, WORDS, Scene
from tests.house.test_pages import faults_of, parse

HOME = f"/can-bo/ket-qua-nam/{YEAR}"
PUBLIC = f"/danh-gia/{YEAR}"


def token(page: str) -> str:
    return page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that posts to an address ending so."""
    form = page.split(f'{action}"')[1].split("</form>")[0]
    values = {}
    for one in form.split("<input")[1:]:
        tag = one.split(">")[0]
        if 'type="hidden"' in tag:
            name = tag.split('name="')[1].split('"')[0]
            values[name] = tag.split('value="')[1].split('"')[0]
    return values


def client_of(app: Flask, viewer: Any) -> FlaskClient:
    return sign_in_client(app, database.session.get_one(Staff, viewer.staff_id))


@pytest.fixture
def scene(app: Flask) -> Scene:
    found = Scene()
    database.session.commit()
    return found


def post(client: FlaskClient, page: str, action: str, **values: Any) -> Any:
    shown = client.get(page)
    assert shown.status_code == 200
    return client.post(action, data={**hidden(shown.text, action), **values})


def test_a_year_goes_from_scoring_to_the_public_page_by_hand(
    app: Flask, client: FlaskClient
) -> None:
    scene = SmallProvince()
    people = Scene.__new__(Scene)
    people.__dict__.update(scene.__dict__)
    from tests.evaluation.test_actions_appraisal import viewer

    first, second = (viewer("department", scene.department) for _ in range(2))
    office = [viewer("department", scene.stand_in) for _ in range(2)]
    database.session.commit()
    staff = client_of(app, first)
    empty = staff.get(HOME)
    assert "chưa có kết quả" in empty.text
    assert post(staff, HOME, f"{HOME}/cham").status_code == 302
    sheet = f"{HOME}/15499"
    given = {"criterion": "ke-hoach", "points": "12,5", "reason": REASON}
    assert post(staff, sheet, f"{sheet}/diem", **given).status_code == 302
    for one in (first, second, *office):
        signer = client_of(app, one)
        assert post(signer, HOME, f"{HOME}/ky", has_seen="y").status_code == 302
    assert "Đã thẩm định" in staff.get(HOME).text
    assert client.get(PUBLIC).status_code == 404
    with time_machine.travel(AFTER_LOOKS):
        staff = client_of(app, first)
        assert post(staff, HOME, f"{HOME}/trinh").status_code == 302
        bad = post(staff, HOME, f"{HOME}/quyet-dinh", number="", decided_on="2026-12-09")
        assert bad.status_code == 422
        decision = {"number": "4321/QĐ-UBND", "decided_on": "2026-12-09"}
        assert post(staff, HOME, f"{HOME}/quyet-dinh", **decision).status_code == 302
        assert post(staff, HOME, f"{HOME}/cong-bo").status_code == 302
    page = client.get(PUBLIC)
    assert page.status_code == 200
    assert faults_of(parse(page.text), "vi") == []
    assert "4321/QĐ-UBND" in page.text
    assert "56,5/100" in page.text
    assert "Tiêu chí này chưa chấm (còn ít phiếu)." in page.text
    mine = client.get(f"{PUBLIC}/15499").text
    assert REASON in mine
    assert client.get("/danh-gia").location == PUBLIC


def test_an_agency_sees_its_own_sheet_once_it_was_signed_and_no_other(
    app: Flask, scene: Scene
) -> None:
    officer = client_of(app, scene.officer)
    sheet = f"{HOME}/{scene.middling.code}"
    assert officer.get(sheet).status_code == 404
    assert "64/100" not in officer.get(HOME).text
    scene.appraise()
    database.session.commit()
    shown = officer.get(sheet)
    assert "64/100" in shown.text
    assert faults_of(parse(shown.text), "vi") == []
    assert officer.get(f"{HOME}/{scene.strong.code}").status_code == 404
    assert scene.strong.name not in officer.get(HOME).text


def test_an_agency_asks_for_another_look_and_two_people_answer_on_screen(
    app: Flask, scene: Scene
) -> None:
    scene.appraise()
    database.session.commit()
    officer, sheet = client_of(app, scene.officer), f"{HOME}/{scene.middling.code}"
    short = post(officer, sheet, f"{sheet}/xem-xet-lai", criterion="cong-khai", words="Xem lại")
    assert (short.status_code, "Xem lại" in short.text) == (409, True)
    asked = {"criterion": "cong-khai", "words": WORDS}
    assert post(officer, sheet, f"{sheet}/xem-xet-lai", **asked).status_code == 302
    look = database.session.scalar(select(AnotherLook.id))
    page = f"/can-bo/ket-qua-nam/de-nghi/{look}"
    department, inspector = client_of(app, scene.first), client_of(app, scene.inspector)
    proposal = {"outcome": "upheld", "points": "35", "reason": REASON}
    assert post(department, page, f"{page}/de-xuat", **proposal).status_code == 302
    assert officer.post(f"{page}/tra-loi", data={"answer": "yes"}).status_code in (400, 403)
    assert post(inspector, page, f"{page}/tra-loi", answer="yes").status_code == 302
    shown = officer.get(page).text
    assert "Chấp nhận" in shown
    assert REASON in shown
    assert "79/100" in officer.get(sheet).text


def test_what_was_typed_stays_when_a_rule_refuses_the_points(app: Flask, scene: Scene) -> None:
    staff, sheet = client_of(app, scene.first), f"{HOME}/15499"
    refused = post(staff, sheet, f"{sheet}/diem", criterion="ke-hoach", points="99", reason=REASON)
    assert refused.status_code == 409
    assert "Điểm của tiêu chí này phải từ 0 đến 20" in refused.text
    assert REASON in refused.text
    assert database.session.scalar(select(AppraisedPoints.id)) is None


def test_a_page_opened_before_somebody_else_signed_signs_nothing(app: Flask, scene: Scene) -> None:
    first, second = client_of(app, scene.first), client_of(app, scene.second)
    old = second.get(HOME).text
    assert post(first, HOME, f"{HOME}/ky", has_seen="y").status_code == 302
    late = second.post(f"{HOME}/ky", data={**hidden(old, f"{HOME}/ky"), "has_seen": "y"})
    assert late.status_code == 409
    assert "Người khác vừa sửa mục này" in late.text


def test_leaders_see_what_was_decided_observers_what_is_public(
    app: Flask, scene: Scene, as_staff: Callable[..., FlaskClient]
) -> None:
    reader, observer = as_staff("reader"), as_staff("observer")
    scene.submit()
    database.session.commit()
    assert "96/100" not in reader.get(HOME).text
    with time_machine.travel(AFTER_LOOKS):
        from evaluation.actions.publication import publish_result, record_decision

        record_decision(scene.first, scene.result, "4321/QĐ-UBND", datetime(2026, 12, 9).date())
        database.session.commit()
    assert "96/100" in reader.get(HOME).text
    assert "96/100" not in observer.get(HOME).text
    with time_machine.travel(AFTER_LOOKS):
        publish_result(scene.first, scene.result)
        database.session.commit()
    assert "96/100" in observer.get(HOME).text


def test_the_sheet_for_grading_a_head_is_opened_for_a_purpose_and_each_opening_is_noted(
    app: Flask, scene: Scene, as_staff: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    reader = as_staff("reader")
    address = f"{HOME}/{scene.strong.code}/nguoi-dung-dau"
    assert reader.get(address).status_code == 404
    scene.decide()
    database.session.commit()
    asked = reader.get(address)
    assert "96/100" not in asked.text
    assert reader.post(address, data={"csrf_token": token(asked.text)}).status_code == 200
    opened = reader.post(
        address, data={"csrf_token": token(asked.text), "purpose": "Xếp loại năm 2026"}
    )
    assert "96/100" in opened.text
    assert opened.headers["Cache-Control"] == "no-store"
    for grade in ("Hoàn thành xuất sắc", "Hoàn thành tốt", "Không hoàn thành"):
        assert grade not in opened.text
    noted = database.session.scalars(
        select(AuditEntry).where(AuditEntry.act == "head_sheet.open")
    ).all()
    assert [one.after["purpose"] for one in noted] == ["Xếp loại năm 2026"]
    officer = client_of(app, scene.officer)
    assert officer.get(address).status_code == 403


def test_an_older_version_stays_readable_beside_the_new_one(
    app: Flask, scene: Scene, client: FlaskClient
) -> None:
    from evaluation.actions.scoring import compute_result

    scene.publish()
    scene.result = compute_result(scene.year, reason="Nhập nhầm số thôn của xã Thọ Xuân")
    scene.publish()
    database.session.commit()
    new = client.get(PUBLIC).text
    assert "Nhập nhầm số thôn của xã Thọ Xuân" in new
    assert f"{PUBLIC}?ban=1" in new
    old = client.get(f"{PUBLIC}?ban=1").text
    assert "Bản này đã được đính chính" in old
    assert client.get(f"{PUBLIC}?ban=7").status_code == 404
    assert len(database.session.scalars(select(YearResult)).all()) == 2


def test_what_is_not_published_does_not_exist_for_everybody(
    app: Flask, scene: Scene, client: FlaskClient
) -> None:
    scene.decide()
    database.session.commit()
    assert client.get(PUBLIC).status_code == 404
    assert client.get(f"{PUBLIC}/{scene.strong.code}").status_code == 404
    page = client.get("/danh-gia")
    assert "Chưa có năm nào được công bố" in page.text
    assert datetime.now(UTC)
