"""Pure decisions about comment rounds: when they take comments and what they may become.

The time is passed in.
"""

from datetime import datetime

from base.periods import accepts
from base.rules import RuleBroken

# States that people reach by their acts; before them the clock decides.
BY_CLOCK = frozenset({"prepared", "open", "closed"})


class RoundNotOpen(RuleBroken):
    sentence = "Đợt lấy ý kiến này chưa mở. Xin quay lại sau."


class RoundClosed(RuleBroken):
    sentence = "Đợt lấy ý kiến này đã kết thúc nên không nhận thêm ý kiến."


def state_at(state: str, opens_at: datetime, closes_at: datetime, now: datetime) -> str:
    """The state at an instant, whether or not the job that writes it down has already run."""
    if state not in BY_CLOCK:
        return state
    if now < opens_at:
        return "prepared"
    return "open" if now < closes_at else "closed"


def check_accepts(
    opens_at: datetime, closes_at: datetime, page_opened_at: datetime, now: datetime
) -> None:
    if accepts(opens_at, closes_at, page_opened_at, now):
        return
    raise RoundNotOpen if now < opens_at else RoundClosed
