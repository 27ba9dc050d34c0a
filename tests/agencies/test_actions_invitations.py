"""A link works once and for seven days; recovery takes two people and forgets every old factor."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from agencies.actions import invitations
from agencies.actions.grants import approve_grant, propose_grant
from agencies.actions.invitations import find_usable_invitation, invite
from agencies.models import Invitation, Role, Staff
from agencies.rules import accounts as rules
from agencies.rules.cases import OtherBodyNeeded
from tests.agencies.signing_in import send, sign_in
from tests.conftest import sign_in_client
from tests.factories import make_agency, make_staff

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
NEW = "qua cau gio bay"


@pytest.fixture
def admin(db: Any) -> Any:
    return make_staff(Role.ACCOUNT_ADMIN, agency=make_agency("Sở Nội vụ"))


def accept(client: FlaskClient, token: str, password: str = NEW) -> Any:
    return send(client, f"/loi-moi/{token}", password=password, again=password)


def test_a_link_sets_a_password_once(app: Flask, db: Any, admin: Any) -> None:
    staff = make_staff(Role.READER)
    token = invite(staff, admin)
    db.session.commit()
    client = app.test_client()
    assert accept(client, token).headers["Location"].endswith("/dang-nhap")
    assert sign_in(client, staff, NEW).status_code == 302
    again = app.test_client().get(f"/loi-moi/{token}")
    assert again.status_code == 409
    assert "đã dùng" in again.get_data(as_text=True)


def test_the_token_itself_is_kept_nowhere(db: Any, admin: Any) -> None:
    token = invite(make_staff(), admin)
    row = db.session.query(Invitation).one()
    assert token.encode() not in row.token_hash
    assert len(row.token_hash) == 32


def test_a_link_is_dead_after_seven_days(db: Any, admin: Any) -> None:
    with time_machine.travel(NOON, tick=False):
        token = invite(make_staff(), admin)
    with time_machine.travel(NOON + timedelta(days=7), tick=False):
        assert find_usable_invitation(token) is None


def test_a_new_link_kills_the_old_one(db: Any, admin: Any) -> None:
    staff = make_staff()
    old, new = invite(staff, admin), invite(staff, admin)
    assert find_usable_invitation(old) is None
    assert find_usable_invitation(new) is not None


def test_a_weak_password_is_told_beside_the_box_and_keeps_the_link(
    app: Flask, db: Any, admin: Any
) -> None:
    token = invite(make_staff(), admin)
    db.session.commit()
    client = app.test_client()
    page = accept(client, token, "matkhau12345")
    assert page.status_code == 422
    assert "rất nhiều người dùng" in page.get_data(as_text=True)
    assert accept(client, token).status_code == 302


def test_one_person_cannot_reset_the_holder_of_a_heavy_role(db: Any, admin: Any) -> None:
    with pytest.raises(rules.RecoveryNeedsTwo):
        invite(make_staff(Role.DEPARTMENT), admin)


def test_recovery_needs_a_second_administrator_and_forgets_the_phone(
    app: Flask, db: Any, admin: Any
) -> None:
    staff = make_staff(Role.DEPARTMENT, tf_primary_method="authenticator", tf_totp_secret="x")
    other = make_staff(Role.ACCOUNT_ADMIN, agency=make_agency("Văn phòng UBND tỉnh"))
    colleague = make_staff(Role.ACCOUNT_ADMIN)
    colleague.agency_id = admin.agency_id
    invitations.propose_recovery(staff, admin)
    waiting = db.session.query(Invitation).one()
    with pytest.raises(OtherBodyNeeded):
        invitations.approve_recovery(waiting, colleague)
    with pytest.raises(rules.NotForOneself):
        invitations.approve_recovery(waiting, staff)
    token = invitations.approve_recovery(waiting, other)
    db.session.commit()
    assert accept(app.test_client(), token).status_code == 302
    after = db.session.get(Staff, staff.id)
    assert (after.tf_primary_method, after.tf_totp_secret) == (None, None)
    assert after.password


def test_a_recovery_nobody_agreed_to_opens_nothing(db: Any, admin: Any) -> None:
    invitations.propose_recovery(make_staff(), admin)
    waiting = db.session.query(Invitation).one()
    waiting.token_hash = invitations.token_hash("đoán trúng")
    db.session.flush()
    assert find_usable_invitation("đoán trúng") is None


def test_a_recovery_proposed_long_ago_is_not_agreed_to(db: Any, admin: Any) -> None:
    with time_machine.travel(NOON, tick=False):
        invitations.propose_recovery(make_staff(), admin)
    waiting = db.session.query(Invitation).one()
    second = make_staff(Role.ACCOUNT_ADMIN, agency=make_agency())
    with (
        time_machine.travel(NOON + timedelta(days=8), tick=False),
        pytest.raises(rules.RecoveryNotWaiting),
    ):
        invitations.approve_recovery(waiting, second)


def test_a_link_made_before_a_heavy_role_was_given_no_longer_resets_the_password(
    db: Any, admin: Any
) -> None:
    second = make_staff(Role.ACCOUNT_ADMIN, agency=make_agency("Văn phòng UBND tỉnh"))
    staff = make_staff(Role.READER, password="đã đặt từ trước")
    token = invite(staff, admin)
    approve_grant(propose_grant(staff, Role.DEPARTMENT, None, admin), second)
    assert find_usable_invitation(token) is None


def test_a_heavy_role_is_approved_only_after_its_holder_set_a_password(
    app: Flask, db: Any, admin: Any
) -> None:
    second = make_staff(Role.ACCOUNT_ADMIN, agency=make_agency("Văn phòng UBND tỉnh"))
    staff = make_staff(password=None)
    grant = propose_grant(staff, Role.DEPARTMENT, None, admin)
    token = invite(staff, admin)
    with pytest.raises(rules.PasswordNotSet):
        approve_grant(grant, second)
    db.session.commit()
    assert accept(app.test_client(), token).status_code == 302
    approve_grant(grant, second)
    assert grant.approved_by_id == second.id


def test_nobody_resets_alone_the_password_of_who_waits_for_a_heavy_role(
    db: Any, admin: Any
) -> None:
    staff = make_staff(password="do chính chủ đặt")
    token = invite(staff, admin)
    propose_grant(staff, Role.DEPARTMENT, None, admin)
    assert find_usable_invitation(token) is None
    with pytest.raises(rules.RecoveryNeedsTwo):
        invite(staff, admin)


def test_the_second_person_sees_when_and_through_whose_link_the_password_was_set(
    app: Flask, db: Any, admin: Any
) -> None:
    staff = make_staff(password=None)
    propose_grant(staff, Role.DEPARTMENT, None, admin)
    token = invite(staff, admin)
    second = make_staff(Role.ACCOUNT_ADMIN, agency=make_agency("Văn phòng UBND tỉnh"))
    db.session.commit()
    with time_machine.travel(NOON, tick=False):
        accept(app.test_client(), token)
    page = sign_in_client(app, second).get(f"/can-bo/tai-khoan/{staff.id}").text
    assert f"Đặt lúc 12:00 23/11/2026 qua liên kết do {admin.full_name} tạo" in page


def test_with_a_mail_server_the_link_goes_by_mail_alone(
    app: Flask, db: Any, admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(app.extensions["settings"], mail_server="mail.thanhhoa.example")
    monkeypatch.setitem(app.extensions, "settings", settings)
    monkeypatch.setitem(app.extensions, "outbox", [])
    staff = make_staff(password=None)
    db.session.commit()
    at = f"/can-bo/tai-khoan/{staff.id}"
    page = send(sign_in_client(app, admin), at, f"{at}/moi").text
    assert "/loi-moi/" not in page
    [letter] = app.extensions["outbox"]
    assert letter["To"] == staff.email
    assert "/loi-moi/" in letter.get_body(("plain",)).get_content()
