"""The unpublished sheet for whoever grades an agency's head: opened for a purpose, each time noted."""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from agencies.access import current_viewer
from agencies.actions.audit import record_act
from agencies.queries.agencies import get_agency
from base.db import db
from base.permissions import Permission, requires
from base.rules import NotFound
from evaluation.forms.results import HeadSheetForm
from evaluation.models import ResultState
from evaluation.queries import results as queries
from evaluation.queries.years import get_year
from evaluation.reports.results import read_result
from evaluation.score_pages import sheet as view
from evaluation.score_pages.head import history_rows, strong_and_weak
from evaluation.staff_routes.sheets import year_results_staff

_FINAL = (ResultState.DECIDED, ResultState.PUBLISHED)


@year_results_staff.route("/<int:year>/<agency_code>/nguoi-dung-dau", methods=["GET", "POST"])
@requires(Permission.EVALUATION_HEADS)
def head_sheet(year: int, agency_code: str) -> ResponseReturnValue:
    """Only of a decided result. The page is asked for by POST, so that opening it is in the audit trail."""
    result = queries.find_result(get_year(year).id, None, _FINAL)
    agency = get_agency(agency_code, current_viewer().agency_scope(Permission.EVALUATION_HEADS))
    read = read_result(result, year, [agency.id]) if result else None
    mine = read.agency(agency.id) if read else None
    if result is None or read is None or mine is None:
        raise NotFound(agency_code)
    form = HeadSheetForm()
    page = {"year": year, "result": result, "agency": agency}
    if not form.validate_on_submit():
        return render_template("evaluation/staff/head_ask.html", form=form, **page)
    after = {"year": year, "number": result.number, "purpose": form.purpose.data}
    record_act(
        "head_sheet.open",
        staff_id=current_viewer().staff_id,
        subject=result,
        agency_id=agency.id,
        after=after,
    )
    db.session.commit()
    shown = render_template(
        "evaluation/staff/head_sheet.html",
        facts=view.facts(read, mine),
        sections=view.section_rows(mine),
        parts=strong_and_weak(mine),
        history=history_rows(agency.id, year),
        purpose=form.purpose.data,
        **page,
    )
    response = make_response(shown)
    response.headers["Cache-Control"] = "no-store"
    return response
