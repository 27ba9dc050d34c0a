"""What a running job tells, and how it learns that it shall stop.

Progress is written through a connection of its own, so that telling it neither commits nor rolls back
what the job has in hand. On SQLite a job that holds the write lock cannot tell; then it just goes on.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import OperationalError

from base.clock import now
from base.db import db, reading
from base.jobs.models import JobRun, JobState

SECONDS_BETWEEN_WRITES = 0.5
shutting_down = threading.Event()


class JobStopped(Exception):
    """Somebody pressed stop; the work ends at the next step and leaves nothing half-written."""


class JobInterrupted(Exception):
    """The worker is going down; the work is begun anew by the next one."""


class JobLost(Exception):
    """The job was given to another worker because this one seemed dead."""


class Progress:
    """`total()` once, `step()` after each unit; step raises when the work shall end."""

    def __init__(self, run_id: int, attempt: int = 0, is_restartable: bool = False) -> None:
        self.run_id = run_id
        self.attempt = attempt
        self.is_restartable = is_restartable
        self._total = 0
        self._told_at = float("-inf")

    def total(self, count: int) -> None:
        self._total = count
        self._tell(total_count=count, done_count=0)

    def step(self, done: int, message: str = "") -> None:
        if shutting_down.is_set() and self.is_restartable:
            raise JobInterrupted
        is_last = done >= self._total
        if is_last or time.monotonic() - self._told_at >= SECONDS_BETWEEN_WRITES:
            self._tell(done_count=done, message=message)
            self._obey()

    def _tell(self, **values: Any) -> None:
        mine = (JobRun.id == self.run_id) & (JobRun.attempt_count == self.attempt)
        try:
            with _own_connection() as connection:
                connection.execute(update(JobRun).where(mine).values(touched_at=now(), **values))
                connection.commit()
        except OperationalError:
            return
        self._told_at = time.monotonic()

    def _obey(self) -> None:
        wanted = select(JobRun.state, JobRun.attempt_count).where(JobRun.id == self.run_id)
        with reading(), _own_connection() as connection:
            state, attempt = connection.execute(wanted).one()
        if attempt != self.attempt:
            raise JobLost
        if state == JobState.STOPPING:
            raise JobStopped


@contextmanager
def _own_connection() -> Iterator[Connection]:
    """On SQLite it does not wait for the write lock: the job itself may hold it."""
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        raw: Any = connection.connection
        if is_sqlite:
            raw.execute("PRAGMA busy_timeout=50")
        try:
            yield connection
        finally:
            connection.rollback()
            if is_sqlite:
                raw.execute("PRAGMA busy_timeout=10000")
