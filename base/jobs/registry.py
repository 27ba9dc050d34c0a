"""What kinds of work there are, and what the clock does by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from huey import crontab

from base.permissions import Permission

JobFunction = Callable[..., Path | None]
PeriodicFunction = Callable[[], None]


@dataclass(frozen=True)
class JobKind:
    """`is_restartable`: may be begun anew when its worker died; otherwise it then counts as failed.

    `permission` is what a person needs to fetch the result (of the own job, or of anybody's when the
    permission covers the whole province, unless the result `is_personal`). `leads_to`: the page where what
    was done stands, as an endpoint and the stored arguments that it takes.
    """

    function: JobFunction
    is_restartable: bool
    permission: Permission
    is_personal: bool = False
    leads_to: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Periodic:
    """Work done by the clock; `is_due` takes a minute as a clock in Vietnam shows it."""

    name: str
    is_due: Callable[[datetime], bool]
    function: PeriodicFunction


_kinds: dict[str, JobKind] = {}
_periodic: dict[str, Periodic] = {}


def job(
    kind: str,
    *,
    is_restartable: bool = False,
    permission: Permission = Permission.SIGNED_IN,
    is_personal: bool = False,
    leads_to: tuple[str, tuple[str, ...]] | None = None,
) -> Callable[[JobFunction], JobFunction]:
    def register(function: JobFunction) -> JobFunction:
        _kinds[kind] = JobKind(function, is_restartable, permission, is_personal, leads_to)
        return function

    return register


def periodic(
    name: str, minute: str = "*", hour: str = "*"
) -> Callable[[PeriodicFunction], PeriodicFunction]:
    """Registers work done by the clock, e.g. minute="*/5", hour="2" (Vietnam's time).

    It commits for itself and must be safe to run twice: every worker process runs it.
    """

    def register(function: PeriodicFunction) -> PeriodicFunction:
        _periodic[name] = Periodic(name, crontab(minute=minute, hour=hour), function)
        return function

    return register


def kind_of(kind: str) -> JobKind:
    """Raises LookupError for a kind that nobody registered."""
    if kind not in _kinds:
        raise LookupError(f"no such kind of job: {kind}")
    return _kinds[kind]


def all_periodic() -> list[Periodic]:
    return list(_periodic.values())
