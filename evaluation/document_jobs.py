"""The worker's part of reports: all communes' at once, in one ZIP."""

import secrets
import zipfile
from pathlib import Path

from base.clock import now
from base.db import db, reading
from base.jobs import JobRun, Progress, job, results_dir, start_job
from base.permissions import Permission
from evaluation.actions.documents import Subject
from evaluation.documents.making import Desk, file_name, make_file, open_desk
from evaluation.reports.document_figures import gather
from evaluation.reports.document_subjects import ids_of
from evaluation.rules.documents import NoAgencyToReport
from evaluation.rules.report_periods import ReportPeriod, read_period

ALL_JOB, ONE_JOB = "commune_reports", "own_template_report"
FORMATS = ("docx", "pdf")


def start_all(period: ReportPeriod, title: str, staff_id: int | None) -> JobRun:
    """The caller commits, then sends it."""
    return start_job(ALL_JOB, title, {"period": period.key}, staff_id)


@job(ALL_JOB, is_restartable=True, permission=Permission.EVALUATION_DOCUMENTS)
def make_all(progress: Progress, period: str) -> Path:
    """Raises NoAgencyToReport. Everything is read at once: all reports speak of the same instant."""
    with reading():
        desk = open_desk(gather(read_period(period), now()))
        codes = [
            one.agency.code
            for one in desk.figures.agencies
            if one.agency.kind == "commune_committee"
        ]
        if not codes:
            raise NoAgencyToReport
        progress.total(len(codes))
        path = _write(desk, codes, progress)
        db.session.rollback()
    return path


def start_one(period: ReportPeriod, subject: Subject, title: str, staff_id: int | None) -> JobRun:
    """One report in the office's own template; the caller commits, then sends it."""
    arguments = {"period": period.key, "subject": subject.key, "agency_ids": ids_of(subject) or []}
    return start_job(ONE_JOB, title, arguments, staff_id)


@job(ONE_JOB, is_restartable=True, permission=Permission.EVALUATION_DOCUMENTS)
def make_one(progress: Progress, period: str, subject: str, agency_ids: list[int]) -> Path:
    """An office's file is opened here, never in a process that serves pages."""
    progress.total(1)
    with reading():
        desk = open_desk(gather(read_period(period), now(), agency_ids or None))
        content = make_file(desk, subject, "docx")
        name = file_name(desk.figures.period, subject, desk.name_of(subject), "docx")
        db.session.rollback()
    progress.step(1)
    path = results_dir() / f"{secrets.token_hex(4)}-{name}"
    path.write_bytes(content)
    return path


def _write(desk: Desk, codes: list[str], progress: Progress) -> Path:
    """Whole or not at all: what a stopped job leaves is taken away."""
    folder = results_dir() / "bao-cao"
    folder.mkdir(parents=True, exist_ok=True)
    period = desk.figures.period
    fresh = folder / f".{secrets.token_hex(6)}"
    try:
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED) as archive:
            for done, code in enumerate(codes, start=1):
                name = desk.name_of(code)
                for file_format in FORMATS:
                    content = make_file(desk, code, file_format)
                    path = f"{file_format}/{file_name(period, code, name, file_format)}"
                    archive.writestr(path, content)
                progress.step(done)
        return fresh.rename(folder / f"{secrets.token_hex(4)}-bao-cao-{period.key.lower()}.zip")
    finally:
        fresh.unlink(missing_ok=True)
