"""One-time codes, what they are spent on, and the dossier counts they are held against.

Nothing here names a dossier. Which code made which response is in `answer_link` alone, sealed under the
key of a day that is destroyed after a week.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime

# SQLite numbers the rows of a table as they come; these tables are kept in the order of their random keys.
_NO_ORDER = {"sqlite_with_rowid": False}


class Delivery(StrEnum):
    """How a code reaches the resident: a sealed slip, the receipt slip, the result notice, a kiosk."""

    SLIP = "slip"
    RECEIPT = "receipt"
    RESULT = "result"
    KIOSK = "kiosk"


class BatchState(StrEnum):
    """made: drawn, its commitment waits for the ledger; ready: may be handed out; withdrawn: void."""

    MADE = "made"
    READY = "ready"
    WITHDRAWN = "withdrawn"


class CodeBatch(Base):
    """Codes of one receiving office for one day, made by the province.

    `root` is the Merkle root over the sorted code hashes, `commitment` the public record that names it.
    Codes work from `issue_day` through `expires_on`; answers belong to `round_id` whenever they come.
    """

    __tablename__ = "code_batch"
    __table_args__ = (
        CheckConstraint("code_count > 0", name="some_codes"),
        CheckConstraint("expires_on >= issue_day", name="period"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    issue_day: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date] = mapped_column(Date)
    delivery: Mapped[str] = mapped_column(String(10))
    code_count: Mapped[int] = mapped_column(Integer)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String(10), default=BatchState.MADE)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}


class OneTimeCode(Base):
    """`code_hash` is HMAC-SHA256 of the code; `sealed` holds the code itself only until it is handed out.

    The class of the dossier: `field_key`, `is_late` (None: not known yet) and `filing_mode`; empty words
    mean unknown. `resolving_agency_id` is None where the receiving office resolves too. `handed` is the
    exact instant of handing out, sealed under the key of `handed_on`; both go after 48 hours.
    """

    __tablename__ = "one_time_code"
    __table_args__ = _NO_ORDER

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("code_batch.id"), index=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_handed: Mapped[bool] = mapped_column(Boolean, default=False)
    field_key: Mapped[str] = mapped_column(String(40), default="")
    is_late: Mapped[bool | None] = mapped_column(Boolean)
    filing_mode: Mapped[str] = mapped_column(String(10), default="")
    resolving_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    handed_on: Mapped[date | None] = mapped_column(Date)
    handed: Mapped[bytes | None] = mapped_column(LargeBinary)


class CodeUse(Base):
    """A spent code. Inserted by the statement that stores the response, so a second use stores nothing.

    `is_settled` is set for all of a day at once: no transaction number then joins a code to an answer.
    """

    __tablename__ = "code_use"
    __table_args__ = _NO_ORDER

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    is_settled: Mapped[bool] = mapped_column(Boolean, default=False)


class AnswerLink(Base):
    """Class, batch and resolving agency of a coded response, sealed under the key of `day` for a week.

    As long as it can be opened the response may be answered anew with its key.
    """

    __tablename__ = "answer_link"
    __table_args__ = _NO_ORDER

    round_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    response_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class ResponseClass(Base):
    """The class a response counts for, fixed once a week: "field|late|mode", or "other" for small ones."""

    __tablename__ = "response_class"
    __table_args__ = _NO_ORDER

    round_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    response_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    class_key: Mapped[str] = mapped_column(String(80))
    resolving_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))


class Supersession(Base):
    """A re-answer: the new response counts instead of the old one; both stay."""

    __tablename__ = "supersession"
    __table_args__ = (UniqueConstraint("round_id", "new_response_id"), _NO_ORDER)

    round_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    old_response_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    new_response_id: Mapped[int] = mapped_column(BigInteger)


class DossierCount(Base):
    """Dossiers that an agency finished on a day, by class, as the one-stop system counts them.

    Rows are only added: of one agency, day and class the highest `revision` is in force.
    """

    __tablename__ = "dossier_count"
    __table_args__ = (
        UniqueConstraint("agency_id", "day", "field_key", "is_late", "filing_mode", "revision"),
        CheckConstraint("dossier_count >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    day: Mapped[date] = mapped_column(Date, index=True)
    field_key: Mapped[str] = mapped_column(String(40))
    is_late: Mapped[bool] = mapped_column(Boolean)
    filing_mode: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    dossier_count: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(10))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    received_from: Mapped[str] = mapped_column(String(120), default="")
