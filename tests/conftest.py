"""The few fixtures: the clock, app, database of its own for every test, client, as_staff(role).

The database is migrated once per process into a template; each test gets a copy of it, so commits are
real. TEST_DATABASE_URL (a PostgreSQL server) runs the same tests there.
"""

import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
import time_machine
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from agencies.models import Installation
from base.db import db as database
from base.settings import Settings, make_secrets, read_secrets
from portal.factory import create_app

TODAY = date(2026, 11, 23)
# The gate draws the same examples every time; HYPOTHESIS_PROFILE=random looks for new ones.
hypothesis.settings.register_profile("gate", derandomize=True, deadline=None)
hypothesis.settings.register_profile("random", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))
SERVER_URL = os.environ.get("TEST_DATABASE_URL", "")


@event.listens_for(Engine, "connect")
def _give_unordered_rows_backwards(connection: Any, _record: Any) -> None:
    """A query that forgot its order shows it here, not on a machine with another SQLite."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects=ON")


class SqliteStore:
    """One file; the template is copied over it before each test."""

    def __init__(self, directory: Path) -> None:
        self.file = directory / "test.sqlite"
        self.template = directory / "template.sqlite"
        self.url = f"sqlite:///{self.file}"

    def keep_template(self) -> None:
        shutil.copy(self.file, self.template)

    def reset(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.template, self.file)


# What the shape of a database is: its tables and indexes, and which of its triggers are on.
_SHAPE = """SELECT
  (SELECT md5(string_agg(c.oid::text, ',' ORDER BY c.oid)) FROM pg_class c
   JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'),
  (SELECT md5(string_agg(t.oid::text || t.tgenabled::text, ',' ORDER BY t.oid)) FROM pg_trigger t)"""

# Every row goes, triggers or not, and every counter begins anew.
_EMPTY = """DO $$
DECLARE one record; is_filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  SET LOCAL lock_timeout = '1s';
  FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one.name) INTO is_filled;
    IF is_filled THEN EXECUTE format('DELETE FROM %I', one.name); END IF;
  END LOOP;
  FOR one IN SELECT sequencename AS name, start_value FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL
  LOOP
    PERFORM setval(quote_ident(one.name), one.start_value, false);
  END LOOP;
