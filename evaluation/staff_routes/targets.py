"""Catalogues of targets for staff: what the plans ask for, switched and edited by the department."""

from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from agencies.queries.installation import find_installation
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import ChangedMeanwhile, RuleBroken
from evaluation.actions.catalogues import (
    TargetEdit,
    change_target,
    load_targets,
    switch_catalogue,
)
from evaluation.forms.catalogues import SwitchForm, TargetForm
from evaluation.models import Target
from evaluation.queries import catalogues as queries
from evaluation.reports.catalogues import catalogue_lines, differences, target_lines
from evaluation.rules.targets import PROVINCE_BODY

targets_staff = Blueprint("targets_staff", __name__, url_prefix="/can-bo/chi-tieu")


@targets_staff.get("")
@requires(Permission.EVALUATION_READ)
def catalogue_list() -> ResponseReturnValue:
    return render_template("evaluation/staff/catalogues.html", lines=catalogue_lines(), form=Form())


@targets_staff.post("/nap")
@requires(Permission.EVALUATION_EDIT)
def load() -> ResponseReturnValue:
    form = Form()
    place = find_installation()
    if form.validate_on_submit() and place is not None:
        loaded = load_targets(current_viewer().staff_id, place.province_code)
        db.session.commit()
        flash(
            _(
                "Đã nạp thêm %(count)s chỉ tiêu; chỉ tiêu đã có giữ nguyên.",
                count=loaded.target_count,
            ),
            "success",
        )
    return redirect(url_for(".catalogue_list"))


@targets_staff.get("/<catalogue>")
@requires(Permission.EVALUATION_READ)
def catalogue_page(catalogue: str) -> ResponseReturnValue:
    found = queries.get_catalogue(catalogue)
    return render_template(
        "evaluation/staff/catalogue.html",
        catalogue=found,
        lines=target_lines(queries.list_targets(found.id)),
        form=SwitchForm(formdata=None, data={"revision": str(found.revision)}),
    )


@targets_staff.post("/<catalogue>/bat")
@requires(Permission.EVALUATION_EDIT)
def switch(catalogue: str) -> ResponseReturnValue:
    found = queries.get_catalogue(catalogue)
    form = SwitchForm()
    if form.validate_on_submit():
        switch_catalogue(current_viewer(), found, form.is_on.data, form.seen_revision)
        db.session.commit()
        words = _("Đã bật danh mục.") if found.is_on else _("Đã tắt danh mục.")
        flash(words, "success")
    return redirect(url_for(".catalogue_page", catalogue=catalogue))


@targets_staff.route("/<catalogue>/<key>", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT)
def edit(catalogue: str, key: str) -> ResponseReturnValue:
    found = queries.get_catalogue(catalogue)
    target = queries.get_target(found.id, key)
    form = TargetForm(data=_stored(target))
    if not form.validate_on_submit():
        return _page(form, target, catalogue), 422 if request.method == "POST" else 200
    try:
        change_target(current_viewer(), target, _edit(form), form.seen_revision)
    except ChangedMeanwhile:
        return _both_versions(form, target, catalogue)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        form.form_errors.append(_(type(broken).sentence) % broken.values)
        return _page(form, target, catalogue), 409
    db.session.commit()
    flash(_("Đã lưu chỉ tiêu. Năm đánh giá đã mở giữ chỉ tiêu như khi mở."), "success")
    return redirect(url_for(".catalogue_page", catalogue=catalogue))


def _stored(target: Target) -> dict[str, object]:
    bodies = [one.split(":", 1)[1] for one in target.bound if one.startswith(PROVINCE_BODY)]
    return {
        "title": target.title,
        "title_en": target.title_en,
        "detail": target.detail,
        "goal": None if target.goal is None else Decimal(f"{target.goal:g}"),
        "kinds": [one for one in target.bound if not one.startswith(PROVINCE_BODY)],
        "bodies": ", ".join(bodies),
        "period": target.period,
        "due": target.due,
        "evidence": target.evidence,
        "citation": target.citation,
        "confidence": target.confidence,
        "is_on": target.is_on,
        "revision": str(target.revision),
    }


def _edit(form: TargetForm) -> TargetEdit:
    return TargetEdit(
        title=form.title.data or "",
        title_en=form.title_en.data or "",
        detail=form.detail.data or "",
        goal=None if form.goal.data is None else float(form.goal.data),
        bound=form.bound,
        period=form.period.data,
        due=form.due.data or "",
        evidence=form.evidence.data or "",
        citation=form.citation.data or "",
        confidence=form.confidence.data,
        is_on=form.is_on.data,
    )


def _both_versions(form: TargetForm, target: Target, catalogue: str) -> ResponseReturnValue:
    """The second of two officers sees both and may save again over the newer one."""
    db.session.rollback()
    db.session.refresh(target)
    both = differences(target, _edit(form))
    form.revision.data = str(target.revision)
    return _page(form, target, catalogue, both), 409


def _page(
    form: TargetForm,
    target: Target,
    catalogue: str,
    both: list[tuple[str, str, str]] | None = None,
) -> str:
    return render_template(
        "evaluation/staff/target_form.html",
        form=form,
        target=target,
        catalogue=queries.get_catalogue(catalogue),
        both=both,
    )
