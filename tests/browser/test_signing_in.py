"""Staff sign in with a password and a phone's code, and with a passkey, in a real Chromium."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from passlib.totp import TOTP
from playwright.sync_api import Page, expect

from agencies.models import Role
from tests.agencies.signing_in import PASSWORD, SIGN_IN, make_person
from tests.browser.conftest import OFFICE

pytestmark = pytest.mark.browser
OWN = "/can-bo/tai-khoan-toi/"


def at(address: str, path: str) -> str:
    """Passkeys work on a name, not on an address of four numbers."""
    return address.replace("127.0.0.1", "localhost") + path


def fill_in(page: Page, staff: Any) -> None:
    page.get_by_label("Thư điện tử công vụ").fill(staff.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def sign_out(page: Page) -> None:
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()


def add_device(page: Page) -> None:
    """A laptop with a fingerprint reader."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_password_leads_to_setting_up_codes_and_then_asks_for_them(
    app: Flask, address: str, open_page: Callable[..., Page]
) -> None:
    staff = make_person(Role.DEPARTMENT)
    page = open_page(SIGN_IN, OFFICE)
    fill_in(page, staff)
    expect(page).to_have_url(re.compile(f"{OWN}$"))
    page.get_by_role("link", name="Cài mã xác thực trên điện thoại", exact=True).click()
    page.get_by_role("button", name="Bắt đầu cài").click()
    expect(page.get_by_alt_text("Mã QR để cài mã xác thực")).to_be_visible()
    phone = TOTP(page.locator("#totp-key").inner_text().replace(" ", "").replace("-", ""))
    page.get_by_label("Gõ mã 6 chữ số").fill(phone.generate().token)
    page.get_by_role("button", name="Hoàn tất").click()
    expect(page.get_by_text("Đã cài mã xác thực.")).to_be_visible()
    page.goto(page.url.replace(OWN, "/can-bo/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(staff.full_name)
    sign_out(page)
    page.goto(f"{address}{SIGN_IN}")
    fill_in(page, staff)
    expect(page.get_by_label("Mã 6 chữ số trên điện thoại")).to_be_visible()
    page.get_by_label("Mã 6 chữ số trên điện thoại").fill("000000")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("alert")).to_contain_text("Mã không đúng")


def test_a_passkey_is_added_and_then_signs_in_without_a_password(
    app: Flask, address: str, open_page: Callable[..., Page]
) -> None:
    staff = make_person(Role.DEPARTMENT)
    page = open_page(SIGN_IN, OFFICE)
    page.goto(at(address, SIGN_IN))
    add_device(page)
    fill_in(page, staff)
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    page.get_by_label("Đặt tên cho khóa").fill("Máy tính phòng Một")
    page.get_by_role("button", name="Thêm khóa truy cập").click()
    expect(page.get_by_text("Đã thêm khóa truy cập «Máy tính phòng Một».")).to_be_visible()
    sign_out(page)
    page.goto(at(address, SIGN_IN))
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page).to_have_url(re.compile("/can-bo/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(staff.full_name)


def test_the_sign_in_page_works_without_script(app: Flask, open_page: Callable[..., Page]) -> None:
    staff = make_person(Role.READER)
    page = open_page(SIGN_IN, OFFICE, java_script_enabled=False)
    expect(page.get_by_role("button", name="Đăng nhập bằng khóa truy cập")).to_be_hidden()
    fill_in(page, staff)
    expect(page).to_have_url(re.compile("/can-bo/$"))
