"""Prepared statements of PostgreSQL: values go in and come out as they are, errors are psycopg's own."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from flask import Flask

from base.commits import way_of
from base.db import db
from base.prepared import PreparedConnection

EVERYTHING = (
    "SELECT %(flag)s::BOOLEAN, %(whole)s::BIGINT, %(words)s::TEXT, %(bytes)s::BYTEA, %(day)s::DATE, "
    "%(nothing)s::INTEGER, %(whole)s::BIGINT + 1"
)
VALUES = {
    "flag": True,
    "whole": 2**62,
    "words": "Hạc Thành: «rất hài lòng»",
    "bytes": bytes(range(256)),
    "day": date(2026, 11, 23),
    "nothing": None,
}


@pytest.fixture
def connection(app: Flask) -> Iterator[PreparedConnection]:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("of PostgreSQL alone")
    taken = way_of(db.engine).connections.take()
    yield taken
    taken.close()


def test_every_kind_of_value_comes_back_as_it_went_in(connection: PreparedConnection) -> None:
    for _ in range(2):
        connection.execute(EVERYTHING, VALUES)
        assert connection.fetchone() == (*VALUES.values(), 2**62 + 1)


def test_nothing_found_is_none(connection: PreparedConnection) -> None:
    connection.execute("SELECT 1 WHERE %s::BOOLEAN", (False,))
    assert connection.fetchone() is None


@pytest.mark.parametrize("value", ["a\0b", 1.5, ["1"]])
def test_what_cannot_be_spelled_is_refused(connection: PreparedConnection, value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        connection.execute("SELECT %s::TEXT", (value,))


def test_a_statement_that_fails_leaves_the_connection_of_use(
    connection: PreparedConnection,
) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        connection.execute("SELECT 1 / %s::INTEGER", (0,))
    assert not connection.closed
    connection.execute("SELECT 1 / %s::INTEGER", (1,))
    assert connection.fetchone() == (1,)


def test_a_lost_connection_says_so(connection: PreparedConnection) -> None:
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert connection.closed


def test_a_statement_is_sent_again_when_its_connection_was_lost_meanwhile(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("of PostgreSQL alone")
    way = way_of(db.engine)

    def pid(cursor: Any) -> int:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])

    first = way.run(pid)
    assert way.run(pid) == first
    with db.engine.connect() as other:
        other.exec_driver_sql(f"SELECT pg_terminate_backend({first}, 5000)")
    assert way.run(pid) != first