END $$"""


class PostgresStore:
    """One database; before each test its rows are those of the template again.

    Copying the template takes five times as long as emptying, so that is left to tests that changed the
    shape of the database or left it locked.
    """

    def __init__(self, server_url: str) -> None:
        url = make_url(server_url)
        self.name = f"ydan_{uuid.uuid4().hex[:10]}"
        self.url = url.set(database=self.name).render_as_string(hide_password=False)
        self.direct = url.set(drivername="postgresql", database=self.name).render_as_string(
            hide_password=False
        )
        self.admin = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._shape: Any = None
        self._kept: dict[str, list[Any]] = {}
        self._execute(f"CREATE DATABASE {self.name}")

    def _execute(self, *statements: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]

    def keep_template(self) -> None:
        self._execute(f"CREATE DATABASE {self.name}_t TEMPLATE {self.name}")
        with psycopg.connect(self.direct) as connection:
            for (table,) in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall():
                rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
                if rows:
                    self._kept[table] = rows

    def reset(self) -> None:
        if not self._emptied():
            self._execute(
                f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
                f"CREATE DATABASE {self.name} TEMPLATE {self.name}_t",
            )
            with psycopg.connect(self.direct) as connection:
                self._shape = connection.execute(_SHAPE).fetchone()

    def _emptied(self) -> bool:
        if self._shape is None:
            return False
        try:
            with psycopg.connect(self.direct) as connection:
                if connection.execute(_SHAPE).fetchone() != self._shape:
                    return False
                connection.execute(_EMPTY)
                for table, rows in self._kept.items():
                    marks = ", ".join(["%s"] * len(rows[0]))
                    connection.cursor().executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
        except psycopg.Error:
            return False
        return True

    def drop(self) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._execute(f"DROP DATABASE IF EXISTS {self.name}_t WITH (FORCE)")


class FreshClient(FlaskClient):
    """The test holds an application context, so `g` would outlive a request: who looked is forgotten."""

    def open(self, *args: Any, **values: Any) -> Any:
        for name in list(g) if has_app_context() else ():
            g.pop(name)
        return super().open(*args, **values)


def make_settings(directory: Path, database_url: str) -> Settings:
    make_secrets(directory)
    return Settings(
        secrets=read_secrets(directory),
        instance_dir=directory,
        database_url=database_url,
        tmpfs_dir=directory,
        log_level="CRITICAL",
        testing=True,
    )


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """It is always TODAY, so that no test depends on the year it is run in.

    Slow tests start processes of their own, which know nothing of this clock: they keep the real one.
    """
    if request.node.get_closest_marker("slow"):
        yield
        return
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 3, tzinfo=UTC)):
        yield


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if SERVER_URL:
        postgres = PostgresStore(SERVER_URL)
        yield postgres
        postgres.drop()
    else:
        yield SqliteStore(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def session_app(store: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(make_settings(tmp_path_factory.mktemp("instance"), store.url))
    app.test_client_class = FreshClient
    with app.app_context():
        upgrade()
        database.session.add(
            Installation(
                id=1,
                province_code="38",
                province_name="Tỉnh Thanh Hóa",
                province_name_en="Thanh Hoa",
            )
        )
        database.session.commit()
        database.session.remove()
        database.engine.dispose()
    store.keep_template()
    app.before_request_funcs[None].insert(0, _forget_last_request)
    yield app
    with app.app_context():
        database.engine.dispose()


def _forget_last_request() -> None:
    """A test's requests share one application context; each begins as a real one does: with an empty g."""
    for name in list(g):
        g.pop(name)


@pytest.fixture
def app(session_app: Flask, store: Any) -> Iterator[Flask]:
    with session_app.app_context():
        database.session.remove()
        database.engine.dispose()
    store.reset()
    forget_caches(session_app)
    with session_app.app_context():
        yield session_app
        database.session.remove()


def forget_caches(app: Flask) -> None:
    """Caches of one process are named in app.extensions["caches"]; each has clear(). Counters go too."""
    for counters in app.extensions["settings"].tmpfs_dir.glob("ydan-*.counters"):
        with counters.open("r+b") as handle:
            handle.write(bytes(32))  # another day: the counters begin anew
    shutil.rmtree(app.extensions["settings"].instance_dir / "ledger", ignore_errors=True)
    for cache in app.extensions.get("caches", ()):
        cache.clear()


@pytest.fixture
def db(app: Flask) -> Any:
    return database


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def as_staff(app: Flask) -> Callable[..., FlaskClient]:
    """as_staff("department") → a signed-in client; as_staff("agency_officer", agency=xa)."""
    from tests.factories import make_staff

    def sign_in(*roles: str, agency: Any = None, **columns: Any) -> FlaskClient:
        staff = make_staff(*roles, agency=agency, **columns)
        database.session.commit()
        return sign_in_client(app, staff)

    return sign_in


def sign_in_client(app: Flask, staff: Any) -> FlaskClient:
    """A client with the session a finished sign-in leaves."""
    browser = app.test_client()
    browser.staff = staff  # type: ignore[attr-defined]
    with browser.session_transaction() as session:
        stamp = datetime.now(UTC).timestamp()
        session.update(
            {"_user_id": staff.fs_uniquifier, "_fresh": True, "fs_cc": "set", "fs_paa": stamp}
        )
        session["identity.id"] = staff.fs_uniquifier
        session["second_factor"] = True
        session["in_at"] = session["seen_at"] = stamp
    return browser


@pytest.fixture
def today() -> date:
    return TODAY
