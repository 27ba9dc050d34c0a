"""Where a one-time link leads: the person sets a password; nobody is signed in by it."""

import unicodedata

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.actions.invitations import accept_invitation, find_usable_invitation
from agencies.forms.own_account import NewPasswordForm
from agencies.models import Invitation
from agencies.queries.staff import get_staff
from agencies.rules.accounts import InvitationUsedUp
from agencies.sign_in.passwords import normalise, password_fault
from base.db import db
from base.permissions import Permission, requires

invitations = Blueprint("invitations", __name__, url_prefix="/loi-moi")


@invitations.get("/<token>")
@requires(Permission.PUBLIC)
def open_invitation(token: str) -> ResponseReturnValue:
    return _page(_usable(token), NewPasswordForm())


@invitations.post("/<token>")
@requires(Permission.PUBLIC)
def accept(token: str) -> ResponseReturnValue:
    invitation = _usable(token)
    staff = get_staff(invitation.staff_id)
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return _page(invitation, form), 422
    typed = unicodedata.normalize("NFC", form.password.data)
    if fault := password_fault(typed, staff.email, staff.full_name):
        form.password.errors = [fault]
        return _page(invitation, form), 422
    accept_invitation(invitation, normalise(form.password.data))
    db.session.commit()
    flash(_("Đã đặt mật khẩu. Xin đăng nhập."), "success")
    return redirect(url_for("security.login"))


def _usable(token: str) -> Invitation:
    invitation = find_usable_invitation(token)
    if invitation is None:
        raise InvitationUsedUp
    return invitation


def _page(invitation: Invitation, form: NewPasswordForm) -> str:
    staff = get_staff(invitation.staff_id)
    return render_template("agencies/invitation.html", form=form, staff=staff)
