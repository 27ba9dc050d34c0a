"""Who may hold, hide and show a comment, and the errors; the published rules are in moderation_rules."""

from collections.abc import Collection
from datetime import date, timedelta

from base.rules import RuleBroken
from base.words import N_
from feedback.rules.moderation_rules import rule_named

MACHINE = "machine"  # the role of what was held without a person
UNREAD_RULE = 4  # what a comment is held for until somebody has looked
MACHINE_HOLD = timedelta(days=3)
LONGEST_HOLD = timedelta(days=7)

ROLE_WORDS = {
    MACHINE: N_("hệ thống"),
    "author": N_("người gửi"),
    "agency_officer": N_("cán bộ cơ quan lấy ý kiến"),
    "inspector": N_("thanh tra"),
    "department": N_("Sở Nội vụ"),
}
VISIBILITY_WORDS = {
    "published": N_("Đang hiện"),
    "held": N_("Chờ xem"),
    "hidden": N_("Đang ẩn"),
    "withdrawn": N_("Người gửi rút"),
    "erased": N_("Xóa theo luật"),
}
VISIBILITY_TONES = {
    "published": "done",
    "held": "amber",
    "hidden": "warm",
    "withdrawn": "neutral",
    "erased": "neutral",
}
ACT_WORDS = {
    "propose": N_("đề nghị ẩn; vẫn hiện trong lúc chờ"),
    "hold": N_("đề nghị ẩn; tạm ẩn trong lúc chờ"),
    "hide": N_("quyết định ẩn"),
    "show": N_("cho hiện"),
    "erase": N_("xóa chữ theo luật"),
}
SPEAKS_OF_AGENCY = {
    "yes": N_("Có, nói về cơ quan, cán bộ hoặc việc làm của cơ quan"),
    "unsure": N_("Không chắc"),
    "no": N_("Không"),
}


class RuleUnknown(RuleBroken):
    sentence = "Xin chọn một quy tắc trong danh sách đã công bố."


class ReasonMissing(RuleBroken):
    sentence = "Xin ghi lý do: lý do được công khai cùng quy tắc và gửi tới người viết."


class WordsGone(RuleBroken):
    sentence = "Ý kiến này đã được rút hoặc xóa nên không ẩn, hiện được nữa."


class HiddenAlready(RuleBroken):
    sentence = "Ý kiến này đang ẩn rồi."


class ShownAlready(RuleBroken):
    sentence = "Ý kiến này đang hiện công khai rồi."


class ProposedAlready(RuleBroken):
    sentence = "Đã có đề nghị ẩn ý kiến này, đang chờ người thứ hai quyết định."


class NothingProposed(RuleBroken):
    sentence = "Không còn đề nghị ẩn nào chờ quyết định ở ý kiến này. Xin tải lại trang."


class NotHidden(RuleBroken):
    sentence = "Ý kiến này không bị ẩn nên không cần xem xét lại."


class LookAsked(RuleBroken):
    sentence = (
        "Ông/bà đã đề nghị xem xét lại ý kiến này. Xin chờ kết quả; kết quả hiện ở trang này."
    )


class ReasonUnreadable(RuleBroken):
    sentence = "Lý do dài quá 2.000 ký tự hoặc có ký tự không đọc được. Xin rút ngắn rồi gửi lại."


class TookPart(RuleBroken):
    is_custody = True
    sentence = "Ông/bà đã tham gia ẩn ý kiến này nên không xem xét lại được. Xin chuyển người khác."


def check_rule(rule: int | None, reason: str) -> None:
    if rule_named(rule) is None:
        raise RuleUnknown
    check_reason(reason)


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing


def check_has_words(visibility: str) -> None:
    if visibility in ("withdrawn", "erased"):
        raise WordsGone


def check_may_propose(visibility: str, is_proposed: bool) -> None:
    """A comment the machine held may be proposed for hiding; one proposal at a time."""
    check_has_words(visibility)
    if visibility == "hidden":
        raise HiddenAlready
    if is_proposed:
        raise ProposedAlready


def stays_in_sight(speaks_of_agency: bool, acts_before: Collection[str]) -> bool:
    """Whether a comment proposed for hiding is shown until the second person has decided.

    The agency takes a comment out of sight once; when it came back (shown by a person, or because nobody
    decided in time), only another body can take it away again.
    """
    return speaks_of_agency or bool({"hold", "hide", "show"} & set(acts_before))


def is_about_agency(answer: str) -> bool:
    """In doubt a comment speaks of the agency: only a plain no says otherwise."""
    return answer != "no"


def last_day_held(held_on: date, role: str) -> date:
    """The day on which a held comment is shown again if no second person has decided."""
    return held_on + (MACHINE_HOLD if role == MACHINE else LONGEST_HOLD)
