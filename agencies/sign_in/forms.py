"""Flask-Security's forms with what it lacks: a lock, a limit per network, one kind of passkey."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_security import (
    LoginForm,
    MfRecoveryForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    WebAuthnDeleteForm,
    WebAuthnRegisterForm,
    current_user,
)
from flask_security.utils import get_message

from agencies.actions.sign_in import check_may_remove_passkey, note_failure
from agencies.queries.staff import find_staff_by_email
from agencies.rules.sign_in import is_locked
from agencies.sign_in.limits import count_wrong, is_network_limited
from base.clock import now
from base.db import db


def _refused() -> str:
    return str(get_message("GENERIC_AUTHN_FAILED")[0])


def note_wrong(staff: Any, factor: str) -> None:
    """Kept even though the form fails: committed here, for Flask-Security's views commit only successes."""
    count_wrong(request.remote_addr)
    note_failure(staff, factor)
    db.session.commit()


class SignInForm(LoginForm):
    """The same page, the same work and the same sentence whether or not the account exists."""

    def validate(self, **kwargs: Any) -> bool:
        if is_network_limited(request.remote_addr):
            self.form_errors.append(_("Có quá nhiều lần thử. Xin chờ mười phút rồi thử lại."))
            return False
        passed = super().validate(**kwargs)
        if passed and self._needs_passkey():
            self.form_errors.append(
                _(
                    "Tài khoản này đăng nhập bằng khóa truy cập. Xin bấm «Đăng nhập bằng khóa truy cập»."
                )
            )
            return False
        if not passed and self.email.data and self.password.data:
            note_wrong(self.user or find_staff_by_email(str(self.email.data)), "password")
        return bool(passed)

    def _needs_passkey(self) -> bool:
        """A role that needs two factors, a passkey as the only second one: the password alone won't do."""
        staff = self.user
        if staff is None or staff.tf_primary_method:
            return False
        return bool(staff.webauthn and staff.needs_second_factor)


class ConfirmForm(VerifyForm):
    """The password once more, before changing how one gets in; wrong ones count towards the lock."""

    def validate(self, **kwargs: Any) -> bool:
        if is_locked(self.user.locked_until, now()):
            self.password.errors = [_refused()]
            return False
        passed = bool(super().validate(**kwargs))
        if not passed and self.password.data:
            note_wrong(self.user, "password")
        return passed


class CodeForm(TwoFactorVerifyCodeForm):
    def validate(self, **kwargs: Any) -> bool:
        if not self.is_setup and is_locked(self.user.locked_until, now()):
            self.code.errors = [_refused()]
            return False
        self.code.data = "".join(str(self.code.data or "").split())
        passed = bool(super().validate(**kwargs))
        if not passed and self.code.data and not self.is_setup:
            note_wrong(self.user, "code")
        return passed


class RecoveryCodeForm(MfRecoveryForm):
    def validate(self, **kwargs: Any) -> bool:
        if is_locked(self.user.locked_until, now()):
            self.code.errors = [_refused()]
            return False
        self.code.data = str(self.code.data or "").strip().lower()
        passed = bool(super().validate(**kwargs))
        if not passed and self.code.data:
            note_wrong(self.user, "recovery_code")
        return passed


class PasskeyForm(WebAuthnRegisterForm):
    """Every passkey signs in by itself (it asks for finger, face or PIN); there is no second kind."""

    def validate(self, **kwargs: Any) -> bool:
        self.usage.data = "first"
        return bool(super().validate(**kwargs))


class RemovePasskeyForm(WebAuthnDeleteForm):
    """Whose role needs a second factor keeps the last one: only two people can take it away."""

    def validate(self, **kwargs: Any) -> bool:
        if not super().validate(**kwargs):
            return False
        check_may_remove_passkey(current_user._get_current_object())
        return True
