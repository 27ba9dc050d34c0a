"""Long work: a row that says what is being done and how far, a huey queue that carries it out.

A kind of work is a function registered with `@job("posters")`; it gets a `Progress` and the stored
arguments, and returns the path of its result inside INSTANCE_DIR/results, or None. `start_job` is
called inside the transaction of the act; `send_job` after its commit; what was never sent (a crash in
between) is picked up by the worker's sweep.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import SqliteHuey, crontab
from huey.api import Huey
from sqlalchemy import JSON, ForeignKey, Integer, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime, db
from base.logs import get_logger

JobFunction = Callable[..., "Path | None"]
PeriodicFunction = Callable[[], None]
_kinds: dict[str, JobFunction] = {}
_periodic: list[tuple[str, Any, PeriodicFunction]] = []


class JobRun(Base):
    __tablename__ = "job_run"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), default="queued", index=True)
    done_count: Mapped[int] = mapped_column(Integer, default=0)
    total_count: Mapped[int] = mapped_column(Integer, default=0)
    message: Mapped[str] = mapped_column(Text, default="")
    result_path: Mapped[str | None] = mapped_column(String(300))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    queued_at: Mapped[Any] = mapped_column(UtcDateTime, default=now)
    started_at: Mapped[Any] = mapped_column(UtcDateTime, nullable=True)
    touched_at: Mapped[Any] = mapped_column(UtcDateTime, nullable=True)
    finished_at: Mapped[Any] = mapped_column(UtcDateTime, nullable=True)
    worker: Mapped[str] = mapped_column(String(80), default="", server_default="")
    attempt_count: Mapped[int] = mapped_column(Integer, default=0, server_default="0")


class JobStopped(Exception):
    """Somebody pressed stop; the work ends at the next step and leaves nothing half-written."""


class Progress:
    """What a running job tells: `step()` after each unit; raises JobStopped when asked to stop."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id

    def total(self, count: int) -> None:
        self._write(total_count=count, done_count=0)

    def step(self, done: int, message: str = "") -> None:
        self._write(done_count=done, message=message)
        state = db.session.scalar(select(JobRun.state).where(JobRun.id == self.run_id))
        db.session.rollback()
        if state == "stopping":
            raise JobStopped

    def _write(self, **values: Any) -> None:
        db.session.execute(update(JobRun).where(JobRun.id == self.run_id).values(**values))
        db.session.commit()


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    def register(function: JobFunction) -> JobFunction:
        _kinds[kind] = function
        return function

    return register


def periodic(
    name: str, minute: str = "*", hour: str = "*"
) -> Callable[[PeriodicFunction], PeriodicFunction]:
    """Registers work done by the clock, e.g. minute="*/5"; it must be safe to run twice."""

    def register(function: PeriodicFunction) -> PeriodicFunction:
        _periodic.append((name, crontab(minute=minute, hour=hour), function))
        return function

    return register


def results_dir() -> Path:
    path: Path = current_app.extensions["settings"].instance_dir / "results"
    path.mkdir(parents=True, exist_ok=True)
    return path


def start_job(kind: str, title: str, arguments: dict[str, Any], staff_id: int | None) -> JobRun:
    """Stores the wish; the caller commits, then calls `send_job`."""
    if kind not in _kinds:
        raise LookupError(f"no such kind of job: {kind}")
    run = JobRun(kind=kind, title=title, arguments=arguments, staff_id=staff_id)
    db.session.add(run)
    db.session.flush()
    return run


def send_job(run_id: int) -> None:
    current_app.extensions["send_job"](run_id)


def perform(run_id: int) -> None:
    """Carries out one queued job in the present application context; used by worker and tests."""
    taken = db.session.execute(
        update(JobRun).where(JobRun.id == run_id, JobRun.state == "queued").values(state="running")
    )
    db.session.commit()
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return
    run = db.session.get_one(JobRun, run_id)
    kind, arguments = run.kind, dict(run.arguments)
    try:
        result = _kinds[kind](Progress(run_id), **arguments)
    except JobStopped:
        _finish(run_id, "stopped", None, "")
    except Exception as error:
        db.session.rollback()
        get_logger("jobs").exception("job_failed", run_id=run_id, kind=kind)
        _finish(run_id, "failed", None, type(error).__name__)
    else:
        _finish(run_id, "done", result, "")


def _finish(run_id: int, state: str, result: Path | None, message: str) -> None:
    db.session.execute(
        update(JobRun)
        .where(JobRun.id == run_id)
        .values(
            state=state,
            finished_at=now(),
            message=message,
            result_path=str(result) if result else None,
        )
    )
    db.session.commit()


def unsent_job_ids() -> list[int]:
    """Jobs queued for over a minute: their sending was lost in a crash."""
    limit = now() - timedelta(minutes=1)
    rows = select(JobRun.id).where(JobRun.state == "queued", JobRun.queued_at < limit)
    return list(db.session.scalars(rows.order_by(JobRun.id)))


def _make_huey(app: Flask) -> Huey:
    settings = app.extensions["settings"]
    if settings.is_sqlite:
        return SqliteHuey("ydan", filename=str(settings.instance_dir / "jobs.sqlite"))
    from huey.storage import PostgresStorage  # only where PostgreSQL is used

    dsn = settings.database_url.replace("postgresql+psycopg://", "postgresql://")
    return Huey("ydan", storage_class=PostgresStorage, dsn=dsn)


def init_jobs(app: Flask) -> None:
    """Gives the application `send_job`: straight through in tests, by the queue otherwise."""
    if app.extensions["settings"].testing:
        app.extensions["send_job"] = perform
        return
    app.extensions["send_job"] = lambda run_id: worker_queue(app).run_job(run_id)


def worker_queue(app: Flask) -> Any:
    """The huey instance with its tasks; made on first use because it opens files."""
    if "huey" in app.extensions:
        return app.extensions["huey"]
    huey = _make_huey(app)

    @huey.task(name="run_job")
    def run_job(run_id: int) -> None:
        with app.app_context():
            perform(run_id)

    @huey.periodic_task(crontab(minute="*"), name="sweep")
    def sweep() -> None:
        with app.app_context():
            for run_id in unsent_job_ids():
                perform(run_id)

    for name, when, function in _periodic:
        huey.periodic_task(when, name=name)(_in_context(app, name, function))
    huey.run_job = run_job
    app.extensions["huey"] = huey
    return huey


def _in_context(app: Flask, name: str, function: PeriodicFunction) -> PeriodicFunction:
    def run() -> None:
        with app.app_context():
            function()

    run.__name__ = name
    return run
