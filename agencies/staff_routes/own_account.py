"""What a staff member may change about the own account; also where a missing second factor is set up."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from agencies.actions.accounts import choose_language
from agencies.forms.own_account import LanguageForm
from agencies.queries.staff import list_grants_of
from agencies.role_words import ROLE_WORDS
from base.db import db
from base.permissions import Permission, requires

own_account_staff = Blueprint("own_account_staff", __name__, url_prefix="/can-bo/tai-khoan-toi")


@own_account_staff.get("/")
@requires(Permission.SIGNED_IN)
def overview() -> ResponseReturnValue:
    return _page(LanguageForm(data={"language": current_user.language}))


@own_account_staff.post("/ngon-ngu")
@requires(Permission.SIGNED_IN)
def change_language() -> ResponseReturnValue:
    form = LanguageForm()
    if not form.validate_on_submit():
        return _page(form), 422
    choose_language(current_user, form.language.data)
    db.session.commit()
    session["lang"] = form.language.data
    flash(_("Đã lưu ngôn ngữ."), "success")
    return redirect(url_for("own_account_staff.overview"))


def _page(form: LanguageForm) -> str:
    in_with_two = bool(session.get("second_factor"))
    return render_template(
        "agencies/staff/own_account.html",
        form=form,
        grants=list_grants_of(current_user.id),
        role_words=ROLE_WORDS,
        must_set_up=current_user.needs_second_factor
        and not in_with_two
        and not current_user.has_second_factor,
        must_sign_in_again=current_user.needs_second_factor
        and not in_with_two
        and current_user.has_second_factor,
        recovery_code_count=len(current_user.mf_recovery_codes or ()),
    )
