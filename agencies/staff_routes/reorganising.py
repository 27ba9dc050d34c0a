"""Many mergers, splits and renamings from one file: the template, a preview, then all of it or nothing."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from agencies.actions.reorganising import carry_out_plan
from agencies.forms.agencies import ConfirmForm, ReorganiseForm
from agencies.reorganising.plans import PlanFaulty
from agencies.reorganising.sheets import KIND_WORDS, as_faults, read_lines
from agencies.reorganising.sheets import template_file as reorganise_template
from agencies.reports.reorganising import Preview, preview_plan
from agencies.staff_routes.agencies import XLSX
from agencies.staff_routes.imports import agencies_staff
from agencies.staging import drop_staged, stage_file, staged_file
from base.clock import today
from base.db import db
from base.permissions import Permission, requires
from base.rules import RuleBroken
from base.spreadsheets import Fault, SheetFaulty

__all__ = ["agencies_staff"]


@agencies_staff.get("/sap-xep/mau.xlsx")
@requires(Permission.AGENCIES_EDIT)
def reorganise_file() -> ResponseReturnValue:
    answer = Response(reorganise_template(), mimetype=XLSX)
    answer.headers["Content-Disposition"] = "attachment; filename=sap-xep-co-quan.xlsx"
    return answer


@agencies_staff.route("/sap-xep", methods=["GET", "POST"])
@requires(Permission.AGENCIES_EDIT)
def reorganise() -> ResponseReturnValue:
    form = ReorganiseForm()
    if not form.validate_on_submit():
        return _upload(form, []), 422 if form.errors else 200
    data = form.file.data.read()
    read = _read(data)
    if not isinstance(read, Preview):
        return _upload(form, read), 422
    token = stage_file(data, current_viewer().staff_id or 0)
    return _shown(read, token)


@agencies_staff.post("/sap-xep/xac-nhan")
@requires(Permission.AGENCIES_EDIT)
def confirm_reorganise() -> ResponseReturnValue:
    form = ConfirmForm()
    staff_id = current_viewer().staff_id or 0
    data = staged_file(form.token.data or "", staff_id) if form.validate_on_submit() else None
    if data is None:
        flash(_("Tệp đã chọn không còn giữ được. Xin chọn lại tệp."), "error")
        return redirect(url_for(".reorganise"))
    read = _read(data)
    if not isinstance(read, Preview):
        return _upload(ReorganiseForm(formdata=None), read), 409
    if request.form.get("seen") != read.plan.fingerprint:
        flash(_("Danh bạ hoặc số hồ sơ vừa đổi. Xin xem lại bản mới dưới đây rồi ghi."), "warning")
        return _shown(read, form.token.data or ""), 409
    try:
        carry_out_plan(read.plan, staff_id, today())
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        sentence = _(type(broken).sentence) % broken.values
        return _upload(ReorganiseForm(formdata=None), [Fault(0, "", sentence)]), 409
    db.session.commit()
    drop_staged(form.token.data or "", staff_id)
    flash(_("Đã ghi việc sắp xếp %(count)s cơ quan.", count=len(read.plan.steps)), "success")
    return redirect(url_for(".agency_list"))


def _read(data: bytes) -> Preview | list[Fault]:
    try:
        return preview_plan(read_lines(data))
    except SheetFaulty as faulty:
        return faulty.faults
    except PlanFaulty as faulty:
        return as_faults(faulty.faults)


def _upload(form: ReorganiseForm, faults: list[Fault]) -> str:
    return render_template("agencies/staff/reorganise.html", form=form, faults=faults)


def _shown(preview: Preview, token: str) -> str:
    return render_template(
        "agencies/staff/reorganise_preview.html",
        preview=preview,
        kind_words=KIND_WORDS,
        token=token,
    )
