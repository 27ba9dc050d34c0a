"""The database: one metadata with names for every constraint, UTC instants, honest transactions.

On SQLite every connection runs in WAL with synchronous=FULL, and a transaction that may write begins
IMMEDIATE, so that two writers queue instead of failing half-way. `reading()` marks a piece of work
that only reads (a GET): it begins DEFERRED and never waits for a writer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from base.rules import ChangedMeanwhile

_only_reads: ContextVar[bool] = ContextVar("only_reads", default=False)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC on every database; refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def flush_checked() -> None:
    """Writes what is pending; a row that somebody else changed meanwhile raises ChangedMeanwhile."""
    try:
        db.session.flush()
    except StaleDataError as stale:
        db.session.rollback()
        raise ChangedMeanwhile from stale


def check_revision(row: Any, seen: int | None) -> None:
    """`seen` is the revision the person's page was made from; None skips the check."""
    if seen is not None and row.revision != seen:
        raise ChangedMeanwhile


class TurnTimeout(Exception):
    """Other writers of this process took longer than anybody should wait."""


# Something with this key is there already.
COLLISION = IntegrityError

# Locked, full, gone or too busy: nothing was written and trying again may help.
DATABASE_UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout, TurnTimeout)


@contextmanager
def reading() -> Iterator[None]:
    """Work inside only reads: on SQLite its transactions begin DEFERRED."""
    token = _only_reads.set(True)
    try:
        yield
    finally:
        _only_reads.reset(token)


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Everything read inside is of one instant, however long it takes and whoever writes meanwhile.

    The session must have written nothing: its transaction is given up before and after.
    """
    db.session.rollback()
    with reading():
        if db.engine.dialect.name == "postgresql":
            whole = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            db.session.connection(execution_options=whole)
        try:
            yield
        finally:
            db.session.rollback()


def mark_reading(only_reads: bool) -> None:
    """As `reading()`, for a request: called at its start."""
    _only_reads.set(only_reads)


def prepare_engine(engine: Engine) -> None:
    """Hooks the SQLite pragmas and BEGIN modes onto an engine; PostgreSQL needs neither."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def empty_log() -> None:
    """On SQLite: writes the log into the database and cuts it off, so that it keeps nothing forgotten.

    Without this, words that were destroyed stay in `…-wal` until other pages happen to lie over them.
    Gives way at once to whoever is reading or writing; the next call tries again.
    """
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=200")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.close()
    finally:
        connection.close()


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=5000",
        "foreign_keys=ON",
        "cache_size=-16000",
        "wal_autocheckpoint=8000",  # pages; many answers touch a page before it is written home
        "secure_delete=ON",  # what is forgotten is overwritten, not only unlinked
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN" if _only_reads.get() else "BEGIN IMMEDIATE")
