"""What an agency says of its own year, its evidence, and what the department did with it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime


class ReportState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class ReportActKind(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    SAMPLE = "sample"  # the inspectorate looked at it


class SelfReport(Base):
    """One agency, one year. Exists from the first saved line on."""

    __tablename__ = "self_report"
    __table_args__ = (UniqueConstraint("year_id", "agency_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("evaluation_year.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=ReportState.DRAFT, index=True)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}


class ReportedFigure(Base):
    """A line of a self-report. `done_count` ÷ `all_count` for percent, `done_count` for count,
    `is_done` for yes/no, `done_on` for a date; all empty: not reported, which is never 0.

    `is_filled_in`: Ý Dân filled it in, and `source` says from what; the agency may add words only.
    """

    __tablename__ = "reported_figure"
    __table_args__ = (
        UniqueConstraint("self_report_id", "target_key"),
        CheckConstraint("all_count IS NULL OR all_count >= 0", name="all_count"),
        CheckConstraint("done_count IS NULL OR done_count >= 0", name="done_count"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    self_report_id: Mapped[int] = mapped_column(ForeignKey("self_report.id"), index=True)
    target_key: Mapped[str] = mapped_column(String(60))
    done_count: Mapped[float | None] = mapped_column(Float)
    all_count: Mapped[float | None] = mapped_column(Float)
    is_done: Mapped[bool | None] = mapped_column(Boolean)
    done_on: Mapped[date | None] = mapped_column(Date)
    words: Mapped[str] = mapped_column(Text, default="")
    is_filled_in: Mapped[bool] = mapped_column(Boolean, default=False)
    source: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class EvidenceFile(Base):
    """A file beside a line. Taken away, it leaves name and hash; the content goes."""

    __tablename__ = "evidence_file"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    self_report_id: Mapped[int] = mapped_column(ForeignKey("self_report.id"), index=True)
    target_key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    media: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class ReportAct(Base):
    """Submitted, returned, accepted, sampled; rows are only added. `content` is the report as it stood."""

    __tablename__ = "self_report_act"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    self_report_id: Mapped[int] = mapped_column(ForeignKey("self_report.id"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column("acted_at", UtcDateTime, default=now)
