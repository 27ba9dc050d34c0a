"""Who is looking, and the one place where a view's mark is enforced."""

import ipaddress

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from agencies.actions.audit import record_act
from agencies.models import GrantState, Role
from agencies.roles import NOBODY, Viewer
from agencies.sign_in import OPEN_VIEWS
from base.db import db, mark_reading
from base.permissions import Permission
from base.rules import RuleBroken

ALWAYS_OPEN = frozenset(
    {"own_account_staff.overview", "own_account_staff.change_language", "security.logout"}
)
SET_UP_VIEWS = frozenset(
    f"security.{name}"
    for name in (
        "verify",
        "two_factor_setup",
        "two_factor_setup_validate",
        "wan_register",
        "wan_register_response",
    )
)


def current_viewer() -> Viewer:
    """The signed-in person with grants in force; NOBODY for residents."""
    if "viewer" not in g:
        g.viewer = _load_viewer()
    viewer: Viewer = g.viewer
    return viewer


def _load_viewer() -> Viewer:
    if not current_user.is_authenticated:
        return NOBODY
    grants = tuple(
        (Role(grant.role), grant.agency_id)
        for grant in current_user.grants
        if grant.state == GrantState.GRANTED
    )
    return Viewer(current_user.id, current_user.agency_id, grants)


def _is_loopback() -> bool:
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _refuse(permission: Permission) -> ResponseReturnValue:
    """403 and a row in the audit trail."""
    _note_refusal("access.refused", {"permission": str(permission)})
    abort(403)


def note_broken_rule(broken: RuleBroken) -> None:
    """A row in the audit trail when a rule about who may act stopped a signed-in person.

    Undoes what the request has written so far. What was typed is not noted. Views that show the
    sentence in their form call it themselves; the error page calls it for all others.
    """
    if not broken.is_custody or current_viewer().staff_id is None:
        return
    _note_refusal("rule.refused", {"rule": type(broken).__name__})


def _note_refusal(act: str, why: dict[str, str]) -> None:
    """Also of a GET: the one thing that a refused GET writes."""
    mark_reading(False)
    db.session.rollback()
    record_act(
        act,
        staff_id=current_viewer().staff_id,
        after={"endpoint": request.endpoint, "method": request.method, **why},
        outcome="refused",
    )
    db.session.commit()


def _sign_in_address() -> str:
    """The sign-in page, which leads back here; a POST cannot be repeated, so it leads to the desk."""
    if request.method != "GET":
        return url_for("security.login")
    here = request.full_path if request.query_string else request.path
    return url_for("security.login", next=here)


def _lead_to_set_up() -> ResponseReturnValue | None:
    """Who holds a role that needs a second factor and came in without one gets no further than set-up."""
    if not current_user.needs_second_factor or session.get("second_factor"):
        return None
    if request.endpoint in ALWAYS_OPEN:
        return None
    if request.endpoint in SET_UP_VIEWS and not current_user.has_second_factor:
        return None
    return redirect(url_for("own_account_staff.overview"))


def _enforce_sign_in_pages(endpoint: str) -> ResponseReturnValue | None:
    if endpoint not in OPEN_VIEWS:
        abort(404)
    if not current_user.is_authenticated:
        return None
    if endpoint == "security.two_factor_token_validation":  # it would sign the person out
        return redirect(url_for("own_account_staff.overview"))
    return _lead_to_set_up()


def _enforce_signed_in(permission: Permission) -> ResponseReturnValue | None:
    if current_viewer().staff_id is None:
        return redirect(_sign_in_address())
    if (led := _lead_to_set_up()) is not None:
        return led
    return None if current_viewer().may(permission) else _refuse(permission)


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    if request.endpoint.startswith("security."):
        return _enforce_sign_in_pages(request.endpoint)
    permission = getattr(current_app.view_functions[request.endpoint], "permission", None)
    if permission is None:
        raise RuntimeError(f"view {request.endpoint} carries no permission")
    if permission == Permission.PUBLIC:
        return None
    if permission == Permission.LOOPBACK:
        return None if _is_loopback() else abort(404)
    return _enforce_signed_in(permission)


def init_access(app: Flask) -> None:
    app.before_request(_enforce)
    app.jinja_env.globals.update(current_viewer=current_viewer, Permission=Permission)
