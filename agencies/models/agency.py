"""Public bodies that are rated or that consult, and what became of them."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Date, Float, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from base.db import Base


class AgencyKind(StrEnum):
    PROVINCE_COMMITTEE = "province_committee"  # UBND tỉnh
    PROVINCE_OFFICE = "province_office"  # Văn phòng UBND tỉnh
    DEPARTMENT = "department"  # sở, ban, ngành
    INSPECTORATE = "inspectorate"  # Thanh tra tỉnh
    PROVINCE_CENTRE = "province_centre"  # Trung tâm Phục vụ hành chính công tỉnh
    COMMUNE_COMMITTEE = "commune_committee"  # UBND xã, phường, đặc khu
    COMMUNE_CENTRE = "commune_centre"  # Trung tâm Phục vụ hành chính công xã, phường
    PEOPLES_COUNCIL = "peoples_council"  # HĐND
    FATHERLAND_FRONT = "fatherland_front"  # MTTQ
    SCHOOL = "school"
    HEALTH_STATION = "health_station"
    HOSPITAL = "hospital"
    SERVICE_UNIT = "service_unit"  # đơn vị sự nghiệp khác
    STATE_ENTERPRISE = "state_enterprise"
    EMPLOYER = "employer"


class SuccessionKind(StrEnum):
    MERGED = "merged"
    SPLIT = "split"
    RENAMED = "renamed"


class Agency(Base):
    """`code` is permanent text; for a commune's UBND it is the statistics office's five characters."""

    __tablename__ = "agency"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="validity"),
        CheckConstraint("id <> parent_id", name="not_own_parent"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(30), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    counts_for_parent: Mapped[bool] = mapped_column(Boolean, default=False)
    commune_code: Mapped[str | None] = mapped_column(String(5), index=True)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    search_text: Mapped[str] = mapped_column(String(500), default="", index=True)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    parent: Mapped["Agency | None"] = relationship(remote_side="Agency.id", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": revision}


class AgencySuccession(Base):
    """From a day on, `weight` of the old agency's past is carried to the new one (0 < weight ≤ 1)."""

    __tablename__ = "agency_succession"
    __table_args__ = (
        CheckConstraint("weight > 0 AND weight <= 1", name="weight"),
        CheckConstraint("from_agency_id <> to_agency_id", name="not_itself"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    from_agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    to_agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    effective_on: Mapped[date] = mapped_column(Date)
    weight: Mapped[float] = mapped_column(Float, default=1.0)
    citation: Mapped[str] = mapped_column(String(300), default="")


class Service(Base):
    """What an agency does for residents and can be rated on."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
