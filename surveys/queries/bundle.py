"""SELECTs for the open-data bundle."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from agencies.models import Agency
from base.clock import local
from base.db import db
from surveys.models import BatchState, CodeBatch, ExclusionAct
from surveys.queries.indices import Release, list_releases
from surveys.queries.snapshots import PUBLIC_EVER


@dataclass(frozen=True)
class PublicAct:
    """`record` is the commitment of its public record, in hexadecimal."""

    day: str
    agency_code: str
    act: str
    count: int
    reason: str
    record: str


def list_public_releases() -> list[Release]:
    """Everything that was ever published, by snapshot."""
    return sorted(list_releases(PUBLIC_EVER), key=lambda one: one.snapshot.id)


def list_issued_codes() -> list[tuple[str, str, str, int]]:
    """(agency code, name, month yyyy-mm, codes issued), without withdrawn batches."""
    columns = (Agency.code, Agency.name, CodeBatch.issue_day, CodeBatch.code_count)
    rows = (
        select(*columns)
        .join(Agency, Agency.id == CodeBatch.agency_id)
        .where(CodeBatch.state != BatchState.WITHDRAWN)
        .order_by(CodeBatch.id)
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for code, name, day, count in db.session.execute(rows):
        found[code, name, f"{day:%Y-%m}"] += count
    return [(*key, count) for key, count in sorted(found.items())]


def list_acts() -> list[PublicAct]:
    """What was left out and taken in again, the oldest first."""
    rows = select(ExclusionAct, Agency.code).join(Agency, Agency.id == ExclusionAct.agency_id)
    return [
        PublicAct(
            local(act.decided_at).date().isoformat(),
            code,
            act.act,
            act.response_count,
            act.reason,
            act.commitment.hex(),
        )
        for act, code in db.session.execute(rows.order_by(ExclusionAct.id))
    ]
