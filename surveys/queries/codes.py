"""SELECTs over one-time codes and their batches. No query lists single codes with what became of them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from base.db import db
from base.rules import NotFound
from ledger.models import LedgerCheckpoint, LedgerLeaf
from surveys.models import (
    BatchState,
    CodeBatch,
    DossierCount,
    OneTimeCode,
)


def get_batch(batch_id: int) -> CodeBatch:
    batch = db.session.get(CodeBatch, batch_id)
    if batch is None:
        raise NotFound
    return batch


def list_sealed(batch_id: int) -> list[tuple[bytes, bytes]]:
    """(hash, sealed plain text) of the codes that can still be printed or handed out, by hash."""
    found = select(OneTimeCode.code_hash, OneTimeCode.sealed).where(
        OneTimeCode.batch_id == batch_id, OneTimeCode.sealed.is_not(None)
    )
    rows = db.session.execute(found.order_by(OneTimeCode.code_hash))
    return [(code_hash, sealed) for code_hash, sealed in rows if sealed]


def count_sealed(batch_id: int) -> int:
    found = select(func.count()).where(
        OneTimeCode.batch_id == batch_id, OneTimeCode.sealed.is_not(None)
    )
    return db.session.scalar(found) or 0


def count_working(agency_ids: Collection[int], day: date) -> dict[int, int]:
    """Agency id → codes of batches that still work on the day, used ones among them."""
    rows = select(CodeBatch.agency_id, func.sum(CodeBatch.code_count)).where(
        CodeBatch.agency_id.in_(agency_ids),
        CodeBatch.expires_on >= day,
        CodeBatch.state != BatchState.WITHDRAWN,
    )
    grouped = rows.group_by(CodeBatch.agency_id).order_by(CodeBatch.agency_id)
    return {agency_id: int(count) for agency_id, count in db.session.execute(grouped)}


def count_made(agency_id: int, day: date) -> int:
    """Codes of the office for the day in all batches that were not withdrawn."""
    found = select(func.coalesce(func.sum(CodeBatch.code_count), 0)).where(
        CodeBatch.agency_id == agency_id,
        CodeBatch.issue_day == day,
        CodeBatch.state != BatchState.WITHDRAWN,
    )
    return int(db.session.scalar(found) or 0)


def find_dossier_count(agency_id: int, day: date) -> int | None:
    """Dossiers of the office on the day by the newest counts; None while the day is not counted."""
    newest = func.max(DossierCount.revision).over(
        partition_by=(DossierCount.field_key, DossierCount.is_late, DossierCount.filing_mode)
    )
    rows = (
        select(DossierCount.dossier_count, DossierCount.revision, newest.label("newest"))
        .where(DossierCount.agency_id == agency_id, DossierCount.day == day)
        .subquery()
    )
    found = select(func.sum(rows.c.dossier_count)).where(rows.c.revision == rows.c.newest)
    total = db.session.scalar(found)
    return None if total is None else int(total)


def list_handed_days() -> set[date]:
    """Days of which the exact instants of handing out are still there, sealed."""
    found = select(OneTimeCode.handed_on).where(OneTimeCode.handed_on.is_not(None)).distinct()
    return {day for day in db.session.scalars(found) if day}


def list_committed() -> list[CodeBatch]:
    """Batches still waiting whose commitment now stands under a published checkpoint, by id."""
    size = select(func.max(LedgerCheckpoint.size)).scalar_subquery()
    found = (
        select(CodeBatch)
        .join(
            LedgerLeaf,
            (LedgerLeaf.number_hash == CodeBatch.commitment)
            & (LedgerLeaf.commitment == CodeBatch.commitment),
        )
        .where(CodeBatch.state == BatchState.MADE, LedgerLeaf.position < size)
        .order_by(CodeBatch.id)
    )
    return list(db.session.scalars(found))
