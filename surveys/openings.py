"""The stored responses and published figures as the ledger's auditor opens them."""

from collections.abc import Iterator
from typing import Any

from flask import current_app

from base.clock import today
from ledger.leaves import hidden_number
from ledger.openers import StoredRecord, opens, tells
from ledger.queries.leaves import is_committed
from ledger.record_types import RecordType
from surveys.actions.responses import leaf_record
from surveys.leaf_records import number_marks, words_leaf_id, words_record
from surveys.queries.class_weeks import list_class_batches
from surveys.queries.openings import (
    iterate_classes,
    iterate_dossiers,
    iterate_responses,
    iterate_supersessions,
    iterate_words,
    list_agency_codes,
    list_all_public_ever,
)
from surveys.queries.snapshots import list_cells
from surveys.reports.snapshots import CELL_COLUMNS, LATER_COLUMNS, signed_values
from surveys.supersede_records import supersede_leaf_id, supersede_number, supersede_record
from surveys.weight_records import (
    CLASSES_DUE_AFTER,
    CLASSES_SETTLED_AFTER,
    class_leaf_id,
    class_record,
    code_classes_leaf_id,
    code_classes_record,
    dossier_leaf_id,
    dossier_record,
)


@opens(RecordType.RESPONSE)
def stored_responses() -> Iterator[StoredRecord]:
    for one in iterate_responses():
        leaf_id = one.columns["id"].to_bytes(8, "big")
        marks = number_marks(one.key_hash, one.content_hash, one.word_count)
        yield StoredRecord(one.number_hash, leaf_id, leaf_record(one.columns), marks)


@opens(RecordType.WORDS)
def stored_words() -> Iterator[StoredRecord]:
    for response_id, words, private in iterate_words():
        yield StoredRecord(None, words_leaf_id(response_id), words_record(words, private))


@opens(RecordType.SUPERSEDE)
def stored_supersessions() -> Iterator[StoredRecord]:
    for round_id, old_id, new_id in iterate_supersessions():
        yield StoredRecord(
            supersede_number(round_id, old_id, new_id),
            supersede_leaf_id(new_id),
            supersede_record(round_id, old_id, new_id),
        )


@opens(RecordType.CLASS)
def stored_classes() -> Iterator[StoredRecord]:
    for row in iterate_classes():
        yield StoredRecord(None, class_leaf_id(row["response_id"]), class_record(row))


@opens(RecordType.DOSSIERS)
def stored_dossiers() -> Iterator[StoredRecord]:
    for row in iterate_dossiers():
        yield StoredRecord(None, dossier_leaf_id(row), dossier_record(row))


@opens(RecordType.CODE_CLASSES)
def stored_code_classes() -> Iterator[StoredRecord]:
    """Of batches that are committed to, and of those that should be by now."""
    keys, on = current_app.extensions["settings"].secrets, today()
    for row in list_class_batches(on - CLASSES_SETTLED_AFTER):
        leaf_id = code_classes_leaf_id(row.root)
        number = hidden_number(keys.ledger_master.encode(), leaf_id)
        if row.issue_day <= on - CLASSES_DUE_AFTER or is_committed(number):
            yield StoredRecord(None, leaf_id, code_classes_record(row.root, row.codes))


@tells
def agency_codes() -> Iterator[dict[str, Any]]:
    """Public records name agencies by their codes, responses by their ids."""
    yield {"type": "agencies", "codes": {code: one for one, code in list_agency_codes()}}


@tells
def published_snapshots() -> Iterator[dict[str, Any]]:
    """Everything that was signed of each snapshot that was ever public, in the order its hash is over."""
    for snapshot in list_all_public_ever():
        cells = [signed_values(one) for one in list_cells(snapshot.id)]
        yield {
            "type": "snapshot",
            "id": snapshot.id,
            "round": snapshot.round_id,
            "period": snapshot.period_id,
            "sample": snapshot.sample,
            "method": snapshot.method_version,
            "settings": snapshot.settings,
            "columns": [*CELL_COLUMNS, *LATER_COLUMNS],
            "cells": cells,
        }
