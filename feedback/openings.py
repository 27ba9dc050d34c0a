"""The stored comments as the ledger's auditor opens them; their words are not committed to."""

from collections.abc import Iterator

from feedback.actions.comments import leaf_record
from feedback.queries.openings import iterate_comments
from ledger.openers import StoredRecord, opens
from ledger.record_types import RecordType


@opens(RecordType.COMMENT)
def stored_comments() -> Iterator[StoredRecord]:
    for number_hash, columns in iterate_comments():
        leaf_id = columns["id"].to_bytes(8, "big")
        yield StoredRecord(number_hash, leaf_id, leaf_record(columns))
