"""SELECTs over the audit trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from agencies.models import Agency, AuditEntry, Staff
from agencies.queries.staff import ids_of_staff_matching
from base.db import db


@dataclass(frozen=True)
class AuditFilter:
    """Empty or None leaves a filter out; `since` and `until` span [since, until)."""

    words: str = ""
    act: str = ""
    agency_code: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class AuditRow:
    entry: AuditEntry
    staff_name: str
    agency_name: str


def _conditions(chosen: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.words.strip():
        found.append(AuditEntry.staff_id.in_(ids_of_staff_matching(chosen.words)))
    if chosen.act:
        found.append(AuditEntry.act == chosen.act)
    if chosen.agency_code:
        found.append(Agency.code == chosen.agency_code)
    if chosen.outcome:
        found.append(AuditEntry.outcome == chosen.outcome)
    if chosen.since:
        found.append(AuditEntry.at >= chosen.since)
    if chosen.until:
        found.append(AuditEntry.at < chosen.until)
    return found


def _rows(chosen: AuditFilter) -> Any:
    return (
        select(AuditEntry, Staff.full_name, Agency.name)
        .outerjoin(Staff, Staff.id == AuditEntry.staff_id)
        .outerjoin(Agency, Agency.id == AuditEntry.agency_id)
        .where(*_conditions(chosen))
    )


def list_entries(chosen: AuditFilter, limit: int, offset: int) -> list[AuditRow]:
    """The newest first."""
    ordered = _rows(chosen).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    found = db.session.execute(ordered.limit(limit).offset(offset))
    return [AuditRow(entry, staff or "", agency or "") for entry, staff, agency in found]


def count_entries(chosen: AuditFilter) -> int:
    inner = _rows(chosen).with_only_columns(AuditEntry.id).subquery()
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def list_acts() -> list[str]:
    """The acts that occur."""
    return list(db.session.scalars(select(AuditEntry.act).distinct().order_by(AuditEntry.act)))
