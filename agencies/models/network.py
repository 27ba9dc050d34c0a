"""Office networks: an answer sent from one is marked as given at the desk, never refused."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime


class AgencyNetwork(Base):
    """`network` is a CIDR range ("113.160.5.0/29") from which an agency's office reaches the internet."""

    __tablename__ = "agency_network"
    __table_args__ = (UniqueConstraint("agency_id", "network"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    network: Mapped[str] = mapped_column(String(50))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
