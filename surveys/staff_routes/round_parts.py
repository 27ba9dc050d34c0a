"""Parts of one round: its places, targets, reporting periods, extension, posters; joins `rounds`."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from base.clock import local
from base.db import db
from base.forms import Revisioned
from base.jobs import send_job
from base.periods import end_of, last_day
from base.permissions import Permission, requires
from base.rules import RuleBroken
from surveys.actions.periods import set_periods
from surveys.actions.posters import Wish, order_posters
from surveys.actions.rounds import extend_round, set_places, set_targets
from surveys.forms.places import PosterForm
from surveys.forms.rounds import ExtensionForm, PeriodsForm
from surveys.models import SurveyRound
from surveys.queries import rounds as queries
from surveys.queries.places import list_places_of
from surveys.reports.rounds import dates_words
from surveys.rules.periods import Period, period_of_months
from surveys.rules.rounds import check_acts_for_owner, check_not_ended
from surveys.staff_routes.rounds import periods_of_mode, rounds_staff, scope

MOST_TARGET = 1_000_000


def own_round(round_id: int) -> SurveyRound:
    """The living round, for its owner alone."""
    survey_round = queries.get_round(round_id, scope())
    check_acts_for_owner(survey_round.owner_agency_id, current_viewer().agency_id)
    check_not_ended(survey_round.state)
    return survey_round


@rounds_staff.route("/<int:round_id>/noi-dat-ma", methods=["GET", "POST"])
@requires(Permission.ROUNDS_EDIT)
def places(round_id: int) -> ResponseReturnValue:
    survey_round = own_round(round_id)
    form = Revisioned(obj=survey_round)
    if form.validate_on_submit():
        wanted = {int(one) for one in request.form.getlist("place") if one.isdecimal()}
        set_places(current_viewer(), survey_round, wanted, form.seen_revision)
        db.session.commit()
        flash(_("Đã lưu %(count)s nơi đặt mã cho đợt.", count=len(wanted)), "success")
        return redirect(url_for(".round_page", round_id=round_id))
    rated = [one.agency for one in queries.list_rated_agencies(round_id)]
    names = {
        one.id: one.name
        for one in queries.list_agencies(queries.with_parts([one.id for one in rated]))
    }
    usable = list_places_of(list(names), ("planned", "in_use"))
    return render_template(
        "surveys/staff/round_places.html",
        survey_round=survey_round,
        form=form,
        usable=[(one, names[one.agency_id]) for one in usable],
        chosen=queries.place_ids_of(round_id),
        free=queries.free_place_ids(
            [one.id for one in rated], survey_round.opens_at, survey_round.closes_at, round_id
        ),
    )


@rounds_staff.post("/<int:round_id>/them-noi-moi")
@requires(Permission.ROUNDS_EDIT)
def add_waiting_places(round_id: int) -> ResponseReturnValue:
    """Every free place of the rated agencies joins; those already in stay."""
    survey_round = own_round(round_id)
    form = Revisioned()
    if form.validate_on_submit():
        set_places(current_viewer(), survey_round, None, form.seen_revision)
        db.session.commit()
        flash(_("Mọi nơi đặt mã của các cơ quan đã vào đợt."), "success")
    return redirect(url_for(".round_page", round_id=round_id))


@rounds_staff.route("/<int:round_id>/chi-tieu", methods=["GET", "POST"])
@requires(Permission.ROUNDS_EDIT)
def targets(round_id: int) -> ResponseReturnValue:
    survey_round = own_round(round_id)
    form = Revisioned(obj=survey_round)
    rated = queries.list_rated_agencies(round_id)
    typed = {one.agency.id: request.form.get(f"target-{one.agency.id}", "") for one in rated}
    wrong = [key for key, text in typed.items() if _number(text) is None]
    if request.method == "GET":
        typed, wrong = {one.agency.id: str(one.target_count) for one in rated}, []
    elif form.validate_on_submit() and not wrong:
        wanted = {key: _number(text) or 0 for key, text in typed.items()}
        set_targets(current_viewer(), survey_round, wanted, form.seen_revision)
        db.session.commit()
        flash(_("Đã lưu chỉ tiêu."), "success")
        return redirect(url_for(".round_page", round_id=round_id))
    page = render_template(
        "surveys/staff/round_targets.html",
        survey_round=survey_round, form=form, rated=rated, typed=typed, wrong=wrong,
    )  # fmt: skip
    return page, 422 if wrong else 200


def _number(text: str) -> int | None:
    """«1.200» is a thousand two hundred; empty is none."""
    bare = text.replace(".", "").replace(" ", "")
    if not bare:
        return 0
    return int(bare) if bare.isdecimal() and int(bare[:9]) <= MOST_TARGET else None


@rounds_staff.post("/<int:round_id>/ky-cong-bo")
@requires(Permission.ROUNDS_EDIT)
def periods(round_id: int) -> ResponseReturnValue:
    survey_round = own_round(round_id)
    form = PeriodsForm()
    if form.validate_on_submit():
        try:
            wanted = _wanted_periods(form, survey_round)
            set_periods(current_viewer(), survey_round, wanted, form.seen_revision)
        except RuleBroken as broken:
            db.session.rollback()
            note_broken_rule(broken)
            flash(_(type(broken).sentence) % broken.values, "error")
        else:
            db.session.commit()
            flash(_("Đã lưu kỳ công bố."), "success")
    return redirect(url_for(".round_page", round_id=round_id))


def _wanted_periods(form: PeriodsForm, survey_round: SurveyRound) -> list[Period]:
    if form.mode.data in ("monthly", "quarterly", "none"):
        return periods_of_mode(form.mode.data, survey_round)
    kept = [Period(one.name, one.starts_on, one.ends_on) for one in survey_round.periods]
    first, last = _month(form.first.data), _month(form.last.data)
    if first is None or last is None:
        return kept
    return [*kept, period_of_months(first, last)]


def _month(text: str | None) -> date | None:
    """«2027-03» as browsers send it, «3/2027» as people type it."""
    parts = (text or "").replace("/", "-").split("-")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        return None
    year, month = sorted((int(part) for part in parts), reverse=True)
    return date(year, month, 1) if 2000 <= year <= 2200 and 1 <= month <= 12 else None


@rounds_staff.route("/<int:round_id>/gia-han", methods=["GET", "POST"])
@requires(Permission.ROUNDS_EDIT)
def extend(round_id: int) -> ResponseReturnValue:
    survey_round = own_round(round_id)
    form = ExtensionForm(
        data={"closes_on": last_day(survey_round.closes_at), "revision": str(survey_round.revision)}
    )
    if form.validate_on_submit():
        try:
            closes_at = end_of(form.closes_on.data)
            extend_round(
                current_viewer(), survey_round, closes_at, form.reason.data, form.seen_revision
            )
        except RuleBroken as broken:
            db.session.rollback()
            note_broken_rule(broken)
            form.form_errors.append(_(type(broken).sentence) % broken.values)
        else:
            db.session.commit()
            flash(
                _("Đã gia hạn đến hết %(day)s.", day=f"{local(closes_at).date():%d/%m/%Y}"),
                "success",
            )
            return redirect(url_for(".round_page", round_id=round_id))
    status = 422 if form.errors or form.form_errors else 200
    dates = dates_words(survey_round)
    page = render_template(
        "surveys/staff/round_extend.html", survey_round=survey_round, form=form, dates=dates
    )
    return page, status


@rounds_staff.post("/<int:round_id>/ap-phich")
@requires(Permission.PLACES_READ)
def posters(round_id: int) -> ResponseReturnValue:
    """Posters of every place of the round that the person may print, as one file."""
    places_scope = current_viewer().agency_scope(Permission.PLACES_READ)
    survey_round = queries.get_round(round_id, places_scope)
    form = PosterForm()
    if not form.validate_on_submit():
        flash(_("Xin chọn khổ giấy rồi in lại."), "error")
        return redirect(url_for(".round_page", round_id=round_id))
    wish = Wish(form.paper.data, form.second_language.data, round_id=round_id)
    run = order_posters(current_viewer(), wish, survey_round.name)
    db.session.commit()
    send_job(run.id)
    return redirect(url_for("jobs_staff.job_page", run_id=run.id))
