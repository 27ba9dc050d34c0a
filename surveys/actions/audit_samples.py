"""Drawing dossiers for telephone checks, and noting what the calls brought; notes are only added."""

import calendar
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import insert

from agencies.actions.audit import record_act
from agencies.queries.bodies import body_of
from agencies.roles import Viewer
from agencies.rules.cases import check_not_own_body
from base.db import COLLISION, db
from base.rules import ChangedMeanwhile
from ledger.queries.checkpoints import find_newest_checkpoint
from surveys.models import AuditCall, AuditCallNote, AuditSample, CallOutcome
from surveys.queries.audit_samples import list_calls, list_cases_without_sample
from surveys.queries.detected_counts import count_codes, count_dossiers, count_used
from surveys.rules import audit_samples as rules
from surveys.rules.audit_samples import Noted
from surveys.rules.codes import shown_uses


def draw_missing_samples(at: datetime) -> int:
    """Sixty dossiers for every alarm's case that has none; what cannot be drawn yet is tried again."""
    drawn = 0
    for case, month in list_cases_without_sample():
        try:
            draw_sample(case.about_agency_id or 0, month, rules.SMALLEST, at, case_id=case.id)
        except (rules.NoCheckpointYet, rules.NoDossiers):
            continue
        drawn += 1
    return drawn


def draw_sample(
    agency_id: int,
    month: int,
    count: int,
    at: datetime,
    *,
    case_id: int | None = None,
    by: Viewer | None = None,
) -> AuditSample:
    """By lot from the month's dossiers (or codes, where nobody told of dossiers); `by` None: the night.

    The lot is the newest checkpoint's root, which nobody could choose.
    """
    from scoring.detectors.audit import draw  # scipy: not in processes that only serve pages

    if by is not None:
        check_not_own_body(body_of(agency_id), body_of(by.agency_id))
    sizes, issued = _month_sizes(agency_id, month)
    sample = _sample(agency_id, month, sizes, issued, at)
    sample.case_id, sample.drawn_by_id = case_id, by.staff_id if by else None
    db.session.add(sample)
    db.session.flush()
    rows = [
        {
            "sample_id": sample.id,
            "position": place,
            "ordinal": ordinal,
            "day": date.fromordinal(day),
        }
        for place, (day, ordinal) in enumerate(draw(sample.seed, sizes, count), 1)
    ]
    db.session.execute(insert(AuditCall), rows)
    record_act(
        "audit_sample.draw",
        staff_id=by.staff_id if by else None,
        subject=sample,
        agency_id=agency_id,
        after={"month": month, "count": len(rows)},
    )
    return sample


def _sample(
    agency_id: int, month: int, sizes: Mapping[int, int], issued: int, at: datetime
) -> AuditSample:
    """What the lot is cast from and over; raises while there is no checkpoint or no dossier."""
    checkpoint = find_newest_checkpoint()
    if checkpoint is None:
        raise rules.NoCheckpointYet
    if not sizes:
        raise rules.NoDossiers
    return AuditSample(
        agency_id=agency_id,
        month=month,
        seed=checkpoint.root.hex(),
        seed_size=checkpoint.size,
        dossier_count=sum(sizes.values()),
        issued_count=issued,
        used_count=shown_uses(min(issued, count_used(agency_id, month))) or 0,
        drawn_at=at,
    )


def _month_sizes(agency_id: int, month: int) -> tuple[dict[int, int], int]:
    """(ordinal → dossiers of the day, codes issued in the month)."""
    first = date(month // 100, month % 100, 1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    codes = {d: n.issued for (one, d), n in count_codes(first, last).items() if one == agency_id}
    told = {d: n.issued for (one, d), n in count_dossiers(first, last).items() if one == agency_id}
    sizes = told or codes
    return {day.toordinal(): size for day, size in sizes.items() if size}, sum(codes.values())


def note_outcomes(
    actor: Viewer, sample: AuditSample, noted: Mapping[int, Noted], at: datetime
) -> int:
    """position → what came of the call; returns how many were added. The rated body notes nothing.

    Nothing is written over: what was noted before stays beside it. Raises ChangedMeanwhile when somebody
    else noted the same call since the page was made.
    """
    check_not_own_body(body_of(sample.agency_id), body_of(actor.agency_id))
    calls = {one.position: one for one in list_calls(sample.id)}
    rows = []
    for position, given in sorted(noted.items()):
        call = calls.get(position)
        if call is None or not rules.is_new(call.outcome, given.outcome, set(CallOutcome)):
            continue
        if given.seen_revision not in (None, call.revision):
            raise ChangedMeanwhile
        rows.append(
            AuditCallNote(
                sample_id=sample.id,
                position=position,
                revision=call.revision + 1,
                outcome=given.outcome,
                noted_at=at,
                noted_by_id=actor.staff_id,
            )
        )
    _add_notes(actor, sample, rows)
    return len(rows)


def _add_notes(actor: Viewer, sample: AuditSample, rows: list[AuditCallNote]) -> None:
    if not rows:
        return
    db.session.add_all(rows)
    try:
        db.session.flush()
    except COLLISION as same_revision:  # somebody else noted the same call in the same moment
        db.session.rollback()
        raise ChangedMeanwhile from same_revision
    record_act(
        "audit_sample.note",
        staff_id=actor.staff_id,
        subject=sample,
        agency_id=sample.agency_id,
        after={
            "count": len(rows),
            "corrected": [one.position for one in rows if one.revision > 1],
        },
    )
