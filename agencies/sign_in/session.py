"""What a sign-in leaves in the session, and when the session is over."""

from datetime import UTC, datetime
from typing import Any

from flask import Flask, flash, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user, user_logged_out
from flask_principal import Principal
from flask_security import current_user
from flask_security.signals import (
    password_changed,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    user_failed_authn,
    wan_deleted,
    wan_registered,
)

from agencies.actions.accounts import end_sessions
from agencies.actions.sign_in import note_change, note_success
from agencies.rules.sign_in import is_session_over
from agencies.sign_in.forms import note_wrong
from base.clock import now
from base.db import db

_SEEN_EVERY_SECONDS = 60


def _stamp() -> float:
    return now().timestamp()


def _on_sign_in(_app: Any, user: Any, authn_via: list[str] | None = None, **_more: Any) -> None:
    """Nothing of the time before survives but the address to go to; no «remember me» is ever kept."""
    session.pop("_remember", None)
    if authn_via == ["change"]:
        return
    factor = {"password": "password", "webauthn": "passkey"}.get((authn_via or [""])[0])
    session.pop("csrf_token", None)
    session["second_factor"] = factor != "password"
    session["in_at"] = session["seen_at"] = _stamp()
    session["lang"] = user.language
    session.permanent = True
    note_success(user, factor or "second_factor")


def _on_failed_passkey(_app: Any, user: Any, auth_type: str, **_more: Any) -> None:
    """Wrong passwords and codes are counted by the forms, which also see unknown addresses."""
    if auth_type == "passkey":
        note_wrong(user, "passkey")


def _on_factor_set(_app: Any, user: Any, **_more: Any) -> None:
    session["second_factor"] = True
    note_change(user, "totp.set")


def _on_passkey_added(_app: Any, user: Any, name: str, **_more: Any) -> None:
    session["second_factor"] = True
    note_change(user, "passkey.add", name)


def _on_sign_out(_app: Any, user: Any, **_more: Any) -> None:
    """Ends the session on the server, so that a copied cookie opens nothing; on all devices.

    Committed here, for Flask-Security's view commits nothing on the way out. A session that merely
    became too old is not this: the person may be at work on another device.
    """
    if request.endpoint == "security.logout" and user.is_authenticated:
        end_sessions(user)
        note_change(user, "signin.out")
        db.session.commit()


_SIGNALS = (
    (user_authenticated, _on_sign_in),
    (user_logged_out, _on_sign_out),
    (user_failed_authn, _on_failed_passkey),
    (tf_profile_changed, _on_factor_set),
    (tf_disabled, lambda _app, user, **_more: note_change(user, "totp.remove")),
    (wan_registered, _on_passkey_added),
    (wan_deleted, lambda _app, user, name, **_more: note_change(user, "passkey.remove", name)),
    (password_changed, lambda _app, user, **_more: note_change(user, "password.change")),
)


def _instant(stamp: Any) -> datetime:
    return datetime.fromtimestamp(float(stamp or 0), UTC)


def _end_old_session() -> ResponseReturnValue | None:
    """Ten hours after signing in, or two without a page, the person signs in again."""
    if not request.path.startswith("/can-bo") or not current_user.is_authenticated:
        return None
    began = session.get("in_at", session.get("fs_paa"))
    seen = session.get("seen_at", began)
    if is_session_over(_instant(began), _instant(seen), now()):
        logout_user()
        session.clear()
        flash(_("Phiên làm việc đã hết thời gian. Xin đăng nhập lại."), "info")
        return redirect(request.path if request.method == "GET" else "/can-bo/")
    if _stamp() - float(seen) > _SEEN_EVERY_SECONDS:
        session["seen_at"] = _stamp()
    return None


def _spare_strangers(app: Flask) -> None:
    """The sign-in library asks at every request who is there; without a session it is nobody."""
    cookie = f"{app.config['SESSION_COOKIE_NAME']}="

    def only_with_session(hook: Any) -> Any:
        return lambda: hook() if cookie in request.environ.get("HTTP_COOKIE", "") else None

    app.before_request_funcs[None] = [
        only_with_session(hook) if isinstance(getattr(hook, "__self__", None), Principal) else hook
        for hook in app.before_request_funcs[None]
    ]


def init_session(app: Flask) -> None:
    _spare_strangers(app)
    for signal, handler in _SIGNALS:
        signal.connect(handler, app, weak=False)
    app.before_request(_end_old_session)
