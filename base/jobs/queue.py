"""The huey queue: SQLite's file beside the database, or tables of PostgreSQL."""

from typing import Any

from flask import Flask, current_app
from huey import PostgresHuey, SqliteHuey
from huey.api import Huey

from base.jobs.running import perform
from base.logs import get_logger


def _make_huey(app: Flask) -> Huey:
    settings = app.extensions["settings"]
    if settings.is_sqlite:
        return SqliteHuey(
            "ydan", filename=str(settings.instance_dir / "jobs.sqlite"), results=False
        )
    dsn = settings.database_url.replace("postgresql+psycopg://", "postgresql://")
    return PostgresHuey("ydan", dsn=dsn, results=False)


def init_jobs(app: Flask) -> None:
    """Gives the application its way of sending: straight through in tests, by the queue otherwise."""
    if app.extensions["settings"].testing:
        app.extensions["send_job"] = perform
        return
    app.extensions["send_job"] = lambda run_id: worker_queue(app).run_job(run_id)


def send_job(run_id: int) -> None:
    """Called after the commit that stored the job; a queue that fails is only late (the sweep)."""
    if current_app.extensions["settings"].testing:
        current_app.extensions["send_job"](run_id)
        return
    try:
        current_app.extensions["send_job"](run_id)
    except Exception:
        get_logger("jobs").exception("job_not_sent", run_id=run_id)


def worker_queue(app: Flask, worker: str = "") -> Any:
    """The huey instance with its task; made on first use because it opens files."""
    if "huey" in app.extensions:
        return app.extensions["huey"]
    huey = _make_huey(app)

    @huey.task(name="run_job")
    def run_job(run_id: int) -> None:
        with app.app_context():
            perform(run_id, app.extensions.get("worker", worker))

    huey.run_job = run_job
    app.extensions["huey"] = huey
    return huey


def queued_task_ids(huey: Any) -> set[int]:
    """The jobs that wait in the queue itself."""
    return {int(task.args[0]) for task in huey.pending() if task.args}
