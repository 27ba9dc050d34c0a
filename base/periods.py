"""When a round takes what is sent, and its days; the same for forms of numbers and for words."""

from datetime import date, datetime, time, timedelta

from base.clock import HANOI, local

GRACE_AFTER_CLOSING = timedelta(minutes=15)


def accepts(
    opens_at: datetime, closes_at: datetime, page_opened_at: datetime, now: datetime
) -> bool:
    """In [opens_at, closes_at), or up to 15 minutes later if the page was opened before closing."""
    if now < opens_at:
        return False
    if now < closes_at:
        return True
    return page_opened_at < closes_at and now < closes_at + GRACE_AFTER_CLOSING


def start_of(day: date) -> datetime:
    """The first instant of a day in Vietnam."""
    return datetime.combine(day, time(), HANOI)


def end_of(day: date) -> datetime:
    """The instant after the last of a day in Vietnam: periods are half-open."""
    return start_of(day + timedelta(days=1))


def last_day(closes_at: datetime) -> date:
    return local(closes_at - timedelta(microseconds=1)).date()
