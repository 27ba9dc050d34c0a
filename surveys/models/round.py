"""Survey rounds, the agencies rated in them, and the parts whose results are signed."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from base.clock import now
from base.db import Base, UtcDateTime
from surveys.models.questionnaire import QuestionnaireVersion


class RoundState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    UNDER_REVIEW = "under_review"
    SIGNED = "signed"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class SurveyRound(Base):
    """Takes responses in [opens_at, closes_at); `owner_agency_id` is Sở Nội vụ or its stand-in."""

    __tablename__ = "survey_round"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="period"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    owner_agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(14), default=RoundState.PLANNED, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    revision: Mapped[int] = mapped_column(Integer, default=1)

    version: Mapped[QuestionnaireVersion] = relationship(lazy="joined", innerjoin=True)
    periods: Mapped[list["ReportingPeriod"]] = relationship(
        order_by="ReportingPeriod.starts_on", lazy="selectin", back_populates="round"
    )

    __mapper_args__ = {"version_id_col": revision}


class RoundAgency(Base):
    """An agency rated in the round; `target_count` responses are hoped for."""

    __tablename__ = "round_agency"

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True, index=True)
    target_count: Mapped[int] = mapped_column(Integer, default=0)


class RoundPlace(Base):
    """A QR place at which the round is offered."""

    __tablename__ = "round_place"

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("qr_place.id"), primary_key=True, index=True)


class ReportingPeriod(Base):
    """Whole months [starts_on, ends_on) of a round, whose results are signed on their own."""

    __tablename__ = "reporting_period"
    __table_args__ = (
        UniqueConstraint("round_id", "starts_on"),
        CheckConstraint("ends_on > starts_on", name="period"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)

    round: Mapped[SurveyRound] = relationship(back_populates="periods", lazy="raise_on_sql")


class RoundExtension(Base):
    """A round made longer: the reason is shown to everybody beside the round's dates."""

    __tablename__ = "round_extension"
    __table_args__ = (CheckConstraint("new_closes_at > old_closes_at", name="longer"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), index=True)
    old_closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    new_closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    extended_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
