"""One job from wish to end: started, taken by a worker, done, stopped, failed or begun anew."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from base.clock import now
from base.db import db
from base.jobs.models import JobRun, JobState
from base.jobs.progress import JobInterrupted, JobLost, JobStopped, Progress
from base.jobs.registry import JobKind, kind_of
from base.jobs.results import stored_path
from base.logs import get_logger
from base.rules import RuleBroken
from base.words import N_

SILENT_FOR = timedelta(seconds=60)
MOST_ATTEMPTS = 3
FAILED = N_("Việc này gặp lỗi nên chưa xong. Xin chạy lại; nếu vẫn lỗi, báo số việc cho quản trị.")
LEFT_BEHIND = N_("Máy chủ bị ngắt giữa chừng nên việc này chưa xong. Xin chạy lại.")
BEGUN_ANEW = N_("Máy chủ bị ngắt giữa chừng; việc này được làm lại từ đầu.")
_in_hand: set[int] = set()  # what this process is doing just now


def start_job(kind: str, title: str, arguments: dict[str, Any], staff_id: int | None) -> JobRun:
    """Stores the wish; the caller commits, then calls `send_job`."""
    kind_of(kind)
    run = JobRun(kind=kind, title=title, arguments=arguments, staff_id=staff_id)
    db.session.add(run)
    db.session.flush()
    return run


def ask_to_stop(run_id: int) -> bool:
    """A waiting job ends at once, a running one at its next step; False if it had ended before."""
    ended = _change(JobRun.state == JobState.QUEUED, run_id, JobState.STOPPED, finished_at=now())
    return ended or _change(JobRun.state == JobState.RUNNING, run_id, JobState.STOPPING)


def perform(run_id: int, worker: str = "") -> None:
    """Carries out one queued job in the present application context; used by worker and tests."""
    taken = _change(
        JobRun.state == JobState.QUEUED,
        run_id,
        JobState.RUNNING,
        worker=worker,
        started_at=now(),
        touched_at=now(),
        attempt_count=JobRun.attempt_count + 1,
    )
    db.session.commit()
    if not taken:
        return
    run = db.session.get_one(JobRun, run_id, populate_existing=True)
    attempt, kind, arguments = run.attempt_count, kind_of(run.kind), dict(run.arguments)
    db.session.commit()
    progress = Progress(run_id, attempt, kind.is_restartable)
    _in_hand.add(run_id)
    try:
        _finish(run_id, attempt, *_carry_out(kind, progress, arguments))
    finally:
        _in_hand.discard(run_id)


def _carry_out(
    kind: JobKind, progress: Progress, arguments: dict[str, Any]
) -> tuple[JobState, str | None, str]:
    """The state it ends in, the stored path of its result, a message."""
    try:
        result: Path | None = kind.function(progress, **arguments)
        path = stored_path(result)
        db.session.commit()
    except JobStopped:
        ending = JobState.STOPPED, None, ""
    except JobInterrupted:
        ending = JobState.QUEUED, None, BEGUN_ANEW
    except JobLost:
        ending = JobState.RUNNING, None, ""
    except RuleBroken as broken:
        ending = JobState.FAILED, None, str(broken)
    except Exception:
        get_logger("jobs").exception("job_failed", run_id=progress.run_id)
        ending = JobState.FAILED, None, FAILED
    else:
        return JobState.DONE, path, ""
    db.session.rollback()
    return ending


def _finish(run_id: int, attempt: int, state: JobState, result: str | None, message: str) -> None:
    """Writes the end, unless the job meanwhile belongs to another worker."""
    values: dict[str, Any] = {"message": message, "result_path": result}
    if state == JobState.QUEUED:
        values.update(attempt_count=attempt - 1, queued_at=now(), worker="", done_count=0)
    elif state == JobState.RUNNING:
        return
    else:
        values.update(finished_at=now())
    if state == JobState.DONE:
        values.update(done_count=JobRun.total_count)
    mine = JobRun.attempt_count == attempt
    _change(mine & JobRun.state.in_((JobState.RUNNING, JobState.STOPPING)), run_id, state, **values)
    db.session.commit()


def _change(condition: ColumnElement[bool], run_id: int, to: JobState, **values: Any) -> bool:
    changed = db.session.execute(
        update(JobRun).where(JobRun.id == run_id, condition).values(state=to, **values)
    )
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]


def keep_alive(worker: str) -> None:
    """Says that what this worker has in hand is being worked on."""
    if not _in_hand:
        return
    mine = JobRun.id.in_(list(_in_hand)) & (JobRun.worker == worker)
    db.session.execute(update(JobRun).where(mine).values(touched_at=now()))
    db.session.commit()


def pick_up_left_behind(at: datetime | None = None) -> list[int]:
    """Jobs whose worker fell silent end or begin anew; the ids of the latter."""
    limit = (at or now()) - SILENT_FOR
    silent = or_(JobRun.touched_at < limit, JobRun.touched_at.is_(None))
    return _release(silent & JobRun.id.not_in(list(_in_hand)))


def release_own(worker: str) -> list[int]:
    """On going down: what this worker still holds is given back at once."""
    return _release(JobRun.worker == worker)


def _release(condition: ColumnElement[bool]) -> list[int]:
    held = JobRun.state.in_((JobState.RUNNING, JobState.STOPPING))
    rows = select(JobRun.id, JobRun.state, JobRun.kind, JobRun.attempt_count)
    again = []
    for run_id, state, kind, attempt in db.session.execute(
        rows.where(held, condition).order_by(JobRun.id)
    ).all():
        still = (JobRun.state == state) & (JobRun.attempt_count == attempt)
        may_restart = kind_of(kind).is_restartable and attempt < MOST_ATTEMPTS
        if state == JobState.STOPPING:
            _change(still, run_id, JobState.STOPPED, finished_at=now(), message="")
        elif not may_restart:
            _change(still, run_id, JobState.FAILED, finished_at=now(), message=LEFT_BEHIND)
        elif _change(
            still, run_id, JobState.QUEUED, queued_at=now(), message=BEGUN_ANEW, done_count=0
        ):
            again.append(run_id)
    db.session.commit()
    return again


def waiting_job_ids(at: datetime | None = None) -> list[int]:
    """Jobs queued for over 15 seconds: their sending may have been lost in a crash."""
    limit = (at or now()) - timedelta(seconds=15)
    rows = select(JobRun.id).where(JobRun.state == JobState.QUEUED, JobRun.queued_at < limit)
    return list(db.session.scalars(rows.order_by(JobRun.id)))
