"""When a round takes what is sent; the same for forms of numbers and for words."""

from datetime import datetime, timedelta

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
