"""`flask jobs work`: two threads for long work, a clock for what is due, a sign of life, a sweep.

The clock does not share the threads of long work: rounds open on time while posters are drawn.
"""

import logging
import os
import secrets
import socket
import threading
from datetime import datetime, timedelta
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from huey.consumer import Consumer

from base.clock import local, now
from base.jobs.progress import shutting_down
from base.jobs.queue import queued_task_ids, worker_queue
from base.jobs.registry import Periodic, all_periodic
from base.jobs.running import keep_alive, pick_up_left_behind, release_own, waiting_job_ids
from base.logs import get_logger

SECONDS_BETWEEN_SIGNS = 10
SECONDS_TO_END = 25

jobs = AppGroup("jobs", help="Long work in the background.")


class _Consumer(Consumer):
    """huey's consumer; jobs learn at once that the process shall end."""

    def _handle_signal(self, signum: int, frame: Any) -> None:
        shutting_down.set()
        super()._handle_signal(signum, frame)


class Clock:
    """Starts what is due each minute, every piece in a thread of its own, none twice at a time."""

    def __init__(self, app: Flask, worker: str) -> None:
        self.app = app
        self.worker = worker
        self.stop = threading.Event()
        self._running: dict[str, threading.Thread] = {}

    def run(self) -> None:
        """Ticks at once, then at the beginning of every minute; a sign of life in between."""
        due_at = now()
        while not self.stop.is_set():
            at = now()
            if at >= due_at:
                self.tick(at)
                due_at = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
            self._safely("sign_of_life", lambda: keep_alive(self.worker))
            wait = min((due_at - now()).total_seconds(), SECONDS_BETWEEN_SIGNS)
            self.stop.wait(max(wait, 0.05))

    def tick(self, at: datetime) -> None:
        self._start("sweep", self.sweep)
        minute = local(at).replace(tzinfo=None)
        for one in all_periodic():
            if one.is_due(minute):
                self._start_periodic(one)

    def sweep(self) -> None:
        """Puts into the queue what is not there: lost in a crash, or left behind by a dead worker."""
        again = pick_up_left_behind()
        huey = worker_queue(self.app)
        known = queued_task_ids(huey)
        for run_id in sorted({*again, *waiting_job_ids()} - known):
            huey.run_job(run_id)

    def _start_periodic(self, one: Periodic) -> None:
        self._start(one.name, one.function)

    def _start(self, name: str, function: Any) -> None:
        earlier = self._running.get(name)
        if earlier is not None and earlier.is_alive():
            return
        thread = threading.Thread(target=self._safely, args=(name, function), daemon=True)
        self._running[name] = thread
        thread.start()

    def _safely(self, name: str, function: Any) -> None:
        try:
            with self.app.app_context():
                function()
        except Exception:
            get_logger("jobs").exception("periodic_failed", name=name)

    def end(self) -> None:
        self.stop.set()
        for thread in self._running.values():
            thread.join(timeout=5)


@jobs.command("work")
@click.option("--threads", default=2, show_default=True, help="Jobs at a time.")
def work(threads: int) -> None:
    """Carries out jobs and what the clock asks for, until SIGTERM or SIGINT."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    logging.getLogger("huey").setLevel(logging.WARNING)
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(3)}"
    app.extensions["worker"] = worker
    clock = Clock(app, worker)
    thread = threading.Thread(target=clock.run, daemon=True)
    consumer = _Consumer(
        worker_queue(app),
        workers=threads,
        periodic=False,
        max_delay=1.0,
        shutdown_timeout=SECONDS_TO_END,
        graceful_signal="TERM",
    )
    get_logger("jobs").info("worker_started", worker=worker, threads=threads)
    thread.start()
    consumer.run()
    clock.end()
    thread.join(timeout=5)
    release_own(worker)
    get_logger("jobs").info("worker_ended", worker=worker)
