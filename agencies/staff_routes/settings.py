"""One legal setting: its versions, proposing a new one, and what a proposal would change."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

import agencies.legal_cases  # noqa: F401 - registers the kinds of cases
from agencies.access import note_broken_rule
from agencies.actions.settings import propose_setting, propose_withdrawal
from agencies.forms.settings import SettingForm, WithdrawForm, setting_form
from agencies.models import LegalSetting
from agencies.queries.cases import get_case
from agencies.queries.settings import (
    SETTING_KIND,
    WITHDRAWAL_KIND,
    get_version,
    list_pending,
    list_versions,
)
from agencies.reports.settings import draft_rows, in_force, version_lines
from agencies.rules.settings import SettingChanged
from agencies.setting_drafts import SettingDraft
from agencies.setting_kinds import shape_of
from agencies.setting_words import setting_title, value_words
from agencies.staff_routes.holidays import legal_staff  # with the list of settings
from base.clock import today
from base.db import db
from base.permissions import Permission, requires
from base.rules import NotFound, RuleBroken

__all__ = ["legal_staff"]


@legal_staff.get("/<key>")
@requires(Permission.LEGAL_READ)
def setting_page(key: str) -> ResponseReturnValue:
    lines = version_lines(key, today())
    return render_template(
        "agencies/staff/setting.html",
        key=key,
        title=setting_title(lines[0].version),
        lines=lines,
        pending=[
            one
            for kind in (SETTING_KIND, WITHDRAWAL_KIND)
            for one in list_pending(kind, key)
            if one.state == "proposed"
        ],
    )


@legal_staff.route("/<key>/de-nghi", methods=["GET", "POST"])
@requires(Permission.LEGAL_EDIT)
def propose(key: str) -> ResponseReturnValue:
    versions = list_versions(key)
    newest = max(versions, key=lambda one: one.id)
    shape = shape_of(key, versions[0].value)
    form = setting_form(shape, in_force(versions, today()) or versions[0], newest.id)
    if not form.validate_on_submit():
        return _page(form, versions[0]), 422 if form.errors else 200
    try:
        case = propose_setting(form.draft(versions[0]), form.reason.data or "", current_user)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        form.form_errors.append(_(type(broken).sentence) % broken.values)
        if isinstance(broken, SettingChanged):  # the newest is shown above; sent again it counts
            form.seen.data = str(max(one.id for one in list_versions(key)))
        return _page(form, list_versions(key)[0]), 409
    db.session.commit()
    flash(
        _("Đã đề nghị. Người của cơ quan khác sẽ quyết định; đến lúc đó chưa có gì đổi."), "success"
    )
    return redirect(url_for("cases_staff.case_page", case_id=case.id))


def _page(form: SettingForm, newest: LegalSetting) -> str:
    return render_template(
        "agencies/staff/setting_form.html",
        form=form,
        newest=newest,
        title=setting_title(newest),
        lines=version_lines(newest.key, today()),
    )


@legal_staff.route("/<key>/rut/<int:setting_id>", methods=["GET", "POST"])
@requires(Permission.LEGAL_EDIT)
def withdraw(key: str, setting_id: int) -> ResponseReturnValue:
    """For a version that was entered wrongly and has not begun."""
    version, form = get_version(key, setting_id), WithdrawForm()
    if not form.validate_on_submit():
        return _withdraw_page(form, version), 422 if form.errors else 200
    try:
        case = propose_withdrawal(version, form.reason.data or "", current_user)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        form.form_errors.append(_(type(broken).sentence) % broken.values)
        return _withdraw_page(form, get_version(key, setting_id)), 409
    db.session.commit()
    flash(_("Đã đề nghị rút. Đến khi người của cơ quan khác đồng ý, bản này vẫn giữ."), "success")
    return redirect(url_for("cases_staff.case_page", case_id=case.id))


def _withdraw_page(form: WithdrawForm, version: LegalSetting) -> str:
    return render_template(
        "agencies/staff/setting_withdraw.html",
        form=form,
        version=version,
        title=setting_title(version),
        value=value_words(version.value),
    )


@legal_staff.get("/vu-viec/rut/<int:case_id>")
@requires(Permission.CASES_READ)
def withdrawal_case(case_id: int) -> ResponseReturnValue:
    case = get_case(case_id)
    if case.kind != WITHDRAWAL_KIND:
        raise NotFound
    version = get_version(case.evidence["key"], case.evidence["setting_id"])
    others = [one for one in list_versions(version.key) if one.id != version.id]
    instead = in_force(others, version.valid_from)
    return render_template(
        "agencies/staff/withdrawal_case.html",
        case=case,
        version=version,
        value=value_words(version.value),
        instead=value_words(instead.value) if instead else "",
    )


@legal_staff.get("/vu-viec/<int:case_id>")
@requires(Permission.CASES_READ)
def setting_case(case_id: int) -> ResponseReturnValue:
    """The proposal beside what would hold without it."""
    case = get_case(case_id)
    if case.kind != SETTING_KIND:
        raise NotFound
    draft = SettingDraft.of(case.evidence)
    others = [one for one in list_versions(draft.key) if str(one.id) != case.subject_id]
    return render_template(
        "agencies/staff/setting_case.html",
        case=case,
        draft=draft,
        rows=draft_rows(draft, in_force(others, draft.valid_from)),
    )
