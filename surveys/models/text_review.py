"""Free words on their way to being published: what a person of the province decided about each."""

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base


class ReviewState(StrEnum):
    """proposed: withheld or cut by one person, not confirmed by a second of another body yet."""

    WAITING = "waiting"
    PROPOSED = "proposed"
    RELEASED = "released"
    WITHHELD = "withheld"


class TextReview(Base):
    """`id` is random, so that the list has no order of arrival; the week is all that is told of the time.

    `redacted` is what the rule left, `shown` what the reviewer released, `original_hash` a hiding
    commitment to the words as they came. `published_on`: since when anybody can read it. `proposal`: what
    a second person decides or has decided: "withhold", "cut" (words left out beyond the rule's) or "".
    """

    __tablename__ = "text_review"
    __table_args__ = (
        UniqueConstraint("round_id", "response_id", "question_key"),
        Index("ix_text_review_agency_id", "agency_id", "state"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"))
    response_id: Mapped[int] = mapped_column(BigInteger)
    question_key: Mapped[str] = mapped_column(String(40))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    month: Mapped[int] = mapped_column(Integer)
    iso_week: Mapped[int] = mapped_column(Integer)
    original_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    is_province_only: Mapped[bool] = mapped_column(Boolean)
    redacted: Mapped[str] = mapped_column(Text)
    shown: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default=ReviewState.WAITING)
    reason: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    proposal: Mapped[str] = mapped_column(String(10), default="")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    proposed_on: Mapped[date | None] = mapped_column(Date)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_on: Mapped[date | None] = mapped_column(Date)
    published_on: Mapped[date | None] = mapped_column(Date)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}
