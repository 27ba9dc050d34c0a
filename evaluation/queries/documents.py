"""SELECTs over what staff wrote into reports, who signs them, and offices' own templates."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from base.db import db
from base.rules import NotFound
from evaluation.models import DocumentOffice, DocumentTemplate, DocumentText, YearDocument

Texts = dict[str, str]


def find_document(period: str, subject: str) -> YearDocument | None:
    found = select(YearDocument).where(
        YearDocument.period == period, YearDocument.subject == subject
    )
    return db.session.scalar(found)


def texts_of(document_id: int) -> Texts:
    """key → the newest text of it."""
    rows = select(DocumentText).where(DocumentText.document_id == document_id)
    return {one.key: one.text for one in db.session.scalars(rows.order_by(DocumentText.id))}


def list_text_versions(document_id: int, key: str) -> list[DocumentText]:
    """What stood there, the newest first."""
    found = select(DocumentText).where(
        DocumentText.document_id == document_id, DocumentText.key == key
    )
    return list(db.session.scalars(found.order_by(DocumentText.id.desc())))


def documents_by_subject(period: str) -> dict[str, YearDocument]:
    found = select(YearDocument).where(YearDocument.period == period)
    return {one.subject: one for one in db.session.scalars(found.order_by(YearDocument.id))}


def texts_by_subject(period: str) -> dict[str, Texts]:
    """subject → its texts, for all reports of the period at once."""
    rows = (
        select(YearDocument.subject, DocumentText.key, DocumentText.text)
        .join(YearDocument, YearDocument.id == DocumentText.document_id)
        .where(YearDocument.period == period)
        .order_by(DocumentText.id)
    )
    found: dict[str, Texts] = {}
    for subject, key, text in db.session.execute(rows):
        found.setdefault(subject, {})[key] = text
    return found


def count_written(period: str, subjects: Collection[str]) -> dict[str, int]:
    """subject → how many parts of its report hold words."""
    newest = (
        select(func.max(DocumentText.id))
        .group_by(DocumentText.document_id, DocumentText.key)
        .scalar_subquery()
    )
    rows = (
        select(YearDocument.subject, func.count())
        .join(DocumentText, DocumentText.document_id == YearDocument.id)
        .where(
            YearDocument.period == period,
            YearDocument.subject.in_(subjects),
            DocumentText.id.in_(newest),
            DocumentText.text != "",
        )
        .group_by(YearDocument.subject)
        .order_by(YearDocument.subject)
    )
    return {subject: count for subject, count in db.session.execute(rows)}


def find_office(subject: str) -> DocumentOffice | None:
    return db.session.scalar(select(DocumentOffice).where(DocumentOffice.subject == subject))


def offices_by_subject() -> dict[str, DocumentOffice]:
    found = select(DocumentOffice).order_by(DocumentOffice.id)
    return {one.subject: one for one in db.session.scalars(found)}


def find_template(subject: str, with_content: bool = False) -> DocumentTemplate | None:
    """The one in use."""
    found = select(DocumentTemplate).where(
        DocumentTemplate.subject == subject, DocumentTemplate.removed_at.is_(None)
    )
    if with_content:
        found = found.options(undefer(DocumentTemplate.content))
    return db.session.scalar(found.order_by(DocumentTemplate.id.desc()).limit(1))


def get_template(template_id: int, subject: str) -> DocumentTemplate:
    """One of this subject; another's does not exist."""
    found = db.session.get(
        DocumentTemplate, template_id, options=[undefer(DocumentTemplate.content)]
    )
    if found is None or found.subject != subject:
        raise NotFound
    return found
