"""Reports of a half-year and a year: what staff write into them, who signs, an office's own template."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime

PROVINCE = "tinh"
CONSOLIDATED = "tong-hop"


class YearDocument(Base):
    """One report of one period. `subject`: an agency's code, PROVINCE or CONSOLIDATED (no agency then).

    `period`: 2026 or 2026H1. `number` and `dated_on` come from the office's register of documents; empty
    until it has them.
    """

    __tablename__ = "year_document"
    __table_args__ = (UniqueConstraint("period", "subject"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    period: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(30))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    number: Mapped[str] = mapped_column(String(20), default="")
    dated_on: Mapped[date | None] = mapped_column(Date)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}


class DocumentText(Base):
    """What was written into one part of a report; rows are only added, the newest counts."""

    __tablename__ = "document_text"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("year_document.id"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column("written_at", UtcDateTime, default=now)


class DocumentOffice(Base):
    """How one office issues its reports; what is empty is worked out from the register and the settings.

    `signer_role`: the lines above the name (TM., KT., TL.); `copies`: recipients besides the addressee;
    `archive`: what stands behind «Lưu:».
    """

    __tablename__ = "document_office"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    subject: Mapped[str] = mapped_column(String(30), unique=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    symbol: Mapped[str] = mapped_column(String(30), default="")
    place: Mapped[str] = mapped_column(String(60), default="")
    signer_role: Mapped[list[str]] = mapped_column(JSON, default=list)
    signer_name: Mapped[str] = mapped_column(String(80), default="")
    copies: Mapped[list[str]] = mapped_column(JSON, default=list)
    archive: Mapped[str] = mapped_column(String(60), default="")
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}


class DocumentTemplate(Base):
    """An office's own .docx, checked when it was taken; the newest that was not taken away is used."""

    __tablename__ = "document_template"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    subject: Mapped[str] = mapped_column(String(30), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
