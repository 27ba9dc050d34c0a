"""Two-person cases: the list, one case with what happened, proposing and answering."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_security import current_user

from agencies.access import current_viewer
from agencies.actions.cases import confirm_decision, propose_decision, refuse_decision
from agencies.case_kinds import case_kind, case_kinds, hidden_kinds
from agencies.forms.cases import AnswerForm, ProposalForm
from agencies.models import Case
from agencies.queries.agencies import agencies_by_id
from agencies.queries.bodies import agencies_within, body_of
from agencies.queries.cases import Hidden, count_cases, get_case, list_cases
from agencies.queries.staff import staff_names
from agencies.rules.cases import check_has_body, check_not_own_body
from base.db import db
from base.paging import page_of
from base.permissions import Permission, requires

cases_staff = Blueprint("cases_staff", __name__, url_prefix="/can-bo/vu-viec")


@cases_staff.get("")
@requires(Permission.CASES_READ)
def case_list() -> ResponseReturnValue:
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    hidden = _hidden()
    paging = page_of(request.args.get("page"), count_cases(state, kind, hidden))
    return render_template(
        "agencies/staff/cases.html",
        rows=list_cases(state, kind, paging.size, paging.offset, hidden),
        paging=paging,
        links=paging.links(lambda n: url_for(".case_list", page=n, state=state, kind=kind)),
        state=state,
        kind=kind,
        kinds=case_kinds(),
        case_kind=case_kind,
    )


def _hidden() -> Hidden:
    own = body_of(current_viewer().agency_id)
    check_has_body(own)
    return Hidden(hidden_kinds(), agencies_within(own))


def _check_may_see(case: Case) -> None:
    """The rated body sees nothing of signs about itself, nor of what was left out."""
    if case_kind(case.kind).is_hidden_from_rated:
        check_not_own_body(body_of(case.about_agency_id), body_of(current_viewer().agency_id))


@cases_staff.get("/<int:case_id>")
@requires(Permission.CASES_READ)
def case_page(case_id: int) -> ResponseReturnValue:
    case = get_case(case_id)
    _check_may_see(case)
    return _page(case, ProposalForm(case_kind(case.kind)), AnswerForm())


@cases_staff.post("/<int:case_id>/de-nghi")
@requires(Permission.CASES_PROPOSE)
def propose(case_id: int) -> ResponseReturnValue:
    case = get_case(case_id)
    _check_may_see(case)
    form = ProposalForm(case_kind(case.kind))
    if not form.validate_on_submit():
        return _page(case, form, AnswerForm(formdata=None)), 422
    propose_decision(case, form.outcome.data, form.reason.data, current_user)
    db.session.commit()
    flash(_("Đã đề nghị. Người của cơ quan khác sẽ quyết định."), "success")
    return redirect(url_for(".case_page", case_id=case.id))


@cases_staff.post("/<int:case_id>/quyet-dinh")
@requires(Permission.CASES_DECIDE)
def decide(case_id: int) -> ResponseReturnValue:
    case = get_case(case_id)
    _check_may_see(case)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(case, ProposalForm(case_kind(case.kind), formdata=None), form), 422
    act = confirm_decision if form.answer.data == "confirm" else refuse_decision
    act(case, form.decision_reason.data, current_user)
    db.session.commit()
    flash(_("Đã ghi quyết định."), "success")
    return redirect(url_for(".case_page", case_id=case.id))


def _page(case: Case, proposal_form: ProposalForm, answer_form: AnswerForm) -> str:
    agency = agencies_by_id([case.about_agency_id or 0]).get(case.about_agency_id or 0)
    return render_template(
        "agencies/staff/case.html",
        case=case,
        kind=case_kind(case.kind),
        agency=agency,
        events=case_events(case),
        proposal_form=proposal_form,
        answer_form=answer_form,
    )


def case_events(case: Case) -> list[dict[str, Any]]:
    """What happened, oldest first, for the timeline component."""
    ids = {case.opened_by_id} | {d.proposed_by_id for d in case.decisions}
    names = staff_names({one for one in ids | {d.decided_by_id for d in case.decisions} if one})
    outcomes = case_kind(case.kind).outcomes
    events = [_event(case.opened_at, names.get(case.opened_by_id or 0), _("Mở vụ việc"), "", "")]
    for decision in case.decisions:
        words = _(outcomes.get(decision.outcome, decision.outcome))
        events.append(
            _event(
                decision.proposed_at,
                names.get(decision.proposed_by_id),
                _("Đề nghị: %(outcome)s", outcome=words),
                decision.reason + _scope_words(decision.scope),
                "",
            )
        )
        if decision.decided_at:
            title = _("Đồng ý") if decision.is_confirmed else _("Không đồng ý")
            tone = "done" if decision.is_confirmed else "warm"
            who = names.get(decision.decided_by_id or 0)
            events.append(_event(decision.decided_at, who, title, decision.decision_reason, tone))
    return events


def _scope_words(scope: dict[str, Any]) -> str:
    """What exactly was proposed, as frozen at that moment; "" for a case as such."""
    if "root" not in scope:
        return ""
    return " · " + _(
        "Gồm %(count)s phiếu, khóa lúc đề nghị (mã tóm tắt %(root)s…); phiếu đến sau cần đề nghị mới.",
        count=scope["count"],
        root=scope["root"][:12],
    )


def _event(at: Any, who: str | None, title: str, text: str, tone: str) -> dict[str, Any]:
    event = {
        "when": format_datetime(at, "HH:mm dd/MM/yyyy"),
        "iso": at.isoformat(),
        "title": title,
        "who": who or _("Hệ thống"),
    }
    if text:
        event["text"] = text
    if tone:
        event["tone"] = tone
    return event
