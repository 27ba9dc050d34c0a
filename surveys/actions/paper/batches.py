"""A batch is made, its count declared, clerks are named; corrections after it was closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from agencies.actions.audit import record_act
from agencies.models import Agency, Role, Staff
from agencies.queries.bodies import body_of
from agencies.roles import Viewer
from base.clock import local, now, today
from base.db import check_revision, db, flush_checked
from ledger.actions import add_public_record
from ledger.record_types import RecordType
from surveys.models import (
    PaperBatch,
    PaperCorrection,
    PaperForm,
    PaperState,
    RoundState,
    SurveyRound,
)
from surveys.queries.paper.batches import last_serial, list_people
from surveys.queries.rounds import targets_of
from surveys.rules.paper import custody
from surveys.rules.paper.serials import serial_text
from surveys.rules.rounds import check_acts_for_owner


@dataclass(frozen=True)
class Declaration:
    """What was counted when the box was opened. `handed_over_by`: name and post, in words."""

    filled_count: int
    spoiled_count: int
    blank_count: int
    collected_on: date
    handed_over_by: str
    witness_id: int | None = None


def round_of(batch: PaperBatch) -> SurveyRound:
    return db.session.get_one(SurveyRound, batch.round_id)


def lock_batch(batch: PaperBatch) -> None:
    """One at a time moves a batch on."""
    db.session.refresh(batch, with_for_update=True)


def check_works_on(actor: Viewer, batch: PaperBatch, *states: str) -> None:
    """The round's owner, never the rated body, in the right step."""
    survey_round = round_of(batch)
    check_acts_for_owner(survey_round.owner_agency_id, actor.agency_id)
    check_not_rated(actor, batch)
    custody.check_step(batch.state, *states)


def check_not_rated(actor: Viewer, batch: PaperBatch) -> None:
    if actor.agency_id is None or body_of(actor.agency_id) == body_of(batch.agency_id):
        raise custody.OwnAgencyRated


def make_batch(
    actor: Viewer,
    survey_round: SurveyRound,
    agency_id: int,
    form_count: int,
    paper: str = "a4",
    second_language: str = "",
) -> PaperBatch:
    """Numbered forms for one agency of an open round; serials go on where the last batch ended."""
    check_acts_for_owner(survey_round.owner_agency_id, actor.agency_id)
    if survey_round.state != RoundState.OPEN:
        raise custody.RoundTakesNoPaper
    if agency_id not in targets_of(survey_round.id):
        raise custody.AgencyNotRated
    custody.check_form_count(form_count)
    # Two that make batches at once take turns at the first round's row, so that no serial is given twice;
    # `key_share`: who answers in that round meanwhile is not held up.
    turn = select(SurveyRound.id).order_by(SurveyRound.id).limit(1)
    db.session.execute(turn.with_for_update(key_share=True))
    first = last_serial() + 1
    batch = PaperBatch(
        round_id=survey_round.id,
        agency_id=agency_id,
        questionnaire_version_id=survey_round.questionnaire_version_id,
        serial_from=first,
        form_count=form_count,
        paper=paper,
        second_language=second_language,
        made_by_id=actor.staff_id,
    )
    db.session.add(batch)
    db.session.flush()
    forms = [{"serial": first + at, "batch_id": batch.id} for at in range(form_count)]
    db.session.execute(insert(PaperForm), forms)
    note(actor, batch, "paper.print", after={"forms": form_count, "from": serial_text(first)})
    return batch


def declare_counts(
    actor: Viewer, batch: PaperBatch, counted: Declaration, seen_revision: int | None = None
) -> None:
    """Before anybody keys; the count stays as it was said."""
    lock_batch(batch)
    check_revision(batch, seen_revision)
    check_works_on(actor, batch, PaperState.PRINTED)
    counts = (counted.filled_count, counted.spoiled_count, counted.blank_count)
    custody.check_counts(*counts, batch.form_count)
    _check_day(round_of(batch), counted.collected_on)
    batch.filled_count, batch.spoiled_count, batch.blank_count = counts
    batch.collected_on = counted.collected_on
    batch.handed_over_by = counted.handed_over_by
    batch.witness_id = _known_witness(counted.witness_id)
    batch.declared_at, batch.declared_by_id = now(), actor.staff_id
    batch.state = PaperState.DECLARED
    flush_checked()
    after = {"filled": counts[0], "spoiled": counts[1], "blank": counts[2]}
    note(actor, batch, "paper.declare", after={**after, "witness": batch.witness_id})


def _check_day(survey_round: SurveyRound, day: date) -> None:
    first, last = local(survey_round.opens_at).date(), local(survey_round.closes_at).date()
    if not first <= day <= min(last, today()):
        raise custody.CollectedDayWrong


def _known_witness(staff_id: int | None) -> int | None:
    observers = {one[0] for one in list_people(Role.OBSERVER)}
    return staff_id if staff_id in observers else None


def assign_clerks(
    actor: Viewer,
    batch: PaperBatch,
    first_id: int,
    second_id: int,
    seen_revision: int | None = None,
) -> None:
    """Two persons of two bodies, neither of the rated one. Who has keyed something stays."""
    lock_batch(batch)
    check_revision(batch, seen_revision)
    check_works_on(actor, batch, PaperState.DECLARED)
    if not batch.declared_count:
        raise custody.NothingDeclared
    rated = body_of(batch.agency_id)
    bodies = []
    for staff_id in (first_id, second_id):
        clerk = db.session.get_one(Staff, staff_id)
        body = body_of(clerk.agency_id)
        if Role.CLERK not in clerk.granted_roles or not clerk.active:
            raise custody.NotYourForms
        custody.check_clerk(body, rated)
        bodies.append((staff_id, body))
    custody.check_clerks(*bodies)
    batch.first_clerk_id, batch.second_clerk_id = first_id, second_id
    batch.state = PaperState.KEYING
    flush_checked()
    note(actor, batch, "paper.assign", after={"first": first_id, "second": second_id})


def correct_batch(actor: Viewer, batch: PaperBatch, reason: str) -> PaperCorrection:
    """A new public record beside a closed batch; answers are left out by a case alone."""
    check_works_on(actor, batch, PaperState.CLOSED)
    if len(reason.strip()) < custody.SHORTEST_REASON:
        raise custody.CorrectionReasonNeeded
    agency = db.session.get_one(Agency, batch.agency_id)
    record = {
        "act": "correction",
        "agency": agency.code,
        "batch": batch.id,
        "serial_from": serial_text(batch.serial_from),
        "reason": reason.strip(),
    }
    committed = add_public_record(RecordType.PAPER_BATCH, record, now())
    correction = PaperCorrection(
        batch_id=batch.id,
        reason=reason.strip(),
        made_by_id=actor.staff_id,
        commitment=committed,
    )
    db.session.add(correction)
    db.session.flush()
    note(actor, batch, "paper.correct", after={"reason": correction.reason})
    return correction


def note(actor: Viewer, batch: PaperBatch, act: str, after: Mapping[str, Any]) -> None:
    record_act(
        act,
        staff_id=actor.staff_id,
        subject=batch,
        agency_id=batch.agency_id,
        after=dict(after),
    )
