"""The public ledger: leaves that wait, the tree, its checkpoints, and who cosigned them.

`ledger_leaf`, `ledger_node`, `ledger_checkpoint`, `ledger_cosignature`, `public_record` and `ledger_event`
refuse UPDATE and DELETE by triggers on both databases.
"""

import json
from datetime import date, datetime

from sqlalchemy import BigInteger, Date, LargeBinary, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base, UtcDateTime

_NO_ORDER = {"sqlite_with_rowid": False}


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


class LedgerLeaf(Base):
    """`position` counts from 0 and was drawn by lot within a batch: it tells nothing of who came first.

    `leaf_hash` is RFC 9162's over `leaves.leaf_bytes` of the other columns.
    """

    __tablename__ = "ledger_leaf"
    __table_args__ = (UniqueConstraint("number_hash", "commitment"), _NO_ORDER)

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(30))
    number_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class LedgerNode(Base):
    """Hashes of complete subtrees of 2^8, 2^16, 2^24 leaves; what lies between follows from 256 of them."""

    __tablename__ = "ledger_node"
    __table_args__ = _NO_ORDER

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class LedgerCheckpoint(Base):
    """One a size, so never two; `note` is what was signed, word for word. `day` is Vietnam's."""

    __tablename__ = "ledger_checkpoint"
    __table_args__ = _NO_ORDER

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date, index=True)
    note: Mapped[str] = mapped_column(Text)


class LedgerCosignature(Base):
    """A witness' signature line under a checkpoint (cosignature/v1)."""

    __tablename__ = "ledger_cosignature"
    __table_args__ = _NO_ORDER

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    witness: Mapped[str] = mapped_column(String(200), primary_key=True)
    cosigned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    line: Mapped[str] = mapped_column(Text)


class PublicRecord(Base):
    """A record that everybody may read; its leaf is `leaves.public_commitment` of exactly this text."""

    __tablename__ = "public_record"
    __table_args__ = _NO_ORDER

    commitment: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    type: Mapped[str] = mapped_column(String(30), index=True)
    day: Mapped[date] = mapped_column(Date, index=True)
    record: Mapped[str] = mapped_column(Text)


class LedgerEvent(Base):
    """What befell the ledger itself; `record` is the canonical text its leaf commits to."""

    __tablename__ = "ledger_event"
    __table_args__ = _NO_ORDER

    commitment: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    type: Mapped[str] = mapped_column(String(30))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    copied_size: Mapped[int] = mapped_column(BigInteger, unique=True)
    record: Mapped[str] = mapped_column(Text)

    @property
    def missing_count(self) -> int:
        """Of a restore: leaves whose records are lost."""
        return int(json.loads(self.record).get("missing_count", 0))
