"""Số hồ sơ: what the one-stop system counted, held against the codes issued; taking in a file."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.queries.agencies import agencies_by_code
from agencies.staging import drop_staged, stage_file, staged_file
from base.clock import today
from base.db import db
from base.permissions import Permission, requires
from base.spreadsheets import Fault, SheetFaulty
from surveys.actions.dossiers import check_not_own, compare_counts, take_counts
from surveys.dossier_sheets import read_file, template_file
from surveys.forms.dossiers import CountsFileForm, TakeCountsForm
from surveys.index_pages import dossiers as view
from surveys.reports.dossiers import count_board

counts_staff = Blueprint("counts_staff", __name__, url_prefix="/can-bo/so-ho-so")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@counts_staff.get("")
@requires(Permission.COUNTS_READ)
def count_list() -> ResponseReturnValue:
    first, end = view.read_month(request.args.get("thang", ""), today())
    board = count_board(first, end, today())
    return render_template(
        "surveys/staff/counts.html",
        may_edit_counts=current_viewer().may(Permission.COUNTS_EDIT),
        month=f"{first:%Y-%m}",
        months=view.months_before(today()),
        cards=view.cards(board),
        offices=[view.office_row(one) for one in board.offices],
        mismatches=[view.mismatch_row(one) for one in board.mismatches[: view.SHOWN]],
        shrunk=view.shrunk_rows(board),
    )


@counts_staff.get("/mau.xlsx")
@requires(Permission.COUNTS_EDIT)
def template() -> ResponseReturnValue:
    answer = Response(template_file(), mimetype=_XLSX)
    answer.headers["Content-Disposition"] = "attachment; filename=so-ho-so.xlsx"
    return answer


@counts_staff.route("/nhap", methods=["GET", "POST"])
@requires(Permission.COUNTS_EDIT)
def upload() -> ResponseReturnValue:
    """Reads the file and shows what it would do; nothing is written yet."""
    form = CountsFileForm()
    if not form.validate_on_submit():
        return _upload_page(form, []), 422 if form.errors else 200
    data, agencies = form.file.data.read(), agencies_by_code()
    try:
        lines = read_file(data, agencies, today())
    except SheetFaulty as faulty:
        return _upload_page(form, faulty.faults), 422
    ids = {code: one.id for code, one in agencies.items()}
    check_not_own(current_viewer(), lines, ids)
    taken, _rows = compare_counts(lines, ids)
    token = stage_file(data, current_viewer().staff_id or 0)
    name = (form.file.data.filename or "")[:100]
    return render_template(
        "surveys/staff/counts_preview.html",
        confirm=TakeCountsForm(formdata=None, token=token, name=name),
        taken=taken,
        shrunk=[
            (line.agency, f"{line.day:%d/%m/%Y}", before, line.count)
            for line, before in taken.shrunk[: view.SHOWN]
        ],
    )


@counts_staff.post("/nhap/ghi")
@requires(Permission.COUNTS_EDIT)
def take() -> ResponseReturnValue:
    form = TakeCountsForm()
    staff_id = current_viewer().staff_id or 0
    data = staged_file(form.token.data or "", staff_id) if form.validate_on_submit() else None
    if data is None:
        flash(_("Tệp đã chọn không còn giữ được. Xin chọn lại tệp."), "error")
        return redirect(url_for(".upload"))
    agencies = agencies_by_code()
    try:
        lines = read_file(data, agencies, today())
    except SheetFaulty as faulty:
        return _upload_page(CountsFileForm(formdata=None), faulty.faults), 409
    ids = {code: one.id for code, one in agencies.items()}
    check_not_own(current_viewer(), lines, ids)
    taken = take_counts(lines, ids, "file", form.name.data or "", staff_id)
    db.session.commit()
    drop_staged(form.token.data or "", staff_id)
    done = taken.added + taken.changed
    flash(_("Đã ghi %(count)s dòng số hồ sơ.", count=done), "success")
    return redirect(url_for(".count_list"))


def _upload_page(form: CountsFileForm, faults: list[Fault]) -> str:
    return render_template("surveys/staff/counts_upload.html", form=form, faults=faults)
