"""Which batches an order asks for: so many codes an agency and day, or as many as dossiers expected. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from base.rules import RuleBroken

LONGEST_SPAN = 31
MOST_AT_ONCE = 400_000
Counted = Mapping[date, int]


class SpanWrong(RuleBroken):
    sentence = "Khoảng ngày phải từ ngày đầu đến ngày cuối, dài nhất 31 ngày. Xin sửa ngày."


class TooManyAtOnce(RuleBroken):
    sentence = "Một lần tạo nhiều nhất 400.000 mã. Xin chọn ít cơ quan hoặc ít ngày hơn."


@dataclass(frozen=True)
class Item:
    """Codes still to be made for one agency and day."""

    agency_id: int
    day: date
    count: int


def days_of(first: date, last: date) -> list[date]:
    if not first <= last < first + timedelta(days=LONGEST_SPAN):
        raise SpanWrong
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def expected_count(counted: Counted, day: date) -> int:
    """Dossiers of the day itself if counted; else of the newest same weekday; else of the newest day."""
    if day in counted:
        return counted[day]
    earlier = sorted((one for one in counted if one < day), reverse=True)
    same = [one for one in earlier if one.weekday() == day.weekday()]
    newest = (same or earlier)[:1]
    return counted[newest[0]] if newest else 0


def items_wanted(
    agency_ids: Sequence[int],
    days: Sequence[date],
    count: int | None,
    counted: Mapping[int, Counted],
    made: Mapping[tuple[int, date], int],
) -> list[Item]:
    """What is missing to `count` codes a day (None: to the dossiers expected); `made` is there already."""
    found = []
    for agency_id in agency_ids:
        known = counted.get(agency_id, {})
        for day in days:
            wanted = count if count is not None else expected_count(known, day)
            missing = wanted - made.get((agency_id, day), 0)
            if missing > 0:
                found.append(Item(agency_id, day, missing))
    if sum(one.count for one in found) > MOST_AT_ONCE:
        raise TooManyAtOnce
    return found
