"""Who may do what with paper forms, and in which order. Pure; bodies are ids of agencies (body_of)."""

from base.rules import RuleBroken
from surveys.rules.paper.serials import MOST_FORMS

SHORTEST_REASON = 10
ROUND_TAKES_PAPER = ("open", "closed", "under_review")


class BatchNotInStep(RuleBroken):
    sentence = (
        "Lô phiếu chưa đến bước này hoặc đã qua bước này. Xin tải lại trang để xem lô đang ở đâu."
    )


class BatchClosed(RuleBroken):
    is_custody = True
    sentence = (
        "Lô phiếu đã đóng và đã vào sổ công khai nên không đổi được nữa. Nếu phát hiện sai, xin lập "
        "văn bản đính chính của lô."
    )


class RoundTakesNoPaper(RuleBroken):
    sentence = "Đợt khảo sát này chưa mở hoặc đã ký kết quả nên không nhận phiếu giấy."


class AgencyNotRated(RuleBroken):
    sentence = "Cơ quan này không được đánh giá trong đợt. Xin chọn cơ quan khác."


class FormCountWrong(RuleBroken):
    sentence = "Một lô có từ 1 đến %(most)s tờ. Xin chia thành nhiều lô."


class CountsWrong(RuleBroken):
    sentence = "Tổng số phiếu kê khai (%(total)s) nhiều hơn số phiếu đã in của lô (%(printed)s). Xin đếm lại."


class CollectedDayWrong(RuleBroken):
    sentence = "Ngày mở hòm phiếu phải nằm trong thời gian của đợt và không sau hôm nay."


class NothingDeclared(RuleBroken):
    sentence = "Lô này không có tờ phiếu nào được giao lại nên không có gì để nhập."


class ClerkOfRatedAgency(RuleBroken):
    is_custody = True
    sentence = (
        "Người nhập phiếu không được thuộc cơ quan đang được đánh giá. "
        "Xin giao cho người của cơ quan khác."
    )


class ClerkWithoutBody(RuleBroken):
    is_custody = True
    sentence = "Người nhập phiếu phải có tài khoản gắn với một cơ quan. Xin chọn người khác."


class ClerksOfOneBody(RuleBroken):
    is_custody = True
    sentence = "Hai người nhập phải là hai người khác nhau, của hai cơ quan khác nhau."


class NotYourForms(RuleBroken):
    is_custody = True
    sentence = "Lô phiếu này không giao cho ông/bà nhập, hoặc việc nhập đã kết thúc."


class ThirdPersonNeeded(RuleBroken):
    is_custody = True
    sentence = (
        "Người giải quyết chỗ khác nhau phải là người thứ ba, không phải một trong hai người nhập."
    )


class OwnAgencyRated(RuleBroken):
    is_custody = True
    sentence = (
        "Cơ quan của ông/bà được đánh giá bằng lô phiếu này nên ông/bà không làm được việc này."
    )


class PassesUnfinished(RuleBroken):
    sentence = (
        "Chưa so được: lượt một mới nhập %(first)s tờ, lượt hai %(second)s tờ, kê khai %(declared)s tờ. "
        "Nếu hai người đã nhập hết, xin đánh dấu «đã nhập hết»."
    )


class DifferencesLeft(RuleBroken):
    sentence = (
        "Còn %(count)s tờ có chỗ khác nhau chưa giải quyết. Xin giải quyết hết rồi mới đóng lô."
    )


class ReasonForMismatch(RuleBroken):
    sentence = (
        "Số phiếu nhập được khác số đã kê khai. Xin ghi lý do (ít nhất 10 ký tự); "
        "lý do được công khai."
    )


class CorrectionReasonNeeded(RuleBroken):
    sentence = (
        "Xin ghi rõ chỗ sai và lý do đính chính (ít nhất 10 ký tự); nội dung này được công khai."
    )


class SampleTooEarly(RuleBroken):
    sentence = "Chưa rút mẫu được: hai lượt nhập chưa được so với nhau."


class NotInSample(RuleBroken):
    sentence = "Tờ phiếu này không nằm trong mẫu, hoặc đã được nhập lại rồi."


class ScanNotForViewer(RuleBroken):
    is_custody = True
    sentence = "Ảnh phiếu chỉ người giải quyết chỗ khác nhau và cơ quan kiểm tra được xem."


def check_step(state: str, *allowed: str) -> None:
    """Whether the batch is in one of these states."""
    if state in allowed:
        return
    raise BatchClosed if state == "closed" else BatchNotInStep


def check_form_count(form_count: int) -> None:
    if not 1 <= form_count <= MOST_FORMS:
        raise FormCountWrong(most=MOST_FORMS)


def check_counts(filled: int, spoiled: int, blank: int, printed: int) -> None:
    total = filled + spoiled + blank
    if total > printed:
        raise CountsWrong(total=total, printed=printed)


def check_clerk(clerk_body: int | None, rated_body: int | None) -> None:
    """The rated agency hands forms over; it never keys them (design §2.1)."""
    if clerk_body is None:
        raise ClerkWithoutBody
    if clerk_body == rated_body:
        raise ClerkOfRatedAgency


def check_clerks(first: tuple[int, int | None], second: tuple[int, int | None]) -> None:
    """(staff, body) of both: two persons of two bodies."""
    if first[0] == second[0] or first[1] == second[1]:
        raise ClerksOfOneBody


def check_third(actor_id: int | None, clerk_ids: tuple[int | None, ...]) -> None:
    if actor_id is None or actor_id in clerk_ids:
        raise ThirdPersonNeeded


def check_passes(first: int, second: int, declared: int, both_say_done: bool) -> None:
    """Both have keyed what was declared, or the one who compares says that there is no more."""
    if not both_say_done and min(first, second) < declared:
        raise PassesUnfinished(first=first, second=second, declared=declared)


def check_closing(open_differences: int, is_mismatch: bool, reason: str) -> None:
    if open_differences:
        raise DifferencesLeft(count=open_differences)
    if is_mismatch and len(reason.strip()) < SHORTEST_REASON:
        raise ReasonForMismatch
