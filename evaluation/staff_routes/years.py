"""Evaluation years for the department: opened, their targets chosen, reporting begun and closed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from base.clock import today
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import RuleBroken
from evaluation.actions.years import copy_targets_anew, drop_target, move_year, open_year
from evaluation.forms.years import CopyForm, NewYearForm, YearStepForm
from evaluation.queries import years as queries
from evaluation.reports.catalogues import year_target_lines
from evaluation.words import YEAR_STATES

years_staff = Blueprint("years_staff", __name__, url_prefix="/can-bo/nam-danh-gia")


@years_staff.get("")
@requires(Permission.EVALUATION_READ)
def year_list() -> ResponseReturnValue:
    return render_template(
        "evaluation/staff/years.html",
        years=queries.list_years(),
        counts=queries.count_year_targets(),
        states=YEAR_STATES,
    )


@years_staff.route("/moi", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT)
def new_year() -> ResponseReturnValue:
    form = NewYearForm(data={"year": today().year})
    if form.validate_on_submit():
        try:
            year = open_year(
                current_viewer(), form.year.data, form.report_by.data, form.with_past.data
            )
        except RuleBroken as broken:
            db.session.rollback()
            note_broken_rule(broken)
            form.form_errors.append(_(type(broken).sentence) % broken.values)
            return render_template("evaluation/staff/year_new.html", form=form), 409
        db.session.commit()
        flash(
            _("Đã mở năm đánh giá. Xin xem lại chỉ tiêu rồi bắt đầu nhận tự đánh giá."), "success"
        )
        return redirect(url_for(".year_page", year=year.year))
    status = 422 if request.method == "POST" else 200
    return render_template("evaluation/staff/year_new.html", form=form), status


@years_staff.get("/<int:year>")
@requires(Permission.EVALUATION_READ)
def year_page(year: int) -> ResponseReturnValue:
    found = queries.get_year(year)
    seen = {"revision": str(found.revision)}
    return render_template(
        "evaluation/staff/year.html",
        year=found,
        state=YEAR_STATES[found.state],
        lines=year_target_lines(queries.list_year_targets(found.id)),
        step_form=YearStepForm(formdata=None, data=seen),
        copy_form=CopyForm(formdata=None, data=seen),
    )


@years_staff.post("/<int:year>/buoc")
@requires(Permission.EVALUATION_EDIT)
def step(year: int) -> ResponseReturnValue:
    found = queries.get_year(year)
    form = YearStepForm()
    if form.validate_on_submit():
        move_year(current_viewer(), found, form.to.data or "", form.seen_revision)
        db.session.commit()
        is_closed = found.state == "closed"
        done = (
            _("Đã đóng nhận tự đánh giá.")
            if is_closed
            else _("Các cơ quan tự đánh giá được từ bây giờ.")
        )
        flash(done, "success")
    return redirect(url_for(".year_page", year=year))


@years_staff.post("/<int:year>/sao-lai")
@requires(Permission.EVALUATION_EDIT)
def copy_anew(year: int) -> ResponseReturnValue:
    found = queries.get_year(year)
    form = CopyForm()
    if form.validate_on_submit():
        count = copy_targets_anew(current_viewer(), found, form.with_past.data, form.seen_revision)
        db.session.commit()
        flash(_("Đã sao lại %(count)s chỉ tiêu từ các danh mục đang bật.", count=count), "success")
    return redirect(url_for(".year_page", year=year))


@years_staff.post("/<int:year>/chi-tieu/<key>/bo")
@requires(Permission.EVALUATION_EDIT)
def drop(year: int, key: str) -> ResponseReturnValue:
    found = queries.get_year(year)
    target = queries.get_year_target(found.id, key)
    if Form().validate_on_submit():
        drop_target(current_viewer(), found, target)
        db.session.commit()
        flash(_("Đã bỏ chỉ tiêu khỏi năm này."), "success")
    return redirect(url_for(".year_page", year=year))
