"""Scorecards: criteria, how a figure becomes points, groups of like agencies; versioned data."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from base.db import Base, UtcDateTime


class ScorecardState(StrEnum):
    DRAFT = "draft"
    IN_USE = "in_use"  # frozen: a change makes a new version
    RETIRED = "retired"


class CriterionKind(StrEnum):
    POINTS = "points"  # its max_points add up to the card's total
    BONUS = "bonus"
    DEDUCTION = "deduction"


class SourceKind(StrEnum):
    TARGET = "target"  # an accepted line of the self-report, by its key
    INDEX = "index"  # the official satisfaction index
    APPRAISED = "appraised"  # points that the department gives, with a reason


class Scorecard(Base):
    """`groups`: [{key, title, kinds: [agency kinds]}], an agency is scored in the first that has its kind;
    `classes`: [{key, title, title_en, from_percent}], the highest first; never the grades of NĐ 335/2025.
    """

    __tablename__ = "scorecard"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    title: Mapped[str] = mapped_column(String(300))
    citation: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default=ScorecardState.DRAFT)
    total_points: Mapped[float] = mapped_column(Float, default=100.0)
    groups: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    classes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    in_use_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="scorecard", order_by="Criterion.sort, Criterion.id", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": revision}


class Criterion(Base):
    """`conversion`: {"by": "linear", "from": 50, "to": 90} | {"by": "steps", "steps": [[90, 1.0], [80, 0.7]]}
    | {"by": "pass", "at": 100}; it gives the part (0…1) of `max_points` that a figure earns.

    `group_keys` empty: in every group of the card.
    """

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("scorecard_id", "key"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    section: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[str] = mapped_column(String(10), default=CriterionKind.POINTS)
    max_points: Mapped[float] = mapped_column(Float)
    source_kind: Mapped[str] = mapped_column(String(10))
    source_key: Mapped[str] = mapped_column(String(60), default="")
    conversion: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    group_keys: Mapped[list[str]] = mapped_column(JSON, default=list)
    sort: Mapped[int] = mapped_column(Integer, default=0)

    scorecard: Mapped[Scorecard] = relationship(back_populates="criteria", lazy="raise_on_sql")
