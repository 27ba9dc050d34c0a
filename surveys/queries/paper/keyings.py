"""What was keyed: by whom, how often, how fast; and the samples that were keyed anew."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Subquery, func, select

from agencies.models import Agency
from base.db import db
from base.rules import NotFound
from surveys.models import (
    PaperBatch,
    PaperKeying,
    PaperRecheck,
    PaperSample,
    PaperState,
    SurveyRound,
)

_USUAL_FORMS = 500


@dataclass(frozen=True)
class Task:
    """A batch that waits for this clerk: the pass, and how many forms the clerk has keyed."""

    batch: PaperBatch
    agency: Agency
    round: SurveyRound
    pass_number: int
    keyed_count: int


@dataclass(frozen=True)
class KeyedRow:
    """One keying in force, as detectors take it; `order` grows with time within a batch."""

    batch_id: int
    agency_id: int
    round_id: int
    pass_number: int
    staff_id: int
    order: int
    seconds_steps: int
    outcome: str
    answers: bytes


def list_tasks(staff_id: int) -> list[Task]:
    """Batches that are being keyed and given to this person, the oldest first."""
    found = (
        select(PaperBatch, Agency, SurveyRound)
        .join(Agency, Agency.id == PaperBatch.agency_id)
        .join(SurveyRound, SurveyRound.id == PaperBatch.round_id)
        .where(
            PaperBatch.state == PaperState.KEYING,
            (PaperBatch.first_clerk_id == staff_id) | (PaperBatch.second_clerk_id == staff_id),
        )
        .order_by(PaperBatch.id)
    )
    tasks = []
    for batch, agency, survey_round in db.session.execute(found):
        number = 1 if batch.first_clerk_id == staff_id else 2
        keyed = count_keyed(batch.id, number)
        tasks.append(Task(batch, agency, survey_round, number, keyed))
    return tasks


def get_task(batch_id: int, staff_id: int | None) -> Task:
    """One of the person's tasks; anything else is not there."""
    for task in list_tasks(staff_id or 0):
        if task.batch.id == batch_id:
            return task
    raise NotFound


def count_keyed(batch_id: int, pass_number: int) -> int:
    """Forms keyed in the pass, each once."""
    found = select(func.count(func.distinct(PaperKeying.serial))).where(
        PaperKeying.batch_id == batch_id, PaperKeying.pass_number == pass_number
    )
    return db.session.scalar(found) or 0


def keyings_in_force(batch_id: int, pass_number: int) -> dict[int, PaperKeying]:
    """serial → the newest keying of that pass."""
    found = (
        select(PaperKeying)
        .where(PaperKeying.batch_id == batch_id, PaperKeying.pass_number == pass_number)
        .order_by(PaperKeying.serial, PaperKeying.revision)
    )
    return {one.serial: one for one in db.session.scalars(found)}


def find_keying(serial: int, pass_number: int) -> PaperKeying | None:
    """The one in force."""
    found = (
        select(PaperKeying)
        .where(PaperKeying.serial == serial, PaperKeying.pass_number == pass_number)
        .order_by(PaperKeying.revision.desc())
        .limit(1)
    )
    return db.session.scalar(found)


def find_by_page(page_key: str) -> PaperKeying | None:
    return db.session.scalar(select(PaperKeying).where(PaperKeying.page_key == page_key))


def last_keyed(batch_id: int, pass_number: int, staff_id: int) -> list[int]:
    """The serials this person keyed last, the newest first, five at most."""
    found = (
        select(PaperKeying.serial)
        .where(
            PaperKeying.batch_id == batch_id,
            PaperKeying.pass_number == pass_number,
            PaperKeying.staff_id == staff_id,
        )
        .order_by(PaperKeying.id.desc())
        .limit(5)
    )
    return list(db.session.scalars(found))


def keyed_rows(
    batch_ids: Collection[int] = (), round_id: int | None = None, agency_id: int | None = None
) -> list[KeyedRow]:
    """Keyings of clerks in force, in the order in which they were typed: what detectors look at.

    A form that its clerk corrected stands where it was typed first, with the answers of the correction.
    """
    newest = _newest_keyings()
    found = (
        select(PaperKeying, PaperBatch.agency_id, PaperBatch.round_id, newest.c.first_id)
        .join(newest, newest.c.newest_id == PaperKeying.id)
        .join(PaperBatch, PaperBatch.id == PaperKeying.batch_id)
        .order_by(PaperKeying.batch_id, PaperKeying.pass_number, newest.c.first_id)
    )
    if batch_ids:
        found = found.where(PaperKeying.batch_id.in_(batch_ids))
    if round_id is not None:
        found = found.where(PaperBatch.round_id == round_id)
    if agency_id is not None:
        found = found.where(PaperBatch.agency_id == agency_id)
    return [_keyed_row(*row) for row in db.session.execute(found)]


def _newest_keyings() -> Subquery:
    """Of each form and clerk's pass: what stands, and what was typed first."""
    return (
        select(
            PaperKeying.serial,
            PaperKeying.pass_number,
            func.max(PaperKeying.id).label("newest_id"),
            func.min(PaperKeying.id).label("first_id"),
        )
        .where(PaperKeying.pass_number < 3)
        .group_by(PaperKeying.serial, PaperKeying.pass_number)
        .subquery()
    )


def _keyed_row(one: PaperKeying, agency_id: int, round_id: int, first_id: int) -> KeyedRow:
    return KeyedRow(
        batch_id=one.batch_id,
        agency_id=agency_id,
        round_id=round_id,
        pass_number=one.pass_number,
        staff_id=one.staff_id,
        order=first_id,
        seconds_steps=one.seconds_steps,
        outcome=one.outcome,
        answers=one.answers,
    )


def list_steps_elsewhere(staff_id: int, batch_id: int) -> list[int]:
    """How long the person's last forms of other batches took, in steps of five seconds, the newest first."""
    found = (
        select(PaperKeying.seconds_steps)
        .where(
            PaperKeying.staff_id == staff_id,
            PaperKeying.batch_id != batch_id,
            PaperKeying.pass_number < 3,
        )
        .order_by(PaperKeying.id.desc())
        .limit(_USUAL_FORMS)
    )
    return list(db.session.scalars(found))


def find_sample(batch_id: int) -> PaperSample | None:
    """The newest sample of the batch."""
    found = select(PaperSample).where(PaperSample.batch_id == batch_id)
    return db.session.scalar(found.order_by(PaperSample.id.desc()).limit(1))


def get_sample(batch_id: int) -> PaperSample:
    sample = find_sample(batch_id)
    if sample is None:
        raise NotFound
    return sample


def list_rechecks(sample_id: int) -> list[PaperRecheck]:
    found = select(PaperRecheck).where(PaperRecheck.sample_id == sample_id)
    return list(db.session.scalars(found.order_by(PaperRecheck.serial)))
