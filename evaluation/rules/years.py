"""How an evaluation year is opened and goes on; which targets it takes over."""

from datetime import date

from base.rules import RuleBroken

NEXT_STATES: dict[str, frozenset[str]] = {
    "prepared": frozenset({"reporting"}),
    "reporting": frozenset({"closed"}),
    "closed": frozenset({"reporting"}),
}


class YearExists(RuleBroken):
    sentence = "Năm đánh giá %(year)s đã có. Xin mở năm đó trong danh sách."


class YearWithoutTargets(RuleBroken):
    sentence = (
        "Chưa bật danh mục chỉ tiêu nào. Xin bật ít nhất một danh mục ở trang Chỉ tiêu trước."
    )


class YearBegun(RuleBroken):
    sentence = "Các cơ quan đã bắt đầu tự đánh giá nên chỉ tiêu của năm này không đổi được nữa."


class YearStepWrong(RuleBroken):
    sentence = "Năm đánh giá không ở bước này. Xin tải lại trang để xem bước hiện nay."


class ReportDayWrong(RuleBroken):
    sentence = "Hạn gửi tự đánh giá phải trong năm %(year)s hoặc ba tháng đầu năm sau."


def check_report_day(year: int, report_by: date) -> None:
    if not date(year, 1, 1) <= report_by <= date(year + 1, 3, 31):
        raise ReportDayWrong(year=year)


def check_prepared(state: str) -> None:
    if state != "prepared":
        raise YearBegun


def check_step(state: str, to: str) -> None:
    if to not in NEXT_STATES.get(state, frozenset()):
        raise YearStepWrong
