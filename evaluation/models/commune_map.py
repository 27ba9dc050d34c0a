"""Areas of the province's communes, as it uploaded them; every version stays."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime


class CommuneMap(Base):
    """The newest that was not taken out of use is drawn; without one the board draws bubbles.

    `drawing`: {"width", "height", "areas": [[commune code, path], …]}, simplified for the page; `original`:
    the file as it came, gzip; `source`: whose map it is; `is_made_up`: a demo's own, said on every page.
    """

    __tablename__ = "commune_map"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    code_property: Mapped[str] = mapped_column(String(80))
    area_count: Mapped[int] = mapped_column(Integer)
    matched_count: Mapped[int] = mapped_column(Integer)
    drawing: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    original: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    is_made_up: Mapped[bool] = mapped_column(Boolean, default=False)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
