"""Short writes that come in crowds share one commit, and so one wait for the disk.

SQLite lets one writer in at a time, and each waits for the disk. When sixteen people send at once, the
first to get its turn writes for all who stand behind it and commits once; nobody is answered before that
commit is on the disk. PostgreSQL groups commits itself, so there everybody commits alone.
"""

import fcntl
import os
import threading
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from base.db import TurnTimeout, db

Result = TypeVar("Result")
Work = Callable[[Connection], Any]
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


class _Queue:
    """Those of this process who wait for their turn; `turn_file` takes turns with other processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
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
            if not self._write_all(tickets):
                for ticket in tickets:
                    self._write_one(ticket)
        finally:
            fcntl.flock(self._turn_file, fcntl.LOCK_UN)

    def _write_all(self, tickets: list[_Ticket]) -> bool:
        """One transaction for all; False (and nothing written) if any of them fails."""
        if len(tickets) == 1:
            return False
        try:
            with self._engine.begin() as connection:
                results = [ticket.work(connection) for ticket in tickets]
        except Exception:
            return False
        for ticket, result in zip(tickets, results, strict=True):
            ticket.finish(result)
        return True

    def _write_one(self, ticket: _Ticket) -> None:
        try:
            with self._engine.begin() as connection:
                result = ticket.work(connection)
        except Exception as error:
            ticket.finish(error=error)
        else:
            ticket.finish(result)


_queues: WeakKeyDictionary[Engine, _Queue] = WeakKeyDictionary()
_opening = threading.Lock()
os.register_at_fork(after_in_child=_queues.clear)  # a file lock must not be shared with the parent


def commit_together(work: Callable[[Connection], Result]) -> Result:
    """Does `work` in a transaction and returns its result after the durable commit; raises what it raised.

    `work` may run in another thread and may run twice (the first time undone), so it touches nothing but
    the connection it is given. On PostgreSQL it must write with a single statement, which is a
    transaction of its own there and saves two ways to the server and back.
    """
    engine = db.engine
    if engine.dialect.name != "sqlite" or not engine.url.database:
        with engine.connect() as connection:
            return work(connection.execution_options(isolation_level="AUTOCOMMIT"))
    queue = _queues.get(engine)
    if queue is None:
        with _opening:
            queue = _queues.get(engine) or _Queue(engine)
            _queues[engine] = queue
    result: Result = queue.run(work)
    return result
