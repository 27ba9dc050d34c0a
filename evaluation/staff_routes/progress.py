"""How far the province is: agencies and targets, filters, reminders to many at once."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.register import KIND_NAMES
from base.clock import today
from base.db import db
from base.forms import Form
from base.jobs import send_job
from base.paging import page_of
from base.permissions import Permission, requires
from evaluation.models import EvaluationYear
from evaluation.queries.years import get_year, list_years
from evaluation.reminding import can_send, start_reminders
from evaluation.reports.figures import number_words, title_of
from evaluation.reports.progress import FILTERS, AgencyProgress, Wanted, cells_of, province_progress
from evaluation.staff_routes.self_reports import read_scope, self_reports_staff
from evaluation.words import REPORT_STATES

PAGE = 25


@self_reports_staff.get("")
@requires(Permission.EVALUATION_READ)
def home() -> ResponseReturnValue:
    """The running year, else the latest."""
    years = list_years()
    if not years:
        return render_template("evaluation/staff/no_year.html")
    running = next((one for one in years if one.state == "reporting"), years[0])
    return redirect(url_for(".progress", year=running.year))


def _wanted() -> Wanted:
    kind, show = request.values.get("loai", ""), request.values.get("xem", "")
    return Wanted(kind if kind in KIND_NAMES else "", show if show in FILTERS else "")


@self_reports_staff.get("/<int:year>")
@requires(Permission.EVALUATION_READ)
def progress(year: int) -> ResponseReturnValue:
    """An officer of one agency is led straight to its board."""
    found, wanted = get_year(year), _wanted()
    scope = read_scope()
    everybody = province_progress(found, scope, Wanted(kind=wanted.kind), today())
    if scope is not None and len(everybody) == 1 and not wanted.kind:
        code = everybody[0].agency.code
        return redirect(url_for(".board_page", year=year, code=code))
    matching = [one for one in everybody if one.matches(wanted.show)]
    return _progress_page(found, wanted, everybody, matching)


def _progress_page(
    year: EvaluationYear,
    wanted: Wanted,
    everybody: list[AgencyProgress],
    matching: list[AgencyProgress],
) -> str:
    paging = page_of(request.args.get("trang"), len(matching), PAGE)
    shown = matching[paging.offset : paging.offset + PAGE]
    as_matrix = request.args.get("dang") == "bang"
    targets, cells = cells_of(year, [one.agency for one in shown if as_matrix], today())
    asked = (("loai", wanted.kind), ("xem", wanted.show), ("dang", "bang" if as_matrix else ""))
    kept = {key: value for key, value in asked if value}
    return render_template(
        "evaluation/staff/progress.html",
        year=year,
        years=[{"value": one.year, "label": str(one.year)} for one in list_years()],
        wanted=wanted,
        counts=_counts(everybody),
        rows=shown,
        matching_count=len(matching),
        targets=[(number, one, title_of(one)) for number, one in enumerate(targets, start=1)],
        cells=cells,
        as_matrix=as_matrix,
        number_words=number_words,
        list_url=_page_address(year, {**kept, "dang": ""}, paging.number),
        matrix_url=_page_address(year, {**kept, "dang": "bang"}, paging.number),
        states=REPORT_STATES,
        kind_names=KIND_NAMES,
        paging=paging,
        pager_links=paging.links(lambda number: _page_address(year, kept, number)),
        can_send=can_send(),
        form=Form(formdata=None),
    )


def _page_address(year: EvaluationYear, kept: dict[str, str], number: int) -> str:
    values: dict[str, Any] = {**kept, "year": year.year, "trang": number}
    return url_for(".progress", **values)


def _counts(everybody: list[AgencyProgress]) -> dict[str, int]:
    return {
        "all": len(everybody),
        "not_started": sum(one.matches("not_started") for one in everybody),
        "late": sum(one.matches("late") for one in everybody),
        "submitted": sum(one.matches("submitted") for one in everybody),
        "accepted": sum(one.matches("accepted") for one in everybody),
        "late_lines": sum(one.late_count for one in everybody),
    }


@self_reports_staff.post("/<int:year>/nhac")
@requires(Permission.EVALUATION_EDIT)
def remind(year: int) -> ResponseReturnValue:
    """A letter to the officers of every agency that the page shows and that has not sent its report."""
    found, wanted = get_year(year), _wanted()
    if not Form().validate_on_submit() or not can_send():
        return redirect(url_for(".progress", year=year))
    title = _("Thư nhắc tự đánh giá năm %(year)s", year=year)
    run = start_reminders(current_viewer(), found, wanted.kind, wanted.show, title)
    db.session.commit()
    send_job(run.id)
    return redirect(url_for("jobs_staff.job_page", run_id=run.id))
