"""Pure decisions about rounds, places and responses, and the errors they raise; time is passed in."""

from datetime import datetime, timedelta

from base.rules import RuleBroken

GRACE_AFTER_CLOSING = timedelta(minutes=15)


class RoundNotOpen(RuleBroken):
    sentence = "Đợt khảo sát này chưa mở. Xin quay lại sau."


class RoundClosed(RuleBroken):
    sentence = "Đợt khảo sát này đã kết thúc nên không nhận thêm phiếu."


def accepts_responses(
    opens_at: datetime, closes_at: datetime, page_opened_at: datetime, now: datetime
) -> bool:
    """In [opens_at, closes_at), or up to 15 minutes later if the page was opened before closing."""
    if now < opens_at:
        return False
    if now < closes_at:
        return True
    return page_opened_at < closes_at and now < closes_at + GRACE_AFTER_CLOSING


def check_accepts(
    opens_at: datetime, closes_at: datetime, page_opened_at: datetime, now: datetime
) -> None:
    if accepts_responses(opens_at, closes_at, page_opened_at, now):
        return
    raise RoundNotOpen if now < opens_at else RoundClosed
