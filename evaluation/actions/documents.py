"""Writing into reports: paragraphs, number and date, who signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import now
from base.db import COLLISION, check_revision, db, flush_checked
from base.permissions import Permission
from base.rules import ChangedMeanwhile
from evaluation.models import DocumentOffice, DocumentText, YearDocument
from evaluation.queries import documents as queries
from evaluation.rules.documents import check_may_write


@dataclass(frozen=True)
class Subject:
    """Whose report: `key` is an agency's code, or the province's words; `agency_id` None there."""

    key: str
    name: str
    agency_id: int | None

    @property
    def is_province(self) -> bool:
        return self.agency_id is None


@dataclass(frozen=True)
class Written:
    """What a person typed: part → text; `number` and `dated_on` as the office's register gave them."""

    texts: Mapping[str, str]
    number: str
    dated_on: date | None


def may_write(viewer: Viewer, subject: Subject) -> bool:
    if subject.is_province:
        return viewer.agency_scope(Permission.EVALUATION_EDIT) is None
    return viewer.may(Permission.EVALUATION_REPORT, subject.agency_id)


def check_writer(viewer: Viewer, subject: Subject) -> None:
    """Raises NotOwnReport."""
    may = may_write(viewer, subject)
    check_may_write(may, may, subject.is_province)


def save_document(
    viewer: Viewer, period: str, subject: Subject, written: Written, seen: int
) -> YearDocument:
    """Adds what differs; `seen` is the revision of the page it was typed on, 0 before there was any.

    Raises ChangedMeanwhile when somebody else saved since, NotOwnReport for strangers.
    """
    check_writer(viewer, subject)
    document = _document(period, subject, seen)
    stored = queries.texts_of(document.id)
    changed = {key: text for key, text in written.texts.items() if text != stored.get(key, "")}
    for key, text in changed.items():
        db.session.add(
            DocumentText(document_id=document.id, key=key, text=text, staff_id=viewer.staff_id)
        )
    before = {"number": document.number, "dated_on": _day(document.dated_on)}
    document.number, document.dated_on = written.number, written.dated_on
    document.changed_at = now()
    flush_checked()
    record_act(
        "document.write",
        staff_id=viewer.staff_id,
        subject=document,
        agency_id=subject.agency_id,
        before=before,
        after={
            "number": document.number,
            "dated_on": _day(document.dated_on),
            "parts": sorted(changed),
        },
    )
    return document


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _document(period: str, subject: Subject, seen: int) -> YearDocument:
    document = queries.find_document(period, subject.key)
    if document is not None:
        check_revision(document, seen)
        return document
    document = YearDocument(period=period, subject=subject.key, agency_id=subject.agency_id)
    db.session.add(document)
    try:
        db.session.flush()
    except COLLISION as collision:
        db.session.rollback()
        raise ChangedMeanwhile from collision
    return document


def save_office(
    viewer: Viewer, subject: Subject, values: Mapping[str, Any], seen: int
) -> DocumentOffice:
    """`values`: columns of DocumentOffice. Raises ChangedMeanwhile, NotOwnReport."""
    check_writer(viewer, subject)
    office = queries.find_office(subject.key)
    if office is None:
        office = DocumentOffice(subject=subject.key, agency_id=subject.agency_id)
        db.session.add(office)
    else:
        check_revision(office, seen)
    before = {key: getattr(office, key) for key in values}
    for key, value in values.items():
        setattr(office, key, value)
    try:
        flush_checked()
    except COLLISION as collision:
        db.session.rollback()
        raise ChangedMeanwhile from collision
    record_act(
        "document.office",
        staff_id=viewer.staff_id,
        subject=office,
        agency_id=subject.agency_id,
        before={key: value for key, value in before.items() if value != values[key]},
        after={key: value for key, value in values.items() if value != before[key]},
    )
    return office
