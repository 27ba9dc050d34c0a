"""What people wrote about a draft. `comment` only grows and carries a day, no instant and no order."""

from datetime import date, datetime
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
)
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime

# Kept in the order of their random keys: no hidden row number tells who wrote after whom.
_NO_ORDER = {"sqlite_with_rowid": False}


class Stance(StrEnum):
    AGREE = "agree"
    PARTLY = "partly"
    DISAGREE = "disagree"
    QUESTION = "question"
    WORDING = "wording"


class CommentChannel(StrEnum):
    WEB = "web"
    PAPER = "paper"
    MEETING = "meeting"
    PHONE = "phone"
    HOTLINE = "hotline"
    FRONT = "front"  # qua Mặt trận


class Visibility(StrEnum):
    PUBLISHED = "published"
    HELD = "held"  # waits for a person, a stub is shown
    HIDDEN = "hidden"  # for a rule, a stub is shown
    WITHDRAWN = "withdrawn"  # by its author: the words are destroyed
    ERASED = "erased"  # as the law demands, by two people: the words are destroyed


class Comment(Base):
    """`id` is 63 random bits; `provision_id` empty is about the whole draft.

    channel: CommentChannel; source: live | demo | test; author_kind: individual | organisation;
    `follows_id`: what its author added to an earlier comment. Append-only by trigger.
    """

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_place", "round_id", "provision_id"), _NO_ORDER)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    provision_id: Mapped[int | None] = mapped_column(ForeignKey("provision.id"), index=True)
    question_key: Mapped[str] = mapped_column(String(40), default="")
    stance: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(10), default=CommentChannel.WEB)
    source: Mapped[str] = mapped_column(String(8), default="live")
    author_kind: Mapped[str] = mapped_column(String(12), default="individual")
    received_on: Mapped[date] = mapped_column(Date)
    language: Mapped[str] = mapped_column(String(8), default="vi")
    is_late: Mapped[bool] = mapped_column(Boolean, default=False)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class CommentText(Base):
    """The words, apart, so that they alone can be destroyed. `wording` is the text proposed instead;

    `search_text` is both, folded; `fingerprint` is SHA-256 of the folded words without blanks and stops.
    While a comment is hidden its words are in `sealed` alone (JSON {"text", "wording"} under the contact
    key), so that no list, search or export can show them by mistake.
    """

    __tablename__ = "comment_text"
    __table_args__ = _NO_ORDER

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    text: Mapped[str] = mapped_column(Text)
    wording: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(Text, default="")
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)


class CommentNumber(Base):
    """Public number and private key as SHA-256; the number follows from the page's nonce (design §7)."""

    __tablename__ = "comment_number"
    __table_args__ = _NO_ORDER

    number_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)


class CommentStanding(Base):
    """How a comment stands now: shown or not, in which group. Made with the comment, changed by acts.

    `rule`: number of the moderation rule behind a stub; `role`: who applied it; `since_on`: the stub's day.
    `is_about_agency`: it speaks of the agency itself, which then cannot hide it alone.
    """

    __tablename__ = "comment_standing"
    __table_args__ = (Index("ix_comment_standing_round", "round_id", "visibility"), _NO_ORDER)

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"))
    visibility: Mapped[str] = mapped_column(String(10), default=Visibility.PUBLISHED)
    rule: Mapped[int | None] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(String(20), default="")
    since_on: Mapped[date | None] = mapped_column(Date)
    is_about_agency: Mapped[bool] = mapped_column(Boolean, default=False)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("comment_group.id"), index=True)


class CommentAuthor(Base):
    """Who left a name or an address, sealed under the contact key; erased after its own time.

    `sealed`: AES-GCM over JSON {"name", "address", "organisation", "email"}. `shows_name`: the author
    agreed that name or organisation stand in the published table. `erase_on` is set when the round is
    answered.
    """

    __tablename__ = "comment_author"
    __table_args__ = _NO_ORDER

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    shows_name: Mapped[bool] = mapped_column(Boolean, default=False)
    wants_answer: Mapped[bool] = mapped_column(Boolean, default=False)
    answered_on: Mapped[date | None] = mapped_column(Date)
    erase_on: Mapped[date | None] = mapped_column(Date, index=True)


class ModerationAct(Base):
    """One step about showing a comment; rows are only added.

    act: propose (to hide; still shown) | hold (proposed, a stub is shown meanwhile) | hide | show | erase.
    """

    __tablename__ = "moderation_act"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    rule: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("review_case.id"))
    at: Mapped[datetime] = mapped_column("acted_at", UtcDateTime, default=now)


class SecondLook(Base):
    """The author of a hidden comment asks another unit to look again (đề nghị xem xét lại)."""

    __tablename__ = "second_look"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    asked_on: Mapped[date] = mapped_column(Date)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("review_case.id"), index=True)
    decided_on: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(String(10), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
