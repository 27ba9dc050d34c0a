"""Closing a batch: its forms become responses, and the public ledger says what became of every serial."""

import hashlib
import os
import secrets
from collections.abc import Sequence
from typing import Any

from agencies.models import Agency
from agencies.roles import Viewer
from base.clock import now
from base.db import db, flush_checked
from ledger.actions import add_public_record
from ledger.leaves import commitment
from ledger.merkle import hash_leaf, root_of
from ledger.record_types import RecordType
from surveys.actions.bulk_responses import RESPONSE_COLUMNS, ResponseBlock, write_responses
from surveys.actions.paper.batches import check_works_on, lock_batch, note, round_of
from surveys.actions.responses import leaf_record
from surveys.leaf_records import number_marks, words_leaf
from surveys.models import (
    FormState,
    Outcome,
    PaperBatch,
    PaperForm,
    PaperState,
)
from surveys.packing import unpack
from surveys.queries.paper.batches import content_of, list_forms, list_scans
from surveys.questionnaire_content import RESPONDENT_KEY, Content
from surveys.rules.paper import custody
from surveys.rules.paper.serials import ranges_text, serial_text


def close_batch(actor: Viewer, batch: PaperBatch, reason: str, ledger_master: str) -> int:
    """Everything in the transaction at hand; returns how many responses it made. Nothing changes after."""
    lock_batch(batch)
    check_works_on(actor, batch, PaperState.COMPARED)
    if round_of(batch).state not in custody.ROUND_TAKES_PAPER:
        raise custody.RoundTakesNoPaper
    forms = list_forms(batch.id)
    waiting = sum(form.state == FormState.DIFFERS for form in forms)
    custody.check_closing(waiting, _counts(forms) != _declared(batch), reason)
    _keep_scan_hashes(batch, forms)
    filled = [form for form in forms if form.outcome == Outcome.FILLED]
    count = write_responses(_make_block(batch, filled, ledger_master.encode()))
    for form in forms:
        form.words = {}  # in response_text from now on, or of a sheet that counts for nothing
    batch.closed_at, batch.closed_by_id = now(), actor.staff_id
    batch.closing_reason = reason.strip()
    batch.state = PaperState.CLOSED
    batch.commitment = add_public_record(
        RecordType.PAPER_BATCH, public_record(batch, forms), batch.closed_at
    )
    flush_checked()
    note(actor, batch, "paper.close", after={"responses": count})
    return count


def _counts(forms: Sequence[PaperForm]) -> tuple[int, ...]:
    return tuple(sum(form.outcome == one for form in forms) for one in Outcome)


def _declared(batch: PaperBatch) -> tuple[int, ...]:
    return batch.filled_count or 0, batch.spoiled_count or 0, batch.blank_count or 0


def public_record(batch: PaperBatch, forms: Sequence[PaperForm]) -> dict[str, Any]:
    """Counts and serials, nothing that anybody answered, no names."""
    filled, spoiled, blank = _counts(forms)
    missing = [form.serial for form in forms if form.state == FormState.MISSING]
    scans = [hash_leaf(form.scan_hash) for form in forms if form.scan_hash]
    declared = _declared(batch)
    return {
        "act": "close",
        "agency": db.session.get_one(Agency, batch.agency_id).code,
        "batch": batch.id,
        "round": batch.round_id,
        "serial_from": serial_text(batch.serial_from),
        "serial_to": serial_text(batch.serial_to),
        "printed": batch.form_count,
        "declared_filled": declared[0],
        "declared_spoiled": declared[1],
        "declared_blank": declared[2],
        "filled": filled,
        "spoiled": spoiled,
        "blank": blank,
        "missing": len(missing),
        "missing_serials": ranges_text(missing),
        "differences": batch.difference_count or 0,
        "scans": len(scans),
        "scan_root": root_of(scans).hex(),
        "reason": batch.closing_reason,
    }


def _keep_scan_hashes(batch: PaperBatch, forms: Sequence[PaperForm]) -> None:
    by_serial: dict[int, list[bytes]] = {}
    for scan in list_scans(batch.id):
        by_serial.setdefault(scan.serial, []).append(scan.content_hash)
    for form in forms:
        if form.serial in by_serial:
            form.scan_hash = hashlib.sha256(b"".join(by_serial[form.serial])).digest()


def _make_block(batch: PaperBatch, forms: Sequence[PaperForm], master: bytes) -> ResponseBlock:
    """One cluster a batch, without a day; ids are random, so their order is not that of the serials."""
    content, cluster_id = content_of(batch), secrets.randbits(63)
    block = ResponseBlock(batch.round_id)
    if forms:
        block.clusters.append((cluster_id, batch.agency_id, None, "paper", None))
    for form in forms:
        row = _response_row(batch, form, content, cluster_id)
        number, key, mark = os.urandom(32), os.urandom(32), os.urandom(32)  # nobody holds a number
        record = {**leaf_record(row), **number_marks(key, mark, len(form.words))}
        leaf = commitment(master, row["id"].to_bytes(8, "big"), record)
        block.responses.append(tuple(row[name] for name in RESPONSE_COLUMNS))
        block.numbers.append((number, key, mark, batch.round_id, row["id"]))
        block.leaves.append((leaf, "response", number))
        if form.words:
            block.leaves.append(words_leaf(master, row["id"], form.words))
        block.texts += [
            (batch.round_id, row["id"], asked, said) for asked, said in form.words.items()
        ]
        form.response_id = row["id"]
    for rows in (block.responses, block.numbers, block.leaves, block.texts):
        secrets.SystemRandom().shuffle(rows)
    return block


def _response_row(
    batch: PaperBatch, form: PaperForm, content: Content, cluster_id: int
) -> dict[str, Any]:
    day = batch.collected_on or now().date()
    year, week, _day = day.isocalendar()
    return {
        "round_id": batch.round_id,
        "id": secrets.randbits(63),
        "agency_id": batch.agency_id,
        "place_id": None,
        "questionnaire_version_id": batch.questionnaire_version_id,
        "channel": "paper",
        "source": "live",
        "respondent_kind": unpack(content, form.answers).get(RESPONDENT_KEY, "unknown"),
        "language": "vi",
        "cluster_id": cluster_id,
        "month": day.year * 100 + day.month,
        "iso_week": year * 100 + week,
        "bucket": 0,
        "duration_steps": 0,
        "cap_rank": 0,
        "at_desk": False,
        "is_late": False,
        "answers": form.answers,
    }
