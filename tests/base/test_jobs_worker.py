"""The worker as a real process: it works, ends on SIGTERM, and what a killed one held is not lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

import tests.base.jobs_app  # noqa: F401 - the same kinds of work as in the worker
from base.clock import now
from base.jobs import JobRun, JobState, ask_to_stop, start_job
from base.jobs.queue import worker_queue
from base.jobs.running import LEFT_BEHIND

pytestmark = pytest.mark.slow
PROJECT_DIR = Path(__file__).resolve().parents[2]


class Workers:
    """Starts worker processes over the test's own database and ends those it started."""

    def __init__(self, app: Flask, log: Path) -> None:
        settings = app.extensions["settings"]
        self.env = {
            **os.environ,
            "FLASK_APP": "tests.base.jobs_app:app",
            "INSTANCE_DIR": str(settings.instance_dir),
            "DATABASE_URL": settings.database_url,
            "TMPFS_DIR": str(settings.instance_dir),
        }
        self.log = log
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "flask", "jobs", "work"],
                cwd=PROJECT_DIR,
                env=self.env,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.fixture
def workers(app: Flask, tmp_path: Path) -> Iterator[Workers]:
    instance_dir = app.extensions["settings"].instance_dir
    for left in instance_dir.glob("jobs.sqlite*"):
        left.unlink()
    (instance_dir / "ticked").unlink(missing_ok=True)
    started = Workers(app, tmp_path / "worker.log")
    yield started
    started.end()
    huey = app.extensions.pop("huey", None)
    if huey is not None:
        huey.storage.close()


def send(app: Flask, db: Any, kind: str, steps: int, seconds: float = 0.02) -> JobRun:
    run = start_job(kind, "Đếm", {"steps": steps, "seconds": seconds}, None)
    db.session.commit()
    worker_queue(app).run_job(run.id)
    return run


def wait_until(
    db: Any, run: JobRun, holds: Callable[[JobRun], bool], seconds: float = 25
) -> JobRun:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        row = db.session.get_one(JobRun, run.id)
        db.session.expunge(row)
        db.session.rollback()  # a transaction left open would hold SQLite's write lock
        if holds(row):
            return row
        time.sleep(0.1)
    raise AssertionError(f"still {row.state} {row.done_count}/{row.total_count} {row.message}")


def has_begun(row: JobRun) -> bool:
    return row.state == JobState.RUNNING and row.done_count > 0


def test_a_worker_carries_out_jobs_and_ends_gently_on_sigterm(
    app: Flask, db: Any, workers: Workers
) -> None:
    process = workers.start()
    run = send(app, db, "count_again", steps=20)
    row = wait_until(db, run, lambda row: row.state == JobState.DONE)
    assert (row.done_count, row.total_count) == (20, 20)
    assert (app.extensions["settings"].instance_dir / "ticked").exists()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    assert "periodic_failed" not in workers.log.read_text()


def test_a_running_job_stops_when_asked(app: Flask, db: Any, workers: Workers) -> None:
    workers.start()
    run = send(app, db, "count_again", steps=10_000)
    wait_until(db, run, has_begun)
    ask_to_stop(run.id)
    db.session.commit()
    row = wait_until(db, run, lambda row: row.state == JobState.STOPPED)
    assert row.done_count < 10_000


def test_a_job_interrupted_by_sigterm_is_done_by_the_next_worker(
    app: Flask, db: Any, workers: Workers
) -> None:
    process = workers.start()
    run = send(app, db, "count_again", steps=200)
    wait_until(db, run, has_begun)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    row = wait_until(db, run, lambda row: row.state == JobState.QUEUED)
    grow_older(db, row)
    workers.start()
    wait_until(db, run, lambda row: row.state == JobState.DONE)


@pytest.mark.parametrize("kind", ["count_again", "count_once"])
def test_a_job_survives_the_killing_of_its_worker(
    app: Flask, db: Any, workers: Workers, kind: str
) -> None:
    process = workers.start()
    run = send(app, db, kind, steps=150)
    wait_until(db, run, has_begun)
    process.kill()
    process.wait()
    grow_older(db, run)
    workers.start()
    row = wait_until(db, run, lambda row: not row.is_active)
    if kind == "count_again":
        assert (row.state, row.done_count, row.attempt_count) == (JobState.DONE, 150, 2)
    else:
        assert (row.state, row.message) == (JobState.FAILED, LEFT_BEHIND)


def grow_older(db: Any, run: JobRun) -> None:
    """Two minutes pass."""
    past = now() - timedelta(minutes=2)
    db.session.execute(
        update(JobRun).where(JobRun.id == run.id).values(touched_at=past, queued_at=past)
    )
    db.session.commit()
