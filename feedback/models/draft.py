"""Drafts, their versions, the tree under review, and the provisions residents comment on."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    event,
    inspect,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from base.clock import now
from base.db import Base, UtcDateTime
from feedback.rules.comparing import Change

__all__ = [
    "Change",
    "Draft",
    "DraftEdit",
    "DraftSource",
    "DraftState",
    "DraftVersion",
    "FrozenVersionChanged",
    "Provision",
    "ProvisionLink",
]


class DraftState(StrEnum):
    REVIEWING = "reviewing"
    FROZEN = "frozen"


class Draft(Base):
    """What an agency asks opinions on; the text itself is in its versions."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    title: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    revision: Mapped[int] = mapped_column(Integer, default=1)

    versions: Mapped[list["DraftVersion"]] = relationship(
        back_populates="draft", order_by="DraftVersion.number", lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": revision}


class DraftVersion(Base):
    """`tree` is feedback.provisions as JSON while people review it; freezing writes `provision` rows.

    `text_hash` is feedback.provisions.text_hash of what was frozen; a frozen version never changes.
    """

    __tablename__ = "draft_version"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(
        String(10), default=DraftState.REVIEWING, active_history=True
    )
    source_name: Mapped[str] = mapped_column(String(200), default="")
    source_media: Mapped[str] = mapped_column(String(20), default="")
    source_hash: Mapped[str] = mapped_column(String(64), default="")
    tree: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    text_hash: Mapped[str] = mapped_column(String(64), default="")
    word_count: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    draft: Mapped[Draft] = relationship(back_populates="versions", lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": revision}


class FrozenVersionChanged(Exception):
    """Some code tried to change or delete a frozen version; our fault, never a person's."""


_FIXED = ("draft_id", "number", "state", "tree", "text_hash", "word_count", "frozen_at")


def _was_frozen(version: DraftVersion) -> bool:
    """Whether the stored row, not the one in memory, is frozen."""
    history = inspect(version).attrs.state.history
    before = [*(history.deleted or ()), *(history.unchanged or ())]
    return bool(before) and before[0] == DraftState.FROZEN


@event.listens_for(DraftVersion, "before_update")
def _keep_frozen(_m: Mapper[Any], _c: Connection, version: DraftVersion) -> None:
    """A second lock behind the rules: whatever writes, the words people commented on stay."""
    attributes = inspect(version).attrs
    if _was_frozen(version) and any(attributes[name].history.added for name in _FIXED):
        raise FrozenVersionChanged(f"version {version.id}")


@event.listens_for(DraftVersion, "before_delete")
def _never_delete_frozen(_m: Mapper[Any], _c: Connection, version: DraftVersion) -> None:
    if _was_frozen(version):
        raise FrozenVersionChanged(f"version {version.id}")


class DraftSource(Base):
    """The file as it came, for whoever doubts the reading; never served with an active type."""

    __tablename__ = "draft_source"

    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class DraftEdit(Base):
    """A step of the review: `tree` is what stood before it, so that it can be undone.

    A step taken back counts below zero and keeps what stood after it, so that it can be done again.
    Step 0 is the tree as it was read from the file, with which the words are compared.
    """

    __tablename__ = "draft_edit"
    __table_args__ = (UniqueConstraint("version_id", "step"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"), index=True)
    step: Mapped[int] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(String(30))
    tree: Mapped[dict[str, Any]] = mapped_column(JSON)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column("edited_at", UtcDateTime, default=now)


class Provision(Base):
    """One node of a frozen version; `path` is its address inside it ("dieu-3.khoan-2.diem-a"), for ever.

    `position` counts from 0 in the order of the document; `depth` 0 are the children of the root.
    """

    __tablename__ = "provision"
    __table_args__ = (
        UniqueConstraint("version_id", "path"),
        UniqueConstraint("version_id", "position"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("provision.id"))
    position: Mapped[int] = mapped_column(Integer)
    depth: Mapped[int] = mapped_column(Integer)
    path: Mapped[str] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")


class ProvisionLink(Base):
    """Where a provision of the version before went; proposed by the program, confirmed by an officer.

    REMOVED has no new one, NEW no old one; several old ones MERGED share a new one.
    """

    __tablename__ = "provision_link"
    __table_args__ = (
        CheckConstraint("old_id IS NOT NULL OR new_id IS NOT NULL", name="one_side"),
        UniqueConstraint("version_id", "old_id", "new_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"), index=True)
    old_id: Mapped[int | None] = mapped_column(ForeignKey("provision.id"), index=True)
    new_id: Mapped[int | None] = mapped_column(ForeignKey("provision.id"), index=True)
    change: Mapped[str] = mapped_column(String(10))
    similarity: Mapped[float] = mapped_column(Float, default=0.0)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
