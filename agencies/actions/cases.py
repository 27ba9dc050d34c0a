"""Cases are opened, proposed by one body and confirmed or refused by another."""

from typing import Any

from agencies.actions.audit import record_act
from agencies.case_kinds import case_kind
from agencies.models import Case, CaseDecision, CaseState, Staff
from agencies.queries.bodies import body_of
from agencies.queries.cases import lock_case
from agencies.queries.staff import get_staff
from agencies.rules import cases as rules
from base.clock import now
from base.db import db


def open_case(
    kind: str,
    title: str,
    *,
    about_agency_id: int | None = None,
    subject: Any = None,
    evidence: dict[str, Any] | None = None,
    by: Staff | None = None,
) -> Case:
    """`subject` is a row the case is about (its table and key are kept); `by` None: the system itself.

    `evidence` holds figures and notes shown to both persons; never a resident's words. A person of the
    rated body cannot open a case about it.
    """
    if by is not None:
        rules.check_not_own_body(body_of(about_agency_id), body_of(by.agency_id))
    case = Case(
        kind=kind,
        title=title,
        about_agency_id=about_agency_id,
        evidence=evidence or {},
        opened_by_id=by.id if by else None,
        state=CaseState.OPEN,
    )
    if subject is not None:
        case.subject_type = subject.__tablename__
        key = subject.__mapper__.primary_key_from_instance(subject)
        case.subject_id = "/".join(str(part) for part in key)
    db.session.add(case)
    db.session.flush()
    _note("case.open", case, by.id if by else None, {"kind": kind})
    return case


def propose_decision(case: Case, outcome: str, reason: str, by: Staff) -> CaseDecision:
    """The first person, not of the rated body."""
    lock_case(case)
    outcomes = tuple(case_kind(case.kind).outcomes)
    rules.check_not_own_body(body_of(case.about_agency_id), body_of(by.agency_id))
    rules.check_may_propose(case.state, outcome, outcomes, reason)
    case_kind(case.kind).check_person(case, by)
    decision = CaseDecision(outcome=outcome, reason=reason.strip(), proposed_by_id=by.id)
    case.decisions.append(decision)
    case.state = CaseState.PROPOSED
    db.session.flush()
    decision.scope = case_kind(case.kind).freeze(case, decision)
    db.session.flush()
    _note("case.propose", case, by.id, {"outcome": outcome, "scope": decision.scope})
    return decision


def confirm_decision(case: Case, reason: str, by: Staff) -> CaseDecision:
    """The second person agrees: the case is decided, and what its kind says follows from it is done."""
    decision = _decide(case, reason, by, is_confirmed=True)
    case.state = CaseState.DECIDED
    case_kind(case.kind).carry_out(case, decision)
    _note("case.confirm", case, by.id, {"outcome": decision.outcome})
    return decision


def refuse_decision(case: Case, reason: str, by: Staff) -> CaseDecision:
    """The second person disagrees, with a reason: the case is open again."""
    rules.check_reason(reason)
    decision = _decide(case, reason, by, is_confirmed=False)
    case.state = CaseState.OPEN
    _note("case.refuse", case, by.id, {"outcome": decision.outcome})
    return decision


def _decide(case: Case, reason: str, by: Staff, *, is_confirmed: bool) -> CaseDecision:
    lock_case(case)
    if case.state != CaseState.PROPOSED:
        raise rules.NothingProposed
    decision = case.decisions[-1]
    proposer = get_staff(decision.proposed_by_id)
    rules.check_not_own_body(body_of(case.about_agency_id), body_of(by.agency_id))
    rules.check_second_person(
        proposer.id, body_of(proposer.agency_id), by.id, body_of(by.agency_id)
    )
    case_kind(case.kind).check_person(case, by)
    decision.decided_by_id, decision.decided_at = by.id, now()
    decision.is_confirmed, decision.decision_reason = is_confirmed, reason.strip()
    db.session.flush()
    return decision


def _note(act: str, case: Case, by_id: int | None, after: dict[str, Any]) -> None:
    record_act(act, staff_id=by_id, subject=case, agency_id=case.about_agency_id, after=after)
