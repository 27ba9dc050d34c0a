"""Questionnaires and their frozen versions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Connection, ForeignKey, Integer, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship
from sqlalchemy.orm.attributes import get_history

from base.clock import now
from base.db import Base, UtcDateTime
from surveys.questionnaire_content import without_translations


class VersionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Questionnaire(Base):
    __tablename__ = "questionnaire"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    versions: Mapped[list["QuestionnaireVersion"]] = relationship(
        back_populates="questionnaire", order_by="QuestionnaireVersion.number", lazy="raise_on_sql"
    )


class QuestionnaireVersion(Base):
    """`content` is the document of `surveys.questionnaire_content`; frozen once published."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default=VersionState.DRAFT, active_history=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, active_history=True)
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    revision: Mapped[int] = mapped_column(Integer, default=1)

    questionnaire: Mapped[Questionnaire] = relationship(
        back_populates="versions", lazy="joined", innerjoin=True
    )

    __mapper_args__ = {"version_id_col": revision}


class FrozenVersionChanged(Exception):
    """Some code tried to change or delete what is published; our fault, never a person's."""


def _was_frozen(version: QuestionnaireVersion) -> bool:
    """Whether the stored row, not the one in memory, is past being a draft."""
    history = get_history(version, "state")
    before = [*(history.deleted or ()), *(history.unchanged or ())]
    return bool(before) and before[0] != VersionState.DRAFT


@event.listens_for(QuestionnaireVersion, "before_update")
def _keep_frozen(_m: Mapper[Any], _c: Connection, version: QuestionnaireVersion) -> None:
    """A second lock behind the rules: whatever writes, the Vietnamese of a published version stays."""
    if not _was_frozen(version):
        return
    content = get_history(version, "content")
    if content.deleted and without_translations(content.deleted[0]) != without_translations(
        version.content
    ):
        raise FrozenVersionChanged(f"content of version {version.id}")
    if version.state == VersionState.DRAFT or get_history(version, "number").has_changes():
        raise FrozenVersionChanged(f"state or number of version {version.id}")


@event.listens_for(QuestionnaireVersion, "before_delete")
def _never_delete_frozen(_m: Mapper[Any], _c: Connection, version: QuestionnaireVersion) -> None:
    if _was_frozen(version):
        raise FrozenVersionChanged(f"version {version.id}")
