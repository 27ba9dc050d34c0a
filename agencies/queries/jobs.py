"""SELECTs over long works: a person sees the own ones, the department role those of the own agency."""

from sqlalchemy import ColumnElement, func, or_, select

from agencies.models import Role, Staff
from agencies.roles import Viewer
from base.db import db
from base.jobs import JobRun
from base.jobs.models import ACTIVE
from base.rules import NotFound


def _visible(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Another department's works are as invisible as another commune's: who sees one may stop it."""
    own = JobRun.staff_id == viewer.staff_id
    if viewer.agency_id is None or not viewer.has_role([Role.DEPARTMENT]):
        return [own]
    colleagues = select(Staff.id).where(Staff.agency_id == viewer.agency_id)
    return [or_(own, JobRun.staff_id.in_(colleagues))]


def get_job(viewer: Viewer, run_id: int) -> JobRun:
    """Somebody else's work does not exist for this viewer."""
    run = db.session.scalar(select(JobRun).where(JobRun.id == run_id, *_visible(viewer)))
    if run is None:
        raise NotFound
    return run


def count_jobs(viewer: Viewer) -> int:
    return db.session.scalar(select(func.count(JobRun.id)).where(*_visible(viewer))) or 0


def list_jobs(viewer: Viewer, limit: int = 50, offset: int = 0) -> list[tuple[JobRun, str]]:
    """(work, name of who asked for it), the newest first."""
    found = select(JobRun, func.coalesce(Staff.full_name, "")).outerjoin(
        Staff, Staff.id == JobRun.staff_id
    )
    found = found.where(*_visible(viewer)).order_by(JobRun.id.desc()).limit(limit).offset(offset)
    return [(run, name) for run, name in db.session.execute(found)]


def count_jobs_before(run: JobRun) -> int:
    """How many works wait or run before this one."""
    found = select(func.count(JobRun.id)).where(JobRun.state.in_(ACTIVE), JobRun.id < run.id)
    return db.session.scalar(found) or 0
