"""SELECTs over dossier counts in force, and the codes that were issued beside them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from agencies.models import Agency
from base.db import db
from surveys.models import BatchState, CodeBatch, DossierCount, OneTimeCode

_newer = aliased(DossierCount)
KEY = ("agency_id", "day", "field_key", "is_late", "filing_mode")


@dataclass(frozen=True)
class CountRow:
    """Dossiers (or codes) of one office, day and class; `is_late` is None where it is not known."""

    agency_id: int
    day: date
    field_key: str
    is_late: bool | None
    filing_mode: str
    count: int


def list_counts(agency_ids: Collection[int], first: date, end: date) -> list[CountRow]:
    """Counts in force of the days [first, end)."""
    wanted = _in_force(DossierCount.agency_id.in_(agency_ids), *_within(first, end))
    return [CountRow(*row) for row in db.session.execute(wanted)]


def sum_counts(agency_ids: Collection[int], first: date, end: date) -> dict[int, int]:
    """Agency id → dossiers in force of the days [first, end), where there are any."""
    rows = _in_force(DossierCount.agency_id.in_(agency_ids), *_within(first, end)).subquery()
    summed = select(rows.c.agency_id, func.sum(rows.c.dossier_count)).group_by(rows.c.agency_id)
    found = db.session.execute(summed.order_by(rows.c.agency_id))
    return {agency_id: int(count) for agency_id, count in found}


def _within(first: date, end: date) -> tuple[ColumnElement[bool], ...]:
    return (DossierCount.day >= first, DossierCount.day < end)


def _in_force(*chosen: ColumnElement[bool]) -> Select[Any]:
    """The highest revision of each agency, day and class."""
    same = [getattr(_newer, name) == getattr(DossierCount, name) for name in KEY]
    newest = select(func.max(_newer.revision)).where(*same).scalar_subquery()
    columns = [getattr(DossierCount, name) for name in KEY]
    return (
        select(*columns, DossierCount.dossier_count)
        .where(*chosen, DossierCount.revision == newest)
        .order_by(*columns)
    )


def latest_counts(agency_id: int, days: Sequence[date]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """(day, field, late, mode) → (revision, count) in force of an agency."""
    newest = _in_force(DossierCount.agency_id == agency_id, DossierCount.day.in_(days))
    rows = db.session.execute(newest.add_columns(DossierCount.revision))
    return {tuple(row[1:5]): (row[6], row[5]) for row in rows}


def list_issued(
    agency_ids: Collection[int], first: date, end: date, round_id: int | None = None
) -> list[CountRow]:
    """Codes that were not withdrawn, by office, day of issue and class of the dossier."""
    columns = (
        CodeBatch.agency_id,
        CodeBatch.issue_day,
        OneTimeCode.field_key,
        OneTimeCode.is_late,
        OneTimeCode.filing_mode,
    )
    rows = (
        select(*columns, func.count())
        .join(OneTimeCode, OneTimeCode.batch_id == CodeBatch.id)
        .where(
            CodeBatch.agency_id.in_(agency_ids),
            CodeBatch.issue_day >= first,
            CodeBatch.issue_day < end,
            CodeBatch.state != BatchState.WITHDRAWN,
        )
        .group_by(*columns)
        .order_by(*columns)
    )
    if round_id is not None:
        rows = rows.where(CodeBatch.round_id == round_id)
    return [CountRow(*row) for row in db.session.execute(rows)]


@dataclass(frozen=True)
class Shrunk:
    """A count that was replaced by a smaller one."""

    agency_id: int
    day: date
    field_key: str
    is_late: bool
    filing_mode: str
    before: int
    after: int
    received_from: str


def list_shrunk(first: date, end: date) -> list[Shrunk]:
    """Every revision that is smaller than the one before it, for days of [first, end)."""
    same = [getattr(_newer, name) == getattr(DossierCount, name) for name in KEY]
    rows: Select[Any] = (
        select(
            *(getattr(DossierCount, name) for name in KEY),
            _newer.dossier_count,
            DossierCount.dossier_count,
            DossierCount.received_from,
        )
        .join(
            _newer,
            (_newer.revision == DossierCount.revision - 1)
            & same[0]
            & same[1]
            & same[2]
            & same[3]
            & same[4],
        )
        .where(*_within(first, end), DossierCount.dossier_count < _newer.dossier_count)
        .order_by(DossierCount.day, DossierCount.agency_id, DossierCount.id)
    )
    return [Shrunk(*row) for row in db.session.execute(rows)]


def list_counting_agencies(first: date, end: date) -> list[Agency]:
    """Agencies that told counts or were issued codes for a day of [first, end), by code."""
    told = select(DossierCount.agency_id).where(*_within(first, end))
    issued = select(CodeBatch.agency_id).where(
        CodeBatch.issue_day >= first, CodeBatch.issue_day < end
    )
    chosen = select(Agency).where(Agency.id.in_(told) | Agency.id.in_(issued))
    return list(db.session.scalars(chosen.order_by(Agency.code)))
