"""The method's legal settings in force on a day."""

from datetime import date
from typing import Any

from agencies.queries.legal import SettingMissing, setting_in_force
from surveys.rules.method import DEFAULTS, Method, read_method
from surveys.rules.snapshots import RELEASE_HOUR


def method_in_force(on: date) -> Method:
    """Values with the ids of their settings; the method's own where none is stored."""
    found: dict[str, tuple[Any, int | None]] = {}
    for key in DEFAULTS:
        try:
            setting = setting_in_force(key, on)
        except SettingMissing:
            continue
        found[key] = (setting.value, setting.id)
    return read_method(found)


def release_hour(on: date) -> int:
    """The hour of Vietnam's day at which signed figures become public."""
    try:
        hour = int(setting_in_force("privacy.release_hour", on).value)
    except SettingMissing:
        return RELEASE_HOUR
    return hour if 0 <= hour < 24 else RELEASE_HOUR
