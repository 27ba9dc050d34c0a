"""SELECTs behind the weekly fixing of classes: links without a class yet, and the codes of a week."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import exists, func, select

from base.db import db
from surveys.models import AnswerLink, BatchState, CodeBatch, OneTimeCode, ResponseClass
from surveys.rules.class_weeks import CodeWeek
from surveys.rules.dossier_classes import class_key

_AT_ONCE = 1_000
_IS_FIXED = exists().where(
    ResponseClass.round_id == AnswerLink.round_id,
    ResponseClass.response_id == AnswerLink.response_id,
)


def list_link_days() -> set[date]:
    return set(db.session.scalars(select(AnswerLink.day).distinct()))


def list_unfixed_links(days: Collection[date]) -> list[AnswerLink]:
    """Of these days, whose class is not fixed yet, by round and response."""
    rows = (
        select(AnswerLink)
        .where(AnswerLink.day.in_(days), ~_IS_FIXED)
        .order_by(AnswerLink.round_id, AnswerLink.response_id)
    )
    return list(db.session.scalars(rows))


def batch_weeks(batch_ids: Collection[int]) -> dict[int, tuple[int, date]]:
    """batch id → (receiving office, Monday of the week of issue)."""
    rows = select(CodeBatch.id, CodeBatch.agency_id, CodeBatch.issue_day).where(
        CodeBatch.id.in_(batch_ids)
    )
    return {
        batch_id: (agency_id, day - timedelta(days=day.weekday()))
        for batch_id, agency_id, day in db.session.execute(rows.order_by(CodeBatch.id))
    }


class ClassBatch(NamedTuple):
    """`codes` that have a class: hash, field, late, mode and resolving agency of each."""

    root: bytes
    issue_day: date
    codes: list[tuple[bytes, str, bool | None, str, int | None]]


_HAS_CLASS = (
    (OneTimeCode.field_key != "")
    | OneTimeCode.is_late.is_not(None)
    | (OneTimeCode.filing_mode != "")
    | OneTimeCode.resolving_agency_id.is_not(None)
)


def list_class_roots(last: date) -> list[tuple[int, bytes]]:
    """(batch, its root) of days up to `last` with codes that have a class, by batch."""
    with_class = (
        select(OneTimeCode.code_hash).where(OneTimeCode.batch_id == CodeBatch.id, _HAS_CLASS)
    ).exists()
    rows = select(CodeBatch.id, CodeBatch.root).where(CodeBatch.issue_day <= last, with_class)
    return [(row[0], row[1]) for row in db.session.execute(rows.order_by(CodeBatch.id))]


def list_class_batches(
    last: date, batch_ids: Collection[int] | None = None
) -> Iterator[ClassBatch]:
    """Batches of days up to `last` with codes that have a class, by batch; only those of `batch_ids`."""
    rows = (
        select(
            CodeBatch.root,
            CodeBatch.issue_day,
            OneTimeCode.code_hash,
            OneTimeCode.field_key,
            OneTimeCode.is_late,
            OneTimeCode.filing_mode,
            OneTimeCode.resolving_agency_id,
        )
        .join(CodeBatch, CodeBatch.id == OneTimeCode.batch_id)
        .where(CodeBatch.issue_day <= last, _HAS_CLASS)
        .order_by(CodeBatch.id, OneTimeCode.code_hash)
        .execution_options(yield_per=_AT_ONCE)
    )
    if batch_ids is not None:
        rows = rows.where(CodeBatch.id.in_(batch_ids))
    for (root, day), group in groupby(db.session.execute(rows), key=lambda row: (row[0], row[1])):
        yield ClassBatch(root, day, [(row[2], row[3], row[4], row[5], row[6]) for row in group])


def get_code_week(agency_id: int, monday: date) -> CodeWeek:
    """Codes that the office was given for that week and that were not withdrawn."""
    columns: tuple[Any, ...] = (
        OneTimeCode.field_key,
        OneTimeCode.is_late,
        OneTimeCode.filing_mode,
        OneTimeCode.resolving_agency_id,
    )
    rows = (
        select(*columns, func.count())
        .join(CodeBatch, CodeBatch.id == OneTimeCode.batch_id)
        .where(
            CodeBatch.agency_id == agency_id,
            CodeBatch.issue_day >= monday,
            CodeBatch.issue_day < monday + timedelta(days=7),
            CodeBatch.state != BatchState.WITHDRAWN,
        )
        .group_by(*columns)
        .order_by(*columns)
    )
    issued: Counter[tuple[str, int | None]] = Counter()
    for row in db.session.execute(rows):
        *dossier, resolving, count = row
        issued[class_key(*dossier), resolving] += count
    return CodeWeek(issued)
