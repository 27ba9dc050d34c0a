"""What tests of signing in share: a person with a password, a browser that carries its token along."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from passlib.totp import TOTP

from base.db import db
from tests.factories import make_staff

PASSWORD = "con trau xanh bay"
SIGN_IN = "/can-bo/tai-khoan-toi/dang-nhap"


def make_person(*roles: str, agency: Any = None, **columns: Any) -> Any:
    staff = make_staff(*roles, agency=agency, password=hash_password(PASSWORD), **columns)
    db.session.commit()
    return staff


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    return found.group(1) if found else ""


def send(client: FlaskClient, page: str, to: str = "", **data: Any) -> Any:
    """Opens `page`, takes its token and posts the data to `to` (or to the page itself)."""
    token = token_of(client.get(page, follow_redirects=True).get_data(as_text=True))
    return client.post(to or page, data={"csrf_token": token, **data})


def sign_in(client: FlaskClient, staff: Any, password: str = PASSWORD, **data: Any) -> Any:
    return send(client, SIGN_IN, email=staff.email, password=password, **data)


def set_up_codes(app: Flask, client: FlaskClient) -> TOTP:
    """Goes through setting up; returns what the person's phone now holds."""
    page = send(client, "/can-bo/tai-khoan-toi/ma-xac-thuc", setup="authenticator")
    text = page.get_data(as_text=True)
    key = re.search(r'id="totp-key"[^>]*>([A-Z2-7 -]+)<', text).group(1)  # type: ignore[union-attr]
    to = re.search(r'action="(/can-bo/tai-khoan-toi/ma-xac-thuc/[^"]+)"', text).group(1)  # type: ignore[union-attr]
    phone = TOTP(key.replace("-", "").replace(" ", ""))
    done = client.post(to, data={"csrf_token": token_of(text), "code": phone.generate().token})
    assert done.status_code == 302, done.get_data(as_text=True)
    return phone
