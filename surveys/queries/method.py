"""The method's legal settings in force on a day."""

from datetime import date
from typing import Any

from agencies.queries.legal import SettingMissing, setting_in_force
from surveys.rules.method import DEFAULTS, Method, read_method


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
