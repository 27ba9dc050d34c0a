"""Pure decisions about changes of legal settings, and the errors they raise."""

from collections.abc import Iterable, Sequence
from datetime import date

from base.rules import RuleBroken


class SettingHasProposal(RuleBroken):
    sentence = (
        "Đang có một đề nghị chờ người thứ hai trả lời. Xin chờ trả lời rồi mới đề nghị tiếp."
    )


class SettingChanged(RuleBroken):
    sentence = "Vừa có người khác đổi quy định này. Xin xem lại bản mới nhất rồi gửi lại."


class SettingDayTaken(RuleBroken):
    sentence = (
        "Đã có một bản áp dụng từ ngày %(day)s. Bản đã có không sửa đè được; xin chọn ngày khác."
    )


class SettingDaysWrong(RuleBroken):
    sentence = "Ngày hết áp dụng phải sau ngày bắt đầu áp dụng."


class SettingUnchanged(RuleBroken):
    sentence = "Đề nghị này giống hệt bản đang có nên không có gì để đổi."


class ConfirmedWithoutName(RuleBroken):
    sentence = "Xin ghi ai đã đối chiếu với văn bản, vì mức chắc chắn không còn là «Chưa xác nhận»."


class SettingBegun(RuleBroken):
    is_custody = True
    sentence = (
        "Bản này đã áp dụng từ ngày %(day)s nên không rút được. "
        "Xin đề nghị một bản mới từ một ngày sau."
    )


class SettingWithdrawn(RuleBroken):
    sentence = "Bản này đã rút rồi. Xin tải lại trang để xem các bản còn lại."


class FiguresSigned(RuleBroken):
    is_custody = True
    sentence = (
        "Đã có số liệu ký theo bản đang có: %(use)s (%(day)s). Không đổi được quá khứ; xin chọn ngày áp dụng "
        "sau ngày đó."
    )


def check_days(valid_from: date, valid_to: date | None, taken: Iterable[date]) -> None:
    """A version has a first day of its own and ends, if ever, after it."""
    if valid_to is not None and valid_to <= valid_from:
        raise SettingDaysWrong
    if valid_from in set(taken):
        raise SettingDayTaken(day=valid_from.strftime("%d/%m/%Y"))


def check_may_withdraw(valid_from: date, is_withdrawn: bool, today: date) -> None:
    """Only what never applied is taken back; what did is followed by another version."""
    if is_withdrawn:
        raise SettingWithdrawn
    if valid_from <= today:
        raise SettingBegun(day=valid_from.strftime("%d/%m/%Y"))


def days_touched(
    valid_from: date, valid_to: date | None, starts: Iterable[date]
) -> tuple[date, date | None]:
    """[first, end) in which a new version would be in force; `starts` are those of the others."""
    ends = [day for day in starts if day > valid_from]
    if valid_to is not None:
        ends.append(valid_to)
    return valid_from, min(ends, default=None)


def check_nothing_signed(signed: Sequence[tuple[date, str]], first: date, end: date | None) -> None:
    """`signed`: (day whose value was taken, what was signed)."""
    for day, words in signed:
        if day >= first and (end is None or day < end):
            raise FiguresSigned(use=words, day=day.strftime("%d/%m/%Y"))


def check_confirmed_by(confidence: str, checked_by: str) -> None:
    """Who says that a value was seen in the text itself gives a name."""
    if confidence == "S" and not checked_by.strip():
        raise ConfirmedWithoutName
