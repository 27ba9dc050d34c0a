"""Pure decisions about mergers, splits and renamings, and how a past is carried forward by weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from base.rules import RuleBroken

_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Link:
    """From a day on, `weight` of one agency's past belongs to another."""

    from_id: int
    to_id: int
    effective_on: date
    weight: float


class AgencyEnded(RuleBroken):
    sentence = "%(name)s đã hết hiệu lực vào ngày đó nên không sáp nhập, chia tách, đổi tên được."


class SuccessionTooEarly(RuleBroken):
    sentence = "%(name)s chưa thành lập vào ngày đó. Xin chọn ngày muộn hơn."


class WeightsTooLarge(RuleBroken):
    sentence = "Tổng tỷ lệ chuyển đi từ %(name)s lớn hơn toàn bộ. Xin sửa để tổng không quá 1."


class WeightOutOfRange(RuleBroken):
    sentence = "Tỷ lệ phải lớn hơn 0 và không quá 1 (toàn bộ)."


class SuccessionCircular(RuleBroken):
    sentence = "%(name)s vốn kế thừa từ chính cơ quan này nên không thể ghi ngược lại."


class MergeNeedsTwo(RuleBroken):
    sentence = "Sáp nhập cần ít nhất một cơ quan cũ khác với cơ quan mới."


def check_dates(name: str, valid_from: date, valid_to: date | None, effective_on: date) -> None:
    """An agency that exists the day before can be succeeded on `effective_on`."""
    if effective_on <= valid_from:
        raise SuccessionTooEarly(name=name)
    if valid_to is not None and valid_to < effective_on:
        raise AgencyEnded(name=name)


def check_weights(name: str, weights: Sequence[float], already: float = 0.0) -> None:
    """`already` is what earlier successions of the agency carry away."""
    if any(weight <= 0 or weight > 1 for weight in weights):
        raise WeightOutOfRange
    if already + sum(weights) > 1 + _TOLERANCE:
        raise WeightsTooLarge(name=name)


def carried_whole(weights: Sequence[float], already: float = 0.0) -> bool:
    """Whether nothing of the old agency's past stays with it: it then ends."""
    return already + sum(weights) >= 1 - _TOLERANCE


def shares_on(links: Sequence[Link], agency_id: int, on: date) -> dict[int, float]:
    """Agency id → share of `agency_id`'s past that it holds on the day, successions followed in order.

    The shares sum to 1; without succession the agency itself holds all of it.
    """
    held = {agency_id: 1.0}
    moments = sorted({link.effective_on for link in links if link.effective_on <= on})
    for moment in moments:
        leaving = [link for link in links if link.effective_on == moment and link.from_id in held]
        before = dict(held)
        for link in leaving:
            part = before[link.from_id] * link.weight
            held[link.from_id] -= part
            held[link.to_id] = held.get(link.to_id, 0.0) + part
    return {one: share for one, share in held.items() if share > _TOLERANCE}


def reaches(links: Sequence[Link], start_id: int, goal_id: int) -> bool:
    """Whether some chain of successions leads from one agency to another."""
    pending, seen = [start_id], set()
    while pending:
        one = pending.pop()
        if one == goal_id:
            return True
        if one not in seen:
            seen.add(one)
            pending.extend(link.to_id for link in links if link.from_id == one)
    return False
