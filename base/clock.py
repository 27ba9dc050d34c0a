"""The only place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_moved_by: ContextVar[timedelta] = ContextVar("moved_by", default=timedelta())


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + _moved_by.get()


def today() -> date:
    """The present calendar day in Vietnam."""
    return now().astimezone(HANOI).date()


def local(instant: datetime) -> datetime:
    """An instant as a clock on a wall in Vietnam shows it."""
    return instant.astimezone(HANOI)


@contextmanager
def moved_to(instant: datetime) -> Iterator[None]:
    """Within it the time is `instant` and goes on from there: for the past that a demo makes up alone."""
    token = _moved_by.set(instant - datetime.now(UTC))
    try:
        yield
    finally:
        _moved_by.reset(token)
