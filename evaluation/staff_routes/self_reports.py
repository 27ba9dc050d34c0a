"""An agency's self-report for its officers and for whoever reads it: board, filling in, sending."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from agencies.models import Agency
from agencies.queries.agencies import get_agency
from base.clock import today
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import RuleBroken
from evaluation.actions.self_reports import TypedLine, save_lines, submit_report
from evaluation.calendars import calendar_address
from evaluation.forms.self_reports import LineForm, ReturnForm, SampleForm, line_data
from evaluation.lines import own_part
from evaluation.models import EvaluationYear, ReportedFigure
from evaluation.queries.self_reports import find_report, lines_of
from evaluation.queries.years import get_year
from evaluation.reports.board_words import BoardWords, board_words, clashing_rows
from evaluation.reports.carried import CarriedLine, carried_of
from evaluation.reports.carried_words import carried_note, carried_panel
from evaluation.reports.self_reports import GROUPS, Board, Line, board_of
from evaluation.rules.self_reports import LinesChanged

self_reports_staff = Blueprint("self_reports_staff", __name__, url_prefix="/can-bo/tu-danh-gia")
_GROUPS = ", ".join(GROUPS)


def read_scope() -> frozenset[int] | None:
    return current_viewer().agency_scope(Permission.EVALUATION_READ)


def report_scope() -> frozenset[int] | None:
    return current_viewer().agency_scope(Permission.EVALUATION_REPORT)


def may_report(agency: Agency) -> bool:
    return current_viewer().may(Permission.EVALUATION_REPORT, agency.id)


@self_reports_staff.get("/<int:year>/<code>")
@requires(Permission.EVALUATION_READ)
def board_page(year: int, code: str) -> ResponseReturnValue:
    agency = get_agency(code, read_scope())
    return show_board(get_year(year), agency)


def show_board(
    year: EvaluationYear,
    agency: Agency,
    form: Form | None = None,
    return_form: ReturnForm | None = None,
) -> str:
    board = board_of(year, agency, today())
    seen = {"revision": str(board.report.revision)} if board.report else {}
    return render_template(
        "evaluation/staff/board.html",
        board=board,
        words=board_words(board),
        carried=carried_panel(carried_of(year, agency)),
        may_report=may_report(agency),
        calendar=calendar_address(agency.code) if may_report(agency) else "",
        form=form or Form(formdata=None),
        return_form=return_form or ReturnForm(formdata=None, data=seen),
        sample_form=SampleForm(formdata=None),
    )


@self_reports_staff.route(
    f"/<int:year>/<code>/dien/<any({_GROUPS}):group>", methods=["GET", "POST"]
)
@requires(Permission.EVALUATION_REPORT)
def fill(year: int, code: str, group: str) -> ResponseReturnValue:
    agency = get_agency(code, report_scope())
    found = get_year(year)
    board = board_of(found, agency, today())
    form = Form()
    forms = _line_forms(board, group)
    if request.method == "GET":
        return _fill_page(board, group, form, forms)
    if not (form.validate_on_submit() & all([one.validate() for one in forms.values()])):
        return _fill_page(board, group, form, forms), 422
    typed = _typed(board, group, forms)
    try:
        owed = {one.target.key: one.target for one in board.lines}
        save_lines(current_viewer(), found, agency, owed, typed)
    except LinesChanged as changed:
        return _both_versions(board, group, forms, typed, changed)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        form.form_errors.append(_(type(broken).sentence) % broken.values)
        return _fill_page(board, group, form, forms), 409
    db.session.commit()
    flash(_("Đã lưu. Chưa gửi; có thể điền tiếp lúc khác."), "success")
    return redirect(url_for(".board_page", year=year, code=code))


def _line_forms(board: Board, group: str) -> dict[str, LineForm]:
    stored = lines_of(board.report.id) if board.report else {}
    carried = carried_of(board.year, board.agency).lines
    return {
        one.target.key: LineForm(
            unit="" if one.is_known else one.target.unit,
            prefix=f"{one.target.key}-",
            data=_line_data(one, stored.get(one.target.key), carried.get(one.target.key)),
        )
        for one in board.group(group)
    }


def _line_data(
    line: Line, stored: ReportedFigure | None, carried: CarriedLine | None
) -> dict[str, Any]:
    """As it is stored; a line that nobody has begun shows what was carried, to be saved or changed."""
    own = own_part(stored, line.target.filled_by)
    data = line_data(own)
    if carried is None or carried.why_not or not own.is_blank:
        return data
    return {**line_data(carried.figure), "words": carried_note(carried), "seen": data["seen"]}


def _typed(board: Board, group: str, forms: dict[str, LineForm]) -> list[TypedLine]:
    typed = []
    for one in board.group(group):
        form = forms[one.target.key]
        figure = form.figure(one.is_known)
        typed.append(TypedLine(one.target.key, figure, form.seen.data or ""))
    return typed


def _both_versions(
    board: Board,
    group: str,
    forms: dict[str, LineForm],
    typed: list[TypedLine],
    changed: LinesChanged,
) -> ResponseReturnValue:
    """The second of two officers sees both and may save again over the newer lines."""
    db.session.rollback()
    db.session.expire_all()
    report = find_report(board.year.id, board.agency.id)
    stored = lines_of(report.id) if report else {}
    by_key = {one.target.key: one for one in board.lines}
    both = clashing_rows(by_key, stored, {one.key: one.figure for one in typed}, changed.keys)
    for key in changed.keys:
        part = own_part(stored.get(key), by_key[key].target.filled_by)
        forms[key].seen.data = part.mark
    return _fill_page(board, group, Form(), forms, both), 409


def _fill_page(
    board: Board,
    group: str,
    form: Form,
    forms: dict[str, LineForm],
    both: list[tuple[str, str, str]] | None = None,
) -> str:
    words: BoardWords = board_words(board)
    lines: list[Line] = board.group(group)
    wrong = [
        {"text": f"{line.target.title}: {error}", "href": f"#{field.id}"}
        for line in lines
        for field in forms[line.target.key]
        for error in field.errors
    ]
    return render_template(
        "evaluation/staff/fill.html",
        board=board,
        words=words,
        group=group,
        groups=GROUPS,
        lines=lines,
        form=form,
        forms=forms,
        both=both,
        wrong=wrong,
    )


@self_reports_staff.post("/<int:year>/<code>/gui")
@requires(Permission.EVALUATION_REPORT)
def submit(year: int, code: str) -> ResponseReturnValue:
    agency = get_agency(code, report_scope())
    found = get_year(year)
    form = Form()
    if form.validate_on_submit():
        owed = {one.target.key: one.target for one in board_of(found, agency, today()).lines}
        try:
            submit_report(current_viewer(), found, agency, owed)
        except RuleBroken as broken:
            db.session.rollback()
            note_broken_rule(broken)
            form.form_errors.append(_(type(broken).sentence) % broken.values)
            return show_board(found, agency, form), 409
        db.session.commit()
        flash(_("Đã gửi bản tự đánh giá. Sở Nội vụ sẽ kiểm tra."), "success")
    return redirect(url_for(".board_page", year=year, code=code))
