"""Bringing in a list of staff: all or nothing; the links are shown once, as the answer."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_security import current_user

from agencies.actions.staff_import import import_staff
from agencies.forms.staff_import import StaffFileForm
from agencies.queries.agencies import agencies_by_code
from agencies.queries.staff import staff_by_email
from agencies.staff_routes.accounts import deliver
from agencies.staff_transfer import read_staff, template_file
from base.db import db
from base.permissions import Permission, requires
from base.spreadsheets import Fault, SheetFaulty

staff_import_staff = Blueprint("staff_import_staff", __name__, url_prefix="/can-bo/tai-khoan/nhap")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff_import_staff.get("")
@requires(Permission.ACCOUNTS_EDIT)
def upload() -> ResponseReturnValue:
    return _page(StaffFileForm(), [])


@staff_import_staff.get("/mau.xlsx")
@requires(Permission.ACCOUNTS_EDIT)
def template() -> ResponseReturnValue:
    answer = Response(template_file(), mimetype=_XLSX)
    answer.headers["Content-Disposition"] = "attachment; filename=danh-sach-can-bo.xlsx"
    return answer


@staff_import_staff.post("")
@requires(Permission.ACCOUNTS_EDIT)
def bring_in() -> ResponseReturnValue:
    form = StaffFileForm()
    if not form.validate_on_submit():
        return _page(form, []), 422
    agency_ids = {code: agency.id for code, agency in agencies_by_code().items()}
    try:
        lines = read_staff(form.file.data.read(), staff_by_email(), agency_ids)
    except SheetFaulty as faulty:
        return _page(form, faulty.faults), 422
    made = import_staff(lines, current_user)
    db.session.commit()
    deliveries = [deliver(staff, token) for staff, token in made]
    return render_template("agencies/staff/staff_import_done.html", deliveries=deliveries)


def _page(form: StaffFileForm, faults: list[Fault]) -> str:
    return render_template("agencies/staff/staff_import.html", form=form, faults=faults)
