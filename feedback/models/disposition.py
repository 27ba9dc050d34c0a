"""What the agency makes of each comment, and the published table."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime


class DispositionKind(StrEnum):
    TAKEN_IN = "taken_in"
    IN_PART = "in_part"
    NOT_TAKEN_IN = "not_taken_in"
    NOTED = "noted"
    OUT_OF_SCOPE = "out_of_scope"
    MERGED = "merged"


class CommentGroup(Base):
    """Comments of one round and one provision that say nearly the same; answered at once."""

    __tablename__ = "comment_group"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"), index=True)
    provision_id: Mapped[int | None] = mapped_column(ForeignKey("provision.id"))
    label: Mapped[str] = mapped_column(Text, default="")
    size: Mapped[int] = mapped_column(Integer, default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Disposition(Base):
    """The agency's answer to one comment; a draft until `is_final`. A reason is owed unless taken in.

    `before` and `after` are the wording of the provision; `merged_into_id` the comment answered instead.
    Its history is in the audit trail.
    """

    __tablename__ = "disposition"
    __table_args__ = (
        CheckConstraint(
            "is_final = false OR kind = 'taken_in' OR reason <> ''", name="final_has_reason"
        ),
        CheckConstraint("kind <> 'merged' OR merged_into_id IS NOT NULL", name="merged_into"),
        Index("ix_disposition_round", "round_id", "is_final"),
    )

    comment_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"))
    kind: Mapped[str] = mapped_column(String(12), default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[str] = mapped_column("text_before", Text, default="")
    after: Mapped[str] = mapped_column("text_after", Text, default="")
    is_final: Mapped[bool] = mapped_column(Boolean, default=False)
    clerk_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}


class RoundResult(Base):
    """The disposition table as it was published; a correction is a new row with a reason. Only added."""

    __tablename__ = "round_result"
    __table_args__ = (
        CheckConstraint("supersedes_id IS NULL OR reason <> ''", name="correction_has_reason"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("round_result.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
