"""Paper forms: numbered batches, what was declared of them, each keying, scans, and what was keyed anew.

No row tells who filled in a form, nor when it was keyed to the minute. `paper_keying`, `paper_sample`,
`paper_recheck` and `paper_correction` only grow (triggers); a closed batch changes no more (rules).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime


class PaperState(StrEnum):
    PRINTED = "printed"
    DECLARED = "declared"
    KEYING = "keying"
    COMPARED = "compared"
    CLOSED = "closed"


class FormState(StrEnum):
    """waiting: not compared yet; missing: nobody has it; differs: waits for the third person."""

    WAITING = "waiting"
    AGREED = "agreed"
    DIFFERS = "differs"
    RESOLVED = "resolved"
    MISSING = "missing"


class Outcome(StrEnum):
    """What a sheet of paper is: filled in, spoiled (unreadable, contradictory) or blank."""

    FILLED = "filled"
    SPOILED = "spoiled"
    BLANK = "blank"


class PaperBatch(Base):
    """Forms with the serials `serial_from` … `serial_from + form_count - 1`, for residents of one agency.

    Counts are declared when the box is opened (`collected_on`), before anybody keys; `handed_over_by`
    names the person of the agency, `witness_id` the observer who saw the count.
    """

    __tablename__ = "paper_batch"
    __table_args__ = (
        CheckConstraint("form_count > 0", name="some_forms"),
        CheckConstraint("first_clerk_id <> second_clerk_id", name="two_clerks"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    serial_from: Mapped[int] = mapped_column(Integer, unique=True)
    form_count: Mapped[int] = mapped_column(Integer)
    paper: Mapped[str] = mapped_column(String(4), default="a4")
    second_language: Mapped[str] = mapped_column(String(8), default="")
    state: Mapped[str] = mapped_column(String(10), default=PaperState.PRINTED)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    filled_count: Mapped[int | None] = mapped_column(Integer)
    spoiled_count: Mapped[int | None] = mapped_column(Integer)
    blank_count: Mapped[int | None] = mapped_column(Integer)
    collected_on: Mapped[date | None] = mapped_column(Date)
    handed_over_by: Mapped[str] = mapped_column(String(200), default="")
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    declared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    first_clerk_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    second_clerk_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    difference_count: Mapped[int | None] = mapped_column(Integer)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    closing_reason: Mapped[str] = mapped_column(Text, default="")
    commitment: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}

    @property
    def serial_to(self) -> int:
        """The last serial, inclusive."""
        return self.serial_from + self.form_count - 1

    @property
    def declared_count(self) -> int:
        """All sheets that were handed over; 0 before anything was declared."""
        return (self.filled_count or 0) + (self.spoiled_count or 0) + (self.blank_count or 0)


class PaperForm(Base):
    """One numbered sheet. `answers` (packed) are final once the state says so.

    `words` are typed once, by the first clerk, and move to `response_text` at closing. `scan_hash` is
    SHA-256 over the hashes of its scans, set at closing.
    """

    __tablename__ = "paper_form"

    serial: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batch.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=FormState.WAITING)
    outcome: Mapped[str] = mapped_column(String(8), default="")
    answers: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    scan_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    response_id: Mapped[int | None] = mapped_column(BigInteger)


class PaperKeying(Base):
    """What one person typed of one form: pass 1 or 2 by a clerk, 3 by who resolves a difference.

    Rows are only added; of one form and pass the highest `revision` is in force. `id` keeps the order in
    which forms were keyed; `seconds_steps` is how long it took, in 5-second steps. `page_key` belongs to
    the page that was sent: the same page sent again adds nothing.
    """

    __tablename__ = "paper_keying"
    __table_args__ = (
        UniqueConstraint("serial", "pass_number", "revision"),
        CheckConstraint("pass_number BETWEEN 1 AND 3", name="pass"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    serial: Mapped[int] = mapped_column(ForeignKey("paper_form.serial"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batch.id"), index=True)
    pass_number: Mapped[int] = mapped_column(SmallInteger)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[str] = mapped_column(String(8))
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    seconds_steps: Mapped[int] = mapped_column(SmallInteger)
    keyed_on: Mapped[date] = mapped_column(Date)
    page_key: Mapped[str] = mapped_column(String(40), unique=True)


class PaperScan(Base):
    """A picture of a form, or of one side; the hash stays when the content is forgotten."""

    __tablename__ = "paper_scan"
    __table_args__ = (UniqueConstraint("serial", "content_hash"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    serial: Mapped[int] = mapped_column(ForeignKey("paper_form.serial"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batch.id"), index=True)
    media: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(Integer)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    uploaded_on: Mapped[date] = mapped_column(Date)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class PaperSample(Base):
    """Forms drawn by lot by the inspector, to be keyed once more."""

    __tablename__ = "paper_sample"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batch.id"), index=True)
    serials: Mapped[list[int]] = mapped_column(JSON)
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class PaperRecheck(Base):
    """A sampled form as the inspector read it from the paper; `outcome` "missing": there is no such sheet."""

    __tablename__ = "paper_recheck"
    __table_args__ = (UniqueConstraint("sample_id", "serial"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("paper_sample.id"), index=True)
    serial: Mapped[int] = mapped_column(ForeignKey("paper_form.serial"))
    outcome: Mapped[str] = mapped_column(String(8))
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    is_same: Mapped[bool] = mapped_column()
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class PaperCorrection(Base):
    """What was found wrong with a batch after it was closed; nothing of the batch itself changes."""

    __tablename__ = "paper_correction"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batch.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
