"""SELECTs behind the editor of legal settings: versions of a key, proposals, who decided."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from agencies.models import Case, CaseState, Holiday, LegalSetting
from base.db import db
from base.rules import NotFound

SETTING_KIND = "legal-setting"
CALENDAR_KIND = "holiday"
WITHDRAWAL_KIND = "legal-withdrawal"


def list_versions(key: str) -> list[LegalSetting]:
    """Of one key, withdrawn ones too, the newest day first; NotFound when there is none."""
    chosen = select(LegalSetting).where(LegalSetting.key == key)
    ordered = chosen.order_by(LegalSetting.valid_from.desc(), LegalSetting.id.desc())
    found = list(db.session.scalars(ordered))
    if not found:
        raise NotFound(key)
    return found


def lock_versions(key: str) -> list[LegalSetting]:
    """The same, held until the commit: two editors of one key wait for each other."""
    held = select(LegalSetting).where(LegalSetting.key == key).order_by(LegalSetting.id)
    db.session.scalars(held.with_for_update()).all()
    return list_versions(key)


def list_pending(kind: str, key: str = "") -> list[Case]:
    """Proposals not decided yet, the oldest first: of one key, or of all."""
    chosen = select(Case).where(Case.kind == kind, Case.state != CaseState.DECIDED)
    found = db.session.scalars(chosen.order_by(Case.id))
    return [one for one in found if not key or one.evidence.get("key") == key]


def get_version(key: str, setting_id: int) -> LegalSetting:
    found = next((one for one in list_versions(key) if one.id == setting_id), None)
    if found is None:
        raise NotFound(setting_id)
    return found


def cases_of_versions(setting_ids: Collection[int]) -> dict[int, Case]:
    """Version id → the decided case that made it; shipped versions have none."""
    wanted = [str(one) for one in setting_ids]
    chosen = select(Case).where(
        Case.kind == SETTING_KIND,
        Case.subject_type == LegalSetting.__tablename__,
        Case.subject_id.in_(wanted),
    )
    return {int(one.subject_id): one for one in db.session.scalars(chosen.order_by(Case.id))}


def list_holidays_of(year: int) -> list[Holiday]:
    days = select(Holiday).where(Holiday.on >= date(year, 1, 1), Holiday.on <= date(year, 12, 31))
    return list(db.session.scalars(days.order_by(Holiday.on)))


def lock_holidays(year: int) -> list[Holiday]:
    """The days of the year, held until the commit."""
    days = select(Holiday).where(Holiday.on >= date(year, 1, 1), Holiday.on <= date(year, 12, 31))
    return list(db.session.scalars(days.order_by(Holiday.on).with_for_update()))
