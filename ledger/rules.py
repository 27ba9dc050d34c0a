"""When the ledger may be closed, what time it shows, and what makes it stop. Pure."""

from datetime import datetime, timedelta

from base.rules import RuleBroken

INTERVAL = timedelta(minutes=10)


class LedgerForked(Exception):
    """Database and second copy tell different histories: nothing may be signed until a person has looked."""


class KeyOutdated(LedgerForked):
    """Another key has been handed over to: this process must be started anew with the new secret."""


class CosignatureRefused(RuleBroken):
    sentence = (
        "Chữ ký này không phải của một bên làm chứng đã đăng ký, hoặc không khớp mốc chốt sổ."
    )


def _slot(at: datetime) -> int:
    return int(at.timestamp() // INTERVAL.total_seconds())


def is_due(last_at: datetime | None, now: datetime) -> bool:
    """One checkpoint in each ten minutes of the clock at most."""
    return last_at is None or _slot(now) != _slot(last_at)


def checkpoint_time(last_at: datetime | None, now: datetime) -> datetime:
    """Full minutes; with the clock set back it stands still until the clock has caught up."""
    at = now.replace(second=0, microsecond=0)
    return at if last_at is None else max(at, last_at)


def next_slot(now: datetime) -> datetime:
    """When what waits now will be in the ledger."""
    seconds = (_slot(now) + 1) * INTERVAL.total_seconds()
    return datetime.fromtimestamp(seconds, now.tzinfo)
