"""One line of a self-report: the plan's words, the figure, its evidence; files are only ever saved."""

import io
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from agencies.access import current_viewer, note_broken_rule
from agencies.models import Agency
from agencies.queries.agencies import get_agency
from base.clock import today
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import NotFound, RuleBroken
from evaluation.actions.evidence import add_evidence, remove_evidence
from evaluation.forms.self_reports import EvidenceForm
from evaluation.models import EvaluationYear, SelfReport
from evaluation.queries.evidence import get_evidence, list_evidence
from evaluation.queries.self_reports import get_report
from evaluation.queries.years import get_year
from evaluation.reports.board_words import board_words
from evaluation.reports.evidence import evidence_lines
from evaluation.reports.self_reports import board_of
from evaluation.rules.evidence import LARGEST, EvidenceTooLarge
from evaluation.staff_routes.self_reports import (
    may_report,
    read_scope,
    report_scope,
    self_reports_staff,
)

_ROOM = 1024 * 1024  # for what stands around a file in a form


@self_reports_staff.url_value_preprocessor
def allow_evidence(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A file of exactly the largest size must get through; said before the token is looked for."""
    if endpoint == "self_reports_staff.add_file":
        request.max_content_length = LARGEST + _ROOM


@self_reports_staff.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Nothing was read of what was sent; the sentence says which size goes and what to do."""
    if request.endpoint != "self_reports_staff.add_file":
        return error
    sentence = _(EvidenceTooLarge.sentence)
    return render_template("staff_error.html", status=413, sentence=sentence), 413


def may_open(agency: Agency, report: SelfReport) -> bool:
    """Files of a report that was never sent are its writers' and those who check it alone."""
    viewer = current_viewer()
    checks = viewer.may(Permission.EVALUATION_APPRAISE) or viewer.may(Permission.EVALUATION_REVIEW)
    return checks or may_report(agency) or report.submitted_at is not None


@self_reports_staff.get("/<int:year>/<code>/chi-tieu/<key>")
@requires(Permission.EVALUATION_READ)
def line_page(year: int, code: str, key: str) -> ResponseReturnValue:
    return _page(get_year(year), get_agency(code, read_scope()), key, EvidenceForm(formdata=None))


def _page(year: EvaluationYear, agency: Agency, key: str, form: Form) -> str:
    board = board_of(year, agency, today())
    words = board_words(board)
    if key not in words.by_key:
        raise NotFound(key)
    report = board.report
    files = list_evidence(report.id) if report and may_open(agency, report) else {}
    is_open = board.state in ("", "draft", "returned") and year.state == "reporting"
    return render_template(
        "evaluation/staff/line.html",
        board=board,
        words=words.by_key[key],
        files=evidence_lines(files.get(key, [])),
        form=form,
        may_change=is_open and may_report(agency),
    )


@self_reports_staff.post("/<int:year>/<code>/chi-tieu/<key>/tep")
@requires(Permission.EVALUATION_REPORT)
def add_file(year: int, code: str, key: str) -> ResponseReturnValue:
    found, agency = get_year(year), get_agency(code, report_scope())
    form = EvidenceForm()
    owed = {one.target.key for one in board_of(found, agency, today()).lines}
    if key not in owed:
        raise NotFound(key)
    if not form.validate_on_submit():
        return _page(found, agency, key, form), 422
    upload = form.file.data
    try:
        name = upload.filename or ""
        add_evidence(current_viewer(), found, agency.id, key, name, upload.read())
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        form.form_errors.append(_(type(broken).sentence) % broken.values)
        return _page(found, agency, key, form), broken.status
    db.session.commit()
    flash(_("Đã thêm tệp minh chứng."), "success")
    return redirect(url_for(".line_page", year=year, code=code, key=key))


@self_reports_staff.post("/<int:year>/<code>/tep/<int:evidence_id>/bo")
@requires(Permission.EVALUATION_REPORT)
def remove_file(year: int, code: str, evidence_id: int) -> ResponseReturnValue:
    found, agency = get_year(year), get_agency(code, report_scope())
    report = get_report(found.id, agency.id)
    evidence = get_evidence(report.id, evidence_id)
    if Form().validate_on_submit():
        remove_evidence(current_viewer(), found, report, evidence)
        db.session.commit()
        flash(_("Đã bỏ tệp; tên và mã băm của tệp được giữ lại."), "success")
    return redirect(url_for(".line_page", year=year, code=code, key=evidence.target_key))


@self_reports_staff.get("/<int:year>/<code>/tep/<int:evidence_id>")
@requires(Permission.EVALUATION_READ)
def read_file(year: int, code: str, evidence_id: int) -> ResponseReturnValue:
    """Never shown in the browser: only saved, and not looked into for another kind."""
    agency = get_agency(code, read_scope())
    report = get_report(get_year(year).id, agency.id)
    evidence = get_evidence(report.id, evidence_id, with_content=True)
    if evidence.content is None or not may_open(agency, report):
        raise NotFound(evidence_id)
    response = send_file(
        io.BytesIO(evidence.content),
        mimetype=evidence.media,
        as_attachment=True,
        download_name=evidence.name,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
