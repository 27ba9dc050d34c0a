"""Where a legal setting's value was used; the packages that keep its id with what they make tell it here.

register_setting_uses(uses): a function of (key, ids of its versions) that gives the uses on record. The
calendar of working days has the key CALENDAR and no ids.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

CALENDAR = "calendar"


@dataclass(frozen=True)
class SettingUse:
    """`on`: the day whose value was taken; `setting_id` None: the method's own value stood in.

    `is_signed`: people signed what came out, so the value of that day may not change any more.
    """

    setting_id: int | None
    on: date
    words: str
    is_signed: bool
    address: str = ""


Uses = Callable[[str, Collection[int]], Iterable[SettingUse]]
_SOURCES: list[Uses] = []


def register_setting_uses(uses: Uses) -> None:
    """Safe to call again with the same function."""
    if uses not in _SOURCES:
        _SOURCES.append(uses)


def uses_of(key: str, setting_ids: Collection[int]) -> list[SettingUse]:
    """The newest first."""
    found = [one for source in _SOURCES for one in source(key, setting_ids)]
    return sorted(found, key=lambda one: (one.on, one.words), reverse=True)
