"""Survey rounds for staff: the list, one round, and the one form that plans or changes it."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from base.clock import local, today
from base.db import db
from base.forms import Form
from base.periods import end_of, last_day, start_of
from base.permissions import Permission, requires
from base.rules import ChangedMeanwhile, RuleBroken
from surveys.actions.periods import set_periods
from surveys.actions.rounds import RoundPlan, change_round, plan_round
from surveys.forms.places import PosterForm
from surveys.forms.rounds import RoundForm
from surveys.models import SurveyRound
from surveys.queries import rounds as queries
from surveys.reports.agency_choices import agency_groups, picked_agencies
from surveys.reports.rounds import (
    STATE_WORDS,
    differences,
    round_lines,
    round_report,
    version_choices,
)
from surveys.rules.periods import Period, monthly_periods, quarterly_periods
from surveys.rules.rounds import check_acts_for_owner, check_planned

rounds_staff = Blueprint("rounds_staff", __name__, url_prefix="/can-bo/dot-khao-sat")


def scope() -> frozenset[int] | None:
    return current_viewer().agency_scope(Permission.ROUNDS_READ)


@rounds_staff.get("")
@requires(Permission.ROUNDS_READ)
def round_list() -> ResponseReturnValue:
    state = request.args.get("state", "")
    return render_template(
        "surveys/staff/rounds.html",
        lines=round_lines(scope(), state),
        state=state,
        state_words=STATE_WORDS,
    )


@rounds_staff.get("/<int:round_id>")
@requires(Permission.ROUNDS_READ)
def round_page(round_id: int) -> ResponseReturnValue:
    survey_round = queries.get_round(round_id, scope())
    return render_template(
        "surveys/staff/round.html",
        report=round_report(survey_round, current_viewer()),
        poster_form=PosterForm(formdata=None),
        form=Form(),
    )


@rounds_staff.route("/moi", methods=["GET", "POST"])
@requires(Permission.ROUNDS_EDIT)
def new_round() -> ResponseReturnValue:
    form = RoundForm(versions=version_choices(), is_new=True)
    chosen = _picked()
    if not (form.validate_on_submit() and chosen):
        return _form_page(form, chosen), 422 if request.method == "POST" else 200
    try:
        survey_round = plan_round(current_viewer(), _plan(form, chosen))
        set_periods(current_viewer(), survey_round, _periods(form, survey_round))
    except RuleBroken as broken:
        return _broken(form, chosen, broken)
    db.session.commit()
    flash(_("Đã lập đợt khảo sát; đợt tự mở đúng ngày đã chọn."), "success")
    return redirect(url_for(".round_page", round_id=survey_round.id))


@rounds_staff.route("/<int:round_id>/sua", methods=["GET", "POST"])
@requires(Permission.ROUNDS_EDIT)
def edit(round_id: int) -> ResponseReturnValue:
    survey_round = queries.get_round(round_id, scope())
    check_acts_for_owner(survey_round.owner_agency_id, current_viewer().agency_id)
    check_planned(survey_round.state)
    form = RoundForm(versions=version_choices(), is_new=False, data=_stored(survey_round))
    is_sent = request.method == "POST"
    chosen = _picked() if is_sent else set(queries.targets_of(round_id))
    if not (form.validate_on_submit() and chosen):
        return _form_page(form, chosen, survey_round), 422 if is_sent else 200
    try:
        plan = _plan(form, chosen, survey_round)
        change_round(current_viewer(), survey_round, plan, form.seen_revision)
        if form.periods.data != "keep":
            set_periods(current_viewer(), survey_round, _periods(form, survey_round))
    except ChangedMeanwhile:
        return _both_versions(round_id, form, chosen)
    except RuleBroken as broken:
        return _broken(form, chosen, broken, round_id)
    db.session.commit()
    flash(_("Đã lưu đợt khảo sát."), "success")
    return redirect(url_for(".round_page", round_id=round_id))


def _picked() -> set[int]:
    groups = agency_groups(today(), ())
    ids, kinds = request.form.getlist("agency"), request.form.getlist("whole_kind")
    return picked_agencies(groups, ids, kinds)


def _stored(survey_round: SurveyRound) -> dict[str, object]:
    given = queries.targets_of(survey_round.id)
    targets, places = set(given.values()), queries.place_ids_of(survey_round.id)
    free = queries.free_place_ids(
        given, survey_round.opens_at, survey_round.closes_at, survey_round.id
    )
    return {
        "version": str(survey_round.questionnaire_version_id),
        "name": survey_round.name,
        "name_en": survey_round.name_en,
        "opens_on": local(survey_round.opens_at).date(),
        "closes_on": last_day(survey_round.closes_at),
        "target": targets.pop() if len(targets) == 1 else None,
        "places": "all" if places == free else "later",
        "periods": "keep",
        "revision": str(survey_round.revision),
    }


def _plan(form: RoundForm, chosen: set[int], stored: SurveyRound | None = None) -> RoundPlan:
    """An empty target keeps what single agencies have been given."""
    given = queries.targets_of(stored.id) if stored else {}
    target = form.target.data
    keep_places = queries.place_ids_of(stored.id) if stored else set()
    return RoundPlan(
        questionnaire_version_id=int(form.version.data),
        name=form.name.data,
        name_en=form.name_en.data or "",
        opens_at=start_of(form.opens_on.data),
        closes_at=end_of(form.closes_on.data),
        targets={
            one: (target if target is not None else given.get(one, 0)) for one in sorted(chosen)
        },
        place_ids=None
        if form.places.data == "all"
        else keep_places & queries.usable_place_ids(chosen),
    )


def _periods(form: RoundForm, survey_round: SurveyRound) -> list[Period]:
    return periods_of_mode(form.periods.data, survey_round)


def periods_of_mode(mode: str, survey_round: SurveyRound) -> list[Period]:
    first = local(survey_round.opens_at).date()
    last = local(survey_round.closes_at - timedelta(seconds=1)).date()
    if mode == "monthly":
        return monthly_periods(first, last)
    return quarterly_periods(first, last) if mode == "quarterly" else []


def _broken(
    form: RoundForm, chosen: set[int], broken: RuleBroken, round_id: int | None = None
) -> ResponseReturnValue:
    """What was typed stays; the sentence says what to do."""
    db.session.rollback()
    note_broken_rule(broken)
    form.form_errors.append(_(type(broken).sentence) % broken.values)
    survey_round = queries.get_round(round_id) if round_id else None
    return _form_page(form, chosen, survey_round), 409


def _both_versions(round_id: int, form: RoundForm, chosen: set[int]) -> ResponseReturnValue:
    """The second of two officers sees both and may save again over the newer one."""
    db.session.rollback()
    survey_round = queries.get_round(round_id)
    db.session.refresh(survey_round)
    versions = dict(form.version.choices)
    name = str(versions.get(form.version.data, "")).rsplit(" (", 1)[0]
    dates = f"{form.opens_on.data:%d/%m/%Y} – {form.closes_on.data:%d/%m/%Y}"
    typed = [
        (_("Bộ câu hỏi"), name),
        (_("Tên đợt khảo sát"), form.name.data),
        (_("Tên tiếng Anh"), form.name_en.data or ""),
        (_("Thời gian nhận phiếu"), dates),
    ]
    both = differences(survey_round, typed, sorted(chosen))
    form.revision.data = str(survey_round.revision)
    return _form_page(form, chosen, survey_round, both), 409


def _form_page(
    form: RoundForm,
    chosen: set[int],
    survey_round: SurveyRound | None = None,
    both: list[tuple[str, str, str]] | None = None,
) -> str:
    missing = request.method == "POST" and not chosen
    return render_template(
        "surveys/staff/round_form.html",
        form=form,
        groups=agency_groups(today(), chosen),
        survey_round=survey_round,
        both=both,
        error=_("Xin chọn ít nhất một cơ quan.") if missing else "",
    )
