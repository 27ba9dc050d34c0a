"""What residents sent. `response` only grows; it carries no instant and no order.

`response` is partitioned by round on PostgreSQL; uniqueness of the public number therefore sits in
`response_number`. The exact time is only in `response_trace`, under a key that dies after 48 hours.
"""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base

# SQLite numbers the rows of a table as they come; these tables are kept in the order of their random keys.
_NO_ORDER = {"sqlite_with_rowid": False}


class Response(Base):
    """`id` is 63 random bits; `answers` is packed by `surveys.packing`, one slot a question.

    channel: code | open_qr | kiosk | paper | call_back; source: live | import | demo | test (test never
    counts); `labels` as surveys.rules.labels packs them; month = yyyymm, iso_week = yyyyww,
    bucket = hour // 3; duration in 5-second steps.
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("bucket BETWEEN 0 AND 7", name="bucket"),
        CheckConstraint("cap_rank BETWEEN 0 AND 3", name="cap_rank"),
        Index("ix_response_cluster", "round_id", "cluster_id", "source"),
        {"postgresql_partition_by": "LIST (round_id)", "sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("qr_place.id"))
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    channel: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(8))
    respondent_kind: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(8))
    cluster_id: Mapped[int] = mapped_column(BigInteger)
    month: Mapped[int] = mapped_column(Integer)
    iso_week: Mapped[int] = mapped_column(Integer)
    bucket: Mapped[int] = mapped_column(SmallInteger)
    duration_steps: Mapped[int] = mapped_column(SmallInteger)
    cap_rank: Mapped[int] = mapped_column(SmallInteger, default=0)
    at_desk: Mapped[bool] = mapped_column(Boolean, default=False)
    is_late: Mapped[bool] = mapped_column(Boolean, default=False)
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    labels: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")


class ResponseText(Base):
    """Free words, apart from the numbers, so that they can be withdrawn alone.

    `is_province_only`: their author wants them read by the province and not published.
    """

    __tablename__ = "response_text"
    __table_args__ = _NO_ORDER

    round_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    response_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    question_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    is_province_only: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class ResponseNumber(Base):
    """Public number and private key, both only as SHA-256; the number follows from the page's nonce,

    so a second sending of the same page meets this row. `content_hash` tells the same content from other.
    """

    __tablename__ = "response_number"
    __table_args__ = _NO_ORDER

    number_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    round_id: Mapped[int] = mapped_column(Integer)
    response_id: Mapped[int] = mapped_column(BigInteger)


class ResponseTrace(Base):
    """The exact instant, AES-GCM under the key of `day` (kept outside the database, 48 hours)."""

    __tablename__ = "response_trace"
    __table_args__ = _NO_ORDER

    round_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    response_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class VisitCluster(Base):
    """A place on one day, the unit of variance; `day` is emptied after 48 hours.

    Answers with a one-time code come from no place: their unit is the receiving office.
    """

    __tablename__ = "visit_cluster"
    __table_args__ = (
        UniqueConstraint("place_id", "channel", "day"),
        Index(
            "uq_visit_cluster_office",
            "agency_id",
            "channel",
            "day",
            unique=True,
            sqlite_where=text("place_id IS NULL"),
            postgresql_where=text("place_id IS NULL"),
        ),
        _NO_ORDER,
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("qr_place.id"))
    channel: Mapped[str] = mapped_column(String(10))
    day: Mapped[date | None] = mapped_column(Date)
