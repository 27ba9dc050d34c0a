"""What the plans ask for: catalogues of targets, as data that the department edits."""

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    Float,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from base.db import Base


class TargetUnit(StrEnum):
    PERCENT = "percent"  # done ÷ all, both reported
    COUNT = "count"
    YES_NO = "yes_no"
    DATE = "date"  # done on that day


class TargetPeriod(StrEnum):
    YEAR = "year"
    HALF_YEAR = "half_year"
    QUARTER = "quarter"
    ONCE = "once"
    ONGOING = "ongoing"


class Filler(StrEnum):
    """What Ý Dân knows by itself; NOBODY: the agency reports it."""

    NOBODY = ""
    SURVEY_HELD = "survey_held"
    SATISFACTION_INDEX = "satisfaction_index"
    COMMENT_COVERAGE = "comment_coverage"
    DAYS_TO_ANSWER = "days_to_answer"
    PUBLISHED_RESULTS = "published_results"
    PORTAL_COLUMN = "portal_column"


class TargetCatalogue(Base):
    """One plan or resolution; a province switches it on and off."""

    __tablename__ = "target_catalogue"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
    citation: Mapped[str] = mapped_column(Text, default="")
    is_on: Mapped[bool] = mapped_column(Boolean, default=False)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    targets: Mapped[list["Target"]] = relationship(
        back_populates="catalogue", order_by="Target.sort, Target.id", lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": revision}


class Target(Base):
    """`bound`: kinds of agencies that owe it, empty for every agency.

    `due`: YYYY-MM-DD once, MM-DD every year, empty when there is no day; `goal` is in the target's unit
    (percent 0…100), empty when the plan names no number.
    """

    __tablename__ = "target"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    catalogue_id: Mapped[int] = mapped_column(ForeignKey("target_catalogue.id"), index=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(10))
    goal: Mapped[float | None] = mapped_column(Float)
    bound: Mapped[list[str]] = mapped_column(JSON, default=list)
    period: Mapped[str] = mapped_column(String(10))
    due: Mapped[str] = mapped_column(String(10), default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    citation: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[str] = mapped_column(String(20))
    filled_by: Mapped[str] = mapped_column(String(30), default=Filler.NOBODY)
    sort: Mapped[int] = mapped_column(Integer, default=0)
    is_on: Mapped[bool] = mapped_column(Boolean, default=True)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    catalogue: Mapped[TargetCatalogue] = relationship(back_populates="targets", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": revision}


class YearTarget(Base):
    """A target as it stood when its year was opened; `due_on` is the day resolved for that year."""

    __tablename__ = "year_target"
    __table_args__ = (UniqueConstraint("year_id", "key"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("evaluation_year.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    catalogue_key: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(10))
    goal: Mapped[float | None] = mapped_column(Float)
    bound: Mapped[list[str]] = mapped_column(JSON, default=list)
    period: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[date | None] = mapped_column(Date)
    evidence: Mapped[str] = mapped_column(Text, default="")
    citation: Mapped[str] = mapped_column(Text, default="")
    filled_by: Mapped[str] = mapped_column(String(30), default=Filler.NOBODY)
    sort: Mapped[int] = mapped_column(Integer, default=0)
