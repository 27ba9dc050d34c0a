"""Letters that remind of a self-report: claimed before they leave, so that nobody gets one twice."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base, UtcDateTime


class ReportLetter(Base):
    """One letter to one person about one year. `topic`: the step it belongs to; one a person and day."""

    __tablename__ = "self_report_letter"
    __table_args__ = (
        UniqueConstraint("year_id", "staff_id", "topic"),
        UniqueConstraint("staff_id", "on_date"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("evaluation_year.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    topic: Mapped[str] = mapped_column(String(40))
    on: Mapped[date] = mapped_column("on_date", Date)
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
