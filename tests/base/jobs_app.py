"""The application with two slow kinds of work, for tests that start a real worker process."""

import os
import time
from pathlib import Path

from base.jobs import Progress, job, periodic, results_dir
from portal.factory import create_app

MARK = Path(os.environ.get("INSTANCE_DIR", ".")) / "ticked"


def _count(progress: Progress, steps: int, seconds: float) -> Path:
    progress.total(steps)
    for done in range(1, steps + 1):
        time.sleep(seconds)
        progress.step(done, "Đang đếm")
    path = results_dir() / f"{progress.run_id}-counted.txt"
    path.write_text(str(steps), encoding="utf-8")
    return path


@job("count_again", is_restartable=True)
def count_again(progress: Progress, steps: int, seconds: float) -> Path:
    return _count(progress, steps, seconds)


@job("count_once")
def count_once(progress: Progress, steps: int, seconds: float) -> Path:
    return _count(progress, steps, seconds)


@periodic("mark")
def mark() -> None:
    MARK.write_text("ticked", encoding="utf-8")


if "INSTANCE_DIR" in os.environ:
    app = create_app()
