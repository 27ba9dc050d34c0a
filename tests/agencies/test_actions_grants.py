"""Heavy roles take two administrators of different bodies; nobody acts for themselves."""

from typing import Any

import pytest
from flask import Flask

from agencies.actions.accounts import activate_staff, change_staff, deactivate_staff
from agencies.actions.grants import approve_grant, propose_grant, refuse_grant, revoke_grant
from agencies.models import GrantState, Role
from agencies.rules import accounts as rules
from agencies.rules.cases import OtherBodyNeeded, SecondPersonNeeded
from tests.conftest import sign_in_client
from tests.factories import make_agency, make_staff


@pytest.fixture
def admins(db: Any) -> tuple[Any, Any]:
    office, department = make_agency("Văn phòng UBND tỉnh"), make_agency("Sở Nội vụ")
    return (
        make_staff(Role.ACCOUNT_ADMIN, agency=office),
        make_staff(Role.ACCOUNT_ADMIN, agency=department),
    )


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.INSPECTOR, Role.ACCOUNT_ADMIN])
def test_a_heavy_role_waits_for_a_second_administrator_of_another_body(
    admins: Any, role: Role
) -> None:
    first, second = admins
    grant = propose_grant(make_staff(password="do chính chủ đặt"), role, None, first)
    assert grant.state == GrantState.PROPOSED
    with pytest.raises(SecondPersonNeeded):
        approve_grant(grant, first)
    approve_grant(grant, second)
    assert (grant.state, grant.approved_by_id) == (GrantState.GRANTED, second.id)


def test_a_colleague_of_the_proposer_cannot_be_the_second(admins: Any) -> None:
    first, _second = admins
    colleague = make_staff(Role.ACCOUNT_ADMIN)
    colleague.agency_id = first.agency_id
    grant = propose_grant(make_staff(), Role.DEPARTMENT, None, first)
    with pytest.raises(OtherBodyNeeded):
        approve_grant(grant, colleague)


def test_a_centre_and_its_committee_are_one_body(db: Any) -> None:
    committee = make_agency("UBND phường Hạc Thành")
    centre = make_agency("Trung tâm", parent_id=committee.id, counts_for_parent=True)
    first = make_staff(Role.ACCOUNT_ADMIN, agency=committee)
    second = make_staff(Role.ACCOUNT_ADMIN, agency=centre)
    grant = propose_grant(make_staff(), Role.DEPARTMENT, None, first)
    with pytest.raises(OtherBodyNeeded):
        approve_grant(grant, second)


def test_a_light_role_is_given_at_once(admins: Any) -> None:
    grant = propose_grant(make_staff(), Role.READER, None, admins[0])
    assert grant.state == GrantState.GRANTED


def test_nobody_proposes_approves_or_revokes_for_themselves(admins: Any) -> None:
    first, second = admins
    with pytest.raises(rules.NotForOneself):
        propose_grant(first, Role.READER, None, first)
    grant = propose_grant(second, Role.DEPARTMENT, None, first)
    with pytest.raises(rules.NotForOneself):
        approve_grant(grant, second)
    with pytest.raises(rules.NotForOneself):
        revoke_grant(first.grants[0], first)


def test_a_proposed_inspector_cannot_be_proposed_as_department(admins: Any) -> None:
    staff = make_staff()
    propose_grant(staff, Role.INSPECTOR, None, admins[0])
    with pytest.raises(rules.BothDepartmentAndInspector):
        propose_grant(staff, Role.DEPARTMENT, None, admins[0])


def test_a_decided_proposal_is_not_decided_again(admins: Any) -> None:
    first, second = admins
    grant = propose_grant(make_staff(), Role.DEPARTMENT, None, first)
    refuse_grant(grant, second)
    with pytest.raises(rules.GrantNotWaiting):
        approve_grant(grant, second)
    with pytest.raises(rules.GrantNotInForce):
        revoke_grant(grant, second)


def test_two_administrators_of_two_bodies_remain(admins: Any) -> None:
    first, second = admins
    with pytest.raises(rules.TooFewAdmins):
        revoke_grant(second.grants[0], first)
    with pytest.raises(rules.TooFewAdmins):
        deactivate_staff(second, first.id)
    make_staff(Role.ACCOUNT_ADMIN, agency=make_agency("Sở Tư pháp"))
    deactivate_staff(second, first.id)
    assert not second.active


def test_switching_off_ends_sessions_and_heavy_accounts_are_not_reopened_by_one(
    admins: Any,
) -> None:
    staff = make_staff(Role.DEPARTMENT)
    before = staff.fs_uniquifier
    deactivate_staff(staff, admins[0].id)
    assert staff.fs_uniquifier != before
    with pytest.raises(rules.ReopenTakesGrants):
        activate_staff(staff, admins[0].id)
    revoke_grant(staff.grants[0], admins[0])
    activate_staff(staff, admins[0].id)
    assert staff.active


def test_the_body_of_a_heavy_role_is_not_changed_by_one(admins: Any) -> None:
    staff = make_staff(Role.DEPARTMENT, agency=make_agency("Sở Nội vụ"))
    with pytest.raises(rules.BodyDecidesWhoIsSecond):
        change_staff(staff, staff.full_name, make_agency("Sở Tư pháp").id, admins[0].id)


def test_a_proposer_without_a_body_finds_no_second_person(admins: Any) -> None:
    _first, second = admins
    homeless = make_staff(Role.ACCOUNT_ADMIN, agency=None)
    homeless.agency_id = None
    grant = propose_grant(make_staff(), Role.DEPARTMENT, None, homeless)
    with pytest.raises(OtherBodyNeeded):
        approve_grant(grant, second)


def test_the_proposer_is_offered_to_withdraw_and_another_to_approve(
    app: Flask, db: Any, admins: Any
) -> None:
    first, second = admins
    staff = make_staff(password="do chính chủ đặt")
    grant = propose_grant(staff, Role.DEPARTMENT, None, first)
    db.session.commit()
    approving = f"/can-bo/tai-khoan/vai-tro/{grant.id}/duyet"
    own = sign_in_client(app, first).get(f"/can-bo/tai-khoan/{staff.id}").text
    assert approving not in own
    assert "Rút đề nghị" in own
    assert approving in sign_in_client(app, second).get(f"/can-bo/tai-khoan/{staff.id}").text


@pytest.mark.parametrize("heavy", [Role.DEPARTMENT, Role.INSPECTOR])
def test_who_appraises_is_no_officer_of_an_agency_that_is_appraised(
    admins: Any, heavy: Role
) -> None:
    commune, own = make_agency("UBND xã Thọ Xuân"), make_agency("Chi cục", code="38-CC")
    judge, officer = make_staff(heavy, agency=own), make_staff(Role.AGENCY_OFFICER, agency=commune)
    with pytest.raises(rules.AppraisesWhatIsServed):
        propose_grant(judge, Role.AGENCY_OFFICER, commune.id, admins[0])
    assert propose_grant(judge, Role.AGENCY_OFFICER, own.id, admins[0]).agency_id == own.id
    officer.agency_id = own.id
    with pytest.raises(rules.AppraisesWhatIsServed):
        propose_grant(officer, heavy, None, admins[0])
