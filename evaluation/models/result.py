"""Results of a year: every agency's score as it was appraised, decided and published."""

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
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime


class ResultState(StrEnum):
    COMPUTED = "computed"  # the department looks it through
    APPRAISED = "appraised"  # two people signed; agencies may ask for another look
    SUBMITTED = "submitted"  # to UBND tỉnh
    DECIDED = "decided"  # number and date of the decision; frozen
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class CriterionState(StrEnum):
    SCORED = "scored"
    WITHHELD = "withheld"  # "chưa chấm (còn ít phiếu)": neither zero nor an average
    MISSING = "missing"  # owed, never reported, reporting is over: no points
    PENDING = "pending"  # it may still come in: the agency has no sum and no class yet
    NOT_BOUND = "not_bound"  # the agency does not owe it


class YearResult(Base):
    """Version `number` of a year's results; a correction is a new version, with a reason, beside the old."""

    __tablename__ = "year_result"
    __table_args__ = (
        UniqueConstraint("year_id", "number"),
        CheckConstraint("number = 1 OR reason <> ''", name="correction_has_reason"),
        CheckConstraint(
            "second_by_id IS NULL OR second_by_id <> appraised_by_id", name="two_people"
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("evaluation_year.id"), index=True)
    number: Mapped[int] = mapped_column(Integer, default=1)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"))
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("index_snapshot.id"))
    state: Mapped[str] = mapped_column(String(10), default=ResultState.COMPUTED, index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    appraised_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    appraised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    second_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    decided_on: Mapped[date | None] = mapped_column(Date)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    looks_until: Mapped[date | None] = mapped_column(Date)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}


class ResultSign(Base):
    """One person stands for every score but those of the own body, as they had this content.

    Rows are only added. A change of points makes earlier signs of the result void: their hash is another.
    """

    __tablename__ = "result_sign"
    __table_args__ = (UniqueConstraint("result_id", "staff_id", "content_hash"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("year_result.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    content_hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class AgencyScore(Base):
    """`points` of `possible` (what was scored); low and high carry the index's interval; ranks are intervals
    within the group; no points and no class when nothing could be scored or something is still awaited.
    """

    __tablename__ = "agency_score"
    __table_args__ = (UniqueConstraint("result_id", "agency_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("year_result.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    group_key: Mapped[str] = mapped_column(String(40))
    points: Mapped[float | None] = mapped_column(Float)
    points_low: Mapped[float | None] = mapped_column(Float)
    points_high: Mapped[float | None] = mapped_column(Float)
    possible: Mapped[float] = mapped_column(Float)
    class_key: Mapped[str] = mapped_column(String(40), default="")
    is_near_boundary: Mapped[bool] = mapped_column(Boolean, default=False)
    rank_low: Mapped[int | None] = mapped_column(Integer)
    rank_high: Mapped[int | None] = mapped_column(Integer)


class CriterionScore(Base):
    """One criterion of one agency; `figure` in the source's unit; `source` is its evidence."""

    __tablename__ = "criterion_score"
    __table_args__ = (UniqueConstraint("agency_score_id", "criterion_key"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    agency_score_id: Mapped[int] = mapped_column(ForeignKey("agency_score.id"), index=True)
    criterion_key: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10))
    figure: Mapped[float | None] = mapped_column(Float)
    figure_low: Mapped[float | None] = mapped_column(Float)
    figure_high: Mapped[float | None] = mapped_column(Float)
    points: Mapped[float | None] = mapped_column(Float)
    points_low: Mapped[float | None] = mapped_column(Float)
    points_high: Mapped[float | None] = mapped_column(Float)
    max_points: Mapped[float] = mapped_column(Float)
    reason: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class AppraisedPoints(Base):
    """Points that a person gave or changed, with a reason; rows are only added, the newest counts."""

    __tablename__ = "appraised_points"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("year_result.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    criterion_key: Mapped[str] = mapped_column(String(60))
    points: Mapped[float] = mapped_column(Float)
    reason: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column("given_at", UtcDateTime, default=now)


class AnotherLook(Base):
    """An agency asks to have its score looked at again; decided by two people, with a reason."""

    __tablename__ = "another_look"
    __table_args__ = (
        CheckConstraint("second_by_id IS NULL OR second_by_id <> decided_by_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("year_result.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    criterion_key: Mapped[str] = mapped_column(String(60), default="")
    words: Mapped[str] = mapped_column(Text)
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    outcome: Mapped[str | None] = mapped_column(String(10))  # upheld | partly | dismissed
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    second_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}


class LookActKind(StrEnum):
    PROPOSE = "propose"  # by who appraises
    CONFIRM = "confirm"  # by a second person of another body
    REFUSE = "refuse"  # so that another proposal is owed


class LookAct(Base):
    """What was proposed on such a request and what the second person said to it; rows are only added.

    `points`: what the criterion is to have, where the proposal changes it.
    """

    __tablename__ = "look_act"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    look_id: Mapped[int] = mapped_column(ForeignKey("another_look.id"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(10), default="")
    points: Mapped[float | None] = mapped_column(Float)
    reason: Mapped[str] = mapped_column(Text, default="")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column("acted_at", UtcDateTime, default=now)
