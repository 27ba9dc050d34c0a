"""Who owes a target and until which day; what a target must say to be usable."""

import re
from collections.abc import Collection
from datetime import date

from base.rules import RuleBroken

PROVINCE_BODY = "province:"  # one body of the province, by the ending of its permanent code
_YEARLY = re.compile(r"(\d{2})-(\d{2})")
_PROVINCE_CODE = re.compile(r"\d{2}-(.+)")


class DueUnreadable(RuleBroken):
    sentence = (
        "Thời hạn «%(due)s» chưa đúng. Xin viết năm-tháng-ngày (2025-03-31), tháng-ngày cho mọi năm "
        "(12-31), hoặc để trống."
    )


def is_bound(bound: Collection[str], kind: str, code: str) -> bool:
    """Whether an agency of this kind and code owes a target; an empty `bound` is every agency.

    `province:STP` is the province's body whose code ends so (38-STP); 14797-STP would be a commune's.
    """
    return not bound or kind in bound or body_mark(code) in bound


def body_mark(code: str) -> str:
    """`province:STP` of the province's body 38-STP; empty for codes of other shape."""
    found = _PROVINCE_CODE.fullmatch(code)
    return f"{PROVINCE_BODY}{found.group(1)}" if found else ""


def resolve_due(due: str, year: int) -> date | None:
    """The day of `due` in that year; a fixed day stays as it is. None without a day."""
    if not due:
        return None
    try:
        if (yearly := _YEARLY.fullmatch(due)) is not None:
            return date(year, int(yearly.group(1)), int(yearly.group(2)))
        return date.fromisoformat(due)
    except ValueError as error:
        raise DueUnreadable(due=due) from error


def is_past_year(due: str, year: int) -> bool:
    """A fixed day before the year: the target is over and not copied unless somebody asks for it."""
    found = resolve_due(due, year)
    return found is not None and found.year < year
