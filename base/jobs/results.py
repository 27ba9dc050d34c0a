"""Files that jobs leave behind: all in INSTANCE_DIR/results, kept for a month."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from base.clock import now
from base.db import db
from base.jobs.models import JobRun
from base.jobs.registry import periodic
from base.words import N_

KEPT_FOR = timedelta(days=30)
FORGOTTEN = N_("Tệp kết quả đã được xóa sau 30 ngày. Nếu còn cần, xin chạy lại.")


def results_dir() -> Path:
    path: Path = current_app.extensions["settings"].instance_dir / "results"
    path.mkdir(parents=True, exist_ok=True)
    return path


def stored_path(result: Path | None) -> str | None:
    """Relative to the folder of results, so that a restored instance finds it; outside is refused."""
    if result is None:
        return None
    return result.resolve().relative_to(results_dir().resolve()).as_posix()


def result_file(run: JobRun) -> Path | None:
    """The file of a finished job, if it is still there and really lies among the results."""
    if not run.result_path:
        return None
    folder = results_dir().resolve()
    path = (folder / run.result_path).resolve()
    return path if path.is_relative_to(folder) and path.is_file() else None


def forget_old_results(at: datetime | None = None) -> int:
    """Deletes files of jobs finished a month ago; the job's row stays and says so."""
    limit = (at or now()) - KEPT_FOR
    old = select(JobRun).where(JobRun.result_path.is_not(None), JobRun.finished_at < limit)
    runs = list(db.session.scalars(old.order_by(JobRun.id)))
    for run in runs:
        path = result_file(run)
        if path is not None:
            path.unlink()
        run.result_path, run.message = None, FORGOTTEN
    return len(runs)


@periodic("forget_old_results", minute="30", hour="3")
def tick() -> None:
    forget_old_results()
    db.session.commit()
