"""Flask-Security set up for our staff: argon2id, codes, recovery codes, passkeys, our own pages and words."""

from types import SimpleNamespace

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from agencies.models import Passkey, Staff
from agencies.sign_in.codes import OnceOnlyCodes
from agencies.sign_in.config import sign_in_config
from agencies.sign_in.forms import (
    CodeForm,
    ConfirmForm,
    PasskeyForm,
    RecoveryCodeForm,
    RemovePasskeyForm,
    SignInForm,
)
from agencies.sign_in.passkeys import PlatformPasskeys
from agencies.sign_in.passwords import Passwords
from agencies.sign_in.session import init_session
from base.db import db
from base.settings import Settings

# The views of Flask-Security that we let people reach; every other address of it is 404.
OPEN_VIEWS = frozenset(
    f"security.{name}"
    for name in (
        "login",
        "logout",
        "verify",
        "change_password",
        "two_factor_setup",
        "two_factor_setup_validate",
        "two_factor_token_validation",
        "mf_recovery",
        "mf_recovery_codes",
        "wan_register",
        "wan_register_response",
        "wan_signin",
        "wan_signin_response",
        "wan_delete",
        "wan_verify",
        "wan_verify_response",
    )
)


def init_sign_in(app: Flask, settings: Settings) -> None:
    app.config.update(sign_in_config(settings))
    datastore = SQLAlchemyUserDatastore(db, Staff, SimpleNamespace, Passkey)
    app.extensions["staff_datastore"] = datastore
    security = Security(
        app,
        datastore,
        login_form=SignInForm,
        verify_form=ConfirmForm,
        two_factor_verify_code_form=CodeForm,
        mf_recovery_form=RecoveryCodeForm,
        wan_register_form=PasskeyForm,
        wan_delete_form=RemovePasskeyForm,
        password_util_cls=Passwords,
        totp_cls=OnceOnlyCodes,
        webauthn_util_cls=PlatformPasskeys,
    )
    security.want_json(lambda _request: False)
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    init_session(app)
