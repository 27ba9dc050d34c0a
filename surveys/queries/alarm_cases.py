"""How many cases about the answers of a round's agencies are open and decided."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from agencies.models import Case, CaseState
from base.db import db
from surveys.models import Alarm, ExclusionAct
from surveys.queries.detection import ALARM_KIND


def count_cases(
    round_id: int, months: Sequence[int], counts_for: Mapping[int, int]
) -> dict[str, Any]:
    """{"open", "closed", "agencies": {agency id as text: [open, closed]}}; agencies without one are out.

    Cases that alarms of these months opened, or that left answers of the round out; `counts_for` says
    for each agency where its answers count.
    """
    raised = select(Alarm.case_id).where(Alarm.month.in_(months), Alarm.case_id.is_not(None))
    decided = select(ExclusionAct.case_id).where(ExclusionAct.round_id == round_id)
    is_closed = Case.state == CaseState.DECIDED
    about = func.coalesce(Case.about_agency_id, 0)
    rows = db.session.execute(
        select(about, is_closed, func.count())
        .where(
            Case.kind == ALARM_KIND,
            about.in_(list(counts_for)),
            Case.id.in_(raised) | Case.id.in_(decided),
        )
        .group_by(about, is_closed)
        .order_by(about, is_closed)
    )
    agencies: dict[str, list[int]] = {}
    for agency_id, closed, count in rows:
        mine = agencies.setdefault(str(counts_for[agency_id]), [0, 0])
        mine[int(bool(closed))] += count
    return {
        "open": sum(one[0] for one in agencies.values()),
        "closed": sum(one[1] for one in agencies.values()),
        "agencies": agencies,
    }
