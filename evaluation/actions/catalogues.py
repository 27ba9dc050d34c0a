"""What the department does with catalogues: load the shipped ones, switch, edit a target."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.db import check_revision, db, flush_checked
from evaluation.models import Target, TargetCatalogue
from evaluation.queries.catalogues import known_keys, list_catalogues
from evaluation.rules.targets import resolve_due
from evaluation.target_data import ShippedTarget, shipped_catalogues, shipped_targets

_ANY_LEAP_YEAR = 2028


@dataclass(frozen=True)
class Loaded:
    catalogue_count: int
    target_count: int


@dataclass(frozen=True)
class TargetEdit:
    """What the form of a target hands over; names are the table's columns."""

    title: str
    title_en: str
    detail: str
    goal: float | None
    bound: list[str]
    period: str
    due: str
    evidence: str
    citation: str
    confidence: str
    is_on: bool


def load_targets(staff_id: int | None, province_code: str) -> Loaded:
    """Adds what is missing; what is there, edited or not, stays. The province's own plans come on."""
    known_catalogues, known_targets = known_keys()
    fresh = [one for one in shipped_catalogues() if one.key not in known_catalogues]
    for one in fresh:
        row = TargetCatalogue(
            key=one.key,
            title=one.title,
            title_en=one.title_en,
            citation=one.citation,
            is_on=one.province_code == province_code,
        )
        db.session.add(row)
    db.session.flush()
    by_key = {row.key: row for row in list_catalogues()}
    missing = [one for one in shipped_targets() if one.key not in known_targets]
    db.session.add_all([_target(one, by_key[one.catalogue].id) for one in missing])
    db.session.flush()
    if fresh or missing:
        counts = {"catalogues": len(fresh), "targets": len(missing)}
        record_act("targets.load", staff_id=staff_id, after=counts)
    return Loaded(len(fresh), len(missing))


def _target(one: ShippedTarget, catalogue_id: int) -> Target:
    values = asdict(one)
    del values["catalogue"]
    return Target(catalogue_id=catalogue_id, **{**values, "bound": list(one.bound)})


def switch_catalogue(
    actor: Viewer, catalogue: TargetCatalogue, is_on: bool, seen_revision: int | None
) -> None:
    check_revision(catalogue, seen_revision)
    if catalogue.is_on == is_on:
        return
    catalogue.is_on = is_on
    flush_checked()
    record_act(
        "targets.switch_on" if is_on else "targets.switch_off",
        staff_id=actor.staff_id,
        subject=catalogue,
        after={"catalogue": catalogue.key},
    )


def change_target(
    actor: Viewer, target: Target, edit: TargetEdit, seen_revision: int | None
) -> None:
    """Years that are open keep the target as it stood when they were opened."""
    resolve_due(edit.due, _ANY_LEAP_YEAR)
    check_revision(target, seen_revision)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for field in fields(edit):
        old, new = getattr(target, field.name), getattr(edit, field.name)
        if old != new:
            before[field.name], after[field.name] = old, new
            setattr(target, field.name, new)
    if not after:
        return
    flush_checked()
    record_act(
        "targets.change", staff_id=actor.staff_id, subject=target, before=before, after=after
    )
