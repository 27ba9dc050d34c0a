"""SELECTs over legal settings and holidays; what is asked twice in a request is read once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, has_app_context
from sqlalchemy import or_, select

from agencies.models import Holiday, LegalSetting
from agencies.rules.working_days import WorkCalendar, make_calendar
from base.db import db

METHOD_KEYS = ("score.", "privacy.")  # how figures are made, and what is withheld


class SettingMissing(LookupError):
    """No version of this key was in force on that day: a fault of the data, named by the key."""


@dataclass(frozen=True)
class SettingInForce:
    """`id` is the version's row: whoever uses the value keeps it, so that it can be traced."""

    id: int
    key: str
    value: Any
    unit: str
    confidence: str


def _cache() -> dict[Any, Any]:
    if not has_app_context():
        return {}
    if "legal_cache" not in g:
        g.legal_cache = {}
    cache: dict[Any, Any] = g.legal_cache
    return cache


def forget_read() -> None:
    """What this request has read is read anew: a change was written."""
    _cache().clear()


def setting_in_force(key: str, on_date: date) -> SettingInForce:
    """The version of `key` in force on the day; raises SettingMissing."""
    cache = _cache()
    if (key, on_date) not in cache:
        cache[key, on_date] = _read_setting(key, on_date)
    found: SettingInForce = cache[key, on_date]
    return found


def _read_setting(key: str, on_date: date) -> SettingInForce:
    row = db.session.scalar(
        select(LegalSetting)
        .where(
            LegalSetting.key == key,
            LegalSetting.withdrawn_at.is_(None),
            LegalSetting.valid_from <= on_date,
            or_(LegalSetting.valid_to.is_(None), LegalSetting.valid_to > on_date),
        )
        .order_by(LegalSetting.valid_from.desc(), LegalSetting.id.desc())
        .limit(1)
    )
    if row is None:
        raise SettingMissing(f"no value of {key} is in force on {on_date}")
    return SettingInForce(row.id, row.key, row.value, row.unit, row.confidence)


def list_settings() -> list[LegalSetting]:
    """Every version that was not withdrawn, by key, the newest first."""
    standing = select(LegalSetting).where(LegalSetting.withdrawn_at.is_(None))
    ordered = standing.order_by(LegalSetting.key, LegalSetting.valid_from.desc())
    return list(db.session.scalars(ordered.order_by(LegalSetting.id)))


def setting_versions() -> set[tuple[str, date]]:
    rows = select(LegalSetting.key, LegalSetting.valid_from).order_by(LegalSetting.id)
    return {(key, valid_from) for key, valid_from in db.session.execute(rows)}


def list_holidays() -> list[Holiday]:
    return list(db.session.scalars(select(Holiday).order_by(Holiday.on)))


def holidays_by_day() -> dict[date, Holiday]:
    return {one.on: one for one in list_holidays()}


def work_calendar() -> WorkCalendar:
    """The calendar of the working-day rules; holidays are known to the end of the last listed year."""
    cache = _cache()
    if "calendar" not in cache:
        days = list_holidays()
        last = max((one.on.year for one in days), default=1)
        cache["calendar"] = make_calendar(
            [one.on for one in days if not one.is_working],
            [one.on for one in days if one.is_working],
            date(last, 12, 31),
        )
    found: WorkCalendar = cache["calendar"]
    return found


def list_method_settings() -> list[LegalSetting]:
    """Every version of the settings that figures and withholding follow."""
    chosen = or_(*(LegalSetting.key.startswith(one) for one in METHOD_KEYS))
    ordered = select(LegalSetting).where(chosen).order_by(LegalSetting.key, LegalSetting.valid_from)
    return list(db.session.scalars(ordered))
