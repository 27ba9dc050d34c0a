"""SELECTs over samples of dossiers for telephone checks."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select

from agencies.models import Agency, Case, CaseState
from base.db import db
from base.rules import NotFound
from surveys.models import Alarm, AuditCall, AuditSample, CodeBatch
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


def list_calls(sample_id: int) -> list[AuditCall]:
    """In the order in which they are to be made."""
    rows = select(AuditCall).where(AuditCall.sample_id == sample_id)
    return list(db.session.scalars(rows.order_by(AuditCall.position)))


def count_outcomes(sample_ids: Sequence[int]) -> dict[int, Counter[str]]:
    """sample → outcome ("" for a call not made yet) → calls."""
    rows = (
        select(AuditCall.sample_id, AuditCall.outcome, func.count())
        .where(AuditCall.sample_id.in_(sample_ids))
        .group_by(AuditCall.sample_id, AuditCall.outcome)
    )
    found: dict[int, Counter[str]] = {one: Counter() for one in sample_ids}
    for sample_id, outcome, count in db.session.execute(rows):
        found[sample_id][outcome] = count
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
