"""Mergers, splits and renamings: dated, weighted; what was counted stays with the old agency."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select, update

from agencies.actions.agencies import add_agency
from agencies.actions.audit import record_act
from agencies.actions.bodies import bodies_kept
from agencies.models import Agency, AgencySuccession, SuccessionKind
from agencies.queries.agencies import succession_links
from agencies.register import AgencyRow
from agencies.rules import succession as rules
from base.db import db


def merge_agencies(
    old: Sequence[Agency],
    into: Agency,
    effective_on: date,
    citation: str,
    staff_id: int | None,
) -> None:
    """Each old agency ends on the day and its whole past goes to `into`."""
    leaving = [agency for agency in old if agency.id != into.id]
    if not leaving:
        raise rules.MergeNeedsTwo
    with bodies_kept(staff_id):
        for agency in leaving:
            succeed(agency, [(into, 1.0)], SuccessionKind.MERGED, effective_on, citation, staff_id)


def split_agency(
    old: Agency,
    parts: Sequence[tuple[Agency, float]],
    effective_on: date,
    citation: str,
    staff_id: int | None,
) -> None:
    """`parts` are (new agency, weight); weights sum to 1 at most. What is left stays with the old

    agency, which goes on; with nothing left it ends on the day.
    """
    with bodies_kept(staff_id):
        succeed(old, parts, SuccessionKind.SPLIT, effective_on, citation, staff_id)


def rename_agency(
    old: Agency,
    new_code: str,
    new_name: str,
    effective_on: date,
    citation: str,
    staff_id: int | None,
) -> Agency:
    """The same body under a new name and code; its children come along."""
    row = AgencyRow(
        code=new_code,
        name=new_name,
        kind=old.kind,
        parent_code=old_parent_code(old),
        counts_for_parent=old.counts_for_parent,
        commune_code=old.commune_code,
        latitude=old.latitude,
        longitude=old.longitude,
        valid_from=effective_on,
    )
    with bodies_kept(staff_id):
        new = add_agency(row, staff_id)
        succeed(old, [(new, 1.0)], SuccessionKind.RENAMED, effective_on, citation, staff_id)
        db.session.execute(
            update(Agency)
            .where(Agency.parent_id == old.id)
            .values(parent_id=new.id, revision=Agency.revision + 1)
        )
    return new


def old_parent_code(agency: Agency) -> str | None:
    return db.session.scalar(select(Agency.code).where(Agency.id == agency.parent_id))


def _carried_that_day(agency: Agency, effective_on: date) -> float:
    """Weights are parts of what the agency holds on the day: what left it earlier is not counted again."""
    total = select(func.sum(AgencySuccession.weight)).where(
        AgencySuccession.from_agency_id == agency.id, AgencySuccession.effective_on == effective_on
    )
    return db.session.scalar(total) or 0.0


def _check(
    old: Agency, parts: Sequence[tuple[Agency, float]], effective_on: date, already: float
) -> None:
    rules.check_dates(old.name, old.valid_from, old.valid_to, effective_on)
    rules.check_weights(old.name, [weight for _, weight in parts], already)
    links = succession_links()
    for new, _weight in parts:
        if new.id == old.id:
            raise rules.MergeNeedsTwo
        if rules.reaches(links, new.id, old.id):
            raise rules.SuccessionCircular(name=old.name)
        if new.valid_to is not None and new.valid_to <= effective_on:
            raise rules.AgencyEnded(name=new.name)


def succeed(
    old: Agency,
    parts: Sequence[tuple[Agency, float]],
    kind: SuccessionKind,
    effective_on: date,
    citation: str,
    staff_id: int | None,
) -> None:
    """One old body and its parts, checked and recorded; the caller guards the bodies."""
    already = _carried_that_day(old, effective_on)
    _check(old, parts, effective_on, already)
    is_whole = rules.carried_whole([weight for _, weight in parts], already)
    write_succession(old, parts, kind, effective_on, citation, staff_id, is_whole=is_whole)


def write_succession(
    old: Agency,
    parts: Sequence[tuple[Agency, float]],
    kind: SuccessionKind,
    effective_on: date,
    citation: str,
    staff_id: int | None,
    *,
    is_whole: bool,
) -> None:
    """What was checked before; `is_whole`: nothing stays with the old body, which ends on the day."""
    for new, weight in parts:
        db.session.add(
            AgencySuccession(
                from_agency_id=old.id,
                to_agency_id=new.id,
                kind=kind,
                effective_on=effective_on,
                weight=weight,
                citation=citation,
            )
        )
    if is_whole:
        old.valid_to = effective_on
    record_act(
        f"agency.{kind}",
        staff_id=staff_id,
        subject=old,
        agency_id=old.id,
        after={
            "into": [{"code": new.code, "weight": weight} for new, weight in parts],
            "effective_on": effective_on.isoformat(),
            "citation": citation,
        },
    )
    db.session.flush()
