"""SELECTs over two-person cases."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select

from agencies.models import Agency, Case
from base.db import db
from base.rules import NotFound


def _filters(state: str, kind: str) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if state:
        filters.append(Case.state == state)
    if kind:
        filters.append(Case.kind == kind)
    return filters


def list_cases(state: str, kind: str, limit: int, offset: int) -> list[tuple[Case, str]]:
    """(case, name of the rated agency), the newest first."""
    rows = (
        select(Case, Agency.name)
        .outerjoin(Agency, Agency.id == Case.about_agency_id)
        .where(*_filters(state, kind))
        .order_by(Case.id.desc())
    )
    found = db.session.execute(rows.limit(limit).offset(offset))
    return [(case, name or "") for case, name in found]


def count_cases(state: str = "", kind: str = "") -> int:
    counted = select(func.count()).select_from(Case).where(*_filters(state, kind))
    return db.session.scalar(counted) or 0


def get_case(case_id: int) -> Case:
    case = db.session.get(Case, case_id)
    if case is None:
        raise NotFound
    return case


def lock_case(case: Case) -> None:
    """Reads the case anew and holds it until the commit, so that two persons cannot decide at once."""
    db.session.flush()
    db.session.refresh(case, with_for_update=True)


def list_cases_by_id(case_ids: Collection[int]) -> dict[int, Case]:
    rows = select(Case).where(Case.id.in_(case_ids)).order_by(Case.id)
    return {one.id: one for one in db.session.scalars(rows)}
