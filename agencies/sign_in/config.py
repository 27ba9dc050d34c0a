"""How Flask-Security is set: its addresses, where it leads, codes and passkeys, how it behaves."""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from agencies.sign_in.messages import message_config
from base.clock import now
from base.paths import PROJECT_DIR
from base.settings import Settings

_ADDRESSES = {
    "SECURITY_URL_PREFIX": "/can-bo/tai-khoan-toi",
    "SECURITY_LOGIN_URL": "/dang-nhap",
    "SECURITY_LOGOUT_URL": "/dang-xuat",
    "SECURITY_VERIFY_URL": "/xac-nhan",
    "SECURITY_CHANGE_URL": "/doi-mat-khau",
    "SECURITY_TWO_FACTOR_SETUP_URL": "/ma-xac-thuc",
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/nhap-ma",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/ma-du-phong",
    "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/dung-ma-du-phong",
    "SECURITY_WAN_REGISTER_URL": "/khoa-truy-cap",
    "SECURITY_WAN_SIGNIN_URL": "/dang-nhap-bang-khoa",
    "SECURITY_WAN_DELETE_URL": "/xoa-khoa",
    "SECURITY_WAN_VERIFY_URL": "/xac-nhan-bang-khoa",
}
_WHERE_TO_GO_ON = {
    "SECURITY_POST_LOGIN_VIEW": "/can-bo/",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_POST_CHANGE_VIEW": "/can-bo/tai-khoan-toi/",
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/can-bo/tai-khoan-toi/",
    "SECURITY_WAN_POST_REGISTER_VIEW": "/can-bo/tai-khoan-toi/",
}
_BEHAVIOUR = {
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_REGISTERABLE": False,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_INPUT_NORMALIZE_FORM": "NFC",
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_USE_REGISTER_V2": True,
    "SECURITY_I18N_DOMAIN": "messages",
    "SECURITY_I18N_DIRNAME": [str(PROJECT_DIR / "translations")],
    "SECURITY_DATETIME_FACTORY": now,
    "SECURITY_FRESHNESS": timedelta(minutes=15),
    "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=15),
    "SECURITY_FRESHNESS_ALLOW_AUTH_TOKEN": False,
    # Its commands would change passwords and open accounts without a trace in the audit trail.
    "SECURITY_CLI_USERS_NAME": "",
    "SECURITY_CLI_ROLES_NAME": "",
}
_PASSKEYS = {
    "SECURITY_WEBAUTHN": True,
    "SECURITY_WAN_RP_NAME": "Ý Dân",
    "SECURITY_WAN_ALLOW_USER_HINTS": False,
    "SECURITY_WAN_ALLOW_AS_VERIFY": ["first"],
}
# The same hash with little work, so that tests that sign in many times stay fast.
_CHEAP_HASHES = {
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__rounds": 1, "argon2__memory_cost": 64}
}


def sign_in_config(settings: Settings) -> dict[str, Any]:
    return {
        **_ADDRESSES,
        **_WHERE_TO_GO_ON,
        **_BEHAVIOUR,
        **_passwords(settings),
        **_codes(settings),
        **_PASSKEYS,
        **message_config(),
    }


def _passwords(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": settings.secrets.password_salt,
        **(_CHEAP_HASHES if settings.testing else {}),
    }


def _codes(settings: Settings) -> dict[str, Any]:
    """Codes from the phone, and the recovery codes that stand in for them."""
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 60,
        "SECURITY_TOTP_SECRETS": {"1": settings.secrets.totp},
        "SECURITY_TOTP_ISSUER": "Ý Dân",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [_recovery_key(settings)],
    }


def _recovery_key(settings: Settings) -> bytes:
    """Recovery codes lie encrypted under a key of their own, drawn from the TOTP secret."""
    digest = hmac.new(settings.secrets.totp.encode(), b"recovery codes", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest)
