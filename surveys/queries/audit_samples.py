"""SELECTs over samples of dossiers for telephone checks."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from agencies.models import Agency, Case, CaseState
from base.db import db
from base.rules import NotFound
from surveys.models import Alarm, AuditCall, AuditCallNote, AuditSample, CodeBatch
from surveys.queries.detection import ALARM_KIND


def list_samples() -> list[tuple[AuditSample, Agency]]:
    """The newest first."""
    rows = select(AuditSample, Agency).join(Agency, Agency.id == AuditSample.agency_id)
    found = db.session.execute(rows.order_by(AuditSample.id.desc()))
    return [(sample, agency) for sample, agency in found]


def get_sample(sample_id: int) -> AuditSample:
    found = db.session.get(AuditSample, sample_id)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Call:
    """One dossier to call about: `outcome` in force ("" before a call), `earlier` ones, the oldest first."""

    position: int
    day: date
    ordinal: int
    outcome: str = ""
    revision: int = 0
    earlier: tuple[str, ...] = ()


def list_calls(sample_id: int) -> list[Call]:
    """In the order in which they are to be made."""
    calls = select(AuditCall).where(AuditCall.sample_id == sample_id)
    notes = select(AuditCallNote).where(AuditCallNote.sample_id == sample_id)
    by_position: dict[int, list[str]] = defaultdict(list)
    for note in db.session.scalars(notes.order_by(AuditCallNote.position, AuditCallNote.revision)):
        by_position[note.position].append(note.outcome)
    return [
        _call(one, by_position[one.position])
        for one in db.session.scalars(calls.order_by(AuditCall.position))
    ]


def _call(row: AuditCall, noted: list[str]) -> Call:
    last = noted[-1] if noted else ""
    return Call(row.position, row.day, row.ordinal, last, len(noted), tuple(noted[:-1]))


def count_outcomes(sample_ids: Sequence[int]) -> dict[int, Counter[str]]:
    """sample → outcome in force ("" for a call not made yet) → calls."""
    later = aliased(AuditCallNote)
    same = (later.sample_id == AuditCallNote.sample_id) & (later.position == AuditCallNote.position)
    is_last = ~exists().where(same, later.revision > AuditCallNote.revision)
    in_force = (AuditCallNote.sample_id == AuditCall.sample_id) & (
        AuditCallNote.position == AuditCall.position
    )
    outcome = func.coalesce(AuditCallNote.outcome, "")
    rows = (
        select(AuditCall.sample_id, outcome, func.count())
        .outerjoin(AuditCallNote, in_force & is_last)
        .where(AuditCall.sample_id.in_(sample_ids))
        .group_by(AuditCall.sample_id, outcome)
        .order_by(AuditCall.sample_id, outcome)
    )
    found: dict[int, Counter[str]] = {one: Counter() for one in sample_ids}
    for sample_id, one, count in db.session.execute(rows):
        found[sample_id][one] = count
    return found


def list_cases_without_sample() -> list[tuple[Case, int]]:
    """(case, month) of alarms that nobody has decided and for which no dossiers were drawn."""
    drawn = select(AuditSample.case_id).where(AuditSample.case_id.is_not(None))
    first = select(func.min(Alarm.month)).where(Alarm.case_id == Case.id).scalar_subquery()
    rows = select(Case, first).where(
        Case.kind == ALARM_KIND,
        Case.state != CaseState.DECIDED,
        Case.id.in_(select(Alarm.case_id)),
        Case.id.not_in(drawn),
    )
    return [(case, month) for case, month in db.session.execute(rows.order_by(Case.id))]


def find_sample_of_case(case_id: int) -> AuditSample | None:
    rows = select(AuditSample).where(AuditSample.case_id == case_id).order_by(AuditSample.id)
    return db.session.scalars(rows.limit(1)).one_or_none()


def list_coded_agencies() -> list[Agency]:
    """Those for which codes were ever made, by name."""
    used = select(CodeBatch.agency_id).distinct()
    rows = select(Agency).where(Agency.id.in_(used)).order_by(Agency.name, Agency.id)
    return list(db.session.scalars(rows))
