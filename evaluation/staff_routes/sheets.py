"""One agency's sheet of a year: points changed for a reason, another look asked for and answered."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from agencies.models import Agency
from agencies.queries.agencies import get_agency, get_agency_by_id
from agencies.queries.staff import staff_names
from base.db import db
from base.permissions import Permission, requires
from base.rules import NotFound, RuleBroken
from evaluation.actions.appraisal import give_points
from evaluation.actions.custody import check_acts_on
from evaluation.actions.looks import (
    answer_proposal,
    ask_for_another_look,
    open_proposal,
    propose_answer,
)
from evaluation.forms.results import AnswerForm, LookForm, PointsForm, ProposalForm
from evaluation.models import AnotherLook, EvaluationYear, YearResult
from evaluation.queries import results as queries
from evaluation.queries.years import get_year
from evaluation.reports.carried import carried_of
from evaluation.reports.carried_words import carried_panel, old_names
from evaluation.reports.results import AgencyResult, ResultOfYear, read_result
from evaluation.score_pages import sheet as view
from evaluation.score_pages.access import visible_states
from evaluation.score_pages.words import RESULT_STATES
from evaluation.staff_routes.results import (
    newest_result,
    scope,
    seen_result,
    year_results_staff,
)


def _opened(year: int, agency_code: str) -> tuple[EvaluationYear, YearResult, Agency]:
    """A sheet that this viewer may see; to others it does not exist."""
    row = get_year(year)
    result = seen_result(row)
    if result is None:
        raise NotFound(year)
    return row, result, get_agency(agency_code, scope(result))


def _read(result: YearResult, year: int, agency: Agency) -> tuple[ResultOfYear, AgencyResult]:
    read = read_result(result, year, [agency.id])
    found = read.agency(agency.id)
    if found is None:
        raise NotFound(agency.code)
    return read, found


@year_results_staff.get("/<int:year>/<agency_code>")
@requires(Permission.EVALUATION_READ)
def sheet(year: int, agency_code: str) -> ResponseReturnValue:
    _row, result, agency = _opened(year, agency_code)
    return _sheet_page(year, result, agency)


def _sheet_page(
    year: int,
    result: YearResult,
    agency: Agency,
    points_form: PointsForm | None = None,
    look_form: LookForm | None = None,
) -> str:
    read, mine = _read(result, year, agency)
    viewer = current_viewer()
    may_report = viewer.may(Permission.EVALUATION_REPORT, agency.id)
    may_appraise = viewer.may(Permission.EVALUATION_APPRAISE) and viewer.agency_id != agency.id
    return render_template(
        "evaluation/staff/result_sheet.html",
        year=year,
        result=result,
        agency=agency,
        state=RESULT_STATES[result.state],  # type: ignore[index]
        facts=view.facts(read, mine),
        sections=view.section_rows(mine, old_names(mine.lines)),
        carried=carried_panel(carried_of(get_year(year), agency)),
        looks=_looks(result, agency, mine) if _may_see_looks(agency) else [],
        points_form=points_form or _points_form(result, mine)
        if may_appraise and result.state == "computed"
        else None,
        look_form=look_form or _look_form(mine)
        if may_report and result.state == "appraised"
        else None,
    )


def _may_see_looks(agency: Agency) -> bool:
    viewer = current_viewer()
    is_theirs = viewer.may(Permission.EVALUATION_REPORT, agency.id)
    return (
        is_theirs
        or viewer.may(Permission.EVALUATION_APPRAISE)
        or viewer.may(Permission.EVALUATION_REVIEW)
    )


def _looks(result: YearResult, agency: Agency, mine: AgencyResult) -> list[view.LookView]:
    looks = queries.list_looks(result.id, agency.id)
    acts = queries.list_look_acts([one.id for one in looks])
    people = {act.staff_id for found in acts.values() for act in found}
    titles = {line.key: view.line_title(line) for line in mine.lines}
    return view.look_views(looks, acts, titles, staff_names(people))


def _points_form(result: YearResult, mine: AgencyResult) -> PointsForm:
    form = PointsForm(data={"revision": str(result.revision)})
    form.criterion.choices = view.criterion_choices(mine)
    return form


def _look_form(mine: AgencyResult) -> LookForm:
    form = LookForm()
    lines = [(line.key, view.line_title(line)) for line in mine.lines]
    form.criterion.choices = [("", _("Kết quả chung")), *lines]
    return form


@year_results_staff.post("/<int:year>/<agency_code>/diem")
@requires(Permission.EVALUATION_APPRAISE)
def change_points(year: int, agency_code: str) -> ResponseReturnValue:
    result, agency = newest_result(year), get_agency(agency_code, scope())
    check_acts_on(current_viewer(), agency.id)  # before anything of the own score is shown
    _all, mine = _read(result, year, agency)
    form = _points_form(result, mine)
    if not form.validate_on_submit():
        return _sheet_page(year, result, agency, points_form=form), 422
    try:
        give_points(
            current_viewer(),
            result,
            agency,
            form.criterion.data,
            form.value,
            form.reason.data,
            form.seen_revision,
        )
    except RuleBroken as broken:
        _keep(form, broken)
        return _sheet_page(year, newest_result(year), agency, points_form=form), 409
    db.session.commit()
    flash(_("Đã ghi điểm và lý do."), "success")
    return redirect(url_for(".sheet", year=year, agency_code=agency_code))


def _keep(form: Any, broken: RuleBroken) -> None:
    """The sentence above the form; what was typed stays."""
    db.session.rollback()
    note_broken_rule(broken)
    form.form_errors.append(_(type(broken).sentence) % broken.values)


@year_results_staff.post("/<int:year>/<agency_code>/xem-xet-lai")
@requires(Permission.EVALUATION_REPORT)
def ask(year: int, agency_code: str) -> ResponseReturnValue:
    mine = current_viewer().agency_scope(Permission.EVALUATION_REPORT)
    agency = get_agency(agency_code, mine)
    result = queries.find_result(get_year(year).id, None, visible_states(current_viewer()))
    if result is None:
        raise NotFound(year)
    form = _look_form(_read(result, year, agency)[1])
    if not form.validate_on_submit():
        return _sheet_page(year, result, agency, look_form=form), 422
    try:
        ask_for_another_look(
            current_viewer(), result, agency.id, form.criterion.data or "", form.words.data
        )
    except RuleBroken as broken:
        _keep(form, broken)
        return _sheet_page(year, result, agency, look_form=form), 409
    db.session.commit()
    flash(_("Đã gửi đề nghị. Trả lời sẽ hiện ở trang này."), "success")
    return redirect(url_for(".sheet", year=year, agency_code=agency_code))


def _look(look_id: int) -> tuple[AnotherLook, YearResult, Agency]:
    look = queries.get_look(look_id)
    result = db.session.get_one(YearResult, look.result_id)
    return look, result, get_agency_by_id(look.agency_id, scope())


@year_results_staff.get("/de-nghi/<int:look_id>")
@requires(Permission.EVALUATION_READ)
def look_page(look_id: int) -> ResponseReturnValue:
    look, _result, agency = _look(look_id)
    if not _may_see_looks(agency):
        raise NotFound(look_id)
    return _look_page(look, ProposalForm(formdata=None), AnswerForm(formdata=None))


def _look_page(look: AnotherLook, proposal: ProposalForm, answer: AnswerForm) -> str:
    _look_row, result, agency = _look(look.id)
    year = db.session.get_one(EvaluationYear, result.year_id).year
    _all, mine = _read(result, year, agency)
    shown = next(one for one in _looks(result, agency, mine) if one.id == look.id)
    viewer = current_viewer()
    is_open = look.outcome is None and result.state == "appraised"
    waits = open_proposal(look) is not None
    return render_template(
        "evaluation/staff/look.html",
        look=look,
        shown=shown,
        year=year,
        agency=agency,
        line=next((one for one in mine.lines if one.key == look.criterion_key), None),
        proposal_form=proposal
        if is_open and not waits and viewer.may(Permission.EVALUATION_APPRAISE)
        else None,
        answer_form=answer
        if is_open and waits and viewer.may(Permission.EVALUATION_REVIEW)
        else None,
    )


@year_results_staff.post("/de-nghi/<int:look_id>/de-xuat")
@requires(Permission.EVALUATION_APPRAISE)
def propose(look_id: int) -> ResponseReturnValue:
    look, form = _look(look_id)[0], ProposalForm()
    if not form.validate_on_submit():
        return _look_page(look, form, AnswerForm(formdata=None)), 422
    try:
        propose_answer(current_viewer(), look, form.outcome.data, form.value, form.reason.data)
    except RuleBroken as broken:
        _keep(form, broken)
        return _look_page(queries.get_look(look_id), form, AnswerForm(formdata=None)), 409
    db.session.commit()
    flash(_("Đã đề xuất. Người thứ hai của cơ quan khác sẽ trả lời."), "success")
    return redirect(url_for(".look_page", look_id=look_id))


@year_results_staff.post("/de-nghi/<int:look_id>/tra-loi")
@requires(Permission.EVALUATION_REVIEW)
def answer(look_id: int) -> ResponseReturnValue:
    look, form = _look(look_id)[0], AnswerForm()
    if not form.validate_on_submit():
        return _look_page(look, ProposalForm(formdata=None), form), 422
    try:
        answer_proposal(current_viewer(), look, form.answer.data == "yes", form.reason.data or "")
    except RuleBroken as broken:
        _keep(form, broken)
        return _look_page(queries.get_look(look_id), ProposalForm(formdata=None), form), 409
    db.session.commit()
    flash(_("Đã trả lời; tên cả hai người được lưu cùng đề nghị."), "success")
    return redirect(url_for(".look_page", look_id=look_id))
