"""SELECTs over two-person cases."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from agencies.models import Agency, Case
from base.db import db
from base.rules import NotFound


class Hidden(NamedTuple):
    """Cases of these kinds about these agencies are not for who looks."""

    kinds: Collection[str] = ()
    agency_ids: Collection[int] = ()


NOTHING_HIDDEN = Hidden()


def _filters(state: str, kind: str, hidden: Hidden) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if state:
        filters.append(Case.state == state)
    if kind:
        filters.append(Case.kind == kind)
    if hidden.agency_ids:
        about = func.coalesce(Case.about_agency_id, 0)
        filters.append(Case.kind.not_in(hidden.kinds) | about.not_in(hidden.agency_ids))
    return filters


def list_cases(
    state: str, kind: str, limit: int, offset: int, hidden: Hidden = NOTHING_HIDDEN
) -> list[tuple[Case, str]]:
    """(case, name of the rated agency), the newest first."""
    rows = (
        select(Case, Agency.name)
        .outerjoin(Agency, Agency.id == Case.about_agency_id)
        .where(*_filters(state, kind, hidden))
        .order_by(Case.id.desc())
    )
    found = db.session.execute(rows.limit(limit).offset(offset))
    return [(case, name or "") for case, name in found]


def count_cases(state: str = "", kind: str = "", hidden: Hidden = NOTHING_HIDDEN) -> int:
    counted = select(func.count()).select_from(Case).where(*_filters(state, kind, hidden))
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
