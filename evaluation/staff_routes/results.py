"""A year's results for staff: computed, signed, submitted, decided, published."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.queries.agencies import agencies_by_id
from agencies.queries.staff import staff_names
from base.db import db
from base.jobs import send_job
from base.permissions import Permission, requires
from base.rules import NotFound
from evaluation.actions.appraisal import short_of_signs, sign_result, submit_result
from evaluation.actions.publication import publish_result, record_decision
from evaluation.actions.scoring import check_may_score
from evaluation.forms.results import DecisionForm, ScoreForm, SignForm, StepForm
from evaluation.models import EvaluationYear, ResultState, YearResult
from evaluation.queries import results as queries
from evaluation.queries.scorecards import list_in_use
from evaluation.queries.years import get_year, list_years
from evaluation.reports.results import ResultOfYear, read_result, with_lines
from evaluation.score_pages import overview as view
from evaluation.score_pages.access import unseen_agencies, visible_states
from evaluation.score_pages.listing import filter_choices, listing_of, summary_of
from evaluation.score_pages.sheet import look_views
from evaluation.score_pages.words import RESULT_STATES
from evaluation.scoring_jobs import start_scoring

year_results_staff = Blueprint("year_results_staff", __name__, url_prefix="/can-bo/ket-qua-nam")


def seen_result(year: EvaluationYear) -> YearResult | None:
    """The version asked for by `ban`, or the newest, among those this viewer may see."""
    wanted = request.args.get("ban", "")
    number = int(wanted) if wanted.isdecimal() else None
    return queries.find_result(year.id, number, visible_states(current_viewer()))


def newest_result(year: int) -> YearResult:
    """For acts: always the newest version."""
    found = queries.find_result(get_year(year).id, None)
    if found is None:
        raise NotFound(year)
    return found


def scope(result: YearResult | None = None) -> frozenset[int] | None:
    """Agencies whose scores this viewer may see; while `result` is appraised, never the own body's."""
    viewer = current_viewer()
    given = viewer.agency_scope(Permission.EVALUATION_READ)
    if result is None or result.state != ResultState.COMPUTED:
        return given
    scored = frozenset(one.agency_id for one, _agency in queries.list_scores(result.id))
    return (scored if given is None else given) - unseen_agencies(viewer, result.state)


@year_results_staff.get("")
@requires(Permission.EVALUATION_READ)
def year_list() -> ResponseReturnValue:
    states = visible_states(current_viewer())
    rows = [(one, queries.find_result(one.id, None, states)) for one in list_years()]
    return render_template("evaluation/staff/results.html", rows=rows, states=RESULT_STATES)


@year_results_staff.get("/<int:year>")
@requires(Permission.EVALUATION_READ)
def year_page(year: int) -> ResponseReturnValue:
    row = get_year(year)
    result = seen_result(row)
    if result is None:
        return render_template(
            "evaluation/staff/result_none.html", year=row, form=_score_form(row, None)
        )
    return render_template("evaluation/staff/result.html", **_page(row, result))


def _page(row: EvaluationYear, result: YearResult) -> dict[str, Any]:
    read = read_result(result, row.year, [])
    versions = queries.list_results(row.id, visible_states(current_viewer()))
    signs = queries.list_signs(result.id)
    short = short_of_signs(result) if result.state == "computed" else {}
    revision = {"revision": str(result.revision)}
    return {
        "year": row,
        "result": result,
        "state": RESULT_STATES[result.state],  # type: ignore[index]
        "is_newest": result.id == versions[0].id,
        "versions": versions,
        **_list(row, result, read),
        "notes": view.to_look_at(read, queries.count_open(result.id))
        if result.state == "computed"
        else [],
        "signs": view.sign_rows(
            signs,
            result.content_hash,
            staff_names({one.staff_id for one in signs}),
            agencies_by_id({one.body_id for one in signs}),
        ),
        "missing": [one.name for one in agencies_by_id(short).values()][:5],
        "missing_count": len(short),
        "looks": _looks(result),
        "score_form": _score_form(row, result),
        "sign_form": SignForm(data={"seen_hash": result.content_hash, **revision}),
        "step_form": StepForm(data=revision),
        "decision_form": DecisionForm(data=revision),
    }


