"""The calendar of working days: a year's picture and table, and proposing days to add or take out."""

from datetime import date

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from agencies.access import note_broken_rule
from agencies.actions.holidays import propose_calendar
from agencies.forms.settings import CalendarForm
from agencies.models import Holiday
from agencies.queries.cases import get_case
from agencies.queries.settings import CALENDAR_KIND, list_holidays_of, list_pending
from agencies.reports.calendar import year_picture
from agencies.setting_drafts import CalendarDraft
from agencies.setting_words import MARKS, day_name
from agencies.staff_routes.legal import legal_staff, missing_year
from base.clock import today
from base.db import db
from base.permissions import Permission, requires
from base.rules import NotFound, RuleBroken

__all__ = ["legal_staff"]
_FIRST, _LAST = 2020, 2099


def _check_year(year: int) -> None:
    if not _FIRST <= year <= _LAST:
        abort(404)


@legal_staff.get("/lich")
@requires(Permission.LEGAL_READ)
def this_year() -> ResponseReturnValue:
    return redirect(url_for(".calendar_page", year=today().year))


@legal_staff.get("/lich/<int:year>")
@requires(Permission.LEGAL_READ)
def calendar_page(year: int) -> ResponseReturnValue:
    _check_year(year)
    listed = list_holidays_of(year)
    return render_template(
        "agencies/staff/calendar.html",
        year=year,
        listed=listed,
        months=year_picture(year, listed),
        marks=MARKS,
        pending=[one for one in list_pending(CALENDAR_KIND, str(year)) if one.state == "proposed"],
        missing_year=missing_year(),
    )


@legal_staff.route("/lich/<int:year>/de-nghi", methods=["GET", "POST"])
@requires(Permission.LEGAL_EDIT)
def propose_days(year: int) -> ResponseReturnValue:
    _check_year(year)
    form = CalendarForm(_ticks(list_holidays_of(year)))
    if not form.validate_on_submit():
        return _page(form, year), 422 if form.is_submitted() else 200
    title = _("Lịch ngày nghỉ năm %(year)s", year=year)
    try:
        case = propose_calendar(form.draft(year), title, form.reason.data or "", current_user)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        form.form_errors.append(_(type(broken).sentence) % broken.values)
        return _page(form, year), 409
    db.session.commit()
    flash(
        _("Đã đề nghị. Người của cơ quan khác sẽ quyết định; đến lúc đó chưa có gì đổi."), "success"
    )
    return redirect(url_for("cases_staff.case_page", case_id=case.id))


def _ticks(listed: list[Holiday]) -> list[tuple[str, str]]:
    return [(one.on.isoformat(), f"{one.on:%d/%m/%Y} – {day_name(one)}") for one in listed]


def _page(form: CalendarForm, year: int) -> str:
    return render_template("agencies/staff/calendar_form.html", form=form, year=year)


@legal_staff.get("/lich/vu-viec/<int:case_id>")
@requires(Permission.CASES_READ)
def calendar_case(case_id: int) -> ResponseReturnValue:
    """Days that would be listed and taken out."""
    case = get_case(case_id)
    if case.kind != CALENDAR_KIND:
        raise NotFound
    draft = CalendarDraft.of(case.evidence)
    names = {one.on: day_name(one) for one in list_holidays_of(draft.year)}
    removed: list[tuple[date, str]] = [(day, names.get(day, "")) for day in draft.removed]
    return render_template(
        "agencies/staff/calendar_case.html",
        case=case,
        draft=draft,
        removed=removed,
        marks=MARKS,
    )
