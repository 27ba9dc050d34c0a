"""Days that the legal settings in force ask of a round."""

from datetime import date

from agencies.models import Agency, LegalSetting
from agencies.queries.legal import SettingInForce, SettingMissing, setting_in_force
from base.db import db
from feedback.rules.round_plans import is_commune_level, min_days_key


def min_days_in_force(kind: str, agency: Agency, on: date) -> SettingInForce | None:
    """None where no least time is set (an agency's internal rules); raises SettingMissing."""
    key = min_days_key(kind, is_commune_level(agency.kind, agency.commune_code))
    return setting_in_force(key, on) if key else None


def answer_days_in_force(on: date) -> int:
    return int(setting_in_force("draft.response_deadline_days", on).value)


def find_basis(kind: str, on: date) -> str:
    """The legal basis filled in for a kind, one a line; empty when none is set."""
    try:
        value = setting_in_force(f"draft.basis_{kind}", on).value
    except SettingMissing:
        return ""
    return "\n".join(part.strip() for part in str(value).split(";"))


def find_setting(setting_id: int | None) -> LegalSetting | None:
    """The version of a setting that a round was made under, with its citation."""
    return db.session.get(LegalSetting, setting_id) if setting_id else None
