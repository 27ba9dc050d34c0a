"""Long work: a row that says what is being done and how far, a huey queue that carries it out.

A kind of work is a function registered with `@job("posters")`; it gets a `Progress` and the stored
arguments, and returns the path of its result inside INSTANCE_DIR/results, or None; what it left in the
session is committed when it returns, and rolled back when it fails or is stopped. `start_job` is
called inside the transaction of the act; `send_job` after its commit. What was never sent (a crash in
between) and what a dying worker left behind is picked up by the sweep of a living one.
"""

from base.jobs.models import JobRun, JobState
from base.jobs.progress import JobStopped, Progress
from base.jobs.queue import init_jobs, send_job
from base.jobs.registry import job, periodic
from base.jobs.results import result_file, results_dir
from base.jobs.running import ask_to_stop, perform, start_job

__all__ = [
    "JobRun",
    "JobState",
    "JobStopped",
    "Progress",
    "ask_to_stop",
    "init_jobs",
    "job",
    "perform",
    "periodic",
    "result_file",
    "results_dir",
    "send_job",
    "start_job",
]
