"""An evaluation year: what is asked of whom until when; its results have a life of their own."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime


class YearState(StrEnum):
    PREPARED = "prepared"  # targets may still be chosen
    REPORTING = "reporting"  # agencies report on frozen targets
    CLOSED = "closed"  # no self-report is taken any more


class EvaluationYear(Base):
    """`report_by` is the day until which agencies owe their self-report."""

    __tablename__ = "evaluation_year"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, unique=True)
    state: Mapped[str] = mapped_column(String(10), default=YearState.PREPARED)
    report_by: Mapped[date] = mapped_column(Date)
    scorecard_id: Mapped[int | None] = mapped_column(ForeignKey("scorecard.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}
