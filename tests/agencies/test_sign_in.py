"""Signing in tells nothing to strangers, locks, takes two factors where it must, and ends."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from agencies.models import AuditEntry, Passkey, Role, Staff
from agencies.sign_in.messages import MESSAGES
from portal.catalogue import extract_messages
from tests.agencies.signing_in import (
    PASSWORD,
    SIGN_IN,
    make_person,
    send,
    set_up_codes,
    sign_in,
    token_of,
)
from tests.conftest import sign_in_client

DESK = "/can-bo/"
OWN = "/can-bo/tai-khoan-toi/"
NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


def bare(response: Any, typed: str) -> str:
    """The page without what differs by nature: its token and what was typed."""
    text = re.sub(r'value="[^"]*\.[^"]*"', "", response.get_data(as_text=True))
    return text.replace(typed, "")


def is_in(client: FlaskClient) -> bool:
    return client.get(DESK).status_code == 200


def test_a_right_password_leads_to_the_desk(client: FlaskClient, app: Flask) -> None:
    answer = sign_in(client, make_person(Role.READER))
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(DESK)
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(app: Flask) -> None:
    staff = make_person(Role.READER)
    wrong = sign_in(app.test_client(), staff, "sai mật khẩu rồi")
    unknown = send(app.test_client(), SIGN_IN, email="ai@do.example", password="sai mật khẩu rồi")
    assert wrong.status_code == unknown.status_code
    assert bare(wrong, staff.email) == bare(unknown, "ai@do.example")
    assert "không đúng" in wrong.get_data(as_text=True)


def test_a_locked_account_refuses_the_right_password_with_the_same_page(app: Flask) -> None:
    staff = make_person(Role.READER)
    wrong = [sign_in(app.test_client(), staff, "sai mật khẩu rồi") for _ in range(5)]
    client = app.test_client()
    locked = sign_in(client, staff)
    assert bare(locked, staff.email) == bare(wrong[0], staff.email)
    assert not is_in(client)


def test_a_switched_off_account_gets_the_same_page(app: Flask) -> None:
    staff, off = make_person(Role.READER), make_person(Role.READER, active=False)
    wrong = sign_in(app.test_client(), staff, "sai mật khẩu rồi")
    refused = sign_in(app.test_client(), off)
    assert bare(refused, off.email) == bare(wrong, staff.email)


def test_a_lock_ends_after_a_quarter_of_an_hour(app: Flask) -> None:
    staff = make_person(Role.READER)
    with time_machine.travel(NOON, tick=False):
        for _ in range(5):
            sign_in(app.test_client(), staff, "sai mật khẩu rồi")
        assert sign_in(app.test_client(), staff).status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=15), tick=False):
        assert sign_in(app.test_client(), staff).status_code == 302


def test_attempts_during_a_lock_do_not_lengthen_it(app: Flask, db: Any) -> None:
    staff = make_person(Role.READER)
    with time_machine.travel(NOON, tick=False):
        for _ in range(5):
            sign_in(app.test_client(), staff, "sai mật khẩu rồi")
    until = db.session.get(Staff, staff.id).locked_until
    with time_machine.travel(NOON + timedelta(minutes=10), tick=False):
        for _ in range(6):
            sign_in(app.test_client(), staff, "sai mật khẩu rồi")
    assert db.session.get(Staff, staff.id).locked_until == until


def test_a_network_that_tries_forty_times_is_held_off(app: Flask) -> None:
    staff = make_person(Role.READER)
    for number in range(40):
        send(app.test_client(), SIGN_IN, email=f"a{number}@do.example", password="x" * 12)
    assert "quá nhiều lần" in sign_in(app.test_client(), staff).get_data(as_text=True)


def test_the_audit_trail_keeps_who_but_never_what_was_typed(app: Flask, db: Any) -> None:
    staff = make_person(Role.READER)
    sign_in(app.test_client(), staff, "mật khẩu bị lộ")
    send(app.test_client(), SIGN_IN, email="khong.co@do.example", password="mật khẩu bị lộ")
    sign_in(app.test_client(), staff)
    rows = db.session.query(AuditEntry).order_by(AuditEntry.id).all()
    assert [(row.act, row.staff_id, row.outcome) for row in rows] == [
        ("signin.fail", staff.id, "refused"),
        ("signin.fail", None, "refused"),
        ("signin.done", staff.id, "done"),
    ]
    kept = str([(row.before, row.after, row.subject_id) for row in rows])
    assert "lộ" not in kept
    assert "khong.co" not in kept


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(app: Flask, address: str) -> None:
    client = app.test_client()
    answer = sign_in(client, make_person(Role.READER), next=address)
    goal = urlsplit(answer.headers.get("Location", "/"))
    assert (goal.scheme, goal.netloc) == ("", "")
    assert goal.path.startswith("/")
    assert not goal.path.startswith(("//", "/\\"))


def test_signing_in_leads_back_with_the_question_that_was_asked(app: Flask) -> None:
    client = app.test_client()
    led = client.get("/can-bo/quy-dinh?q=tố cáo").headers["Location"]
    staff = make_person(Role.READER)
    page = client.get(led).get_data(as_text=True)
    wanted = re.search(r'name="next" value="([^"]*)"', page).group(1)  # type: ignore[union-attr]
    answer = client.post(
        led,
        data={
            "csrf_token": token_of(page),
            "email": staff.email,
            "password": PASSWORD,
            "next": wanted,
        },
    )
    assert answer.headers["Location"].startswith("/can-bo/quy-dinh?q=")


def test_nobody_stays_signed_in_by_a_remember_me_sent_along(app: Flask) -> None:
    client = app.test_client()
    answer = sign_in(client, make_person(Role.READER), remember="y")
    assert "remember_token" not in str(answer.headers)
    assert client.get_cookie("remember_token") is None


def test_a_session_is_over_after_two_idle_hours(app: Flask) -> None:
    client = app.test_client()
    with time_machine.travel(NOON, tick=False):
        sign_in(client, make_person(Role.READER))
    with time_machine.travel(NOON + timedelta(minutes=119), tick=False):
        assert is_in(client)
    with time_machine.travel(NOON + timedelta(minutes=240), tick=False):
        assert not is_in(client)


def test_a_session_is_over_after_ten_busy_hours(app: Flask) -> None:
    client = app.test_client()
    with time_machine.travel(NOON, tick=False):
        sign_in(client, make_person(Role.READER))
    for hour in range(1, 10):
        with time_machine.travel(NOON + timedelta(hours=hour), tick=False):
            assert is_in(client)
    with time_machine.travel(NOON + timedelta(hours=10), tick=False):
        assert not is_in(client)


def test_signing_out_is_a_post_with_a_token(app: Flask) -> None:
    client = app.test_client()
    sign_in(client, make_person(Role.READER))
    assert client.get("/can-bo/tai-khoan-toi/dang-xuat").status_code == 405
    assert client.post("/can-bo/tai-khoan-toi/dang-xuat").status_code == 400
    assert is_in(client)
    send(client, DESK, "/can-bo/tai-khoan-toi/dang-xuat")
    assert not is_in(client)


def test_a_copied_cookie_opens_nothing_once_its_owner_signed_out(app: Flask, db: Any) -> None:
    client, thief, phone = app.test_client(), app.test_client(), app.test_client()
    staff = make_person(Role.READER)
    sign_in(client, staff)
    sign_in(phone, staff)
    copied = client.get_cookie("ydan")
    assert copied
    thief.set_cookie("ydan", copied.value)
    assert is_in(thief)
    send(client, DESK, "/can-bo/tai-khoan-toi/dang-xuat")
    assert not is_in(thief)
    assert not is_in(phone)
    assert db.session.query(AuditEntry).filter_by(act="signin.out", staff_id=staff.id).count() == 1
    assert sign_in(client, staff).status_code == 302
    assert is_in(client)


def test_who_is_switched_off_is_out_with_the_next_page(app: Flask, db: Any) -> None:
    client = app.test_client()
    staff = make_person(Role.READER)
    sign_in(client, staff)
    staff.active = False
    db.session.commit()
    assert not is_in(client)


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.INSPECTOR, Role.ACCOUNT_ADMIN])
def test_a_heavy_role_without_second_factor_opens_nothing_but_set_up(
    app: Flask, role: Role
) -> None:
    client = app.test_client()
    sign_in(client, make_person(role))
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/can-bo") or rule.arguments or "GET" not in rule.methods:  # type: ignore[operator]
            continue
        answer = client.get(rule.rule)
        if answer.status_code == 200:
            assert rule.rule in (
                OWN,
                "/can-bo/tai-khoan-toi/ma-xac-thuc",
                "/can-bo/tai-khoan-toi/khoa-truy-cap",
                "/can-bo/tai-khoan-toi/xac-nhan",
            )
    assert client.get(DESK).headers["Location"].endswith(OWN)


def test_setting_up_codes_opens_the_desk_and_asks_for_a_code_next_time(app: Flask) -> None:
    client, staff = app.test_client(), make_person(Role.DEPARTMENT)
    with time_machine.travel(NOON):
        sign_in(client, staff)
        phone = set_up_codes(app, client)
        assert is_in(client)
    with time_machine.travel(NOON + timedelta(minutes=2)):
        again = app.test_client()
        led = sign_in(again, staff).headers["Location"]
        assert "/nhap-ma" in led
        assert not is_in(again)
        code = phone.generate(time=NOON + timedelta(minutes=2)).token
        assert send(again, led, code=code).status_code == 302
        assert is_in(again)


def test_a_code_counts_once(app: Flask) -> None:
    staff = make_person(Role.DEPARTMENT)
    with time_machine.travel(NOON):
        client = app.test_client()
        sign_in(client, staff)
        phone = set_up_codes(app, client)
    later = NOON + timedelta(minutes=2)
    with time_machine.travel(later):
        code = phone.generate(time=later).token
        first, second = app.test_client(), app.test_client()
        send(first, sign_in(first, staff).headers["Location"], code=code)
        send(second, sign_in(second, staff).headers["Location"], code=code)
        assert is_in(first)
        assert not is_in(second)


def test_five_wrong_codes_lock_the_account(app: Flask, db: Any) -> None:
    staff = make_person(Role.DEPARTMENT)
    client = app.test_client()
    sign_in(client, staff)
    set_up_codes(app, client)
    stranger = app.test_client()
    led = sign_in(stranger, staff).headers["Location"]
    for _ in range(5):
        send(stranger, led, code="000000")
    assert db.session.get(Staff, staff.id).locked_until is not None
    assert sign_in(app.test_client(), staff).status_code == 200


def test_a_recovery_code_works_once_and_lies_encrypted(app: Flask, db: Any) -> None:
    staff = make_person(Role.DEPARTMENT)
    client = app.test_client()
    sign_in(client, staff)
    set_up_codes(app, client)
    page = send(client, "/can-bo/tai-khoan-toi/ma-du-phong").get_data(as_text=True)
    code = re.findall(r"<code[^>]*>([0-9a-f-]{14})</code>", page)[0]
    assert code not in str(db.session.get(Staff, staff.id).mf_recovery_codes)
    for expected in (True, False):
        again = app.test_client()
        sign_in(again, staff)
        send(again, "/can-bo/tai-khoan-toi/dung-ma-du-phong", code=code)
        assert is_in(again) is expected


def _add_passkey(db: Any, staff: Staff) -> None:
    staff.fs_webauthn_user_handle = f"tay-cam-{staff.id}"
    db.session.flush()
    db.session.add(
        Passkey(
            credential_id=b"1" * 20,
            public_key=b"2" * 60,
            backup_state=False,
            device_type="single_device",
            name="Điện thoại",
            usage="first",
            user_id=staff.fs_webauthn_user_handle,
        )
    )
    db.session.commit()


def test_a_password_alone_does_not_do_where_the_passkey_is_the_second_factor(
    app: Flask, db: Any
) -> None:
    staff = make_person(Role.DEPARTMENT)
    _add_passkey(db, staff)
    client = app.test_client()
    assert "khóa truy cập" in sign_in(client, staff).get_data(as_text=True)
    assert not is_in(client)


def _remove_passkey(client: FlaskClient) -> Any:
    return send(client, OWN, "/can-bo/tai-khoan-toi/xoa-khoa", name="Điện thoại")


def test_the_last_second_factor_of_a_heavy_role_is_not_removed_by_its_holder(
    app: Flask, db: Any
) -> None:
    staff = make_person(Role.DEPARTMENT)
    _add_passkey(db, staff)
    answer = _remove_passkey(sign_in_client(app, staff))
    assert answer.status_code == 409
    assert "cách duy nhất còn lại" in answer.get_data(as_text=True)
    db.session.expire_all()
    assert db.session.query(Passkey).count() == 1
    refused = db.session.query(AuditEntry).filter_by(act="rule.refused").one()
    assert refused.after["rule"] == "LastFactorKept"


@pytest.mark.parametrize(
    ("role", "codes"), [(Role.DEPARTMENT, "authenticator"), (Role.READER, None)]
)
def test_a_passkey_goes_where_another_factor_stays_or_none_is_needed(
    app: Flask, db: Any, role: Role, codes: str | None
) -> None:
    staff = make_person(role, tf_primary_method=codes)
    _add_passkey(db, staff)
    assert _remove_passkey(sign_in_client(app, staff)).status_code == 302
    assert db.session.query(Passkey).count() == 0


def test_a_session_from_before_the_grant_cannot_add_a_factor_to_an_account_that_has_one(
    app: Flask, db: Any
) -> None:
    from agencies.actions.accounts import grant_role_directly

    staff = make_person(Role.READER)
    _add_passkey(db, staff)
    client = app.test_client()
    sign_in(client, staff)
    grant_role_directly(db.session.get(Staff, staff.id), Role.DEPARTMENT)
    db.session.commit()
    assert client.get("/can-bo/tai-khoan-toi/ma-xac-thuc").headers["Location"].endswith(OWN)
    assert "đăng nhập lại" in client.get(OWN).get_data(as_text=True)


def test_a_heavy_role_cannot_switch_its_codes_off(app: Flask, db: Any) -> None:
    staff = make_person(Role.DEPARTMENT)
    client = app.test_client()
    sign_in(client, staff)
    set_up_codes(app, client)
    send(client, "/can-bo/tai-khoan-toi/ma-xac-thuc", setup="disable")
    assert db.session.get(Staff, staff.id).tf_primary_method == "authenticator"


def test_other_addresses_of_the_library_do_not_exist(app: Flask) -> None:
    from agencies.sign_in import OPEN_VIEWS

    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("security.") and rule.endpoint not in OPEN_VIEWS:
            address = rule.rule.replace("<path:filename>", "js/webauthn.js")
            address = re.sub(r"<[^>]+>", "x", address)
            assert client.get(address).status_code in (404, 405), rule.rule


def test_no_token_is_handed_out_and_none_opens_a_page(app: Flask) -> None:
    staff = make_person(Role.READER)
    client = app.test_client()
    token = token_of(client.get(SIGN_IN).get_data(as_text=True))
    answer = client.post(
        f"{SIGN_IN}?include_auth_token",
        json={"email": staff.email, "password": PASSWORD, "csrf_token": token},
        headers={"X-CSRFToken": token, "Accept": "application/json"},
    )
    assert "authentication_token" not in answer.get_data(as_text=True)
    with app.test_request_context():
        bearer = str(staff.get_auth_token())
    stranger = app.test_client()
    refused = stranger.get(DESK, headers={"Authentication-Token": bearer})
    assert "/dang-nhap" in refused.headers["Location"]


def test_every_sentence_of_the_library_is_ours(app: Flask) -> None:
    known = set(extract_messages())
    settings = {key: one for key, one in app.config.items() if key.startswith("SECURITY_MSG_")}
    assert len(settings) > len(MESSAGES)
    assert {one[0] for one in settings.values()} <= known


def test_the_password_rules_hold_for_ones_own_change(app: Flask, db: Any) -> None:
    staff = make_person(Role.READER, full_name="Lê Thị Hoa")
    client = app.test_client()
    sign_in(client, staff)
    path = "/can-bo/tai-khoan-toi/doi-mat-khau"
    page = send(
        client, path, password=PASSWORD, new_password="lethihoa2026", new_password_confirm="x"
    )
    bad = send(
        client,
        path,
        password=PASSWORD,
        new_password="lethihoa2026",
        new_password_confirm="lethihoa2026",
    )
    assert "không giống nhau" in page.get_data(as_text=True)
    assert "họ tên" in bad.get_data(as_text=True)
    new = "qua cau gio bay"
    send(client, path, password=PASSWORD, new_password=new, new_password_confirm=new)
    assert is_in(client)
    assert sign_in(app.test_client(), staff, new).status_code == 302


def test_the_chosen_language_is_kept_with_the_account(app: Flask) -> None:
    staff = make_person(Role.READER)
    client = app.test_client()
    sign_in(client, staff)
    send(client, OWN, f"{OWN}ngon-ngu", language="en")
    assert 'lang="en"' in client.get(OWN).get_data(as_text=True)
    elsewhere = app.test_client()
    sign_in(elsewhere, staff)
    assert 'lang="en"' in elsewhere.get(DESK).get_data(as_text=True)


@pytest.mark.parametrize("page", ["ma-xac-thuc", "khoa-truy-cap", "ma-du-phong"])
def test_an_hour_later_only_the_owner_changes_how_one_gets_in(app: Flask, page: str) -> None:
    client, staff = app.test_client(), make_person(Role.READER)
    with time_machine.travel(NOON):
        sign_in(client, staff)
        assert client.get(f"/can-bo/tai-khoan-toi/{page}").status_code == 200
    with time_machine.travel(NOON + timedelta(hours=1)):
        answer = client.get(f"/can-bo/tai-khoan-toi/{page}")
        assert answer.status_code == 302
        assert "/xac-nhan" in answer.headers["Location"]
