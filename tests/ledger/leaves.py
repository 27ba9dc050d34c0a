"""Leaves for tests, and a ledger sealed from them."""

import hashlib
import itertools
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert

from base.db import db
from ledger.leaves import commitment, number_hash
from ledger.models import PendingLeaf
from ledger.sealing import Sealed, seal

AT = datetime(2026, 11, 23, 3, 5, 30, tzinfo=UTC)  # 10:05 in Vietnam
_count = itertools.count(1)


def make_pending(count: int, record_type: str = "response") -> list[str]:
    """The numbers of `count` records whose leaves wait."""
    numbers = [f"SO{next(_count):011d}" for _ in range(count)]
    rows = [
        {
            "commitment": hashlib.sha256(f"kín {number}".encode()).digest(),
            "type": record_type,
            "number_hash": number_hash(number),
        }
        for number in numbers
    ]
    if rows:
        db.session.execute(insert(PendingLeaf).values(rows))
    db.session.commit()
    return numbers


def seal_now(app: Any, at: datetime = AT) -> Sealed:
    return seal(app.extensions["settings"], at, only_when_due=False)


def commit_weights(app: Any) -> None:
    """Waiting leaves for classes, dossier counts and batches that a test wrote straight into their tables."""
    from agencies.models import Agency
    from ledger.actions import add_public_record
    from ledger.record_types import RecordType
    from surveys.actions.class_weeks import commit_code_classes
    from surveys.actions.dossiers import commit_counts
    from surveys.codes import batch_root
    from surveys.models import CodeBatch
    from surveys.queries.ledger_checks import list_code_hashes
    from surveys.queries.openings import iterate_classes, iterate_dossiers
    from surveys.weight_records import class_leaves

    keys = app.extensions["settings"].secrets
    master = keys.ledger_master.encode()
    db.session.execute(insert(PendingLeaf), class_leaves(master, list(iterate_classes())))
    commit_counts(list(iterate_dossiers()))
    for batch in db.session.query(CodeBatch).order_by(CodeBatch.id):
        batch.root = batch_root(list_code_hashes(batch.id))
        record = {
            "round": batch.round_id,
            "agency": db.session.get_one(Agency, batch.agency_id).code,
            "issue_day": batch.issue_day.isoformat(),
            "expires_on": batch.expires_on.isoformat(),
            "delivery": str(batch.delivery),
            "count": batch.code_count,
            "root": batch.root.hex(),
        }
        batch.commitment = add_public_record(RecordType.CODES_COMMITTED, record, AT)
    db.session.flush()
    commit_code_classes(date(2026, 11, 23), keys.ledger_master)
    db.session.commit()


def commit_responses(app: Any) -> None:
    """Numbers and waiting leaves for responses that a test wrote straight into their table."""
    from surveys.actions.responses import leaf_record
    from surveys.leaf_records import number_marks
    from surveys.models import ResponseNumber
    from surveys.queries.openings import iterate_responses

    master = app.extensions["settings"].secrets.ledger_master.encode()
    numbers, leaves = [], []
    for columns in [one.columns for one in iterate_responses()]:
        number = number_hash(f"SO{next(_count):011d}")
        leaf_id = columns["id"].to_bytes(8, "big")
        key = hashlib.sha256(number).digest()
        marks = number_marks(key, bytes(32), 0)
        sealed = commitment(master, leaf_id, leaf_record(columns) | marks)
        leaves.append({"commitment": sealed, "type": "response", "number_hash": number})
        numbers.append(
            {
                "number_hash": number,
                "key_hash": key,
                "content_hash": bytes(32),
                "round_id": columns["round_id"],
                "response_id": columns["id"],
            }
        )
    db.session.execute(insert(ResponseNumber), numbers)
    db.session.execute(insert(PendingLeaf), leaves)
    db.session.commit()
