"""When free words may be read by whom: taken in by the week, decided by the province, published by tens."""

from collections.abc import Mapping
from datetime import date

from base.rules import RuleBroken
from base.words import N_

FEWEST_AT_ONCE = 10
LONGEST_NOTE = 500

# Why words are not published; the reason stays with them for good.
REASONS: Mapping[str, str] = {
    "person": N_("Nhắm vào một người, bỏ tên vẫn nhận ra"),
    "insult": N_("Xúc phạm, đe dọa"),
    "secret": N_("Lộ bí mật nhà nước hoặc đời tư"),
    "accusation": N_("Là khiếu nại hoặc tố cáo, phải gửi nơi có thẩm quyền"),
    "advert": N_("Quảng cáo, không liên quan"),
    "empty": N_("Không có nội dung"),
}


class NothingToConfirm(RuleBroken):
    sentence = "Lời ghi này không còn đề nghị nào chờ người thứ hai. Xin tải lại trang."


class NotWithheld(RuleBroken):
    sentence = "Lời ghi này không bị giữ lại nên không cần đưa ra xem lại. Xin tải lại trang."


class ReasonToShowNeeded(RuleBroken):
    sentence = "Xin ghi vì sao đưa lời ghi này ra xem lại; lý do được lưu mãi."


class TextDecided(RuleBroken):
    sentence = "Lời ghi này đã có người xem và quyết định. Xin tải lại trang."


class NothingLeft(RuleBroken):
    sentence = "Bản công khai đang trống. Nếu không nên công khai, xin chọn lý do rồi bấm «Không công khai»."


class WithholdingReasonNeeded(RuleBroken):
    sentence = "Xin chọn lý do không công khai."


def week_number(day: date) -> int:
    """yyyyww of the ISO week, as responses carry it."""
    year, week, _ = day.isocalendar()
    return year * 100 + week


def check_may_decide(state: str) -> None:
    if state != "waiting":
        raise TextDecided


def check_reason(reason: str) -> None:
    if reason not in REASONS:
        raise WithholdingReasonNeeded


def check_proposed(state: str) -> None:
    if state != "proposed":
        raise NothingToConfirm


def check_withheld(state: str, why: str) -> None:
    if state != "withheld":
        raise NotWithheld
    if not why.strip():
        raise ReasonToShowNeeded


def full_tens(count: int) -> int:
    """As counts that grow are told: a step of less than ten would tell of single persons."""
    return count - count % FEWEST_AT_ONCE


def may_appear(waiting_count: int) -> bool:
    """New words of an agency appear ten at once, or not yet: a single new one tells who wrote it."""
    return waiting_count >= FEWEST_AT_ONCE
