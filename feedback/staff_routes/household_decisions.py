"""What a village decided on its hương ước, recorded from the minutes; joins `comment_rounds`."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.db import db
from base.permissions import Permission, requires
from base.rules import NotFound, RuleBroken
from feedback.actions.household_decisions import Minutes, correct_decision, record_decision
from feedback.forms.household_decisions import MinutesForm
from feedback.models import CommentRound, HouseholdDecision, RoundKind
from feedback.queries.household_decisions import get_decision
from feedback.reports.household_decisions import NOT_A_VOTE, household_report
from feedback.rules.household_decisions import Counts
from feedback.staff_routes.comment_rounds import (
    comment_rounds_staff,
    round_to_change,
    round_to_look_at,
)
from feedback.staff_routes.round_parts import say_broken


def _village_round(comment_round: CommentRound) -> CommentRound:
    if comment_round.kind != RoundKind.VILLAGE:
        raise NotFound
    return comment_round


@comment_rounds_staff.get("/<int:round_id>/hop-thon")
@requires(Permission.FEEDBACK_READ)
def households(round_id: int) -> ResponseReturnValue:
    comment_round = _village_round(round_to_look_at(round_id))
    return _page(comment_round, MinutesForm(formdata=None))


@comment_rounds_staff.post("/<int:round_id>/hop-thon")
@requires(Permission.FEEDBACK_EDIT)
def record_households(round_id: int) -> ResponseReturnValue:
    comment_round = _village_round(round_to_change(round_id))
    form = MinutesForm()
    if form.validate_on_submit():
        try:
            record_decision(current_viewer(), comment_round, _minutes(form))
        except RuleBroken as broken:
            say_broken(form, broken, comment_round)
        else:
            db.session.commit()
            flash(_("Đã ghi kết quả theo biên bản."), "success")
            return redirect(url_for(".households", round_id=round_id))
    return _page(comment_round, form), 409 if form.form_errors else 422


@comment_rounds_staff.route(
    "/<int:round_id>/hop-thon/<int:decision_id>/dinh-chinh", methods=["GET", "POST"]
)
@requires(Permission.FEEDBACK_EDIT)
def correct_households(round_id: int, decision_id: int) -> ResponseReturnValue:
    comment_round = _village_round(round_to_change(round_id))
    old = get_decision(round_id, decision_id)
    form = MinutesForm(data=_stored(old))
    if form.validate_on_submit():
        reason = form.reason.data or ""
        try:
            correct_decision(current_viewer(), comment_round, old, _minutes(form), reason)
        except RuleBroken as broken:
            say_broken(form, broken, comment_round)
        else:
            db.session.commit()
            flash(_("Đã đính chính; số cũ vẫn được giữ."), "success")
            return redirect(url_for(".households", round_id=round_id))
    status = 409 if form.form_errors else 422 if form.errors else 200
    page = render_template(
        "feedback/staff/household_correct.html", comment_round=comment_round, form=form
    )
    return page, status


def _minutes(form: MinutesForm) -> Minutes:
    counts = Counts(
        form.step.data,
        form.household_count.data,
        form.present_count.data,
        form.agree_count.data,
        form.disagree_count.data,
    )
    return Minutes(counts, form.held_on.data, form.minutes_number.data or "", form.signer_names)


def _stored(old: HouseholdDecision) -> dict[str, object]:
    names = "step held_on household_count present_count agree_count disagree_count minutes_number"
    return {
        **{name: getattr(old, name) for name in names.split()},
        "signers": "\n".join(old.signers),
    }


def _page(comment_round: CommentRound, form: MinutesForm) -> str:
    may_record = current_viewer().may(Permission.FEEDBACK_EDIT, comment_round.agency_id)
    return render_template(
        "feedback/staff/households.html",
        comment_round=comment_round,
        report=household_report(comment_round),
        not_a_vote=_(NOT_A_VOTE),
        form=form,
        may_record=may_record,
    )
