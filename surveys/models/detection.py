"""What the detectors keep: features of days and months, alarms and the answers they point at, samples."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime

_NO_ORDER = {"sqlite_with_rowid": False}


class DayFeature(Base):
    """`scoring.detectors.day_features` of one channel; folded into `month_feature` after two months."""

    __tablename__ = "day_feature"
    __table_args__ = _NO_ORDER

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    features: Mapped[dict[str, Any]] = mapped_column(JSON)


class MonthFeature(Base):
    """`scoring.detectors.to_json` of an agency's month (yyyymm); its days are gone."""

    __tablename__ = "month_feature"
    __table_args__ = _NO_ORDER

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    month: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    features: Mapped[dict[str, Any]] = mapped_column(JSON)


class Alarm(Base):
    """One detector's sign in an agency-month; `tier` is the month's (note | alarm) when it was raised.

    `threshold`: what the statistic exceeded; `is_cold_start`: judged without a past of its own.
    """

    __tablename__ = "alarm"
    __table_args__ = (
        UniqueConstraint("agency_id", "month", "detector"),
        CheckConstraint("tier IN ('note', 'alarm')", name="tier"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    month: Mapped[int] = mapped_column(Integer, index=True)
    detector: Mapped[str] = mapped_column(String(20))
    family: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(10), default="")
    tier: Mapped[str] = mapped_column(String(10))
    statistic: Mapped[float] = mapped_column(Float)
    threshold: Mapped[float] = mapped_column(Float)
    is_cold_start: Mapped[bool] = mapped_column(Boolean)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("review_case.id"), index=True)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class FlaggedResponse(Base):
    """An answer inside the minutes that an alarm points at; only where they hold ten answers or more."""

    __tablename__ = "flagged_response"
    __table_args__ = _NO_ORDER

    alarm_id: Mapped[int] = mapped_column(ForeignKey("alarm.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    response_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class CallOutcome(StrEnum):
    """What the person on the telephone said; never what they answered."""

    ANSWERED_ALONE = "alone"
    ANSWERED_BESIDE = "beside"
    ANSWERED_FOR = "for"
    NOT_ANSWERED = "not_answered"
    NOT_REACHED = "not_reached"


class AuditSample(Base):
    """Dossiers drawn for telephone checks: by their place among the day's dossiers, never by number.

    `seed` is the root of the ledger's checkpoint of `seed_size` leaves, so that anybody can draw again;
    used_count of issued_count codes: what the agency's answers claim for these days; used ones
    in full tens, so that two draws never tell of single answers.
    """

    __tablename__ = "audit_sample"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("review_case.id"), index=True)
    month: Mapped[int] = mapped_column(Integer)
    seed: Mapped[str] = mapped_column(String(64))
    seed_size: Mapped[int] = mapped_column(BigInteger)
    dossier_count: Mapped[int] = mapped_column(Integer)
    issued_count: Mapped[int] = mapped_column(Integer)
    used_count: Mapped[int] = mapped_column(Integer)
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class AuditCall(Base):
    """The `ordinal`-th dossier of a day, in the order the one-stop software lists them."""

    __tablename__ = "audit_call"
    __table_args__ = (UniqueConstraint("sample_id", "day", "ordinal"),)

    sample_id: Mapped[int] = mapped_column(ForeignKey("audit_sample.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date)
    ordinal: Mapped[int] = mapped_column(Integer)


class AuditCallNote(Base):
    """What came of a call; rows are only added, of one call the highest `revision` is in force.

    An `outcome` of "" says that an earlier one was noted by mistake.
    """

    __tablename__ = "audit_call_note"
    __table_args__ = (
        ForeignKeyConstraint(
            ["sample_id", "position"], ["audit_call.sample_id", "audit_call.position"]
        ),
    )

    sample_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(String(15))
    noted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
