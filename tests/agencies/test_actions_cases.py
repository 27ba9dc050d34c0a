"""A case is proposed by one body and decided by another; the rated body takes no part."""

from typing import Any

import pytest

from agencies.actions.cases import confirm_decision, open_case, propose_decision, refuse_decision
from agencies.models import AuditEntry, CaseState, Role
from agencies.rules import cases as rules
from tests.factories import make_agency, make_staff


@pytest.fixture
def people(db: Any) -> tuple[Any, Any, Any]:
    """The rated agency, a proposer of the department, a decider of the inspectorate."""
    return (
        make_agency("UBND xã Cẩm Thủy"),
        make_staff(Role.DEPARTMENT, agency=make_agency("Sở Nội vụ")),
        make_staff(Role.INSPECTOR, agency=make_agency("Thanh tra tỉnh")),
    )


def make_case(agency: Any) -> Any:
    return open_case("review", "Đề nghị xem xét lại kết quả quý III", about_agency_id=agency.id)


def test_two_people_of_two_bodies_decide_and_both_are_named(people: Any, db: Any) -> None:
    agency, proposer, decider = people
    case = make_case(agency)
    propose_decision(case, "upheld", "Đối chiếu sổ tiếp nhận.", proposer)
    decision = confirm_decision(case, "Đã xem hồ sơ.", decider)
    assert case.state == CaseState.DECIDED
    assert (decision.proposed_by_id, decision.decided_by_id) == (proposer.id, decider.id)
    acts = [row.act for row in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts == ["case.open", "case.propose", "case.confirm"]


def test_a_refusal_opens_the_case_again(people: Any) -> None:
    agency, proposer, decider = people
    case = make_case(agency)
    propose_decision(case, "upheld", "Có căn cứ.", proposer)
    refuse_decision(case, "Thiếu chứng cứ.", decider)
    assert case.state == CaseState.OPEN
    propose_decision(case, "dismissed", "Xem lại.", proposer)
    assert len(case.decisions) == 2


def test_the_proposer_and_the_colleague_cannot_decide(people: Any) -> None:
    agency, proposer, _decider = people
    colleague = make_staff(Role.INSPECTOR)
    colleague.agency_id = proposer.agency_id
    case = make_case(agency)
    propose_decision(case, "upheld", "Có căn cứ.", proposer)
    with pytest.raises(rules.SecondPersonNeeded):
        confirm_decision(case, "Đồng ý.", proposer)
    with pytest.raises(rules.OtherBodyNeeded):
        confirm_decision(case, "Đồng ý.", colleague)


def test_a_person_of_no_body_cannot_be_the_second(people: Any) -> None:
    agency, proposer, _decider = people
    case = make_case(agency)
    propose_decision(case, "upheld", "Có căn cứ.", proposer)
    with pytest.raises(rules.BodyUnknown):
        confirm_decision(case, "Đồng ý.", make_staff(Role.INSPECTOR))


def test_the_rated_body_and_its_centre_take_no_part(people: Any) -> None:
    agency, proposer, _decider = people
    centre = make_agency("Trung tâm", parent_id=agency.id, counts_for_parent=True)
    case = make_case(agency)
    for body in (agency, centre):
        with pytest.raises(rules.OwnBodyConcerned):
            propose_decision(case, "upheld", "…", make_staff(Role.DEPARTMENT, agency=body))
    propose_decision(case, "upheld", "Có căn cứ.", proposer)
    with pytest.raises(rules.OwnBodyConcerned):
        confirm_decision(case, "…", make_staff(Role.INSPECTOR, agency=centre))


def test_one_proposal_at_a_time_with_a_reason_and_a_known_outcome(people: Any) -> None:
    agency, proposer, decider = people
    case = make_case(agency)
    with pytest.raises(rules.ReasonMissing):
        propose_decision(case, "upheld", "  ", proposer)
    with pytest.raises(rules.OutcomeUnknown):
        propose_decision(case, "delete_all", "…", proposer)
    with pytest.raises(rules.NothingProposed):
        confirm_decision(case, "…", decider)
    propose_decision(case, "upheld", "Có căn cứ.", proposer)
    with pytest.raises(rules.CaseHasProposal):
        propose_decision(case, "dismissed", "…", proposer)
    confirm_decision(case, "Đồng ý.", decider)
    with pytest.raises(rules.CaseDecided):
        propose_decision(case, "dismissed", "…", proposer)
