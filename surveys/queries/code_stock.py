"""SELECTs over batches for staff: lists, how many codes are left, what was counted. Never a single code."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, case, func, select

from agencies.models import Agency
from base.db import db
from base.words import fold
from surveys.models import (
    BatchState,
    CodeBatch,
    CodeUse,
    Delivery,
    DossierCount,
    OneTimeCode,
    RoundState,
    SurveyRound,
)
from surveys.rules.codes import DRAWN_FROM_DAYS

COUNTED_DAYS = 35


@dataclass(frozen=True)
class Stock:
    """Codes that the one-stop software may still draw today for an agency, of those made."""

    agency: Agency
    made: int
    left: int


def _matching(
    words: str, state: str, but_agency_id: int | None, today: date
) -> Select[CodeBatch, Agency]:
    found = select(CodeBatch, Agency).join(Agency, Agency.id == CodeBatch.agency_id)
    if but_agency_id is not None:
        found = found.where(CodeBatch.agency_id != but_agency_id)
    if state == "expiring":
        found = found.where(
            CodeBatch.state == BatchState.READY,
            CodeBatch.expires_on >= today,
            CodeBatch.expires_on < today + timedelta(days=7),
        )
    elif state:
        found = found.where(CodeBatch.state == state)
    if words:
        found = found.where(Agency.search_text.contains(fold(words), autoescape=True))
    return found


def count_batches(words: str, state: str, but_agency_id: int | None, today: date) -> int:
    inner = _matching(words, state, but_agency_id, today).with_only_columns(CodeBatch.id).subquery()
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def list_batches(
    words: str, state: str, but_agency_id: int | None, today: date, limit: int, offset: int
) -> list[tuple[CodeBatch, Agency]]:
    """The latest day first; batches of one's own body are left out (design §2.1)."""
    found = _matching(words, state, but_agency_id, today)
    found = found.order_by(CodeBatch.issue_day.desc(), Agency.code, CodeBatch.id)
    rows = db.session.execute(found.limit(limit).offset(offset))
    return [(batch, agency) for batch, agency in rows]


def count_handed(batch_ids: Collection[int]) -> dict[int, int]:
    found = select(OneTimeCode.batch_id, func.count()).where(
        OneTimeCode.batch_id.in_(batch_ids), OneTimeCode.is_handed
    )
    rows = db.session.execute(found.group_by(OneTimeCode.batch_id))
    return {batch_id: count for batch_id, count in rows}


def count_settled_uses(batch_ids: Collection[int]) -> dict[int, int]:
    """Uses up to last night; to be shown only through rules.codes.shown_uses."""
    found = (
        select(OneTimeCode.batch_id, func.count())
        .join(CodeUse, CodeUse.code_hash == OneTimeCode.code_hash)
        .where(OneTimeCode.batch_id.in_(batch_ids), CodeUse.is_settled)
    )
    rows = db.session.execute(found.group_by(OneTimeCode.batch_id))
    return {batch_id: count for batch_id, count in rows}


def list_stocks(today: date) -> list[Stock]:
    """Of every agency whose receipts or notices carried codes in the last week, by agency."""
    left = func.sum(case((OneTimeCode.is_handed, 0), else_=1))
    found = (
        select(Agency, func.count(), left)
        .join(CodeBatch, CodeBatch.agency_id == Agency.id)
        .join(OneTimeCode, OneTimeCode.batch_id == CodeBatch.id)
        .where(
            CodeBatch.state == BatchState.READY,
            CodeBatch.delivery.in_((Delivery.RECEIPT, Delivery.RESULT)),
            CodeBatch.issue_day <= today,
            CodeBatch.issue_day > today - timedelta(days=DRAWN_FROM_DAYS),
        )
        .group_by(Agency.id)
        .order_by(Agency.code, Agency.id)
    )
    return [Stock(agency, made, int(rest)) for agency, made, rest in db.session.execute(found)]


def counts_made(
    agency_ids: Collection[int], first: date, last: date, delivery: str | None
) -> dict[tuple[int, date], int]:
    """(agency, day) → codes of batches not withdrawn; of one delivery, or of all."""
    found = select(CodeBatch.agency_id, CodeBatch.issue_day, func.sum(CodeBatch.code_count)).where(
        CodeBatch.agency_id.in_(agency_ids),
        CodeBatch.issue_day.between(first, last),
        CodeBatch.state != BatchState.WITHDRAWN,
    )
    if delivery is not None:
        found = found.where(CodeBatch.delivery == delivery)
    rows = db.session.execute(found.group_by(CodeBatch.agency_id, CodeBatch.issue_day))
    return {(agency_id, day): int(count) for agency_id, day, count in rows}


def dossier_counts(
    agency_ids: Collection[int], first: date, last: date
) -> dict[int, dict[date, int]]:
    """agency → day → dossiers by the newest counts, of the days asked for and the five weeks before."""
    classes = (DossierCount.field_key, DossierCount.is_late, DossierCount.filing_mode)
    newest = func.max(DossierCount.revision).over(
        partition_by=(DossierCount.agency_id, DossierCount.day, *classes)
    )
    rows = (
        select(
            DossierCount.agency_id,
            DossierCount.day,
            DossierCount.dossier_count,
            DossierCount.revision,
            newest.label("newest"),
        )
        .where(
            DossierCount.agency_id.in_(agency_ids),
            DossierCount.day.between(first - timedelta(days=COUNTED_DAYS), last),
        )
        .subquery()
    )
    found = (
        select(rows.c.agency_id, rows.c.day, func.sum(rows.c.dossier_count))
        .where(rows.c.revision == rows.c.newest)
        .group_by(rows.c.agency_id, rows.c.day)
    )
    counted: dict[int, dict[date, int]] = {}
    for agency_id, day, count in db.session.execute(found):
        counted.setdefault(agency_id, {})[day] = int(count)
    return counted


def list_own_rounds(owner_agency_id: int | None) -> list[SurveyRound]:
    """Rounds of the body for which codes may be made, the latest opening first."""
    found = select(SurveyRound).where(
        SurveyRound.owner_agency_id == owner_agency_id,
        SurveyRound.state.in_((RoundState.PLANNED, RoundState.OPEN)),
    )
    ordered = found.order_by(SurveyRound.opens_at.desc(), SurveyRound.id.desc())
    return list(db.session.scalars(ordered))
