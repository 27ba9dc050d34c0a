"""Signed figures: snapshots of a round or a reporting period, and their cells."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime


class SnapshotState(StrEnum):
    COMPUTED = "computed"
    SIGNED = "signed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class IndexSnapshot(Base):
    """All figures of a round (period_id empty) or of one reporting period, as they were signed.

    `settings` holds the values used with the ids of their legal settings; a correction is a new
    snapshot with a reason that supersedes the old one; none is ever changed after publication.
    `release_at`: the fixed hour at which the clock makes a signed one public, as `release_by_id` asked.
    """

    __tablename__ = "index_snapshot"
    __table_args__ = (
        CheckConstraint("supersedes_id IS NULL OR reason <> ''", name="correction_has_reason"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), index=True)
    period_id: Mapped[int | None] = mapped_column(ForeignKey("reporting_period.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=SnapshotState.COMPUTED, index=True)
    sample: Mapped[str] = mapped_column(String(10), default="open")
    method_version: Mapped[str] = mapped_column(String(20))
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    release_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    release_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("index_snapshot.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_waiting(self) -> bool:
        """Signed and ordered, for an hour that has not come."""
        return self.state == SnapshotState.SIGNED and self.release_at is not None


class IndexCell(Base):
    """One published (or withheld) figure.

    `scope`: agency | province; `measure`: overall | dimension | item | month | channel | left_out;
    `key` is the section, question, month or channel (empty for overall); left_out is the overall figure
    as it were with the answers that people set aside or excluded. Shares and limits are in 0…1, unrounded.
    A cell holds what may be published and nothing else: a withheld one keeps `withheld` (a reason code)
    without share or limits, and a count that may not be shown is empty, never 0. Overall cells of an
    official figure have beside them the codes issued, the share of them answered, and the dossiers;
    `resolved_count` is how many of `n` are about dossiers that others received and the agency resolved.
    """

    __tablename__ = "index_cell"
    __table_args__ = (
        Index("ix_index_cell_find", "snapshot_id", "scope", "measure", "agency_id", "key"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("index_snapshot.id"))
    scope: Mapped[str] = mapped_column(String(10))
    measure: Mapped[str] = mapped_column(String(10))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    key: Mapped[str] = mapped_column(String(40), default="")
    n: Mapped[int | None] = mapped_column(Integer)
    n_valid: Mapped[int | None] = mapped_column(Integer)
    n_eff: Mapped[float | None] = mapped_column(Float)
    share: Mapped[float | None] = mapped_column(Float)
    variance: Mapped[float | None] = mapped_column(Float)
    df: Mapped[float | None] = mapped_column(Float)
    low: Mapped[float | None] = mapped_column(Float)
    high: Mapped[float | None] = mapped_column(Float)
    mean_score: Mapped[float | None] = mapped_column(Float)
    withheld: Mapped[str | None] = mapped_column(String(30))
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_usable: Mapped[bool] = mapped_column(Boolean, default=False)
    rank_low: Mapped[int | None] = mapped_column(Integer)
    rank_high: Mapped[int | None] = mapped_column(Integer)
    against_province: Mapped[str | None] = mapped_column(String(20))
    channel_mix: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    levels: Mapped[list[int]] = mapped_column(JSON, default=list)
    issued_count: Mapped[int | None] = mapped_column(Integer)
    response_rate: Mapped[float | None] = mapped_column(Float)
    dossier_count: Mapped[int | None] = mapped_column(Integer)
    resolved_count: Mapped[int | None] = mapped_column(Integer)
