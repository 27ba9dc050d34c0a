"""Pure decisions about answers to comments: who is owed one, what makes it whole, when all is answered."""

from dataclasses import dataclass
from datetime import date, datetime

from base.periods import GRACE_AFTER_CLOSING
from base.rules import RuleBroken
from base.words import N_

TAKEN_IN, IN_PART, NOT_TAKEN_IN = "taken_in", "in_part", "not_taken_in"
NOTED, OUT_OF_SCOPE, MERGED = "noted", "out_of_scope", "merged"
KINDS = (TAKEN_IN, IN_PART, NOT_TAKEN_IN, NOTED, OUT_OF_SCOPE, MERGED)

# Words that their author took back, or that the law had erased, cannot be answered any more. What is
# held or hidden is still owed an answer: hiding must not be a way around explaining.
EXEMPT = frozenset({"withdrawn", "erased"})
ANSWERABLE = frozenset({"open", "closed", "answering", "published"})

STATE_WORDS: dict[str, str] = {
    "none": N_("Chưa trả lời"),
    "draft": N_("Nháp"),
    "done": N_("Đã trả lời"),
}


@dataclass(frozen=True)
class Answer:
    """What a form asks for; `after` is the wording that results, empty when it stays."""

    kind: str = ""
    reason: str = ""
    after: str = ""
    merged_into_id: int | None = None
    is_final: bool = False


class KindMissing(RuleBroken):
    sentence = "Xin chọn cách xử lý ý kiến trước khi hoàn tất."


class ReasonMissing(RuleBroken):
    sentence = "Xin ghi lý do giải trình; chỉ ý kiến được tiếp thu toàn bộ mới không cần lý do."


class MergedNowhere(RuleBroken):
    sentence = "Xin chọn ý kiến mà ý kiến này được gộp vào."


class MergedWrongly(RuleBroken):
    sentence = (
        "Không gộp được vào ý kiến này: nó là chính ý kiến đang trả lời, đã được gộp vào ý kiến khác, "
        "đã bị rút, hoặc thuộc đợt khác. Xin chọn ý kiến khác."
    )


class OthersMergedInto(RuleBroken):
    sentence = (
        "Có ý kiến khác đang được gộp vào ý kiến này nên nó phải có câu trả lời riêng. "
        "Xin chọn cách xử lý khác hoặc trả lời lại các ý kiến kia trước."
    )


class NothingToAnswer(RuleBroken):
    sentence = "Ý kiến này đã được rút hoặc xóa theo quy định nên không cần trả lời nữa."


class RoundNotAnswerable(RuleBroken):
    sentence = "Đợt lấy ý kiến này chưa mở hoặc đã lưu trữ nên không trả lời ý kiến được."


class StillTakingComments(RuleBroken):
    is_custody = True
    sentence = (
        "Đợt còn nhận ý kiến nên chưa công bố kết quả được. Có thể soạn câu trả lời ngay từ bây giờ; "
        "công bố được sau khi đợt kết thúc 15 phút."
    )


class CommentsUnanswered(RuleBroken):
    is_custody = True
    sentence = (
        "Còn %(count)s ý kiến chưa có câu trả lời hoàn tất nên chưa công bố được. "
        "Xin trả lời các ý kiến trong danh sách."
    )


class WrongStateToPublish(RuleBroken):
    sentence = (
        "Kết quả của đợt này đã được công bố hoặc đợt đã lưu trữ. "
        "Muốn sửa, xin công bố bản đính chính."
    )


class NothingToCorrect(RuleBroken):
    sentence = "Đợt này chưa công bố kết quả nên chưa có gì để đính chính."


class CorrectionReasonMissing(RuleBroken):
    sentence = "Xin ghi lý do đính chính; lý do được công khai cùng kết quả mới."


class NotAClerk(RuleBroken):
    sentence = "Chỉ giao được cho cán bộ đang phụ trách góp ý của chính cơ quan này."


class NothingChosen(RuleBroken):
    sentence = "Chưa chọn ý kiến nào. Xin đánh dấu ít nhất một ý kiến."


def needs_answer(visibility: str) -> bool:
    return visibility not in EXEMPT


def check_answerable(state: str) -> None:
    if state not in ANSWERABLE:
        raise RoundNotAnswerable


def check_final(kind: str, reason: str, merged_into_id: int | None) -> None:
    """What a finished answer must have; a draft may lack all of it."""
    if kind not in KINDS:
        raise KindMissing
    if kind == MERGED and merged_into_id is None:
        raise MergedNowhere
    if kind != TAKEN_IN and not reason.strip():
        raise ReasonMissing


def check_taking_over(state: str, closes_at: datetime, now: datetime) -> None:
    """Results are published once nothing more can arrive: 15 minutes after the end."""
    if state in ("published", "archived"):
        raise WrongStateToPublish
    if state not in ("closed", "answering") or now < closes_at + GRACE_AFTER_CLOSING:
        raise StillTakingComments


def check_all_answered(missing_count: int) -> None:
    if missing_count:
        raise CommentsUnanswered(count=missing_count)


def check_correction(state: str, reason: str) -> None:
    if state not in ("published", "archived"):
        raise NothingToCorrect
    if not reason.strip():
        raise CorrectionReasonMissing


def days_left(answer_by_on: date | None, today: date) -> int | None:
    """Days until the last day to answer (0: today, negative: over); None when no day is set."""
    return None if answer_by_on is None else (answer_by_on - today).days
