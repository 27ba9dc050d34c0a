"""The stored responses as the ledger's auditor opens them."""

from collections.abc import Iterator

from ledger.openers import StoredRecord, opens
from ledger.record_types import RecordType
from surveys.actions.responses import leaf_record
from surveys.queries.openings import iterate_responses, iterate_supersessions
from surveys.supersede_records import supersede_leaf_id, supersede_number, supersede_record


@opens(RecordType.RESPONSE)
def stored_responses() -> Iterator[StoredRecord]:
    for number_hash, columns in iterate_responses():
        leaf_id = columns["id"].to_bytes(8, "big")
        yield StoredRecord(number_hash, leaf_id, leaf_record(columns))


@opens(RecordType.SUPERSEDE)
def stored_supersessions() -> Iterator[StoredRecord]:
    for round_id, old_id, new_id in iterate_supersessions():
        yield StoredRecord(
            supersede_number(round_id, old_id, new_id),
            supersede_leaf_id(new_id),
            supersede_record(round_id, old_id, new_id),
        )
