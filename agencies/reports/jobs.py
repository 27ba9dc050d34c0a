"""A long work as a page shows it: how far, how long still, what came of it."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from agencies.queries.jobs import count_jobs_before
from agencies.roles import Viewer
from base.jobs import JobRun, JobState, result_file
from base.jobs.registry import kind_of
from base.words import N_

STATE_WORDS = {
    JobState.QUEUED: N_("Đang chờ"),
    JobState.RUNNING: N_("Đang làm"),
    JobState.STOPPING: N_("Đang dừng"),
    JobState.DONE: N_("Đã xong"),
    JobState.STOPPED: N_("Đã dừng"),
    JobState.FAILED: N_("Chưa xong vì lỗi"),
}
STATE_TONES = {
    JobState.QUEUED: "neutral",
    JobState.RUNNING: "brand",
    JobState.STOPPING: "amber",
    JobState.DONE: "done",
    JobState.STOPPED: "neutral",
    JobState.FAILED: "warm",
}


@dataclass(frozen=True)
class JobReport:
    """`percent` 0–100; `left` is empty when nothing can be said; `bar_state` as in progress_bar;
    `address`: the page where the finished work stands, if its kind has one.
    """

    run: JobRun
    state: str
    tone: str
    bar_state: str
    percent: int
    done: str
    left: str
    message: str
    file_name: str
    file_size: str
    address: str = ""


def job_report(run: JobRun, viewer: Viewer, at: datetime) -> JobReport:
    state = JobState(run.state)
    path = result_file(run) if may_fetch(run, viewer) else None
    bar_state = (
        state.value if state in (JobState.STOPPED, JobState.FAILED, JobState.DONE) else "running"
    )
    return JobReport(
        run=run,
        state=_(STATE_WORDS[state]),
        tone=STATE_TONES[state],
        bar_state=bar_state,
        percent=_percent(run),
        done=_done_words(run),
        left=_left_words(run, at),
        message=_(run.message) if run.message else "",
        file_name=path.name.split("-", 1)[-1] if path else "",
        file_size=_size_words(path.stat().st_size) if path else "",
        address=_address(run) if state == JobState.DONE else "",
    )


def _address(run: JobRun) -> str:
    try:
        leads_to = kind_of(run.kind).leads_to
    except LookupError:
        return ""
    if leads_to is None:
        return ""
    endpoint, names = leads_to
    return url_for(endpoint, **{name: run.arguments[name] for name in names})


def may_fetch(run: JobRun, viewer: Viewer) -> bool:
    """Whether the result may be fetched: the own one, as long as the agencies it is about are theirs.

    Somebody else's only with the kind's permission for the whole province.
    """
    try:
        kind = kind_of(run.kind)
    except LookupError:
        return False
    if not viewer.may(kind.permission):
        return False
    scope = viewer.agency_scope(kind.permission)
    if run.staff_id != viewer.staff_id:
        return scope is None and not kind.is_personal
    return scope is None or set(run.arguments.get("agency_ids", ())) <= scope


def _percent(run: JobRun) -> int:
    if run.state == JobState.DONE:
        return 100
    return min(99, run.done_count * 100 // run.total_count) if run.total_count else 0


def _done_words(run: JobRun) -> str:
    if run.state == JobState.QUEUED:
        before = count_jobs_before(run)
        if not before:
            return _("Sắp bắt đầu")
        return _("Còn %(count)s việc ở trước", count=before)
    if not run.total_count:
        return ""
    return _("%(done)s trên %(total)s", done=run.done_count, total=run.total_count)


def _left_words(run: JobRun, at: datetime) -> str:
    """From the pace so far; nothing before a twentieth is done."""
    if run.state != JobState.RUNNING or run.done_count * 20 < run.total_count or not run.done_count:
        return ""
    passed = (at - run.started_at).total_seconds()
    seconds = passed * (run.total_count - run.done_count) / run.done_count
    if seconds < 60:
        return _("còn chưa đến một phút")
    return _("còn khoảng %(minutes)s phút", minutes=-(-int(seconds) // 60))


def _size_words(size: int) -> str:
    if size < 1024 * 1024:
        return f"{-(-size // 1024)} kB"
    return f"{size / 1024 / 1024:.1f} MB".replace(".", ",")
