"""The only place that asks what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present calendar day in Vietnam."""
    return now().astimezone(HANOI).date()


def local(instant: datetime) -> datetime:
    """An instant as a clock on a wall in Vietnam shows it."""
    return instant.astimezone(HANOI)
