"""Leaves that wait to be sealed into the public ledger."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base


class PendingLeaf(Base):
    """Written in the transaction of what it commits to; carries neither time nor order.

    `commitment` is HMAC-SHA256 under a key of its own over the canonical record (see `ledger.leaves`);
    `number_hash` is SHA-256 of the public response number.
    """

    __tablename__ = "pending_leaf"
    __table_args__ = {"sqlite_with_rowid": False}  # no hidden row number, so no order

    commitment: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    type: Mapped[str] = mapped_column(String(30))
    number_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
