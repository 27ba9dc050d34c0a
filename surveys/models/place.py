"""QR places: counters, posters, addresses and kiosks where a round is offered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime


class PlaceKind(StrEnum):
    COUNTER = "counter"
    POSTER = "poster"
    ADDRESS = "address"
    KIOSK = "kiosk"


class PlaceState(StrEnum):
    PLANNED = "planned"
    IN_USE = "in_use"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"


class QrPlace(Base):
    """`code` is printed on paper and works for ever: 6 characters and a check (base.codes)."""

    __tablename__ = "qr_place"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10), default=PlaceKind.COUNTER)
    state: Mapped[str] = mapped_column(String(10), default=PlaceState.PLANNED, index=True)
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("qr_place.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}
