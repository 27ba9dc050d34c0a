"""Comments that came another way and are entered by an officer of the agency; always marked so."""

from datetime import date, datetime, timedelta

from base.clock import local
from base.rules import RuleBroken

WAYS = ("paper", "meeting", "phone", "hotline", "front")
OPEN_STATES = frozenset({"open", "closed", "answering"})


class EnteringOver(RuleBroken):
    is_custody = True
    sentence = (
        "Đợt lấy ý kiến này chưa mở hoặc đã công bố kết quả nên không nhập thêm ý kiến được. "
        "Ý kiến đến muộn xin trả lời riêng bằng văn bản."
    )


def check_may_enter(state: str) -> None:
    """What came in time may still be typed in after the round closed, until its result is published."""
    if state not in OPEN_STATES:
        raise EnteringOver


def received_days(opens_at: datetime, closes_at: datetime, today: date) -> tuple[date, date]:
    """The first and last day on which such a comment can have come."""
    last = local(closes_at - timedelta(seconds=1)).date()
    return local(opens_at).date(), min(last, today)
