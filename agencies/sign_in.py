"""Flask-Security set up for our staff: argon2id, TOTP, recovery codes, passkeys."""

from types import SimpleNamespace
from typing import Any

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from agencies.models import Passkey, Staff
from base.db import db
from base.settings import Settings


def sign_in_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": settings.secrets.password_salt,
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_URL_PREFIX": "/can-bo/tai-khoan-toi",
        "SECURITY_LOGIN_URL": "/dang-nhap",
        "SECURITY_LOGOUT_URL": "/dang-xuat",
        "SECURITY_POST_LOGIN_VIEW": "/can-bo/",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_REGISTERABLE": False,
        "SECURITY_SEND_REGISTER_EMAIL": False,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TOTP_SECRETS": {"1": settings.secrets.totp},
        "SECURITY_TOTP_ISSUER": "Ý Dân",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_WEBAUTHN": True,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_FLASH_MESSAGES": True,
        "SECURITY_USE_REGISTER_V2": True,
        "SECURITY_ANONYMOUS_USER_DISABLED": False,
    }


def init_sign_in(app: Flask, settings: Settings) -> None:
    app.config.update(sign_in_config(settings))
    datastore = SQLAlchemyUserDatastore(db, Staff, SimpleNamespace, Passkey)
    app.extensions["staff_datastore"] = datastore
    Security(app, datastore)
