"""«Dấu hiệu bất thường»: which agency-months stand out, in words, with their days and their case.

The rated body sees nothing of it: its own months are in no list, and its pages refuse.
"""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

import surveys.case_kinds  # noqa: F401 - registers the kinds of cases
from agencies.access import current_viewer
from agencies.names import name_of
from agencies.queries.agencies import get_agency_by_id
from agencies.queries.bodies import body_of
from agencies.queries.cases import get_case, list_cases_by_id
from agencies.rules.cases import check_has_body, check_not_own_body
from base.clock import today
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import NotFound
from surveys import detection_pages as view
from surveys.actions.exclusions import STANDING_KIND, ask_again
from surveys.detecting import first_day_kept_one_by_one
from surveys.detection_words import month_words
from surveys.queries.audit_samples import find_sample_of_case
from surveys.queries.detection import (
    count_flagged,
    list_alarms,
    list_alarms_of_case,
    list_days_of_month,
)
from surveys.queries.exclusions import get_act, list_acts_in_force, list_acts_of

detection_staff = Blueprint("detection_staff", __name__, url_prefix="/can-bo/dau-hieu")


@detection_staff.get("")
@requires(Permission.DETECTION_READ)
def alarm_list() -> ResponseReturnValue:
    own = body_of(current_viewer().agency_id)
    check_has_body(own)
    found = [one for one in list_alarms() if body_of(one[1].id) != own]
    cases = list_cases_by_id({one.case_id for one, _agency in found if one.case_id})
    rows = view.month_rows(found, cases)
    return render_template(
        "surveys/staff/signs.html", rows=rows, cards=view.cards(rows, cases.values())
    )


@detection_staff.get("/<int:agency_id>/<int:month>")
@requires(Permission.DETECTION_READ)
def month_page(agency_id: int, month: int) -> ResponseReturnValue:
    agency = get_agency_by_id(agency_id)
    check_not_own_body(body_of(agency_id), body_of(current_viewer().agency_id))
    alarms = [one for one, _agency in list_alarms(agency_id, month)]
    if not alarms:
        raise NotFound
    case_id = next((one.case_id for one in alarms if one.case_id), None)
    acts = list_acts_of(agency_id)
    rounds = {one.round_id for one in acts}
    in_force = {act.id for one in rounds for act in list_acts_in_force(one, agency_id)}
    return render_template(
        "surveys/staff/signs_month.html",
        agency=name_of(agency),
        month=month_words(month),
        signs=view.sign_rows(alarms, count_flagged([one.id for one in alarms])),
        is_recent=month >= _yyyymm(first_day_kept_one_by_one(today())),
        strip=view.day_strip(list_days_of_month(agency_id, month)),
        case=view.case_tag(get_case(case_id) if case_id else None),
        sample=find_sample_of_case(case_id) if case_id else None,
        acts=view.act_rows(acts, in_force),
        form=Form(),
    )


def _yyyymm(day: date) -> int:
    return day.year * 100 + day.month


@detection_staff.get("/vu-viec/<int:case_id>")
@requires(Permission.DETECTION_READ)
def case_signs(case_id: int) -> ResponseReturnValue:
    """What a case of signs, or of answers left out, is about."""
    case = get_case(case_id)
    if case.kind == STANDING_KIND:
        case = get_case(_first_case_id(get_act(int(case.subject_id)).case_id))
    alarms = list_alarms_of_case(case.id)
    if not alarms:
        raise NotFound
    return redirect(url_for(".month_page", agency_id=alarms[0].agency_id, month=alarms[0].month))


def _first_case_id(case_id: int) -> int:
    """Of a chain of cases about the same answers the one that an alarm opened."""
    case = get_case(case_id)
    while case.kind == STANDING_KIND:
        case = get_case(get_act(int(case.subject_id)).case_id)
    return case.id


@detection_staff.post("/khong-tinh/<int:act_id>/xem-lai")
@requires(Permission.CASES_PROPOSE)
def look_again(act_id: int) -> ResponseReturnValue:
    """Asks two people whether what was left out shall count again."""
    act = get_act(act_id)
    check_not_own_body(body_of(act.agency_id), body_of(current_viewer().agency_id))
    if not Form().validate_on_submit():
        flash(_("Trang đã mở quá lâu. Xin thử lại."), "error")
        return redirect(url_for(".alarm_list"))
    agency = get_agency_by_id(act.agency_id)
    title = f"Xem lại phiếu đang không tính: {agency.name}"[:300]
    case = ask_again(act, title, current_user)
    db.session.commit()
    flash(_("Đã mở vụ việc xem lại. Xin đề nghị cách xử lý ở dưới."), "success")
    return redirect(url_for("cases_staff.case_page", case_id=case.id))
