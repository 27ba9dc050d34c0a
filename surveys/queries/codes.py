"""SELECTs over one-time codes and their batches. No query lists single codes with what became of them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select

from agencies.models import Agency
from base.db import db
from base.rules import NotFound
from ledger.models import LedgerCheckpoint, LedgerLeaf
from surveys.models import (
    BatchState,
    CodeBatch,
    CodeUse,
    DossierCount,
    OneTimeCode,
    QuestionnaireVersion,
    SurveyRound,
)
from surveys.rules.codes import CodeStanding, CodeState, state_of


@dataclass(frozen=True)
class FoundCode:
    """A code with all that answering needs: its standing, class, batch, receiving office and round.

    `resolving_agency_id` None: the receiving office resolves too. `is_late` is about the dossier.
    """

    code_hash: bytes
    is_handed: bool
    is_used: bool
    field_key: str
    is_late: bool | None
    filing_mode: str
    resolving_agency_id: int | None
    batch_id: int
    batch_state: str
    issue_day: date
    expires_on: date
    delivery: str
    agency_id: int
    agency_name: str
    agency_name_en: str
    round_id: int
    opens_at: datetime
    closes_at: datetime
    version_id: int
    version_revision: int

    @property
    def standing(self) -> CodeStanding:
        return CodeStanding(
            self.batch_state, self.issue_day, self.expires_on, self.is_handed, self.is_used
        )

    def state_at(self, today: date) -> CodeState:
        return state_of(self.standing, today)


_USED = exists().where(CodeUse.code_hash == OneTimeCode.code_hash)
_FOUND = (
    select(
        OneTimeCode.code_hash,
        OneTimeCode.is_handed,
        _USED,
        OneTimeCode.field_key,
        OneTimeCode.is_late,
        OneTimeCode.filing_mode,
        OneTimeCode.resolving_agency_id,
        CodeBatch.id,
        CodeBatch.state,
        CodeBatch.issue_day,
        CodeBatch.expires_on,
        CodeBatch.delivery,
        Agency.id,
        Agency.name,
        Agency.name_en,
        SurveyRound.id,
        SurveyRound.opens_at,
        SurveyRound.closes_at,
        QuestionnaireVersion.id,
        QuestionnaireVersion.revision,
    )
    .join(CodeBatch, CodeBatch.id == OneTimeCode.batch_id)
    .join(Agency, Agency.id == CodeBatch.agency_id)
    .join(SurveyRound, SurveyRound.id == CodeBatch.round_id)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == SurveyRound.questionnaire_version_id)
)


def find_code(code_hash: bytes) -> FoundCode | None:
    """The code with this HMAC (`surveys.codes.hash_code`), everything about it in one read by keys alone.

    None: no such code was ever made. Whether it may be used says `state_at(today)`, or
    `surveys.rules.codes.check_usable(found.standing, today)` with the sentence for the resident. A code that
    nobody was handed yet counts as unknown. Withdrawn and expired ones are found too.
    """
    row = db.session.execute(_FOUND.where(OneTimeCode.code_hash == code_hash)).one_or_none()
    return FoundCode(*tuple(row)) if row else None


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
