"""A batch as its page shows it: where it stands, what was declared and found, what is missing."""

from dataclasses import dataclass

from agencies.models import Agency, Staff
from agencies.queries.staff import staff_names
from base.clock import local
from base.db import db
from base.words import N_
from surveys.models import (
    FormState,
    Outcome,
    PaperBatch,
    PaperCorrection,
    PaperState,
    RoundState,
    SurveyRound,
)
from surveys.queries.paper import batches as queries
from surveys.queries.paper.keyings import count_keyed, find_sample, list_rechecks
from surveys.rules.paper.serials import ranges_text, serial_text

STATE_WORDS = {
    PaperState.PRINTED: N_("Đã in, chờ thu về"),
    PaperState.DECLARED: N_("Đã kê khai"),
    PaperState.KEYING: N_("Đang nhập"),
    PaperState.COMPARED: N_("Đã so hai lượt"),
    PaperState.CLOSED: N_("Đã đóng"),
}
STATE_TONES = {
    PaperState.PRINTED: "neutral",
    PaperState.DECLARED: "amber",
    PaperState.KEYING: "brand",
    PaperState.COMPARED: "amber",
    PaperState.CLOSED: "done",
}


@dataclass(frozen=True)
class Person:
    name: str
    body: str


@dataclass(frozen=True)
class SampleLine:
    """How far the re-keying has come and what it found."""

    form_count: int
    done_count: int
    changed: str
    changed_count: int
    left: list[int]


@dataclass(frozen=True)
class BatchReport:
    """`found` counts settled forms by outcome; `keyed` how many forms each pass has."""

    batch: PaperBatch
    agency: Agency
    round: SurveyRound
    serials: str
    declared_by: Person | None
    witness: Person | None
    clerks: tuple[Person | None, Person | None]
    keyed: tuple[int, int]
    found: dict[str, int]
    states: dict[str, int]
    missing: str
    scan_count: int
    sample: SampleLine | None
    corrections: list[PaperCorrection]
    closed_on: str

    @property
    def is_compared(self) -> bool:
        return self.batch.state in (PaperState.COMPARED, PaperState.CLOSED)

    @property
    def missing_count(self) -> int:
        return self.states.get(FormState.MISSING, 0)

    @property
    def open_differences(self) -> int:
        return self.states.get(FormState.DIFFERS, 0)

    @property
    def is_mismatch(self) -> bool:
        """Whether what was found differs from what was declared."""
        batch = self.batch
        declared = (batch.filled_count, batch.spoiled_count, batch.blank_count)
        return declared != tuple(self.found.get(one, 0) for one in Outcome)


def batch_report(row: queries.BatchRow) -> BatchReport:
    batch = row.batch
    return BatchReport(
        batch=batch,
        agency=row.agency,
        round=row.round,
        serials=f"{serial_text(batch.serial_from)} – {serial_text(batch.serial_to)}",
        declared_by=_person(batch.declared_by_id),
        witness=_person(batch.witness_id),
        clerks=(_person(batch.first_clerk_id), _person(batch.second_clerk_id)),
        keyed=(count_keyed(batch.id, 1), count_keyed(batch.id, 2)),
        found=queries.count_outcomes(batch.id),
        states=queries.count_states(batch.id),
        missing=ranges_text(queries.list_missing(batch.id)),
        scan_count=len({one.serial for one in queries.list_scans(batch.id)}),
        sample=_sample_line(batch),
        corrections=queries.list_corrections(batch.id),
        closed_on=f"{local(batch.closed_at):%d/%m/%Y}" if batch.closed_at else "",
    )


def _person(staff_id: int | None) -> Person | None:
    if staff_id is None:
        return None
    staff = db.session.get_one(Staff, staff_id)
    body = db.session.get(Agency, staff.agency_id) if staff.agency_id else None
    return Person(staff_names({staff_id})[staff_id], body.name if body else "")


def _sample_line(batch: PaperBatch) -> SampleLine | None:
    sample = find_sample(batch.id)
    if sample is None:
        return None
    done = list_rechecks(sample.id)
    changed = [one.serial for one in done if not one.is_same]
    keyed = {one.serial for one in done}
    return SampleLine(
        form_count=len(sample.serials),
        done_count=len(done),
        changed=ranges_text(changed),
        changed_count=len(changed),
        left=[one for one in sample.serials if one not in keyed],
    )


@dataclass(frozen=True)
class PaperShare:
    """Paper beside the other channels of a round; `other_count` is None as long as it takes answers."""

    paper_count: int
    other_count: int | None
    printed_count: int
    missing_count: int

    @property
    def share(self) -> float | None:
        if self.other_count is None:
            return None
        total = self.paper_count + self.other_count
        return self.paper_count / total if total else None


def paper_share(survey_round: SurveyRound) -> PaperShare:
    """Of the closed batches; the others from the tallies.

    Observers read it too, and a running count, reloaded, would tell of single answers.
    """
    printed, missing, filled = queries.paper_totals(survey_round.id)
    if survey_round.state in (RoundState.PLANNED, RoundState.OPEN):
        return PaperShare(filled, None, printed, missing)
    by_channel = queries.count_by_channel(survey_round.id)
    other = sum(count for channel, count in by_channel.items() if channel != "paper")
    return PaperShare(filled, other, printed, missing)
