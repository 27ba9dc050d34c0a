"""Password rules put where Flask-Security asks for them."""

import unicodedata
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_security import PasswordUtil

from agencies.rules.sign_in import check_password
from base.paths import PROJECT_DIR
from base.rules import RuleBroken

_FILE = PROJECT_DIR / "agencies" / "data" / "common_passwords.txt"


@cache
def common_passwords() -> frozenset[str]:
    return frozenset(_FILE.read_text(encoding="utf-8").split())


def password_fault(password: str, email: str, full_name: str) -> str:
    """The translated sentence about the first rule broken; empty when the password will do."""
    try:
        check_password(password, email, full_name, common_passwords())
    except RuleBroken as broken:
        return _(type(broken).sentence)
    return ""


def normalise(password: str) -> str:
    """One form for all keyboards, as Flask-Security stores it."""
    return unicodedata.normalize("NFKD", password)


class Passwords(PasswordUtil):
    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        staff = kwargs["user"]
        fault = password_fault(unicodedata.normalize("NFC", password), staff.email, staff.full_name)
        return ([fault] if fault else None), self.normalize(password)
