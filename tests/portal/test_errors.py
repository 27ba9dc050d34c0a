"""Refusals by a rule about who may act are in the audit trail; other mistakes are not."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.actions.cases import open_case, propose_decision
from agencies.models import AgencyKind, AuditEntry, Role
from portal.errors import error_page
from surveys.models import RoundState
from tests.factories import make_agency, make_round, make_staff, make_version
from tests.house.test_pages import faults_of, parse
from tests.surveys.test_staff_routes_rounds import post, typed

SignIn = Callable[..., FlaskClient]
ROUNDS = "/can-bo/dot-khao-sat"


def refusals(db: Any) -> list[tuple[Any, Any]]:
    rows = select(AuditEntry).where(AuditEntry.act == "rule.refused").order_by(AuditEntry.id)
    found = db.session.scalars(rows).all()
    assert all(entry.outcome == "refused" for entry in found)
    return [(entry.staff_id, entry.after) for entry in found]


@pytest.fixture
def home(app: Any) -> Any:
    return make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)


def test_opening_the_form_of_a_round_that_is_open_is_noted(
    db: Any, home: Any, as_staff: SignIn
) -> None:
    own = make_round(state=RoundState.OPEN, owner_agency_id=home.id)
    officer = as_staff("department", agency=home)
    assert officer.get(f"{ROUNDS}/{own.id}/sua").status_code == 409
    wanted = {"rule": "RoundAlreadyOpen", "endpoint": "rounds_staff.edit", "method": "GET"}
    assert refusals(db) == [(officer.staff.id, wanted)]  # type: ignore[attr-defined]


def test_planning_a_round_about_the_own_body_is_noted_without_what_was_typed(
    db: Any, home: Any, as_staff: SignIn
) -> None:
    version = make_version()
    make_agency("Văn phòng UBND tỉnh", kind=AgencyKind.PROVINCE_OFFICE)
    officer = as_staff("department", agency=home)
    page = post(officer, f"{ROUNDS}/moi", typed(version, [home]))
    assert page.status_code == 409
    wanted = {"rule": "OwnRound", "endpoint": "rounds_staff.new_round", "method": "POST"}
    assert refusals(db) == [(officer.staff.id, wanted)]  # type: ignore[attr-defined]


def test_deciding_on_the_own_body_is_noted_and_nothing_is_decided(
    db: Any, home: Any, as_staff: SignIn
) -> None:
    inspectorate = make_agency("Thanh tra tỉnh", kind=AgencyKind.INSPECTORATE)
    case = open_case("review", "Đề nghị của UBND", about_agency_id=inspectorate.id)
    propose_decision(case, "upheld", "Có căn cứ", make_staff(Role.DEPARTMENT, agency=home))
    inspector = as_staff(Role.INSPECTOR, agency=inspectorate)
    fields = {"answer": "confirm", "decision_reason": "Đồng ý với đề nghị"}
    at = f"/can-bo/vu-viec/{case.id}"
    assert post(inspector, f"{at}/quyet-dinh", fields, form_at=at).status_code == 409
    db.session.refresh(case)
    assert case.state == "proposed"
    assert [after["rule"] for _who, after in refusals(db)] == ["OwnBodyConcerned"]


def test_the_trail_shows_the_rule_as_its_sentence(db: Any, home: Any, as_staff: SignIn) -> None:
    other = make_round(owner_agency_id=make_agency("Văn phòng UBND tỉnh").id)
    officer = as_staff("department", agency=home)
    officer.get(f"{ROUNDS}/{other.id}/sua")
    page = officer.get("/can-bo/nhat-ky").text
    assert "quy tắc: Đợt này do cơ quan khác lập." in page


def test_a_mistake_that_is_not_about_who_may_act_leaves_no_row(
    db: Any, home: Any, as_staff: SignIn
) -> None:
    case = open_case("review", "Đề nghị của UBND", about_agency_id=make_agency().id)
    propose_decision(case, "upheld", "Có căn cứ", make_staff(Role.DEPARTMENT, agency=home))
    officer = as_staff("department", agency=home)
    at = f"/can-bo/vu-viec/{case.id}"
    fields = {"outcome": "dismissed", "reason": "Không có căn cứ"}
    answer = post(officer, f"{at}/de-nghi", fields, form_at="/can-bo/tai-khoan-toi/")
    assert answer.status_code == 409
    assert refusals(db) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [("/can-bo/khong-co-trang-nay", 404), ("/can-bo/nhat-ky", 403), ("/can-bo/viec/7", 404)],
)
def test_a_signed_in_person_stays_in_the_frame_of_staff_pages(
    as_staff: SignIn, path: str, status: int
) -> None:
    page = as_staff("reader").get(path)
    assert page.status_code == status
    assert "Về bàn làm việc" in page.text
    assert 'class="staff-nav"' in page.text
    assert faults_of(parse(page.text), "vi") == []


def test_a_broken_rule_is_told_in_the_frame_and_nothing_half_written_stays(
    db: Any, home: Any, as_staff: SignIn
) -> None:
    own = make_round(state=RoundState.OPEN, owner_agency_id=home.id)
    page = as_staff("department", agency=home).get(f"{ROUNDS}/{own.id}/sua")
    assert page.status_code == 409
    assert 'class="staff-nav"' in page.text


def test_strangers_and_residents_get_the_plain_page(client: FlaskClient, as_staff: SignIn) -> None:
    assert 'class="staff-nav"' not in client.get("/can-bo/khong-co-trang-nay").text
    assert 'class="staff-nav"' not in as_staff("reader").get("/khong-co-trang-nay").text


def test_a_fault_of_ours_touches_no_database(app: Any, as_staff: SignIn) -> None:
    with app.test_request_context("/can-bo/"):
        page, status, _headers = error_page(500, error_id="ab12")
    assert status == 500
    assert "ab12" in page
    assert 'class="staff-nav"' not in page
