"""Importing the register from a file: look at what would change, then confirm; all or nothing."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.actions.agencies import apply_rows
from agencies.cards import import_preview
from agencies.forms.agencies import ConfirmForm, ImportForm
from agencies.queries.agencies import register_rows
from agencies.staff_routes.agencies import agencies_staff
from agencies.staging import drop_staged, stage_file, staged_file
from agencies.transfer import read_register
from base.db import db
from base.permissions import Permission, requires
from base.spreadsheets import SheetFaulty


@agencies_staff.route("/nhap", methods=["GET", "POST"])
@requires(Permission.AGENCIES_EDIT)
def import_file() -> ResponseReturnValue:
    form = ImportForm()
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return render_template("agencies/staff/import.html", form=form, faults=[]), status
    data = form.file.data.read()
    try:
        rows = read_register(data, register_rows())
    except SheetFaulty as faulty:
        page = render_template("agencies/staff/import.html", form=form, faults=faulty.faults)
        return page, 422
    token = stage_file(data, current_viewer().staff_id or 0)
    return render_template(
        "agencies/staff/import_preview.html",
        preview=import_preview(rows),
        file_name=form.file.data.filename,
        confirm=ConfirmForm(formdata=None, token=token),
    )


@agencies_staff.post("/nhap/xac-nhan")
@requires(Permission.AGENCIES_EDIT)
def confirm_import() -> ResponseReturnValue:
    form = ConfirmForm()
    staff_id = current_viewer().staff_id or 0
    data = staged_file(form.token.data or "", staff_id) if form.validate_on_submit() else None
    if data is None:
        flash(_("Tệp đã chọn không còn giữ được. Xin chọn lại tệp."), "error")
        return redirect(url_for(".import_file"))
    try:
        rows = read_register(data, register_rows())
    except SheetFaulty as faulty:
        page = render_template(
            "agencies/staff/import.html", form=ImportForm(), faults=faulty.faults
        )
        return page, 409
    result = apply_rows(rows, staff_id, "register.import")
    db.session.commit()
    drop_staged(form.token.data, staff_id)
    count = len(result.added) + len(result.changed)
    flash(_("Đã ghi %(count)s cơ quan.", count=count), "success")
    return redirect(url_for(".agency_list"))
