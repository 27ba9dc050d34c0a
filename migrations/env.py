"""Runs the migrations with the application's engine; names every object; leaves huey's tables alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

import evaluation.models  # noqa: F401 - as below
import feedback.models  # noqa: F401 - as below
import surveys.models  # noqa: F401 - tables must be known
from base.db import db

_FOREIGN = re.compile(r"^(huey_|kv$|schedule$|task$|response_r\d+$|response_default$)")


def include_object(_object: Any, name: str, kind: str, _reflected: bool, _other: Any) -> bool:
    """Partitions of `response` and the queue's own tables are not ours to compare."""
    return not (kind == "table" and name and _FOREIGN.match(name))


def render_item(kind: str, item: Any, autogen: Any) -> Any:
    """Writes our own column types with their import."""
    if kind == "type" and type(item).__module__ == "base.db":
        autogen.imports.add("import base.db")
        return f"base.db.{type(item).__name__}()"
    if kind == "type" and type(item).__name__ == "AsaList":
        return "sa.Text()"
    return False


@contextmanager
def rebuilding(connection: Connection) -> Iterator[None]:
    """SQLite makes a table anew to change it: meanwhile rows that point to it must not stop that.

    The switch does nothing inside a transaction, so it is the driver's own connection that is asked. What
    then points nowhere is named, and the connection goes back as it was.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        lost = driver.execute("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise RuntimeError(f"rows point to what is gone after migrating: {lost[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    connectable = current_app.extensions["migrate"].db.engine
    with connectable.connect() as connection, rebuilding(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=include_object,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
