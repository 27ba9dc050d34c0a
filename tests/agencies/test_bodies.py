"""One administrator cannot redraw the bodies that check each other."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from agencies.actions.agencies import add_agency, apply_rows, change_agency
from agencies.actions.cases import open_case
from agencies.actions.grants import approve_grant, propose_grant
from agencies.actions.succession import merge_agencies, rename_agency
from agencies.models import Agency, AgencyKind, AuditEntry, Role
from agencies.queries.agencies import register_rows
from agencies.rules.bodies import BodyKept
from agencies.rules.cases import OtherBodyNeeded
from tests.agencies.test_staff_routes_agencies import token
from tests.factories import make_agency, make_staff


@pytest.fixture
def department(db: Any) -> Any:
    return make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)


@pytest.fixture
def centre(department: Any) -> Any:
    """Part of the department: its people are no second body."""
    return make_agency(
        "Trung tâm", kind="service_unit", parent_id=department.id, counts_for_parent=True
    )


@pytest.fixture
def admin(department: Any) -> Any:
    return make_staff(Role.ACCOUNT_ADMIN, agency=department)


def row(agency: Agency, **changed: Any) -> Any:
    values = {**vars(register_rows()[agency.code]), **changed}
    return type(register_rows()[agency.code])(**values)


def change(agency: Agency, by: Any, **changed: Any) -> None:
    change_agency(agency, row(agency, **changed), agency.revision, by.id)


def test_a_part_is_not_cut_off_to_be_the_second_body(
    db: Any, department: Any, centre: Any, admin: Any
) -> None:
    colleague = make_staff(Role.ACCOUNT_ADMIN, agency=centre)
    grant = propose_grant(make_staff(), Role.DEPARTMENT, None, admin)
    db.session.commit()
    with pytest.raises(BodyKept):
        change(centre, admin, counts_for_parent=False)
    db.session.rollback()
    with pytest.raises(OtherBodyNeeded):
        approve_grant(grant, colleague)


def test_a_rated_part_does_not_leave_the_body_whose_round_rates_it(centre: Any, admin: Any) -> None:
    with pytest.raises(BodyKept):
        change(centre, admin, parent_code=None, counts_for_parent=False)


def test_a_stranger_is_not_made_part_of_a_body_that_decides(
    db: Any, department: Any, admin: Any
) -> None:
    inspectorate = make_agency("Thanh tra tỉnh", kind=AgencyKind.INSPECTORATE)
    make_staff(Role.INSPECTOR, agency=inspectorate)
    with pytest.raises(BodyKept):
        change(inspectorate, admin, parent_code=department.code, counts_for_parent=True)


@pytest.mark.parametrize(
    "changed",
    [{"kind": AgencyKind.SCHOOL}, {"valid_to": date(2026, 1, 1)}],
    ids=["kind", "validity"],
)
def test_kind_and_validity_of_a_body_with_heavy_roles_stay(
    department: Any, admin: Any, changed: dict[str, Any]
) -> None:
    with pytest.raises(BodyKept):
        change(department, admin, **changed)


def test_a_body_with_an_open_case_stays_and_with_none_changes(db: Any, admin: Any) -> None:
    commune, other = make_agency("UBND xã Cẩm Thủy"), make_agency("UBND xã Cẩm Tú")
    open_case("review", "Đề nghị xem xét lại", about_agency_id=commune.id)
    change(other, admin, valid_to=date(2026, 1, 1))
    with pytest.raises(BodyKept):
        merge_agencies([commune], other, date(2025, 9, 1), "NQ", admin.id)


def test_a_proposed_heavy_role_holds_its_body_already(db: Any, admin: Any) -> None:
    office = make_agency("Sở Tư pháp", kind=AgencyKind.DEPARTMENT)
    propose_grant(make_staff(agency=office), Role.INSPECTOR, None, admin)
    with pytest.raises(BodyKept):
        rename_agency(office, "STP2", "Sở Tư pháp mới", date(2026, 1, 1), "NQ", admin.id)


def test_names_and_places_still_change(department: Any, admin: Any) -> None:
    change(department, admin, name="Sở Nội vụ tỉnh", latitude=19.8, longitude=105.7)
    assert department.name == "Sở Nội vụ tỉnh"


def test_there_is_no_second_stand_in_by_one_persons_will(db: Any, admin: Any) -> None:
    office = make_agency("Văn phòng UBND tỉnh", kind=AgencyKind.PROVINCE_OFFICE)
    with pytest.raises(BodyKept):
        add_agency(row(office, code="A00", name="Văn phòng khác"), admin.id)
    db.session.rollback()


def test_an_import_by_one_person_is_refused_and_by_the_command_line_is_not(
    db: Any, centre: Any, admin: Any
) -> None:
    db.session.commit()
    rows = [row(centre, counts_for_parent=False)]
    with pytest.raises(BodyKept):
        apply_rows(rows, admin.id, "register.import")
    db.session.rollback()
    assert apply_rows(rows, None, "register.import").changed == (centre.code,)


def test_the_page_says_so_keeps_what_was_typed_and_notes_it(
    db: Any, department: Any, as_staff: Callable[..., FlaskClient]
) -> None:
    client = as_staff(Role.ACCOUNT_ADMIN, agency=department)
    url = f"/can-bo/co-quan/{department.code}/sua"
    opened = client.get(url).text
    fields = {
        "csrf_token": token(opened),
        "revision": token(opened, "revision"),
        "name": "Sở Nội vụ (thử)",
        "kind": "school",
        "valid_from": "2025-07-01",
    }
    page = client.post(url, data=fields)
    assert page.status_code == 422
    assert "cán bộ giữ vai trò phải hai người duyệt" in page.text
    assert "Sở Nội vụ (thử)" in page.text
    last = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (last.act, last.after["rule"]) == ("rule.refused", "BodyKept")
    db.session.expire_all()
    assert db.session.get(Agency, department.id).name == "Sở Nội vụ"
