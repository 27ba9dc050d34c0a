"""What stands in the addresses of paper forms; see `tests.house.subjects`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from base.db import db
from surveys.models import FormState, PaperBatch, PaperForm, PaperSample, PaperScan, PaperState
from surveys.queries.paper.batches import last_serial
from tests.factories import make_round, make_version


def _added(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def _paper_batch(agency: Any, staff: Any, state: str) -> PaperBatch:
    """A batch of one form of residents of the agency, keyed by the staff member where it is being keyed."""
    serial = last_serial() + 1
    batch = _added(
        PaperBatch(
            round_id=make_round(agencies=[agency]).id,
            agency_id=agency.id,
            questionnaire_version_id=make_version().id,
            serial_from=serial,
            form_count=1,
            state=state,
            first_clerk_id=staff.id if state == PaperState.KEYING else None,
        )
    )
    _added(PaperForm(serial=serial, batch_id=batch.id, state=FormState.DIFFERS))
    return batch  # type: ignore[no-any-return]


def _keying_batch_id(agency: Any, staff: Any) -> int:
    return int(_paper_batch(agency, staff, PaperState.KEYING).id)


def _compared_batch(agency: Any, staff: Any) -> PaperBatch:
    """One an agency: its form and its picture are found below it."""
    found = db.session.query(PaperBatch).filter_by(agency_id=agency.id, state=PaperState.COMPARED)
    known = found.order_by(PaperBatch.id).first()
    if known is not None:
        return known
    batch = _paper_batch(agency, staff, PaperState.COMPARED)
    _added(PaperSample(batch_id=batch.id, serials=[batch.serial_from]))
    return batch


def _scan_id(agency: Any, staff: Any) -> int:
    batch = _compared_batch(agency, staff)
    scan = PaperScan(
        serial=batch.serial_from,
        batch_id=batch.id,
        media="image/png",
        size=8,
        content_hash=bytes(32),
        content=b"png",
        uploaded_on=date(2026, 11, 20),
    )
    return int(_added(scan).id)


PAPER_SUBJECTS: dict[str, Callable[[Any, Any], Any]] = {
    "paper_keying.batch_id": _keying_batch_id,
    "paper_staff.batch_id": lambda agency, staff: _compared_batch(agency, staff).id,
    "paper_staff.serial": lambda agency, staff: _compared_batch(agency, staff).serial_from,
    "scan_id": _scan_id,
    "paper_staff.part": lambda _agency, _staff: 1,
}
