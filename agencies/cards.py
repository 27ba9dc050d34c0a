"""What the register's pages show, put together: an agency's card, a preview, two versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from agencies.actions.agencies import COLUMNS
from agencies.models import Agency
from agencies.queries.agencies import (
    agencies_by_code,
    agencies_by_id,
    codes_by_id,
    list_children,
    list_successions,
)
from agencies.register import KIND_NAMES, AgencyRow
from agencies.transfer import COLUMN_NAMES


@dataclass(frozen=True)
class SuccessionLine:
    """`other` is the agency at the far end; weight in 0…1."""

    kind: str
    other: Agency
    effective_on: date
    weight: float
    citation: str


@dataclass(frozen=True)
class AgencyCard:
    agency: Agency
    parent: Agency | None
    children: tuple[Agency, ...]
    came_from: tuple[SuccessionLine, ...]
    went_to: tuple[SuccessionLine, ...]


def agency_card(agency: Agency) -> AgencyCard:
    links = list_successions(agency.id)
    ids = {link.from_agency_id for link in links} | {link.to_agency_id for link in links}
    others = agencies_by_id(ids | {agency.parent_id or 0})

    def line(link: Any, other_id: int) -> SuccessionLine:
        return SuccessionLine(
            link.kind, others[other_id], link.effective_on, link.weight, link.citation
        )

    return AgencyCard(
        agency,
        others.get(agency.parent_id or 0),
        tuple(list_children(agency.id)),
        tuple(line(one, one.from_agency_id) for one in links if one.to_agency_id == agency.id),
        tuple(line(one, one.to_agency_id) for one in links if one.from_agency_id == agency.id),
    )


def form_values(agency: Agency) -> dict[str, Any]:
    """What the edit form begins with."""
    values = {name: getattr(agency, name) for name in COLUMNS if name != "parent_id"}
    parent_code = codes_by_id().get(agency.parent_id or 0)
    return {**values, "parent_code": parent_code, "revision": str(agency.revision)}


def shown(value: Any) -> str:
    """A column's value as a page says it."""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if value in KIND_NAMES:
        return str(_(KIND_NAMES[value]))
    return "–" if value in (None, "") else str(value)


def differences(agency: Agency, form: Any) -> list[tuple[str, str, str]]:
    """(column's name, what is stored now, what this person typed) where the two differ."""
    stored = form_values(agency)
    return [
        (COLUMN_NAMES[name], shown(stored[name]), shown(form[name].data))
        for name in COLUMN_NAMES
        if name != "code" and (stored[name] or None) != (form[name].data or None)
    ]


@dataclass(frozen=True)
class ImportPreview:
    """What a file would do; `changed` lists (row, stored name, names of differing columns)."""

    added: tuple[AgencyRow, ...]
    changed: tuple[tuple[AgencyRow, str, tuple[str, ...]], ...]
    same_count: int


def import_preview(rows: Sequence[AgencyRow]) -> ImportPreview:
    known = agencies_by_code()
    codes = {agency.id: code for code, agency in known.items()}
    added = tuple(row for row in rows if row.code not in known)
    changed = []
    for row in rows:
        if row.code in known:
            names = _differing(known[row.code], row, codes)
            if names:
                changed.append((row, known[row.code].name, names))
    return ImportPreview(added, tuple(changed), len(rows) - len(added) - len(changed))


def _differing(agency: Agency, row: AgencyRow, codes: Mapping[int, str]) -> tuple[str, ...]:
    stored = {name: getattr(agency, name) for name in COLUMNS if name != "parent_id"}
    stored["parent_code"] = codes.get(agency.parent_id or 0)
    return tuple(
        label
        for name, label in COLUMN_NAMES.items()
        if name != "code" and stored[name] != getattr(row, name)
    )
