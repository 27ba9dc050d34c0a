"""Carries out a plan of mergers, splits and renamings, and hands over what hangs on replaced bodies."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from agencies.actions.agencies import apply_rows
from agencies.actions.audit import record_act
from agencies.actions.bodies import bodies_kept
from agencies.actions.succession import write_succession
from agencies.models import Agency, Grant, GrantState, Role, Staff
from agencies.movables import movables
from agencies.queries.agencies import agencies_by_code, register_rows
from agencies.queries.reorganising import list_replaced, list_staff_of
from agencies.register import AgencyRow
from agencies.reorganising.plans import Founded, Plan
from base.clock import now
from base.db import db

_TOLERANCE = 0.0005


def carry_out_plan(plan: Plan, staff_id: int | None, today: date) -> None:
    """All of it or, when a rule is broken, nothing: the caller rolls back. Days past are moved at once."""
    with bodies_kept(staff_id):
        _found(plan, staff_id)
        known = agencies_by_code()
        for step in plan.steps:
            old = known[step.old_code]
            parts = [(known[part.code], part.weight) for part in step.parts]
            is_whole = sum(weight for _new, weight in parts) >= 1 - _TOLERANCE
            write_succession(
                old,
                parts,
                step.kind,
                step.effective_on,
                step.citation,
                staff_id,
                is_whole=is_whole,
            )
        _hand_over_units(plan, known)
    rows = {"steps": len(plan.steps), "founded": [one.code for one in plan.founded]}
    if plan.steps:
        record_act("agency.reorganise", staff_id=staff_id, after=rows)
    hand_over(today, staff_id)


def _found(plan: Plan, staff_id: int | None) -> None:
    rows = register_rows()
    for one in plan.founded:
        rows[one.code] = _row(one, rows)
    apply_rows([rows[one.code] for one in plan.founded], staff_id, "agency.found")


def _row(one: Founded, known: Mapping[str, AgencyRow]) -> AgencyRow:
    """Like the old body, under its own name and from its own day."""
    like = known[one.like_code]
    head = one.code.split("-", 1)[0]
    is_commune = head.isdecimal() and len(head) == 5 and like.commune_code is not None
    return replace(
        like,
        code=one.code,
        name=one.name,
        name_en="",
        parent_code=one.parent_code,
        commune_code=head if is_commune else like.commune_code,
        valid_from=one.begins_on,
        valid_to=None,
    )


def _hand_over_units(plan: Plan, known: Mapping[str, Agency]) -> None:
    """Schools and other units that go on belong to the heir; what has an heir of its own has ended."""
    heirs = {
        known[step.old_code].id: known[step.parts[0].code].id
        for step in plan.steps
        if len(step.parts) == 1 and step.parts[0].weight == 1
    }
    for unit in known.values():
        if unit.parent_id in heirs and unit.valid_to is None and not unit.counts_for_parent:
            unit.parent_id = heirs[unit.parent_id]
    db.session.flush()


def hand_over(today: date, staff_id: int | None = None) -> int:
    """What still hangs on bodies wholly replaced by today goes to their heirs; gives how many things.

    Safe to run again: what was handed over is no longer there.
    """
    moved = 0
    for old_id, new_id in list_replaced(today):
        counts = {
            one.key: one.move(old_id, new_id, staff_id)
            for one in movables()
            if one.move is not None
        }
        if any(counts.values()):
            after = {"to": new_id, **{key: count for key, count in counts.items() if count}}
            old = db.session.get_one(Agency, old_id)
            record_act(
                "agency.hand_over", staff_id=staff_id, subject=old, agency_id=old_id, after=after
            )
            moved += sum(counts.values())
    return moved


def move_officers(old_id: int, new_id: int, _staff_id: int | None) -> int:
    """People belong to the heir, with the same roles there; roles of two-person weight stay as they are."""
    people = list_staff_of(old_id)
    for staff in people:
        if staff.agency_id == old_id:
            staff.agency_id = new_id
        _move_grants(staff, old_id, new_id)
    db.session.flush()
    return len(people)


def _move_grants(staff: Staff, old_id: int, new_id: int) -> None:
    held = {grant.role for grant in staff.grants if _is_held(grant, new_id)}
    for grant in [one for one in staff.grants if _is_held(one, old_id)]:
        grant.state, grant.decided_at = GrantState.REVOKED, now()
        if grant.role not in held:
            staff.grants.append(
                Grant(
                    role=Role(grant.role),
                    agency_id=new_id,
                    state=GrantState.GRANTED,
                    proposed_by_id=grant.proposed_by_id,
                    decided_at=now(),
                )
            )


def _is_held(grant: Grant, agency_id: int) -> bool:
    return grant.agency_id == agency_id and grant.state == GrantState.GRANTED
