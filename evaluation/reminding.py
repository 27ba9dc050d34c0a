"""Letters that remind officers of their agencies' self-reports: by the clock, and when the department asks.

One letter a person and day at most, naming all of the person's agencies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from agencies.actions.audit import record_act
from agencies.models import Staff
from agencies.queries.legal import setting_in_force
from agencies.roles import Viewer
from base.clock import local, now, today
from base.db import db, reading
from base.jobs import JobRun, Progress, job, periodic, start_job
from base.mail import is_mail_set, send_letter
from base.permissions import Permission
from evaluation.actions.reminders import claim_reminder, mark_sent
from evaluation.models import EvaluationYear, YearState
from evaluation.queries.progress import officers_of
from evaluation.queries.years import get_year, list_years
from evaluation.reports.figures import day_words
from evaluation.reports.progress import AgencyProgress, Wanted, province_progress
from evaluation.rules.reminders import FIRST_HOUR, LAST_HOUR, asked_topic, reminder_topic

REMIND_JOB = "evaluation.remind"
OPEN_STATES = ("", "draft", "returned")
BEFORE_DAYS, LATE_DAYS = "evaluation.reminder_days", "evaluation.reminder_late_days"
MOST_FAILURES = 3  # then the mail server is taken to be down until the next run


def can_send() -> bool:
    return is_mail_set() or bool(current_app.extensions["settings"].testing)


@dataclass(frozen=True)
class Letter:
    staff: Staff
    lines: tuple[AgencyProgress, ...]


def start_reminders(
    actor: Viewer, year: EvaluationYear, kind: str, show: str, title: str
) -> JobRun:
    """The caller commits, then sends the job."""
    arguments = {"year": year.year, "kind": kind, "show": show}
    record_act("self_report.remind", staff_id=actor.staff_id, subject=year, after=arguments)
    return start_job(REMIND_JOB, title, arguments, actor.staff_id)


@job(REMIND_JOB, is_restartable=True, permission=Permission.EVALUATION_EDIT)
def send_reminders(progress: Progress, year: int, kind: str, show: str) -> Path | None:
    """Begun anew it goes on where it was: nobody is reminded twice on a day."""
    with reading():
        found = get_year(year)
        letters = letters_of(found, Wanted(kind, show), today())
        db.session.rollback()
    progress.total(len(letters))
    for done, letter in enumerate(letters, start=1):
        _post(found, letter, asked_topic(today()), now())
        progress.step(done)
    return None


@periodic("self-report-reminders", minute="20")
def tick() -> None:
    remind_by_clock()


def remind_by_clock(at: datetime | None = None) -> int:
    """What is due in every year that takes reports; commits around each letter. Safe to run twice."""
    moment = at or now()
    if not can_send() or not FIRST_HOUR <= local(moment).hour <= LAST_HOUR:
        return 0
    years = [one for one in list_years() if one.state == YearState.REPORTING]
    return sum(_remind_year(one, moment) for one in years)


def _remind_year(year: EvaluationYear, at: datetime) -> int:
    on = local(at).date()
    before, late = setting_in_force(BEFORE_DAYS, on), setting_in_force(LATE_DAYS, on)
    topic = reminder_topic(year.report_by, on, before.value, int(late.value))
    sent: list[Letter] = []
    failures = 0
    for letter in letters_of(year, Wanted(), on) if topic else ():
        was_sent = _post(year, letter, topic, at)
        if was_sent:
            sent.append(letter)
        failures += was_sent is False
        if failures >= MOST_FAILURES:
            break
    if sent:
        _note(year, topic, sent, [before.id, late.id])
    return len(sent)


def _note(year: EvaluationYear, topic: str, sent: Sequence[Letter], settings: list[int]) -> None:
    """In the audit trail: which agencies were reminded, and by which versions of the settings."""
    codes = sorted({line.agency.code for one in sent for line in one.lines})
    after: dict[str, Any] = {"topic": topic, "letters": len(sent), "agencies": codes}
    after["settings"] = settings
    record_act("self_report.remind", staff_id=None, subject=year, after=after)
    db.session.commit()


def letters_of(year: EvaluationYear, wanted: Wanted, on: date) -> list[Letter]:
    """One for each officer of agencies that match and have not sent their report, by person."""
    owing = [one for one in province_progress(year, None, wanted, on) if one.state in OPEN_STATES]
    officers = officers_of([one.agency.id for one in owing])
    people: dict[int, tuple[Staff, list[AgencyProgress]]] = {}
    for line in owing:
        for staff in officers.get(line.agency.id, ()):
            people.setdefault(staff.id, (staff, []))[1].append(line)
    return [Letter(staff, tuple(lines)) for _id, (staff, lines) in sorted(people.items())]


def _post(year: EvaluationYear, letter: Letter, topic: str, at: datetime) -> bool | None:
    """Claimed and committed before it leaves, marked after. None: it was not its turn."""
    letter_id = claim_reminder(year.id, letter.staff.id, topic, local(at).date(), at)
    if letter_id is None:
        return None
    db.session.commit()
    if not _send(year, letter):
        return False
    mark_sent(letter_id, at)
    db.session.commit()
    return True


def _send(year: EvaluationYear, letter: Letter) -> bool:
    staff = letter.staff
    with force_locale(staff.language if staff.language in ("vi", "en") else "vi"):
        names = ", ".join(one.agency.name for one in letter.lines)
        return send_letter(
            staff.email,
            _("Tự đánh giá năm %(year)s của %(agency)s", year=year.year, agency=names),
            "self_report_reminder",
            name=staff.full_name,
            year=year.year,
            agency=names,
            report_by=day_words(year.report_by),
            lines=[_words(year, one) for one in letter.lines],
        )


def _words(year: EvaluationYear, line: AgencyProgress) -> dict[str, Any]:
    base = current_app.extensions["settings"].public_url
    return {
        "agency": line.agency.name,
        "filled": line.filled_count,
        "owed": line.owed_count,
        "late": line.late_count,
        "link": f"{base}/can-bo/tu-danh-gia/{year.year}/{line.agency.code}",
    }
