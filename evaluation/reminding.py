"""Letters that remind agencies of their self-report: one to each officer, sent by the worker."""

from pathlib import Path

from flask import current_app, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from agencies.actions.audit import record_act
from agencies.models import Staff
from agencies.roles import Viewer
from base.clock import today
from base.db import db, reading
from base.jobs import JobRun, Progress, job, start_job
from base.mail import is_mail_set, send_letter
from base.permissions import Permission
from evaluation.models import EvaluationYear
from evaluation.queries.progress import officers_of
from evaluation.queries.years import get_year
from evaluation.reports.figures import day_words
from evaluation.reports.progress import AgencyProgress, Wanted, province_progress

REMIND_JOB = "evaluation.remind"
OPEN_STATES = ("", "draft", "returned")


def can_send() -> bool:
    return is_mail_set() or bool(current_app.extensions["settings"].testing)


def start_reminders(
    actor: Viewer, year: EvaluationYear, kind: str, show: str, title: str
) -> JobRun:
    """The caller commits, then sends the job."""
    arguments = {"year": year.year, "kind": kind, "show": show}
    record_act("self_report.remind", staff_id=actor.staff_id, subject=year, after=arguments)
    return start_job(REMIND_JOB, title, arguments, actor.staff_id)


@job(REMIND_JOB, permission=Permission.EVALUATION_EDIT)
def send_reminders(progress: Progress, year: int, kind: str, show: str) -> Path | None:
    """Not begun anew when its worker dies: nobody is reminded twice."""
    with reading():
        found = get_year(year)
        wanted = Wanted(kind, show)
        lines = province_progress(found, None, wanted, today())
        owing = [one for one in lines if one.state in OPEN_STATES]
        officers = officers_of([one.agency.id for one in owing])
        db.session.rollback()
    letters = [(one, staff) for one in owing for staff in officers.get(one.agency.id, ())]
    progress.total(len(letters))
    for done, (line, staff) in enumerate(letters, start=1):
        _remind(found, line, staff)
        progress.step(done)
    return None


def _remind(year: EvaluationYear, line: AgencyProgress, staff: Staff) -> None:
    settings = current_app.extensions["settings"]
    with force_locale(staff.language if staff.language in ("vi", "en") else "vi"):
        path = url_for("self_reports_staff.board_page", year=year.year, code=line.agency.code)
        send_letter(
            staff.email,
            _("Tự đánh giá năm %(year)s của %(agency)s", year=year.year, agency=line.agency.name),
            "self_report_reminder",
            name=staff.full_name,
            year=year.year,
            agency=line.agency.name,
            report_by=day_words(year.report_by),
            filled=line.filled_count,
            owed=line.owed_count,
            late=line.late_count,
            link=f"{settings.public_url}{path}",
        )
