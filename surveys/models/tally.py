"""Counts that follow the responses and can always be rebuilt from them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime

WHOLE = "*"  # the row of a cluster that stands for its whole responses, not for one question


class Standing(StrEnum):
    """counted; left_out: set aside or excluded, kept apart; superseded: answered anew, counts nowhere."""

    COUNTED = "counted"
    LEFT_OUT = "left_out"
    SUPERSEDED = "superseded"


class ClusterTally(Base):
    """One row per round, agency, channel, month, week, cluster, standing, class, resolver and question.

    `class_key` is empty where no class is known: most channels, and coded answers of this week;
    `resolving_agency_id` is 0 where nobody else than `agency_id` is known to have resolved.
    `seen_count` (rows of "*") is how many responses and notes about them the row has taken in;
    superseded responses have such a row alone, with a `response_count` of 0.
    `level_1` … `level_5` count ratings, `none_count` «không có ý kiến», `blank_count` skipped; what
    they count for other questions says `surveys.tallies`. `question_key` "*" counts in `level_1` the
    responses with a valid answer to at least one item of the index, "*section" to one of a section;
    with "<" or ">" before it, of those items that count for who received or for who resolved.
    """

    __tablename__ = "cluster_tally"
    __table_args__ = (
        Index(
            "ix_cluster_tally_whole",
            "round_id",
            "agency_id",
            "place_id",
            "channel",
            "iso_week",
            "cluster_id",
            "standing",
            "response_count",
            "seen_count",
            sqlite_where=text("question_key = '*'"),
            postgresql_where=text("question_key = '*'"),
        ),
        # Else hidden row numbers would tell which cluster was counted last, and so its day.
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    month: Mapped[int] = mapped_column(Integer, primary_key=True)
    iso_week: Mapped[int] = mapped_column(Integer, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    standing: Mapped[str] = mapped_column(String(10), primary_key=True, default=Standing.COUNTED)
    class_key: Mapped[str] = mapped_column(String(80), primary_key=True, default="")
    resolving_agency_id: Mapped[int] = mapped_column(
        Integer, primary_key=True, autoincrement=False, default=0
    )
    question_key: Mapped[str] = mapped_column(String(42), primary_key=True)
    place_id: Mapped[int | None] = mapped_column(Integer)
    level_1: Mapped[int] = mapped_column(Integer, default=0)
    level_2: Mapped[int] = mapped_column(Integer, default=0)
    level_3: Mapped[int] = mapped_column(Integer, default=0)
    level_4: Mapped[int] = mapped_column(Integer, default=0)
    level_5: Mapped[int] = mapped_column(Integer, default=0)
    none_count: Mapped[int] = mapped_column(Integer, default=0)
    blank_count: Mapped[int] = mapped_column(Integer, default=0)
    response_count: Mapped[int] = mapped_column(Integer, default=0)
    seen_count: Mapped[int] = mapped_column(Integer, default=0)


class TallyMark(Base):
    """Whether the tallies of a round are behind its responses, and the count they were made from."""

    __tablename__ = "tally_mark"

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    response_count: Mapped[int] = mapped_column(BigInteger, default=0)
    is_stale: Mapped[bool] = mapped_column(Boolean, default=True)


class ColumnarFile(Base):
    """A Parquet file of a round's answers to one questionnaire version, and the hash it must have.

    `seen_count` is how many responses and notes about them were read for it, as in `cluster_tally`.
    `name` is the file's name inside INSTANCE_DIR/columnar. A new file of the same round is a new row.
    """

    __tablename__ = "columnar_file"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), index=True)
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    response_count: Mapped[int] = mapped_column(BigInteger)
    seen_count: Mapped[int] = mapped_column(BigInteger, default=0)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
