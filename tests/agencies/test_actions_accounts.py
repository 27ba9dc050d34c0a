"""Accounts are made once per address; installation may grant without a second person, not against rules."""

from typing import Any

import pytest

from agencies.actions.accounts import create_staff, grant_role_directly
from agencies.models import AuditEntry, Role
from agencies.rules import accounts as rules
from tests.factories import make_agency


def test_an_address_makes_one_account_whatever_its_capitals(db: Any) -> None:
    create_staff("Hoa@thanhhoa.example", "Lê Thị Hoa", None)
    with pytest.raises(rules.EmailTaken):
        create_staff("hoa@THANHHOA.example ", "Lê Thị Hoa", None)


@pytest.mark.parametrize("email", ["hoa", "hoa@thanhhoa", "a b@x.vn", "hoa@x.vn, lan@x.vn", ""])
def test_an_unreadable_address_makes_no_account(db: Any, email: str) -> None:
    with pytest.raises(rules.EmailUnreadable):
        create_staff(email, "Lê Thị Hoa", None)


def test_the_making_of_an_account_is_in_the_audit_trail(db: Any) -> None:
    staff = create_staff("hoa@thanhhoa.example", "  Lê Thị   Hoa ", None)
    entry = db.session.query(AuditEntry).filter_by(act="account.create").one()
    assert (entry.subject_type, entry.subject_id) == ("staff", str(staff.id))
    assert staff.full_name == "Lê Thị Hoa"


def test_nobody_is_both_department_and_inspector_even_at_installation(db: Any) -> None:
    staff = create_staff("hoa@thanhhoa.example", "Lê Thị Hoa", None)
    grant_role_directly(staff, Role.DEPARTMENT)
    with pytest.raises(rules.BothDepartmentAndInspector):
        grant_role_directly(staff, Role.INSPECTOR)


def test_an_officer_is_granted_for_an_agency_and_a_reader_for_the_province(db: Any) -> None:
    staff = create_staff("hoa@thanhhoa.example", "Lê Thị Hoa", None)
    agency = make_agency()
    with pytest.raises(rules.RoleNeedsAgency):
        grant_role_directly(staff, Role.AGENCY_OFFICER)
    with pytest.raises(rules.RoleIsForTheProvince):
        grant_role_directly(staff, Role.READER, agency.id)
    grant_role_directly(staff, Role.AGENCY_OFFICER, agency.id)
