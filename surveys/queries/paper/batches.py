"""Batches and their forms; staff lists take the viewer's agencies (None = the whole province)."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from agencies.models import Agency, Grant, GrantState, Role, Staff
from base.db import db
from base.rules import NotFound
from surveys.models import (
    WHOLE,
    ClusterTally,
    FormState,
    Outcome,
    PaperBatch,
    PaperCorrection,
    PaperForm,
    PaperScan,
    QuestionnaireVersion,
    RoundAgency,
    RoundState,
    SurveyRound,
)
from surveys.questionnaire_content import Content, read_content

Scope = frozenset[int] | None


@dataclass(frozen=True)
class BatchRow:
    """A batch with the names a list shows."""

    batch: PaperBatch
    agency: Agency
    round: SurveyRound


def _rows(scope: Scope) -> object:
    found = (
        select(PaperBatch, Agency, SurveyRound)
        .join(Agency, Agency.id == PaperBatch.agency_id)
        .join(SurveyRound, SurveyRound.id == PaperBatch.round_id)
    )
    return found if scope is None else found.where(PaperBatch.agency_id.in_(scope))


def list_batches(scope: Scope, limit: int, offset: int) -> list[BatchRow]:
    """The newest first."""
    found = _rows(scope).order_by(PaperBatch.id.desc()).limit(limit).offset(offset)  # type: ignore[attr-defined]
    return [BatchRow(*row) for row in db.session.execute(found)]


def count_batches(scope: Scope) -> int:
    found = select(func.count()).select_from(PaperBatch)
    if scope is not None:
        found = found.where(PaperBatch.agency_id.in_(scope))
    return db.session.scalar(found) or 0


def get_batch_row(batch_id: int, scope: Scope = None) -> BatchRow:
    found = _rows(scope).where(PaperBatch.id == batch_id)  # type: ignore[attr-defined]
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise NotFound
    return BatchRow(*row)


def get_batch(batch_id: int, scope: Scope = None) -> PaperBatch:
    return get_batch_row(batch_id, scope).batch


def content_of(batch: PaperBatch) -> Content:
    version = db.session.get_one(QuestionnaireVersion, batch.questionnaire_version_id)
    return read_content(version.content)


def last_serial() -> int:
    """The highest serial that was ever printed; 0 before the first."""
    return db.session.scalar(select(func.max(PaperForm.serial))) or 0


def list_forms(batch_id: int, *states: str) -> list[PaperForm]:
    found = select(PaperForm).where(PaperForm.batch_id == batch_id)
    if states:
        found = found.where(PaperForm.state.in_(states))
    return list(db.session.scalars(found.order_by(PaperForm.serial)))


def find_form(batch_id: int, serial: int) -> PaperForm | None:
    found = db.session.get(PaperForm, serial)
    return found if found is not None and found.batch_id == batch_id else None


def get_form(batch_id: int, serial: int) -> PaperForm:
    form = find_form(batch_id, serial)
    if form is None:
        raise NotFound
    return form


def count_states(batch_id: int) -> dict[str, int]:
    """form state → forms."""
    found = select(PaperForm.state, func.count()).where(PaperForm.batch_id == batch_id)
    found = found.group_by(PaperForm.state).order_by(PaperForm.state)
    return {state: count for state, count in db.session.execute(found)}


def count_outcomes(batch_id: int) -> dict[str, int]:
    """outcome → forms that are settled."""
    found = (
        select(PaperForm.outcome, func.count())
        .where(PaperForm.batch_id == batch_id, PaperForm.outcome != "")
        .group_by(PaperForm.outcome)
        .order_by(PaperForm.outcome)
    )
    return {outcome: count for outcome, count in db.session.execute(found)}


def list_missing(batch_id: int) -> list[int]:
    """Serials that nobody has, once both keyings were compared."""
    found = select(PaperForm.serial).where(
        PaperForm.batch_id == batch_id, PaperForm.state == FormState.MISSING
    )
    return list(db.session.scalars(found.order_by(PaperForm.serial)))


def list_corrections(batch_id: int) -> list[PaperCorrection]:
    found = select(PaperCorrection).where(PaperCorrection.batch_id == batch_id)
    return list(db.session.scalars(found.order_by(PaperCorrection.id)))


def list_scans(batch_id: int, serial: int | None = None) -> list[PaperScan]:
    """Without their bytes, which are read one by one when somebody looks."""
    found = select(PaperScan).where(PaperScan.batch_id == batch_id)
    if serial is not None:
        found = found.where(PaperScan.serial == serial)
    return list(db.session.scalars(found.order_by(PaperScan.serial, PaperScan.id)))


def get_scan(batch_id: int, scan_id: int) -> PaperScan:
    scan = db.session.get(PaperScan, scan_id)
    if scan is None or scan.batch_id != batch_id:
        raise NotFound
    return scan


def list_rounds_for_paper(owner_agency_id: int | None) -> list[SurveyRound]:
    """Open rounds of the body, the latest first."""
    found = select(SurveyRound).where(
        SurveyRound.owner_agency_id == owner_agency_id, SurveyRound.state == RoundState.OPEN
    )
    return list(
        db.session.scalars(found.order_by(SurveyRound.opens_at.desc(), SurveyRound.id.desc()))
    )


def list_rated(round_ids: Collection[int]) -> list[tuple[int, Agency]]:
    """(round, agency rated in it), by code."""
    found = (
        select(RoundAgency.round_id, Agency)
        .join(Agency, Agency.id == RoundAgency.agency_id)
        .where(RoundAgency.round_id.in_(round_ids))
        .order_by(Agency.code, Agency.id, RoundAgency.round_id)
    )
    return [(round_id, agency) for round_id, agency in db.session.execute(found)]


def list_people(role: Role) -> list[tuple[int, str, int | None, str]]:
    """(staff, name, agency, its name) of the active holders of a role."""
    found = (
        select(Staff.id, Staff.full_name, Staff.agency_id, func.coalesce(Agency.name, ""))
        .join(Grant, Grant.staff_id == Staff.id)
        .outerjoin(Agency, Agency.id == Staff.agency_id)
        .where(Grant.role == role, Grant.state == GrantState.GRANTED, Staff.active.is_(True))
        .distinct()
        .order_by(Staff.full_name, Staff.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(found)]


def count_by_channel(round_id: int) -> dict[str, int]:
    """channel → responses, from the tallies."""
    found = (
        select(ClusterTally.channel, func.sum(ClusterTally.response_count))
        .where(ClusterTally.round_id == round_id, ClusterTally.question_key == WHOLE)
        .group_by(ClusterTally.channel)
        .order_by(ClusterTally.channel)
    )
    return {channel: int(count) for channel, count in db.session.execute(found)}


def paper_totals(round_id: int, agency_id: int | None = None) -> tuple[int, int, int]:
    """(forms printed, missing, filled) of the closed batches of a round, or of one agency in it."""
    closed = PaperBatch.closed_at.is_not(None) & (PaperBatch.round_id == round_id)
    if agency_id is not None:
        closed &= PaperBatch.agency_id == agency_id
    forms = select(func.count(PaperForm.serial)).join(
        PaperBatch, PaperBatch.id == PaperForm.batch_id
    )
    missing = forms.where(closed, PaperForm.state == FormState.MISSING)
    filled = forms.where(closed, PaperForm.outcome == Outcome.FILLED)
    counts = [db.session.scalar(one) or 0 for one in (forms.where(closed), missing, filled)]
    return counts[0], counts[1], counts[2]
