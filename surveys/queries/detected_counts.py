"""SELECTs of what is counted without any answer: codes, dossiers, paper forms; and codes used."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import case, exists, func, select

from base.db import db
from surveys.models import (
    BatchState,
    CodeBatch,
    DossierCount,
    FormState,
    OneTimeCode,
    PaperBatch,
    PaperForm,
    PaperState,
    Response,
    Supersession,
)


class CodeCount(NamedTuple):
    """Codes of an agency's day, and how many of them are of late dossiers."""

    issued: int
    issued_late: int


class ComparedBatch(NamedTuple):
    """A paper batch: forms printed, and of them those nobody has."""

    id: int
    agency_id: int
    collected_on: date
    form_count: int
    missing_count: int


def count_codes(first: date, last: date) -> dict[tuple[int, date], CodeCount]:
    """(agency, day of issue) → codes that are not withdrawn."""
    late = func.sum(case((OneTimeCode.is_late.is_(True), 1), else_=0))
    rows = (
        select(CodeBatch.agency_id, CodeBatch.issue_day, func.count(), late)
        .join_from(OneTimeCode, CodeBatch, CodeBatch.id == OneTimeCode.batch_id)
        .where(CodeBatch.issue_day.between(first, last), CodeBatch.state != BatchState.WITHDRAWN)
        .group_by(CodeBatch.agency_id, CodeBatch.issue_day)
    )
    return {
        (agency_id, day): CodeCount(count, int(of_them or 0))
        for agency_id, day, count, of_them in db.session.execute(rows)
    }


def count_dossiers(first: date, last: date) -> dict[tuple[int, date], CodeCount]:
    """(agency, day) → dossiers by the newest revision of each class."""
    classes = (
        DossierCount.agency_id,
        DossierCount.day,
        DossierCount.field_key,
        DossierCount.is_late,
        DossierCount.filing_mode,
    )
    place = func.row_number().over(partition_by=classes, order_by=DossierCount.revision.desc())
    newest = (
        select(*classes, DossierCount.dossier_count, place.label("place"))
        .where(DossierCount.day.between(first, last))
        .subquery()
    )
    late = func.sum(case((newest.c.is_late, newest.c.dossier_count), else_=0))
    rows = (
        select(newest.c.agency_id, newest.c.day, func.sum(newest.c.dossier_count), late)
        .where(newest.c.place == 1)
        .group_by(newest.c.agency_id, newest.c.day)
    )
    return {
        (agency_id, day): CodeCount(int(count), int(of_them))
        for agency_id, day, count, of_them in db.session.execute(rows)
    }


def list_compared_batches(first: date, last: date) -> list[ComparedBatch]:
    """Paper batches collected in the days whose keyings were compared, so that missing ones are known."""
    missing = func.sum(case((PaperForm.state == FormState.MISSING, 1), else_=0))
    rows = (
        select(
            PaperBatch.id,
            PaperBatch.agency_id,
            PaperBatch.collected_on,
            PaperBatch.form_count,
            missing,
        )
        .join(PaperForm, PaperForm.batch_id == PaperBatch.id)
        .where(
            PaperBatch.collected_on.between(first, last),
            PaperBatch.state.in_([PaperState.COMPARED, PaperState.CLOSED]),
        )
        .group_by(
            PaperBatch.id, PaperBatch.agency_id, PaperBatch.collected_on, PaperBatch.form_count
        )
        .order_by(PaperBatch.id)
    )
    return [ComparedBatch._make(row) for row in db.session.execute(rows)]


def list_issue_days(since: date) -> dict[int, date]:
    """batch → the day its codes were handed out."""
    rows = select(CodeBatch.id, CodeBatch.issue_day).where(CodeBatch.expires_on >= since)
    return {batch_id: day for batch_id, day in db.session.execute(rows)}


def count_used(agency_id: int, month: int) -> int:
    """Answers with a code in the month (yyyymm), tests left out; one that was given anew counts once."""
    is_superseded = exists().where(
        Supersession.round_id == Response.round_id, Supersession.old_response_id == Response.id
    )
    counted = select(func.count()).where(
        ~is_superseded,
        Response.agency_id == agency_id,
        Response.month == month,
        Response.channel == "code",
        Response.source != "test",
    )
    return db.session.scalar(counted) or 0
