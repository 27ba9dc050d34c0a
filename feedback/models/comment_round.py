"""Comment rounds: a period in which opinions on a draft are taken, and what is on record about it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
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
from sqlalchemy.orm import Mapped, mapped_column, relationship

from base.clock import now
from base.db import Base, UtcDateTime
from feedback.models.draft import DraftVersion


class RoundKind(StrEnum):
    LEGAL = "legal"  # văn bản quy phạm pháp luật của HĐND, UBND
    VILLAGE = "village"  # hương ước, quy ước
    AGENCY = "agency"  # quy chế của cơ quan
    PLAN = "plan"  # kế hoạch, đề án, dự án
    LAND = "land"  # đất đai
    OTHER = "other"


class RoundState(StrEnum):
    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    ANSWERING = "answering"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class PublicationKind(StrEnum):
    """The lines of the proof of publication."""

    OPENED = "opened"
    VERSION = "version"
    EXTENDED = "extended"
    ADDRESSES = "addresses"
    CLOSED = "closed"
    RESULT = "result"


class CommentRound(Base):
    """Takes comments in [opens_at, closes_at); opens and closes by the clock.

    `version_id` is the version residents read now. `asked_by` names who asks when it is not the agency
    (for a hương ước the trưởng thôn), `audience` who is asked. `is_internal`: for the signed-in staff of
    the agency only. `is_front_review`: phản biện of the Fatherland Front, shown apart. `min_days` and
    `min_days_setting_id` say which rule was in force; a shorter period has `short_reason`, shown to all.
    `questions`: [{"key", "text"}]. `answer_by_on`: the last day to answer. source: live | demo.
    """

    __tablename__ = "comment_round"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="period"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(500))
    slug: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(Text, default="")
    asked_by: Mapped[str] = mapped_column(String(200), default="")
    audience: Mapped[str] = mapped_column(String(500), default="")
    is_internal: Mapped[bool] = mapped_column(Boolean, default=False)
    is_front_review: Mapped[bool] = mapped_column(Boolean, default=False)
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    questions: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    contact: Mapped[str] = mapped_column(String(500), default="")
    agency_address: Mapped[str] = mapped_column(String(500), default="")
    province_address: Mapped[str] = mapped_column(String(500), default="")
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    min_days: Mapped[int] = mapped_column(Integer, default=0)
    min_days_setting_id: Mapped[int | None] = mapped_column(ForeignKey("legal_setting.id"))
    short_reason: Mapped[str] = mapped_column(Text, default="")
    answer_by_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default=RoundState.PREPARED, index=True)
    source: Mapped[str] = mapped_column(String(8), default="live")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    revision: Mapped[int] = mapped_column(Integer, default=1)

    version: Mapped[DraftVersion] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": revision}


class RoundVersion(Base):
    """A version that was put before the people in a round, and since when; rows are only added."""

    __tablename__ = "round_version"

    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"), primary_key=True)
    since_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class CommentRoundExtension(Base):
    """A round made longer: the reason is shown to everybody beside its dates."""

    __tablename__ = "comment_round_extension"
    __table_args__ = (CheckConstraint("new_closes_at > old_closes_at", name="longer"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"), index=True)
    old_closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    new_closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    extended_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class RoundAttachment(Base):
    """A file beside the draft (tờ trình, bản so sánh); served as a download only."""

    __tablename__ = "round_attachment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class RoundSubscription(Base):
    """Someone who asked to be told when the round changes or is answered; the address is sealed."""

    __tablename__ = "round_subscription"
    __table_args__ = (UniqueConstraint("round_id", "address_mark"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    address_mark: Mapped[bytes] = mapped_column(LargeBinary(32))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    asked_on: Mapped[date] = mapped_column(Date)
    confirmed_on: Mapped[date | None] = mapped_column(Date)


class HouseholdDecision(Base):
    """What a village decided on its hương ước, as its minutes say; never a vote taken here.

    `step`: meeting | ballot; counts are households. `thresholds` keeps the settings used, with their
    ids. Rows are only added; a correction names the row it replaces.
    """

    __tablename__ = "household_decision"
    __table_args__ = (
        CheckConstraint("present_count <= household_count", name="present"),
        CheckConstraint("agree_count + disagree_count <= household_count", name="counts"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"), index=True)
    step: Mapped[str] = mapped_column(String(8))
    held_on: Mapped[date] = mapped_column(Date)
    household_count: Mapped[int] = mapped_column(Integer)
    present_count: Mapped[int] = mapped_column(Integer)
    agree_count: Mapped[int] = mapped_column(Integer)
    disagree_count: Mapped[int] = mapped_column(Integer)
    minutes_number: Mapped[str] = mapped_column(String(60), default="")
    signers: Mapped[list[str]] = mapped_column(JSON, default=list)
    thresholds: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("household_decision.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class PublicationAct(Base):
    """One line of the proof of publication (`act`: PublicationKind); rows are only added.

    `at` is when it held for the people (a round opens at its time even if the job that writes it down is
    late); `recorded_at` when it was written down. `text_hash` is that of the version shown then.
    """

    __tablename__ = "publication_act"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column("acted_at", UtcDateTime)
    text_hash: Mapped[str] = mapped_column(String(64), default="")
    province_address: Mapped[str] = mapped_column(String(500), default="")
    agency_address: Mapped[str] = mapped_column(String(500), default="")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=now)


class RoundLetter(Base):
    """A letter about a round that is to go out once: whoever adds the row sends it.

    `topic` says about what ("act:12", "answer:overdue:2026-12-01"), `recipient` to whom ("staff:3",
    "subscription:9"), never an address. `sent_at` is empty while it is being sent.
    """

    __tablename__ = "round_letter"
    __table_args__ = (UniqueConstraint("topic", "recipient", "round_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"), index=True)
    topic: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(40))
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