def _list(row: EvaluationYear, result: YearResult, read: ResultOfYear) -> dict[str, Any]:
    """The agencies that were asked for, a page of them, with the summary above."""
    kept: dict[str, Any] = {"ban": result.number} if "ban" in request.args else {}
    address = partial(url_for, ".year_page", year=row.year, **kept)
    seen = scope(result)
    listing = listing_of(read, request.args, seen)
    return {
        "listing": listing,
        "rows": view.agency_rows(read, with_lines(result, listing.agencies)),
        "summary": summary_of(read, address, seen),
        "choices": filter_choices(read),
        "pager_links": listing.pager(address),
    }


def _looks(result: YearResult) -> list[Any]:
    mine, own = queries.list_looks(result.id), scope()
    if own is not None:
        mine = [one for one in mine if one.agency_id in own]
    titles = {one.agency_id: "" for one in mine}
    names = agencies_by_id(titles)
    acts = queries.list_look_acts([one.id for one in mine])
    shown = look_views(mine, acts, {}, {})
    return [(names[one.agency_id].name, look) for one, look in zip(mine, shown, strict=True)]


def _score_form(row: EvaluationYear, result: YearResult | None) -> ScoreForm:
    chosen = result.scorecard_id if result and result.state == "computed" else row.scorecard_id
    form = ScoreForm(data={"card": str(chosen or "")})
    form.card.choices = [
        (str(one.id), f"{one.title} ({_('phiên bản')} {one.version})") for one in list_in_use()
    ]
    return form


@year_results_staff.post("/<int:year>/cham")
@requires(Permission.EVALUATION_APPRAISE)
def score(year: int) -> ResponseReturnValue:
    """All agencies in one pass, by the worker; nothing counts by it."""
    row, form = get_year(year), ScoreForm()
    form.card.choices = []
    if not form.validate_on_submit():
        return redirect(url_for(".year_page", year=year))
    reason = form.reason.data or ""
    check_may_score(row, form.card_id, reason)
    title = _("Chấm điểm năm %(year)s", year=year)
    run = start_scoring(row, form.card_id, reason, title, current_viewer().staff_id)
    db.session.commit()
    send_job(run.id)
    return redirect(url_for("jobs_staff.job_page", run_id=run.id))


@year_results_staff.post("/<int:year>/ky")
@requires(Permission.EVALUATION_APPRAISE)
def sign(year: int) -> ResponseReturnValue:
    result, form = newest_result(year), SignForm()
    if not form.validate_on_submit():
        flash(_("Xin đánh dấu ô đã xem rồi ký."), "error")
        return redirect(url_for(".year_page", year=year))
    is_complete = sign_result(
        current_viewer(), result, form.seen_hash.data or "", form.seen_revision
    )
    db.session.commit()
    if is_complete:
        flash(_("Đã đủ chữ ký. Các cơ quan xem được phiếu của mình từ bây giờ."), "success")
    else:
        flash(_("Đã ký. Còn chờ người khác ký."), "success")
    return redirect(url_for(".year_page", year=year))


@year_results_staff.post("/<int:year>/trinh")
@requires(Permission.EVALUATION_EDIT)
def submit(year: int) -> ResponseReturnValue:
    result, form = newest_result(year), StepForm()
    if form.validate_on_submit():
        submit_result(current_viewer(), result, form.seen_revision)
        db.session.commit()
        flash(_("Đã ghi nhận trình UBND tỉnh."), "success")
    return redirect(url_for(".year_page", year=year))


@year_results_staff.post("/<int:year>/quyet-dinh")
@requires(Permission.EVALUATION_EDIT)
def decide(year: int) -> ResponseReturnValue:
    result, form = newest_result(year), DecisionForm()
    if not form.validate_on_submit():
        page = _page(get_year(year), result)
        return render_template(
            "evaluation/staff/result.html", **{**page, "decision_form": form}
        ), 422
    record_decision(
        current_viewer(), result, form.number.data, form.decided_on.data, form.seen_revision
    )
    db.session.commit()
    flash(_("Đã ghi quyết định. Từ nay kết quả này không sửa được nữa."), "success")
    return redirect(url_for(".year_page", year=year))


@year_results_staff.post("/<int:year>/cong-bo")
@requires(Permission.EVALUATION_EDIT)
def publish(year: int) -> ResponseReturnValue:
    result, form = newest_result(year), StepForm()
    if form.validate_on_submit():
        publish_result(current_viewer(), result, form.seen_revision)
        db.session.commit()
        flash(_("Đã công bố. Ai cũng xem được ở trang Kết quả đánh giá năm."), "success")
    return redirect(url_for(".year_page", year=year))
