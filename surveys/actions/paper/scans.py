"""Pictures of forms: taken in for one form, or from a PDF of the scanner in the order of the serials."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import puremagic
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from sqlalchemy import select, update

from agencies.roles import Viewer
from base.clock import today
from base.db import db
from surveys.actions.paper.batches import check_works_on, note
from surveys.models import PaperBatch, PaperScan, PaperState
from surveys.queries.paper.batches import find_form, list_forms
from surveys.queries.paper.keyings import keyings_in_force
from surveys.rules.paper import scans as rules
from surveys.rules.paper.serials import read_serial, serial_text

TAKES_SCANS = (PaperState.DECLARED, PaperState.KEYING, PaperState.COMPARED)


def sniffed_endings(content: bytes) -> frozenset[str]:
    """The endings that fit how the content begins; none for what nobody knows."""
    try:
        found = puremagic.magic_string(content[:65536])
    except (puremagic.PureError, ValueError):
        return frozenset()
    return frozenset(one.extension for one in found)


def add_form_scan(actor: Viewer, batch: PaperBatch, typed_serial: str, content: bytes) -> int:
    """One file for one form; returns how many pictures are new."""
    check_works_on(actor, batch, *TAKES_SCANS)
    media = rules.media_of(content, sniffed_endings(content))
    rules.check_one_form(len(content))
    serial = read_serial(typed_serial, batch.serial_from, batch.form_count)
    if find_form(batch.id, serial) is None:
        raise rules.ScanFormUnknown
    return _keep(actor, batch, [(serial, media, content)])


def add_batch_scan(
    actor: Viewer, batch: PaperBatch, content: bytes, pages_each: int, typed_first: str = ""
) -> int:
    """A PDF with the forms at hand in the order of their serials, from `typed_first` on."""
    check_works_on(actor, batch, *TAKES_SCANS)
    media = rules.media_of(content, sniffed_endings(content))
    if media != "application/pdf":
        raise rules.ScanKindUnknown
    serials = serials_at_hand(batch)
    if typed_first.strip():
        first = read_serial(typed_first, batch.serial_from, batch.form_count)
        serials = [one for one in serials if one >= first]
    return _keep(actor, batch, list(_split(content, serials, pages_each)))


def serials_at_hand(batch: PaperBatch) -> list[int]:
    """Those that a clerk has had in hand; before anybody keyed, all of the batch."""
    keyed = {*keyings_in_force(batch.id, 1), *keyings_in_force(batch.id, 2)}
    return sorted(keyed) or [form.serial for form in list_forms(batch.id)]


def _split(content: bytes, serials: Sequence[int], each: int) -> Iterator[tuple[int, str, bytes]]:
    try:
        reader = PdfReader(io.BytesIO(content))
        count = len(reader.pages)
    except (PyPdfError, ValueError, OSError, RecursionError) as error:
        raise rules.ScanUnreadable from error
    first = serial_text(serials[0]) if serials else ""
    for serial, pages in rules.share_out(count, serials, each, first):
        yield serial, "application/pdf", _pages(reader, pages)


def _pages(reader: PdfReader, pages: range) -> bytes:
    """Pages alone: what a document may do besides being looked at is left behind."""
    writer, out = PdfWriter(), io.BytesIO()
    try:
        for at in pages:
            writer.add_page(reader.pages[at])
        writer.remove_annotations(subtypes=None)
        writer.write(out)
    except (PyPdfError, ValueError, OSError, RecursionError, KeyError) as error:
        raise rules.ScanUnreadable from error
    rules.check_one_form(out.tell())
    return out.getvalue()


def _keep(actor: Viewer, batch: PaperBatch, found: Sequence[tuple[int, str, bytes]]) -> int:
    known = select(PaperScan.serial, PaperScan.content_hash).where(PaperScan.batch_id == batch.id)
    there = {(serial, hashed) for serial, hashed in db.session.execute(known)}
    added = 0
    for serial, media, content in found:
        hashed = hashlib.sha256(content).digest()
        if (serial, hashed) in there:
            continue
        added += 1
        db.session.add(
            PaperScan(
                serial=serial,
                batch_id=batch.id,
                media=media,
                size=len(content),
                content_hash=hashed,
                content=content,
                uploaded_on=today(),
                staff_id=actor.staff_id,
            )
        )
    db.session.flush()
    note(actor, batch, "paper.scan", after={"scans": added})
    return added


def forget_scans(day_count: int, on: date) -> int:
    """Destroys the pictures of batches closed more than `day_count` days ago; their hashes stay."""
    limit = on - timedelta(days=day_count)
    closed = select(PaperBatch.id, PaperBatch.closed_at).order_by(PaperBatch.id)
    old = [one for one, at in db.session.execute(closed) if at and at.date() < limit]
    chosen = PaperScan.batch_id.in_(old) & PaperScan.content.is_not(None)
    ids = list(db.session.scalars(select(PaperScan.id).where(chosen).order_by(PaperScan.id)))
    db.session.execute(update(PaperScan).where(PaperScan.id.in_(ids)).values(content=None))
    return len(ids)
