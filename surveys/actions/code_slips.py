"""Sealed slips ordered, drawn by a job, and erased with the plain texts once they are printed.

The file lies among the results of jobs for at most a day and is the person's own who ordered it.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from agencies.actions.audit import record_act
from agencies.models import Agency, Role
from agencies.queries.installation import find_installation
from agencies.roles import Viewer
from base.clock import local, now
from base.db import db
from base.jobs import JobRun, Progress, job, result_file, results_dir, start_job
from base.permissions import Permission
from base.words import N_
from surveys.actions.codes import check_batch_custody, confirm_printed, open_slips
from surveys.models import CodeBatch
from surveys.queries.codes import count_sealed, get_batch
from surveys.queries.rounds import get_round
from surveys.rules import codes as rules
from surveys.slips import PER_SHEET, SlipOrder, draw_slips

KIND = "codes.slips"
FILE_KEPT_FOR = timedelta(hours=24)
ERASED = N_("Tệp phiếu đã được xóa khỏi máy chủ. Nếu chưa xác nhận in xong, xin in lại.")


def order_slips(actor: Viewer, batch: CodeBatch, title: str) -> JobRun:
    """Who prints how many sheets is in the audit trail, again for every printing."""
    check_batch_custody(actor, batch)
    rules.check_alive(batch.state, batch.expires_on, local(now()).date())
    slip_count = count_sealed(batch.id)
    rules.check_printable(batch.delivery, batch.state, slip_count)
    arguments = {"batch_id": batch.id, "staff_id": actor.staff_id, "body_id": actor.agency_id}
    run = start_job(KIND, title[:300], arguments, actor.staff_id)
    after = {"slips": slip_count, "sheets": -(-slip_count // PER_SHEET)}
    record_act(
        "codes.print",
        staff_id=actor.staff_id,
        subject=batch,
        agency_id=batch.agency_id,
        after=after,
    )
    return run


@job(KIND, is_restartable=True, permission=Permission.CODES_EDIT, is_personal=True)
def draw_ordered_slips(
    progress: Progress, batch_id: int, staff_id: int | None, body_id: int
) -> Path:
    """The codes count as handed out before a file with them exists; the file appears only when whole."""
    batch = get_batch(batch_id)
    actor = Viewer(staff_id, body_id, ((Role.DEPARTMENT, None),))
    settings = current_app.extensions["settings"]
    codes = open_slips(actor, batch, settings.secrets, now())
    db.session.commit()
    order, name = _order(batch, settings.public_url), f"phieu-ma-{batch.issue_day:%Y%m%d}"
    db.session.commit()
    progress.total(len(codes))
    content = draw_slips(order, codes, progress.step)
    path = results_dir() / f"{progress.run_id}-{name}-{batch.id}.pdf"
    unfinished = path.with_suffix(".part")
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(content)
    unfinished.rename(path)
    return path


def _order(batch: CodeBatch, public_url: str) -> SlipOrder:
    installation: Any = find_installation()
    owner = db.session.get_one(Agency, get_round(batch.round_id).owner_agency_id)
    return SlipOrder(
        agency=db.session.get_one(Agency, batch.agency_id).name,
        asker=owner.name,
        issue_day=batch.issue_day,
        expires_on=batch.expires_on,
        public_url=public_url,
        is_demo=bool(installation and installation.is_demo),
    )


def finish_printing(actor: Viewer, batch: CodeBatch) -> None:
    """«Đã in xong»: plain texts and files go together."""
    confirm_printed(actor, batch)
    erase_files_of(batch)


def erase_files_of(batch: CodeBatch) -> None:
    for run in _runs_with_files():
        if run.arguments.get("batch_id") == batch.id:
            _erase_file(run)


def erase_old_files() -> None:
    """Files over a day old: while the plain texts are there the slips can be drawn again."""
    for run in _runs_with_files():
        if run.finished_at is not None and run.finished_at < now() - FILE_KEPT_FOR:
            _erase_file(run)


def _runs_with_files() -> list[JobRun]:
    found = select(JobRun).where(JobRun.kind == KIND, JobRun.result_path.is_not(None))
    return list(db.session.scalars(found.order_by(JobRun.id)))


def _erase_file(run: JobRun) -> None:
    path = result_file(run)
    if path is not None:
        path.write_bytes(bytes(path.stat().st_size))
        path.unlink()
    run.result_path, run.message = None, ERASED
