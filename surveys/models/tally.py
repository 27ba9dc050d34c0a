"""Counts that follow the responses and can always be rebuilt from them."""

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base


class ClusterTally(Base):
    """One row per round, agency, channel, month, cluster and question.

    `level_1` … `level_5` count ratings, `none_count` «không có ý kiến», `blank_count` skipped;
    a question of another type counts its answers in `level_1` … by option (see surveys.tallies).
    """

    __tablename__ = "cluster_tally"

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    month: Mapped[int] = mapped_column(Integer, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    question_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    place_id: Mapped[int | None] = mapped_column(Integer)
    level_1: Mapped[int] = mapped_column(Integer, default=0)
    level_2: Mapped[int] = mapped_column(Integer, default=0)
    level_3: Mapped[int] = mapped_column(Integer, default=0)
    level_4: Mapped[int] = mapped_column(Integer, default=0)
    level_5: Mapped[int] = mapped_column(Integer, default=0)
    none_count: Mapped[int] = mapped_column(Integer, default=0)
    blank_count: Mapped[int] = mapped_column(Integer, default=0)
    response_count: Mapped[int] = mapped_column(Integer, default=0)


class TallyMark(Base):
    """Whether the tallies of a round are behind its responses, and the count they were made from."""

    __tablename__ = "tally_mark"

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    response_count: Mapped[int] = mapped_column(BigInteger, default=0)
    is_stale: Mapped[bool] = mapped_column(Boolean, default=True)
