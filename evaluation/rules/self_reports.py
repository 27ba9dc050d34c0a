"""What a self-report may hold, when it may change, what a line comes to. The day is passed in."""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from base.rules import ChangedMeanwhile, RuleBroken

SHORTEST_REASON = 10


class YearNotReporting(RuleBroken):
    sentence = (
        "Năm đánh giá này không nhận tự đánh giá (chưa bắt đầu hoặc đã đóng) nên không sửa được."
    )


class ReportLocked(RuleBroken):
    sentence = (
        "Bản tự đánh giá đã gửi nên không sửa được nữa. "
        "Nếu cần sửa, xin đề nghị Sở Nội vụ trả lại kèm lý do."
    )


class ReportNotSent(RuleBroken):
    sentence = "Bản tự đánh giá này chưa được gửi, hoặc đã trả lại rồi, nên chưa xử lý được."


class LinesMissing(RuleBroken):
    sentence = (
        "Còn %(count)s chỉ tiêu chưa điền, trước hết là «%(title)s». Xin điền số liệu, hoặc ghi lý do chưa "
        "làm vào ô ghi chú rồi gửi."
    )


class ReturnReasonNeeded(RuleBroken):
    sentence = "Xin ghi lý do trả lại (ít nhất 10 ký tự) để cơ quan biết cần sửa gì."


class TargetNotOwed(RuleBroken):
    sentence = (
        "Chỉ tiêu này không giao cho cơ quan của ông/bà trong năm đánh giá này. Xin tải lại trang."
    )


class LinesChanged(ChangedMeanwhile):
    """`keys`: lines that somebody else saved since the page was opened, and that are typed otherwise here."""

    sentence = (
        "Người khác vừa sửa cùng một dòng sau khi ông/bà mở trang. Xin xem hai bản rồi lưu lại."
    )

    def __init__(self, keys: list[str]) -> None:
        super().__init__()
        self.keys = keys


class LineStatus(StrEnum):
    MET = "met"
    REPORTED = "reported"  # a figure, and the plan names no goal
    SHORT = "short"  # a figure below the goal
    EXPLAINED = "explained"  # words alone
    NOT_STARTED = "not_started"


@dataclass(frozen=True)
class Figure:
    """What stands in a line; everything None is not reported, which is never 0."""

    done_count: float | None = None
    all_count: float | None = None
    is_done: bool | None = None
    done_on: date | None = None
    words: str = ""

    @property
    def is_reported(self) -> bool:
        return any(one is not None for one in (self.done_count, self.is_done, self.done_on))

    @property
    def is_blank(self) -> bool:
        return not self.is_reported and self.all_count is None and not self.words

    @property
    def mark(self) -> str:
        """Changes whenever the line does: a page remembers which line it was made from."""
        counts = [None if one is None else float(one) for one in (self.done_count, self.all_count)]
        parts = (*counts, self.is_done, self.done_on, self.words)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


NOTHING = Figure()


def figure_value(unit: str, figure: Figure) -> float | None:
    """In the target's unit: percent 0…100, a count, 1 or 0; None for a date, for nothing, and for 0 of 0."""
    if unit == "percent":
        if figure.done_count is None or not figure.all_count:
            return None
        return 100 * figure.done_count / figure.all_count
    if unit == "yes_no":
        return None if figure.is_done is None else float(figure.is_done)
    return figure.done_count if unit == "count" else None


def line_status(unit: str, goal: float | None, due_on: date | None, figure: Figure) -> LineStatus:
    """0 of 0 (nothing arose) is reported, neither met nor short."""
    if not figure.is_reported:
        return LineStatus.EXPLAINED if figure.words else LineStatus.NOT_STARTED
    if unit == "date":
        in_time = due_on is None or (figure.done_on is not None and figure.done_on <= due_on)
        return LineStatus.MET if in_time else LineStatus.SHORT
    value = figure_value(unit, figure)
    if goal is None or value is None:
        return LineStatus.REPORTED
    return LineStatus.MET if value >= goal else LineStatus.SHORT


def is_late(status: LineStatus, due_on: date | None, report_by: date, today: date) -> bool:
    """Past its day and neither met nor reported; a line without a day of its own is owed by `report_by`."""
    if status in (LineStatus.MET, LineStatus.REPORTED):
        return False
    if status == LineStatus.SHORT and due_on is None:
        return False
    return (due_on or report_by) < today


def check_may_change(year_state: str, report_state: str | None) -> None:
    """None: nothing has been saved yet."""
    if year_state != "reporting":
        raise YearNotReporting
    if report_state in ("submitted", "accepted"):
        raise ReportLocked


def check_complete(lines: list[tuple[str, Figure]]) -> None:
    """(title, figure) of every line the agency owes itself."""
    missing = [title for title, figure in lines if not figure.is_reported and not figure.words]
    if missing:
        raise LinesMissing(count=len(missing), title=missing[0])


def check_may_return(report_state: str, reason: str) -> None:
    if report_state not in ("submitted", "accepted"):
        raise ReportNotSent
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReturnReasonNeeded


def check_may_accept(report_state: str) -> None:
    if report_state != "submitted":
        raise ReportNotSent


def check_sent(report_state: str) -> None:
    if report_state not in ("submitted", "accepted"):
        raise ReportNotSent
