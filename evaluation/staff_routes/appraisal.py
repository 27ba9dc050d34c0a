"""What the department and the inspectorate do with a self-report: return, accept, note a sample."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from agencies.models import Agency
from agencies.queries.agencies import get_agency
from base.db import db
from base.forms import Revisioned
from base.permissions import Permission, requires
from base.rules import RuleBroken
from evaluation.actions.self_reports import accept_report, note_sample, return_report
from evaluation.forms.self_reports import ReturnForm, SampleForm
from evaluation.models import EvaluationYear, SelfReport
from evaluation.queries.self_reports import get_report
from evaluation.queries.years import get_year
from evaluation.reports.samples import sampled_lines
from evaluation.staff_routes.self_reports import read_scope, self_reports_staff, show_board


def _found(year: int, code: str) -> tuple[EvaluationYear, Agency, SelfReport]:
    found, agency = get_year(year), get_agency(code, read_scope())
    return found, agency, get_report(found.id, agency.id)


@self_reports_staff.post("/<int:year>/<code>/tra-lai")
@requires(Permission.EVALUATION_APPRAISE)
def send_back(year: int, code: str) -> ResponseReturnValue:
    found, agency, report = _found(year, code)
    form = ReturnForm()
    if not form.validate_on_submit():
        return show_board(found, agency, return_form=form), 422
    try:
        return_report(current_viewer(), report, form.reason.data, form.seen_revision)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        form.form_errors.append(_(type(broken).sentence) % broken.values)
        return show_board(found, agency, return_form=form), 409
    db.session.commit()
    flash(_("Đã trả lại; cơ quan sửa rồi gửi lại."), "success")
    return redirect(url_for(".board_page", year=year, code=code))


@self_reports_staff.post("/<int:year>/<code>/chap-nhan")
@requires(Permission.EVALUATION_APPRAISE)
def accept(year: int, code: str) -> ResponseReturnValue:
    _year, _agency, report = _found(year, code)
    form = Revisioned()
    if form.validate_on_submit():
        accept_report(current_viewer(), report, form.seen_revision)
        db.session.commit()
        flash(_("Đã chấp nhận; số liệu này được đưa vào chấm điểm."), "success")
    return redirect(url_for(".board_page", year=year, code=code))


@self_reports_staff.get("/<int:year>/mau")
@requires(Permission.EVALUATION_REVIEW)
def sample(year: int) -> ResponseReturnValue:
    found = get_year(year)
    return render_template(
        "evaluation/staff/sample.html", year=found, sample=sampled_lines(found, read_scope())
    )


@self_reports_staff.post("/<int:year>/<code>/mau")
@requires(Permission.EVALUATION_REVIEW)
def note(year: int, code: str) -> ResponseReturnValue:
    found, agency, report = _found(year, code)
    form = SampleForm()
    if not form.validate_on_submit():
        return show_board(found, agency), 422
    note_sample(current_viewer(), report, form.words.data)
    db.session.commit()
    flash(_("Đã ghi kết quả kiểm tra mẫu."), "success")
    return redirect(url_for(".board_page", year=year, code=code))
