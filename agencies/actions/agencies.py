"""Writes to the register: add, change, and many at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm.exc import StaleDataError

from agencies.actions.audit import record_act
from agencies.actions.bodies import bodies_kept
from agencies.models import Agency
from agencies.queries.agencies import agencies_by_code, find_agency
from agencies.register import AgencyRow
from agencies.rules.agencies import (
    ChangedMeanwhile,
    CodeTaken,
    EndsBeforeItBegins,
    ParentCircular,
    is_circular,
)
from base.db import db
from base.words import fold, nfc

COLUMNS = (
    "name",
    "kind",
    "name_en",
    "parent_id",
    "counts_for_parent",
    "commune_code",
    "latitude",
    "longitude",
    "valid_from",
    "valid_to",
)


@dataclass(frozen=True)
class ApplyResult:
    """Codes added and changed; the rest was as it is."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    same_count: int


def search_text(code: str, name: str, name_en: str) -> str:
    return fold(f"{name} {name_en} {code}")[:500]


def values_of(agency: Agency) -> dict[str, Any]:
    """Its columns as the audit trail keeps them."""
    values = {name: getattr(agency, name) for name in COLUMNS}
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in values.items()
    }


def _check_parent(agency: Agency, known: Mapping[str, Agency]) -> None:
    ids = {one.id: one.code for one in known.values()}
    parents = {one.code: ids.get(one.parent_id or 0) for one in known.values()}
    parents[agency.code] = ids.get(agency.parent_id or 0)
    if is_circular(parents, agency.code):
        parent = known[ids[agency.parent_id or 0]]
        raise ParentCircular(parent=parent.name)


def _fill(agency: Agency, row: AgencyRow, parent: Agency | None) -> None:
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise EndsBeforeItBegins
    values = {
        "name": nfc(row.name),
        "name_en": nfc(row.name_en),
        "kind": str(row.kind),
        "parent_id": parent.id if parent else None,
        "counts_for_parent": row.counts_for_parent and parent is not None,
        "commune_code": row.commune_code,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "search_text": search_text(row.code, row.name, row.name_en),
    }
    for name, value in values.items():
        if getattr(agency, name) != value:
            setattr(agency, name, value)


def add_agency(row: AgencyRow, staff_id: int | None) -> Agency:
    """A new body with a code nobody had before."""
    if find_agency(row.code) is not None:
        raise CodeTaken(code=row.code)
    parent = find_agency(row.parent_code) if row.parent_code else None
    agency = Agency(code=row.code)
    with bodies_kept(staff_id):
        _fill(agency, row, parent)
        db.session.add(agency)
        db.session.flush()
    record_act(
        "agency.add",
        staff_id=staff_id,
        subject=agency,
        agency_id=agency.id,
        after={"code": agency.code, **values_of(agency)},
    )
    return agency


def change_agency(agency: Agency, row: AgencyRow, revision: int, staff_id: int | None) -> None:
    """Changes what the form shows; `revision` is the one the form was opened with."""
    if agency.revision != revision:
        raise ChangedMeanwhile
    before = values_of(agency)
    known = agencies_by_code()
    with bodies_kept(staff_id):
        _fill(agency, row, known.get(row.parent_code or ""))
        _check_parent(agency, known)
        try:
            db.session.flush()
        except StaleDataError as error:
            raise ChangedMeanwhile from error
    after = values_of(agency)
    differing = [name for name in COLUMNS if before[name] != after[name]]
    if differing:
        record_act(
            "agency.change",
            staff_id=staff_id,
            subject=agency,
            agency_id=agency.id,
            before={name: before[name] for name in differing},
            after={name: after[name] for name in differing},
        )


def apply_rows(rows: Iterable[AgencyRow], staff_id: int | None, act: str) -> ApplyResult:
    """Adds unknown codes, changes known ones, deletes none. Rows were checked by their reader.

    A parent may stand anywhere in the rows; one audit entry names every code added or changed.
    """
    wanted = list(rows)
    with bodies_kept(staff_id):
        added, changed = _write_rows(wanted)
        db.session.flush()
    if added or changed:
        record_act(act, staff_id=staff_id, after={"added": added, "changed": changed})
    return ApplyResult(tuple(added), tuple(changed), len(wanted) - len(added) - len(changed))


def _write_rows(wanted: list[AgencyRow]) -> tuple[list[str], list[str]]:
    """Codes added and changed; parents are set when every agency is there."""
    known = agencies_by_code()
    added = []
    for row in wanted:
        if row.code not in known:
            agency = Agency(code=row.code)
            _fill(agency, row, None)
            db.session.add(agency)
            known[row.code] = agency
            added.append(row.code)
    db.session.flush()
    changed = []
    for row in wanted:
        agency = known[row.code]
        before = values_of(agency)
        _fill(agency, row, known.get(row.parent_code or ""))
        if before != values_of(agency) and row.code not in added:
            changed.append(row.code)
    return added, changed
