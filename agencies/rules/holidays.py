"""Pure decisions about changes of the list of holidays, and the errors they raise."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from base.rules import RuleBroken

_SATURDAY = 5


class HolidayDayWrong(RuleBroken):
    sentence = "Ngày %(day)s không phải thứ Bảy hay Chủ nhật nên không ghi là ngày làm bù được."


class HolidayMissing(RuleBroken):
    sentence = "Ngày %(day)s không còn trong lịch. Xin tải lại trang rồi đề nghị lại."


class HolidayKnown(RuleBroken):
    sentence = (
        "Ngày %(day)s đã có trong lịch hoặc ghi hai lần. Muốn đổi, xin bỏ ngày đó rồi thêm lại."
    )


class HolidayElsewhere(RuleBroken):
    sentence = "Ngày %(day)s không thuộc năm %(year)s. Xin sửa ngày, hoặc mở trang của năm đó."


class HolidaysUnchanged(RuleBroken):
    sentence = "Chưa thêm hay bỏ ngày nào. Xin điền ít nhất một dòng hoặc đánh dấu một ngày."


def _words(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def check_holidays(
    year: int,
    added: Sequence[tuple[date, bool]],
    removed: Sequence[date],
    known: Iterable[date],
) -> None:
    """`added`: (day, is a working day made up for one); `known`: the days now listed.

    A day may be taken out and put in again: that changes its name or kind.
    """
    if not added and not removed:
        raise HolidaysUnchanged
    stored = set(known)
    for day in removed:
        if day not in stored:
            raise HolidayMissing(day=_words(day))
    taken = stored - set(removed)
    for day, is_working in added:
        _check_added(year, day, is_working, taken)
        taken.add(day)


def _check_added(year: int, day: date, is_working: bool, taken: Collection[date]) -> None:
    if day.year != year:
        raise HolidayElsewhere(day=_words(day), year=str(year))
    if day in taken:
        raise HolidayKnown(day=_words(day))
    if is_working and day.weekday() < _SATURDAY:
        raise HolidayDayWrong(day=_words(day))
