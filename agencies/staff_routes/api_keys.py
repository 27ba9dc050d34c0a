"""Keys of other systems: the list, a new one (shown once), revoking."""

from datetime import timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.actions.api_keys import make_key, revoke_key
from agencies.forms.api_keys import SCOPE_WORDS, KeyForm
from agencies.queries.agencies import list_agencies
from agencies.queries.api_keys import get_key, list_keys
from agencies.rules.api_keys import KeyDayWrong
from base.clock import today
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires

api_keys_staff = Blueprint("api_keys_staff", __name__, url_prefix="/can-bo/khoa-ket-noi")


@api_keys_staff.get("")
@requires(Permission.API_KEYS_EDIT)
def key_list() -> ResponseReturnValue:
    return render_template(
        "agencies/staff/api_keys.html", rows=list_keys(), scope_words=SCOPE_WORDS, today=today()
    )


@api_keys_staff.route("/moi", methods=["GET", "POST"])
@requires(Permission.API_KEYS_EDIT)
def new_key() -> ResponseReturnValue:
    """The answer to a sound form shows the key, once; it is not kept by the browser."""
    form = KeyForm()
    if form.expires_on.data is None and not form.is_submitted():
        form.expires_on.data = today() + timedelta(days=365)
    if not form.validate_on_submit():
        return _form_page(form), 422 if form.is_submitted() else 200
    agency_id = form.agency.id if form.agency else None
    try:
        key, token = make_key(
            current_viewer(), form.name.data, agency_id, form.scope.data, form.expires_on.data
        )
    except KeyDayWrong as broken:
        form.expires_on.errors = [_(broken.sentence)]
        return _form_page(form), 422
    db.session.commit()
    page = make_response(
        render_template(
            "agencies/staff/api_key_made.html", key=key, token=token, agency=form.agency
        )
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _form_page(form: KeyForm) -> str:
    return render_template("agencies/staff/api_key_new.html", form=form, agencies=list_agencies())


@api_keys_staff.route("/<int:key_id>/thu-hoi", methods=["GET", "POST"])
@requires(Permission.API_KEYS_EDIT)
def revoke(key_id: int) -> ResponseReturnValue:
    key = get_key(key_id)
    if not Form().validate_on_submit():
        return render_template("agencies/staff/api_key_revoke.html", key=key)
    revoke_key(current_viewer(), key)
    db.session.commit()
    flash(_("Đã thu hồi. Phần mềm dùng khóa này từ nay bị từ chối."), "success")
    return redirect(url_for(".key_list"))
