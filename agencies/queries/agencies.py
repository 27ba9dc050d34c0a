"""SELECTs over the register; `scope` is the viewer's agencies, None the whole province."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from agencies.models import Agency, AgencySuccession
from agencies.register import AgencyRow
from agencies.rules.succession import Link, shares_on
from base.db import db
from base.rules import NotFound
from base.words import fold

Scope = frozenset[int] | None


def find_agency(code: str) -> Agency | None:
    return db.session.scalar(select(Agency).where(Agency.code == code))


def get_agency(code: str, scope: Scope = None) -> Agency:
    """The agency with this code, or NotFound when it is none of the viewer's."""
    agency = find_agency(code)
    if agency is None or (scope is not None and agency.id not in scope):
        raise NotFound(code)
    return agency


def get_agency_by_id(agency_id: int, scope: Scope = None) -> Agency:
    agency = db.session.get(Agency, agency_id)
    if agency is None or (scope is not None and agency.id not in scope):
        raise NotFound(agency_id)
    return agency


def _filters(
    words: str, kind: str, on: date | None, scope: Scope, commune_code: str
) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    for word in fold(words).split():
        filters.append(Agency.search_text.contains(word, autoescape=True))
    if kind:
        filters.append(Agency.kind == kind)
    if commune_code:
        filters.append(Agency.commune_code == commune_code)
    if on is not None:
        filters.append(Agency.valid_from <= on)
        filters.append(or_(Agency.valid_to.is_(None), Agency.valid_to > on))
    if scope is not None:
        filters.append(Agency.id.in_(scope))
    return filters


def list_agencies(
    *,
    words: str = "",
    kind: str = "",
    on: date | None = None,
    scope: Scope = None,
    commune_code: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> list[Agency]:
    """By code. `words` are looked for without diacritics in name and code; `on` keeps those in force."""
    chosen = select(Agency).where(*_filters(words, kind, on, scope, commune_code))
    return list(db.session.scalars(chosen.order_by(Agency.code).limit(limit).offset(offset)))


def count_agencies(
    *,
    words: str = "",
    kind: str = "",
    on: date | None = None,
    scope: Scope = None,
    commune_code: str = "",
) -> int:
    filters = _filters(words, kind, on, scope, commune_code)
    return db.session.scalar(select(func.count()).select_from(Agency).where(*filters)) or 0


def list_children(agency_id: int) -> list[Agency]:
    chosen = select(Agency).where(Agency.parent_id == agency_id)
    return list(db.session.scalars(chosen.order_by(Agency.code)))


def agencies_by_id(ids: Collection[int]) -> dict[int, Agency]:
    chosen = select(Agency).where(Agency.id.in_(ids)).order_by(Agency.id)
    return {agency.id: agency for agency in db.session.scalars(chosen)}


def agencies_by_code() -> dict[str, Agency]:
    """The whole register, for imports: a few thousand rows."""
    chosen = select(Agency).order_by(Agency.code)
    return {agency.code: agency for agency in db.session.scalars(chosen)}


def register_rows() -> dict[str, AgencyRow]:
    """Code → the agency as files give it, of the whole register."""
    agencies = agencies_by_code()
    codes = {agency.id: code for code, agency in agencies.items()}
    return {
        code: AgencyRow(
            code=code,
            name=agency.name,
            kind=agency.kind,
            name_en=agency.name_en,
            parent_code=codes.get(agency.parent_id or 0),
            counts_for_parent=agency.counts_for_parent,
            commune_code=agency.commune_code,
            latitude=agency.latitude,
            longitude=agency.longitude,
            valid_from=agency.valid_from,
            valid_to=agency.valid_to,
        )
        for code, agency in agencies.items()
    }


def codes_by_id() -> dict[int, str]:
    rows = db.session.execute(select(Agency.id, Agency.code)).all()
    return {row.id: row.code for row in rows}


def list_successions(agency_id: int) -> list[AgencySuccession]:
    """Those that lead to or from the agency, oldest first."""
    chosen = select(AgencySuccession).where(
        or_(
            AgencySuccession.from_agency_id == agency_id,
            AgencySuccession.to_agency_id == agency_id,
        )
    )
    ordered = chosen.order_by(AgencySuccession.effective_on, AgencySuccession.id)
    return list(db.session.scalars(ordered))


def succession_links() -> list[Link]:
    """Every succession of the province (few), ordered by day."""
    rows = select(AgencySuccession).order_by(AgencySuccession.effective_on, AgencySuccession.id)
    return [
        Link(row.from_agency_id, row.to_agency_id, row.effective_on, row.weight)
        for row in db.session.scalars(rows)
    ]


def successors_of(agency_id: int, on: date) -> dict[int, float]:
    """Agency id → share of this agency's past that it holds on the day (sums to 1)."""
    return shares_on(succession_links(), agency_id, on)


def predecessors_of(agency_id: int, on: date) -> dict[int, float]:
    """Agency id → share of its past that has come to this agency by the day; itself left out."""
    links = succession_links()
    found = {}
    for from_id in sorted({link.from_id for link in links}):
        share = shares_on(links, from_id, on).get(agency_id, 0.0)
        if from_id != agency_id and share:
            found[from_id] = share
    return found
