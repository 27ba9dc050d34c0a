"""How many cases that detectors opened about rated agencies are open and decided."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from agencies.models import Case, CaseState
from base.db import db

KIND = "alarm"


def count_cases(agency_ids: Collection[int]) -> dict[str, Any]:
    """{"open", "closed", "agencies": {agency id as text: [open, closed]}}; agencies without one are out."""
    is_closed = Case.state == CaseState.DECIDED
    rows = db.session.execute(
        select(Case.about_agency_id, is_closed, func.count())
        .where(Case.kind == KIND, Case.about_agency_id.in_(agency_ids))
        .group_by(Case.about_agency_id, is_closed)
        .order_by(Case.about_agency_id, is_closed)
    )
    agencies: dict[str, list[int]] = {}
    for agency_id, closed, count in rows:
        agencies.setdefault(str(agency_id), [0, 0])[int(bool(closed))] += count
    return {
        "open": sum(one[0] for one in agencies.values()),
        "closed": sum(one[1] for one in agencies.values()),
        "agencies": agencies,
    }
