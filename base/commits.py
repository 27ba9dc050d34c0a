"""Short writes that come in crowds: as few waits for the disk and for the server as there can be.

SQLite lets one writer in at a time, and each waits for the disk. When sixteen people send at once, the
first to get its turn writes for all who stand behind it and commits once; nobody is answered before that
commit is on the disk. PostgreSQL groups commits itself; there everybody writes alone, with one statement
that is a transaction of its own. Both go straight to the driver, PostgreSQL's even past its cursors: the
work is the same few statements over and over, and what an ORM connection or a pool does around each of them
would cost more than the statements.
"""

import fcntl
import os
import threading
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from base.db import TurnTimeout, db

Result = TypeVar("Result")
Work = Callable[[Any], Any]  # takes a cursor of the driver
LONGEST_WAIT_SECONDS = 5.0


class _Ticket:
    """One person's work and what became of it."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.is_done = False
        self.result: Any = None
        self.error: Exception | None = None

    def finish(self, result: Any = None, error: Exception | None = None) -> None:
        self.result, self.error, self.is_done = result, error, True


class _Connections:
    """Connections of the driver, opened as the engine opens its own and kept for the next who asks.

    The engine's pool looks after a connection for longer than a short statement takes. As many stay open
    as were ever in use at once: one a thread at most. They are closed when the engine is disposed of.
    """

    def __init__(self, engine: Engine, opened: Callable[[Any], Any]) -> None:
        self._engine = engine
        self._opened = opened
        self._idle: list[Any] = []
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def take(self) -> Any:
        try:
            return self._idle.pop()
        except IndexError:
            pooled = self._engine.raw_connection()
            connection = pooled.driver_connection
            pooled.detach()
            return self._opened(connection)

    def give(self, connection: Any) -> None:
        """Takes it back; one that was lost (SQLite's never are) is not kept."""
        if not getattr(connection, "closed", False):
            self._idle.append(connection)

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


class _SharedCommits:
    """SQLite: those of this process who wait; `turn_file` takes turns with other processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.connections = _Connections(engine, lambda connection: connection)
        self._waiting: list[_Ticket] = []
        self._turn = threading.Lock()
        self._turn_file = os.open(f"{engine.url.database}-turn", os.O_RDWR | os.O_CREAT, 0o600)

    def run(self, work: Work) -> Any:
        ticket = _Ticket(work)
        self._waiting.append(ticket)
        if not self._turn.acquire(timeout=LONGEST_WAIT_SECONDS):
            self._give_up(ticket)
        else:
            try:
                if not ticket.is_done:
                    self._serve_everybody()
            finally:
                self._turn.release()
        if ticket.error is not None:
            raise ticket.error
        return ticket.result

    def read(self, work: Work) -> Any:
        """Without a turn: who reads waits for nobody."""
        connection = self.connections.take()
        try:
            return work(connection.cursor())
        finally:
            self.connections.give(connection)

    def _give_up(self, ticket: _Ticket) -> None:
        """Who was not yet taken along leaves the queue; who was, must hear how it ends."""
        try:
            self._waiting.remove(ticket)
        except ValueError:
            with self._turn:
                return
        ticket.finish(error=TurnTimeout())

    def _serve_everybody(self) -> None:
        fcntl.flock(self._turn_file, fcntl.LOCK_EX)
        try:
            tickets, self._waiting = self._waiting, []
            try:
                self._write(tickets)
            except Exception:
                for ticket in tickets:
                    self._write_alone(ticket)
        finally:
            fcntl.flock(self._turn_file, fcntl.LOCK_UN)

    def _write_alone(self, ticket: _Ticket) -> None:
        try:
            self._write([ticket])
        except Exception as error:
            ticket.finish(error=error)

    def _write(self, tickets: list[_Ticket]) -> None:
        """One transaction for all; if any of them fails, nothing is written and nobody is finished."""
        connection = self.connections.take()
        try:
            cursor = connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            try:
                results = [ticket.work(cursor) for ticket in tickets]
                cursor.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise
        finally:
            self.connections.give(connection)
        for ticket, result in zip(tickets, results, strict=True):
            ticket.finish(result)


class _SingleStatements:
    """PostgreSQL: connections of their own on which every statement is a transaction.

    They are not tried out before use, as others are; a connection that was lost in the meantime is
    noticed by the statement, which is then sent once more on a new one.
    """

    def __init__(self, engine: Engine) -> None:
        from base.prepared import PreparedConnection  # who runs on SQLite needs no psycopg

        self.engine = create_engine(engine.url, isolation_level="AUTOCOMMIT", hide_parameters=True)
        self.connections = _Connections(self.engine, PreparedConnection)

    def run(self, work: Work) -> Any:
        try:
            return self._try(work)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        return self._try(work)

    read = run

    def _try(self, work: Work) -> Any:
        connection = self.connections.take()
        try:
            return work(connection.cursor())
        except self.engine.dialect.loaded_dbapi.Error as error:
            if connection.closed:
                self.connections.close()  # the others were lost with it
            raise _as_sqlalchemys(error, self.engine, connection.closed) from error
        finally:
            self.connections.give(connection)


def _as_sqlalchemys(error: Exception, engine: Engine, is_lost: bool = False) -> Exception:
    """The driver's error as the rest of the code knows it; it never quotes what people wrote."""
    if not isinstance(error, engine.dialect.loaded_dbapi.Error):
        return error
    return DBAPIError.instance(
        None,
        None,
        error,
        engine.dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_lost,
        dialect=engine.dialect,
    )


class _Ways(WeakKeyDictionary[Engine, Any]):
    """Engine → how it is written by; `clear` closes the connections kept for it."""

    def clear(self) -> None:
        for way in list(self.values()):
            way.engine.dispose()
        super().clear()


ways = _Ways()
_opening = threading.Lock()
# No file lock and no connection is shared with the parent of a forked process.
os.register_at_fork(after_in_child=lambda: WeakKeyDictionary.clear(ways))


def way_of(engine: Engine) -> Any:
    """How this process writes to the database behind `engine`; made on first use."""
    way = ways.get(engine)
    if way is None:
        with _opening:
            kind: Any = _SharedCommits if engine.dialect.name == "sqlite" else _SingleStatements
            way = ways.get(engine) or kind(engine)
            ways[engine] = way
    return way


def commit_together(work: Callable[[Any], Result]) -> Result:
    """Does `work` and returns its result after the durable commit; raises what it raised.

    `work` gets a cursor of the driver and touches nothing else, for it may run in another thread and may
    run twice (the first time undone). On PostgreSQL it writes with a single statement.
    """
    engine = db.engine
    try:
        result: Result = way_of(engine).run(work)
    except engine.dialect.loaded_dbapi.Error as error:
        raise _as_sqlalchemys(error, engine) from error
    return result


def read_at_once(work: Callable[[Any], Result]) -> Result:
    """The result of a single SELECT on a cursor of the driver: the quick way, for what crowds ask for."""
    engine = db.engine
    try:
        result: Result = way_of(engine).read(work)
    except engine.dialect.loaded_dbapi.Error as error:
        raise _as_sqlalchemys(error, engine) from error
    return result
