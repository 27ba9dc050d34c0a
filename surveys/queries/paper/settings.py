"""The values about paper that the province may change, with what holds where none is stored yet."""

from collections.abc import Mapping

from agencies.queries.legal import SettingMissing, setting_in_force
from base.clock import today

# As shipped in agencies/data/legal_settings.csv; an installation older than they are has no rows of them.
_SHIPPED: Mapping[str, int] = {
    "paper.recheck_percent": 10,
    "paper.recheck_least": 30,
    "paper.fast_seconds": 30,
    "paper.fast_percent": 50,
    "paper.scan_days": 365,
}


def paper_setting(key: str) -> int:
    """The number in force today."""
    try:
        return int(setting_in_force(key, today()).value)
    except SettingMissing:
        return _SHIPPED[key]
