"""Bringing an earlier survey in: choose the file, match its columns, look at the report, confirm."""

import json

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.queries.jobs import get_job
from agencies.reports.jobs import job_report
from agencies.staging import stage_file, staged_file
from base.clock import now
from base.db import db
from base.forms import Form
from base.jobs import JobRun, JobState, result_file, send_job
from base.permissions import Permission, requires
from base.rules import NotFound
from base.spreadsheets import SheetFaulty
from surveys import importing_job  # noqa: F401 - registers the job
from surveys.actions.imports import IMPORT_JOB, ask_for_import, check_file_is_new
from surveys.forms.transfer import ImportForm, columns_form
from surveys.imports.report import ImportReport, report_from_json
from surveys.imports.sniffing import read_head
from surveys.models import SurveyRound
from surveys.queries.exports import agency_names
from surveys.queries.imports import list_importable_rounds
from surveys.queries.rounds import get_round
from surveys.questionnaire_content import read_content
from surveys.rules.transfer import check_may_import
from surveys.staff_routes.transfer.blueprint import transfer_staff


@transfer_staff.route("/nhap", methods=["GET", "POST"])
@requires(Permission.RESPONSES_IMPORT)
def import_start() -> ResponseReturnValue:
    viewer = current_viewer()
    form = ImportForm().offer(list_importable_rounds(viewer.agency_id))
    page = "surveys/staff/import_start.html"
    if not form.validate_on_submit():
        return render_template(page, form=form, faults=[]), 422 if form.errors else 200
    data = form.file.data.read()
    survey_round = _own_round(int(form.round_id.data))
    check_file_is_new(survey_round, data)
    try:
        read_head(data)
    except SheetFaulty as faulty:
        return render_template(page, form=form, faults=faulty.faults), 422
    token = stage_file(data, viewer.staff_id or 0)
    name = (form.file.data.filename or "")[:200]
    return redirect(url_for(".import_columns", token=token, round=survey_round.id, name=name))


@transfer_staff.route("/nhap/<token>", methods=["GET", "POST"])
@requires(Permission.RESPONSES_IMPORT)
def import_columns(token: str) -> ResponseReturnValue:
    viewer = current_viewer()
    data = staged_file(token, viewer.staff_id or 0)
    if data is None:
        flash(_("Tệp đã chọn không còn giữ được. Xin chọn lại tệp."), "error")
        return redirect(url_for(".import_start"))
    survey_round = _own_round(request.args.get("round", 0, type=int))
    content = read_content(survey_round.version.content)
    head = read_head(data)
    form = columns_form(content, head.header)
    name = request.args.get("name", "")[:200]
    if not form.validate_on_submit():
        page = render_template(
            "surveys/staff/import_columns.html",
            form=form,
            head=head,
            survey_round=survey_round,
            file_name=name,
        )
        return page, 422 if form.errors else 200
    wanted = {"token": token, "file_name": name, "mapping": form.mapping(content)}
    title = _("Đọc thử tệp «%(name)s»", name=name)
    return _start(survey_round, {**wanted, "is_dry_run": True}, title)


@transfer_staff.get("/nhap/viec/<int:run_id>")
@requires(Permission.RESPONSES_IMPORT)
def import_report(run_id: int) -> ResponseReturnValue:
    """Progress while the file is read; then the report, and the button that brings it in."""
    viewer = current_viewer()
    run = _own_run(run_id)
    page = render_template(
        "surveys/staff/import_report.html",
        job=job_report(run, viewer, now()),
        report=_stored_report(run),
        survey_round=get_round(run.arguments["round_id"]),
        is_dry_run=run.arguments["is_dry_run"],
        agencies=agency_names(),
        form=Form(),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@transfer_staff.post("/nhap/viec/<int:run_id>/ghi")
@requires(Permission.RESPONSES_IMPORT)
def confirm_import(run_id: int) -> ResponseReturnValue:
    run = _own_run(run_id)
    report = _stored_report(run)
    is_ready = report is not None and report.is_sound and run.arguments["is_dry_run"]
    if not Form().validate_on_submit() or not is_ready:
        return redirect(url_for(".import_report", run_id=run_id))
    survey_round = _own_round(run.arguments["round_id"])
    wanted = {key: run.arguments[key] for key in ("token", "file_name", "mapping")}
    title = _("Nhập tệp «%(name)s»", name=run.arguments["file_name"])
    return _start(survey_round, {**wanted, "is_dry_run": False}, title)


def _start(survey_round: SurveyRound, wanted: dict[str, object], title: str) -> ResponseReturnValue:
    run = ask_for_import(current_viewer(), survey_round, wanted, title)
    db.session.commit()
    send_job(run.id)
    return redirect(url_for(".import_report", run_id=run.id))


def _own_round(round_id: int) -> SurveyRound:
    survey_round = get_round(round_id)
    check_may_import(survey_round.state, survey_round.owner_agency_id, current_viewer().agency_id)
    return survey_round


def _own_run(run_id: int) -> JobRun:
    viewer = current_viewer()
    run = get_job(viewer, run_id)
    if run.kind != IMPORT_JOB or run.staff_id != viewer.staff_id:
        raise NotFound
    return run


def _stored_report(run: JobRun) -> ImportReport | None:
    path = result_file(run) if run.state == JobState.DONE else None
    return report_from_json(json.loads(path.read_text(encoding="utf-8"))) if path else None
