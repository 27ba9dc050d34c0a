"""The stored responses as the ledger's auditor opens them."""

from collections.abc import Iterator

from ledger.openers import StoredRecord, opens
from ledger.record_types import RecordType
from surveys.actions.responses import leaf_record
from surveys.queries.openings import iterate_responses


@opens(RecordType.RESPONSE)
def stored_responses() -> Iterator[StoredRecord]:
    for number_hash, columns in iterate_responses():
        leaf_id = columns["id"].to_bytes(8, "big")
        yield StoredRecord(number_hash, leaf_id, leaf_record(columns))
