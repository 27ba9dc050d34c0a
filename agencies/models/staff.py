"""Signed-in persons, what they may do where, and how they got in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_security import AsaList, UserMixin, WebAuthnMixin
from flask_security.utils import get_message
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agencies.rules.sign_in import is_locked
from base.clock import now
from base.db import Base, UtcDateTime


class Role(StrEnum):
    AGENCY_OFFICER = "agency_officer"
    CLERK = "clerk"
    DEPARTMENT = "department"
    INSPECTOR = "inspector"
    OBSERVER = "observer"
    READER = "reader"
    ACCOUNT_ADMIN = "account_admin"


TWO_PERSON_ROLES = frozenset({Role.DEPARTMENT, Role.INSPECTOR, Role.ACCOUNT_ADMIN})
SECOND_FACTOR_ROLES = TWO_PERSON_ROLES


class GrantState(StrEnum):
    PROPOSED = "proposed"
    GRANTED = "granted"
    REVOKED = "revoked"


class Staff(Base, UserMixin):
    """A person with an account; columns below `fs_uniquifier` are Flask-Security's."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    language: Mapped[str] = mapped_column(String(8), default="vi")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    failed_count: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None] = mapped_column(Integer)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(AsaList()), nullable=True
    )
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)

    grants: Mapped[list["Grant"]] = relationship(
        foreign_keys="Grant.staff_id", back_populates="staff", order_by="Grant.id", lazy="selectin"
    )
    webauthn: Mapped[list["Passkey"]] = relationship(
        back_populates="staff", cascade="all, delete-orphan", lazy="select"
    )

    @property
    def roles(self) -> list[Any]:
        """Flask-Security asks for it; our grants decide instead."""
        return []

    @property
    def granted_roles(self) -> set[Role]:
        return {Role(grant.role) for grant in self.grants if grant.state == GrantState.GRANTED}

    @property
    def needs_second_factor(self) -> bool:
        return bool(self.granted_roles & SECOND_FACTOR_ROLES)

    @property
    def awaits_second_person(self) -> bool:
        """Whether a role that takes two people is proposed and not yet approved."""
        return any(
            grant.state == GrantState.PROPOSED and grant.role in TWO_PERSON_ROLES
            for grant in self.grants
        )

    @property
    def has_second_factor(self) -> bool:
        return bool(self.tf_primary_method or self.webauthn)

    def check_tf_required_setup(self) -> bool:
        """Flask-Security: whether the code may not be switched off again."""
        return self.needs_second_factor

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        """Flask-Security: asked after the password was right; says no more than for a wrong one."""
        locked = is_locked(self.locked_until, now())
        if locked and form_error is not None:
            form_error.append(get_message("GENERIC_AUTHN_FAILED")[0])
        return locked


class Passkey(Base, WebAuthnMixin):
    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True, index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1024))
    sign_count: Mapped[int] = mapped_column(Integer, default=0)
    transports: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(AsaList()), nullable=True
    )
    backup_state: Mapped[bool] = mapped_column(Boolean)
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    lastuse_datetime: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[str] = mapped_column(
        String(64), ForeignKey("staff.fs_webauthn_user_handle", ondelete="CASCADE")
    )

    staff: Mapped[Staff] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, str]:
        return {"fs_webauthn_user_handle": self.user_id}


class Grant(Base):
    """A role for one agency, or for the province (`agency_id` empty). A row is never deleted."""

    __tablename__ = "staff_grant"
    __table_args__ = (
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name="two"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    staff: Mapped[Staff] = relationship(foreign_keys=[staff_id], back_populates="grants")


class InvitationPurpose(StrEnum):
    PASSWORD = "password"  # noqa: S105 - set a (first) password; one account administrator suffices
    RECOVERY = "recovery"  # besides, forget the lost second factor; takes two


class Invitation(Base):
    """One-time link to set a first password or to enrol a new TOTP after recovery; token hashed."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(Text, default="")
