"""Pure decisions about two-person cases, and the errors they raise."""

from base.rules import RuleBroken


class SecondPersonNeeded(RuleBroken):
    is_custody = True
    sentence = "Việc này cần người thứ hai, khác với người đã đề nghị."


class OtherBodyNeeded(RuleBroken):
    is_custody = True
    sentence = "Người thứ hai phải thuộc cơ quan khác với cơ quan của người đề nghị."


class OwnBodyConcerned(RuleBroken):
    is_custody = True
    sentence = "Không cơ quan nào được quyết định việc của chính mình. Xin chuyển cơ quan thay thế."


class BodyUnknown(RuleBroken):
    is_custody = True
    sentence = (
        "Tài khoản của ông/bà chưa gắn với cơ quan nào nên không xem, không xử lý được việc về cơ quan "
        "được đánh giá. Xin nhờ quản trị tài khoản ghi cơ quan công tác."
    )


class CaseHasProposal(RuleBroken):
    sentence = "Vụ việc này đang có một đề nghị chờ người thứ hai. Xin chờ người đó trả lời."


class CaseDecided(RuleBroken):
    sentence = "Vụ việc này đã quyết định xong nên không đề nghị thêm được."


class NothingProposed(RuleBroken):
    sentence = "Vụ việc này không còn đề nghị nào chờ quyết định. Xin tải lại trang."


class ReasonMissing(RuleBroken):
    sentence = "Xin ghi lý do: lý do được lưu mãi cùng quyết định."


class OutcomeUnknown(RuleBroken):
    sentence = "Cách xử lý này không áp dụng cho loại vụ việc đó. Xin chọn lại."


def check_may_propose(state: str, outcome: str, outcomes: tuple[str, ...], reason: str) -> None:
    """A case holds one open proposal at a time; `outcomes` are those its kind allows."""
    if state == "proposed":
        raise CaseHasProposal
    if state == "decided":
        raise CaseDecided
    if outcome not in outcomes:
        raise OutcomeUnknown
    check_reason(reason)


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing


def check_second_person(
    proposer_id: int, proposer_agency_id: int | None, decider_id: int, decider_agency_id: int | None
) -> None:
    """Two persons of two bodies: who belongs to none is neither the first nor the second.

    `proposer_id` 0 is the command line, which proposes for no body.
    """
    if proposer_id == decider_id:
        raise SecondPersonNeeded
    is_first_unknown = proposer_id != 0 and proposer_agency_id is None
    if is_first_unknown or decider_agency_id in (None, proposer_agency_id):
        raise OtherBodyNeeded


def check_not_own_body(about_agency_id: int | None, actor_agency_id: int | None) -> None:
    """Nobody acts on a round, case or score of the own agency (design §2.1).

    No role of design §3 acts on a rated body without belonging to one: whose body is unknown could be of
    the rated one.
    """
    if about_agency_id is None:
        return
    check_has_body(actor_agency_id)
    if about_agency_id == actor_agency_id:
        raise OwnBodyConcerned


def check_has_body(actor_agency_id: int | None) -> None:
    """Also before lists from which the own body is left out."""
    if actor_agency_id is None:
        raise BodyUnknown
