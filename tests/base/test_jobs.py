"""Long work within one process: started, told, stopped, failed, left behind, begun anew."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import base.jobs.progress as telling
from base.clock import now
from base.jobs import (
    JobRun,
    JobState,
    JobStopped,
    Progress,
    ask_to_stop,
    job,
    perform,
    result_file,
    results_dir,
    send_job,
    start_job,
)
from base.jobs.progress import JobLost
from base.jobs.queue import worker_queue
from base.jobs.results import forget_old_results
from base.jobs.running import (
    FAILED,
    LEFT_BEHIND,
    MOST_ATTEMPTS,
    keep_alive,
    pick_up_left_behind,
    release_own,
    waiting_job_ids,
)
from base.jobs.worker import Clock
from base.rules import ChangedMeanwhile
from tests.factories import make_agency

ACTS: dict[str, Callable[[Progress], Path | None]] = {}


@job("test_work", is_restartable=True)
def test_work(progress: Progress, act: str) -> Path | None:
    return ACTS[act](progress)


@job("test_work_once")
def test_work_once(progress: Progress, act: str) -> Path | None:
    return ACTS[act](progress)


test_work.__test__ = test_work_once.__test__ = False  # type: ignore[attr-defined]


def make_job(db: Any, act: Any = None, kind: str = "test_work", **columns: Any) -> JobRun:
    ACTS["act"] = act or (lambda _progress: None)
    run = start_job(kind, "In áp phích", {"act": "act"}, None)
    for name, value in columns.items():
        setattr(run, name, value)
    db.session.commit()
    return run


def fresh(db: Any, run: JobRun) -> JobRun:
    db.session.expire_all()
    return db.session.get_one(JobRun, run.id)


def held(db: Any, kind: str = "test_work", **columns: Any) -> JobRun:
    """A job as a dead worker leaves it."""
    values = {
        "state": JobState.RUNNING,
        "worker": "dead:1",
        "attempt_count": 1,
        "touched_at": now() - timedelta(minutes=2),
    }
    return make_job(db, kind=kind, **{**values, **columns})


def test_a_job_tells_how_far_it_is_and_leaves_its_result(db: Any) -> None:
    def work(progress: Progress) -> Path:
        progress.total(2)
        progress.step(2)
        path = results_dir() / f"{progress.run_id}.txt"
        path.write_text("xong", encoding="utf-8")
        return path

    run = make_job(db, work)
    send_job(run.id)
    run = fresh(db, run)
    assert (run.state, run.done_count, run.total_count) == (JobState.DONE, 2, 2)
    assert run.result_path == f"{run.id}.txt"
    path = result_file(run)
    assert path is not None
    assert path.read_text(encoding="utf-8") == "xong"


def test_a_job_is_carried_out_once(db: Any) -> None:
    calls: list[int] = []
    run = make_job(db, lambda progress: calls.append(progress.run_id))  # type: ignore[func-returns-value]
    perform(run.id)
    perform(run.id)
    assert calls == [run.id]


def test_telling_progress_commits_nothing_of_the_work(db: Any) -> None:
    def work(progress: Progress) -> None:
        progress.total(2)
        make_agency("UBND xã viết dở")
        progress.step(2)
        raise ValueError("broken half-way")

    run = make_job(db, work)
    perform(run.id)
    assert db.session.execute(db.text("SELECT count(*) FROM agency")).scalar() == 0
    assert fresh(db, run).state == JobState.FAILED


def test_what_a_job_wrote_is_kept_when_it_returns(db: Any) -> None:
    perform(make_job(db, lambda _progress: make_agency() and None).id)
    db.session.rollback()
    assert db.session.execute(db.text("SELECT count(*) FROM agency")).scalar() == 1


def test_a_running_job_stops_at_its_next_step_and_leaves_nothing(db: Any) -> None:
    def work(progress: Progress) -> None:
        make_agency()
        db.session.commit()
        ask_to_stop(progress.run_id)
        db.session.commit()
        make_agency("UBND xã viết dở")
        db.session.rollback()
        progress.step(1)
        raise AssertionError("went on")

    run = make_job(db, work)
    perform(run.id)
    run = fresh(db, run)
    assert run.state == JobState.STOPPED
    assert run.finished_at is not None


def test_a_waiting_job_is_stopped_at_once_and_an_ended_one_not_at_all(db: Any) -> None:
    run = make_job(db)
    assert ask_to_stop(run.id)
    perform(run.id)
    assert fresh(db, run).state == JobState.STOPPED
    assert not ask_to_stop(run.id)


def test_a_job_that_breaks_says_a_sentence_and_not_the_name_of_an_error(db: Any) -> None:
    def work(_progress: Progress) -> None:
        raise KeyError("không ai cần biết")

    run = make_job(db, work)
    perform(run.id)
    assert (fresh(db, run).state, fresh(db, run).message) == (JobState.FAILED, FAILED)


def test_a_job_that_breaks_a_rule_says_the_sentence_of_the_rule(db: Any) -> None:
    def work(_progress: Progress) -> None:
        raise ChangedMeanwhile

    run = make_job(db, work)
    perform(run.id)
    assert fresh(db, run).message == ChangedMeanwhile.sentence


def test_a_result_outside_the_folder_of_results_is_refused(db: Any, tmp_path: Path) -> None:
    run = make_job(db, lambda _progress: tmp_path / "secrets.json")
    perform(run.id)
    assert fresh(db, run).state == JobState.FAILED
    run.result_path = "../secrets.json"
    assert (results_dir().parent / "secrets.json").exists()
    assert result_file(run) is None
    run.result_path = str(results_dir().parent / "secrets.json")
    assert result_file(run) is None


def test_a_job_left_behind_begins_anew_if_it_may(db: Any) -> None:
    run = held(db)
    assert pick_up_left_behind() == [run.id]
    assert fresh(db, run).state == JobState.QUEUED


def test_a_job_that_may_not_be_repeated_fails_with_a_sentence(db: Any) -> None:
    run = held(db, kind="test_work_once")
    assert pick_up_left_behind() == []
    assert (fresh(db, run).state, fresh(db, run).message) == (JobState.FAILED, LEFT_BEHIND)


def test_a_job_that_takes_its_worker_down_each_time_is_given_up(db: Any) -> None:
    run = held(db, attempt_count=MOST_ATTEMPTS)
    assert pick_up_left_behind() == []
    assert fresh(db, run).state == JobState.FAILED


def test_a_job_that_was_to_stop_when_its_worker_died_is_stopped(db: Any) -> None:
    run = held(db, state=JobState.STOPPING)
    pick_up_left_behind()
    assert fresh(db, run).state == JobState.STOPPED


def test_a_job_whose_worker_lives_is_left_alone(db: Any) -> None:
    def work(progress: Progress) -> None:
        make_silent(db, progress.run_id)
        assert pick_up_left_behind() == []
        keep_alive("living:1")

    run = make_job(db, work)
    perform(run.id, "living:1")
    run = fresh(db, run)
    assert run.state == JobState.DONE
    assert run.touched_at > now() - timedelta(minutes=1)


def make_silent(db: Any, run_id: int) -> None:
    db.session.get_one(JobRun, run_id).touched_at = now() - timedelta(minutes=2)
    db.session.commit()


def test_a_worker_that_goes_down_gives_back_what_it_holds(db: Any) -> None:
    own, other = held(db, worker="living:2"), held(db)
    assert release_own("living:2") == [own.id]
    assert fresh(db, other).state == JobState.RUNNING


def test_a_worker_that_only_slept_does_not_write_over_its_successor(db: Any) -> None:
    run = held(db, attempt_count=2)
    progress = Progress(run.id, attempt=1)
    with pytest.raises(JobLost):
        progress.step(1)
    assert fresh(db, run).done_count == 0


def test_a_worker_that_slept_does_not_end_what_its_successor_is_doing(db: Any) -> None:
    def work(progress: Progress) -> None:
        db.session.get_one(JobRun, progress.run_id).attempt_count = 2  # given to another meanwhile
        db.session.commit()

    run = make_job(db, work)
    perform(run.id)
    assert fresh(db, run).state == JobState.RUNNING


def test_a_restartable_job_ends_at_its_step_when_the_worker_goes_down(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(progress: Progress) -> None:
        telling.shutting_down.set()
        progress.step(1)

    run = make_job(db, work)
    monkeypatch.setattr(telling, "shutting_down", type(telling.shutting_down)())
    perform(run.id)
    run = fresh(db, run)
    assert (run.state, run.attempt_count) == (JobState.QUEUED, 0)


def test_a_job_never_sent_is_found_by_the_sweep_and_put_into_the_queue_once(
    db: Any, app: Flask, tmp_path: Path
) -> None:
    run = make_job(db, queued_at=now() - timedelta(minutes=1))
    make_job(db)
    assert waiting_job_ids() == [run.id]
    clock = Clock(app, "living:2")
    app.extensions.pop("huey", None)
    huey = worker_queue(app)
    huey.storage.flush_all()
    try:
        clock.sweep()
        clock.sweep()
        assert [task.args for task in huey.pending()] == [(run.id,)]
    finally:
        huey.storage.flush_all()
        huey.storage.close()
        app.extensions.pop("huey")


def test_a_queue_that_fails_only_makes_a_job_late(
    db: Any, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    def broken(_run_id: int) -> None:
        raise OSError("disk full")

    settings = replace(app.extensions["settings"], testing=False)
    monkeypatch.setitem(app.extensions, "settings", settings)
    monkeypatch.setitem(app.extensions, "send_job", broken)
    run = make_job(db)
    send_job(run.id)
    assert fresh(db, run).state == JobState.QUEUED


def test_results_are_deleted_after_a_month_and_the_job_says_so(db: Any) -> None:
    def work(progress: Progress) -> Path:
        path = results_dir() / f"{progress.run_id}-old.pdf"
        path.write_bytes(b"%PDF")
        return path

    run = make_job(db, work)
    perform(run.id)
    path = result_file(fresh(db, run))
    assert path is not None
    assert forget_old_results(now() + timedelta(days=29)) == 0
    assert forget_old_results(now() + timedelta(days=31)) == 1
    assert not path.exists()
    assert result_file(run) is None
    assert "30 ngày" in run.message


def test_an_unknown_kind_of_work_is_refused_at_once(app: Flask) -> None:
    with pytest.raises(LookupError):
        start_job("nonsense", "", {}, None)


def test_stopping_is_an_exception_that_jobs_may_catch_to_clean_up() -> None:
    assert issubclass(JobStopped, Exception)
