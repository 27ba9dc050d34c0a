"""Who is looking, and the one place where a view's mark is enforced."""

import ipaddress

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from agencies.actions.audit import record_act
from agencies.models import GrantState, Role
from agencies.roles import NOBODY, Viewer
from base.db import db, mark_reading
from base.permissions import Permission


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
    """403 and a row in the audit trail, which is the one thing a refused GET writes."""
    mark_reading(False)
    db.session.rollback()
    record_act(
        "access.refused",
        staff_id=current_viewer().staff_id,
        after={
            "endpoint": request.endpoint,
            "method": request.method,
            "permission": str(permission),
        },
        outcome="refused",
    )
    db.session.commit()
    abort(403)


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    permission = getattr(view, "permission", None)
    if permission == Permission.PUBLIC or request.endpoint == "static":
        return None
    if permission is None and not request.endpoint.startswith("security."):
        raise RuntimeError(f"view {request.endpoint} carries no permission")
    if permission is None:
        return None
    if permission == Permission.LOOPBACK:
        return None if _is_loopback() else abort(404)
    if current_viewer().staff_id is None:
        return redirect(url_for("security.login", next=request.path))
    if not current_viewer().may(permission):
        return _refuse(permission)
    return None


def init_access(app: Flask) -> None:
    app.before_request(_enforce)
    app.jinja_env.globals.update(current_viewer=current_viewer, Permission=Permission)
