"""Roles proposed, approved, refused, taken away."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from agencies.actions import grants
from agencies.forms.accounts import GrantForm
from agencies.models import Grant, GrantState, Role
from agencies.queries.staff import get_grant, get_staff
from agencies.staff_routes.accounts import show_staff
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires

grants_staff = Blueprint("grants_staff", __name__, url_prefix="/can-bo/tai-khoan")


@grants_staff.post("/<int:staff_id>/vai-tro")
@requires(Permission.ACCOUNTS_EDIT)
def propose(staff_id: int) -> ResponseReturnValue:
    staff = get_staff(staff_id)
    form = GrantForm()
    if not form.validate_on_submit():
        return show_staff(staff, form), 422
    grant = grants.propose_grant(staff, Role(form.role.data), form.scope_id(), current_user)
    db.session.commit()
    waits = grant.state == GrantState.PROPOSED
    flash(
        _("Đã đề nghị. Cần một quản trị tài khoản của cơ quan khác duyệt.")
        if waits
        else _("Đã cấp vai trò."),
        "success",
    )
    return _back(grant)


@grants_staff.post("/vai-tro/<int:grant_id>/duyet")
@requires(Permission.ACCOUNTS_EDIT)
def approve(grant_id: int) -> ResponseReturnValue:
    grant = get_grant(grant_id)
    if Form().validate_on_submit():
        grants.approve_grant(grant, current_user)
        db.session.commit()
        flash(_("Đã duyệt vai trò."), "success")
    return _back(grant)


@grants_staff.post("/vai-tro/<int:grant_id>/tu-choi")
@requires(Permission.ACCOUNTS_EDIT)
def refuse(grant_id: int) -> ResponseReturnValue:
    grant = get_grant(grant_id)
    if Form().validate_on_submit():
        grants.refuse_grant(grant, current_user)
        db.session.commit()
        flash(_("Đã từ chối đề nghị."), "success")
    return _back(grant)


@grants_staff.post("/vai-tro/<int:grant_id>/thu-hoi")
@requires(Permission.ACCOUNTS_EDIT)
def revoke(grant_id: int) -> ResponseReturnValue:
    grant = get_grant(grant_id)
    if Form().validate_on_submit():
        grants.revoke_grant(grant, current_user)
        db.session.commit()
        flash(_("Đã thu hồi vai trò."), "success")
    return _back(grant)


def _back(grant: Grant) -> ResponseReturnValue:
    return redirect(url_for("accounts_staff.staff_page", staff_id=grant.staff_id))
