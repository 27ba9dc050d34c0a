"""The law as data: values with unit, citation, dates and how sure we are; and public holidays."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime


class LegalSetting(Base):
    """One version of one rule. `confidence`: S seen | S2 second-hand | I inferred | K unconfirmed | none.

    `withdrawn_at`: two people took it back before its first day; it stays on record and never counts.
    """

    __tablename__ = "legal_setting"
    __table_args__ = (
        Index(
            "ix_legal_setting_standing",
            "key",
            "valid_from",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(60), index=True)
    value: Mapped[Any] = mapped_column(JSON)
    unit: Mapped[str] = mapped_column(String(30), default="")
    title: Mapped[str] = mapped_column(String(300), default="")
    title_en: Mapped[str] = mapped_column(String(300), default="", server_default="")
    citation: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    checked_by: Mapped[str] = mapped_column(String(120), default="")
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Holiday(Base):
    """A public holiday, or a working Saturday made up for one (`is_working`)."""

    __tablename__ = "holiday"

    on: Mapped[date] = mapped_column("on_date", Date, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120), default="", server_default="")
    confidence: Mapped[str] = mapped_column(String(20), default="K", server_default="K")
    is_working: Mapped[bool] = mapped_column(default=False)
