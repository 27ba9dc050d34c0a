"""What two people of different bodies left out of the sum, and took back in; rows are only added."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime


class ExclusionKind(StrEnum):
    SET_ASIDE = "set_aside"
    EXCLUDE = "exclude"
    RESTORE = "restore"


class ExclusionAct(Base):
    """One decision of a case. A response is left out while an act that was not restored names it.

    `restores_id` names the act that a restore undoes; an act is restored at most once.
    """

    __tablename__ = "exclusion_act"
    __table_args__ = (
        CheckConstraint("(act = 'restore') = (restores_id IS NOT NULL)", name="restores_one"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    restores_id: Mapped[int | None] = mapped_column(ForeignKey("exclusion_act.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    response_count: Mapped[int] = mapped_column(Integer)
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ProposedResponse(Base):
    """A response that a proposal names: frozen with it, so that nothing is added before it is confirmed."""

    __tablename__ = "proposed_response"
    __table_args__ = {"sqlite_with_rowid": False}

    decision_id: Mapped[int] = mapped_column(ForeignKey("case_decision.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(
        ForeignKey("survey_round.id"), primary_key=True, autoincrement=False
    )
    response_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class ExcludedResponse(Base):
    """A response that an act names."""

    __tablename__ = "excluded_response"
    __table_args__ = {"sqlite_with_rowid": False}

    act_id: Mapped[int] = mapped_column(ForeignKey("exclusion_act.id"), primary_key=True)
    response_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
