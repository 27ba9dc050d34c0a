"""The worker's part of results: files, letters to authors, reminders, forgetting contact details."""

from datetime import timedelta
from pathlib import Path

from flask import current_app

from agencies.queries.staff import list_role_holders_at, staff_by_id
from base.clock import today
from base.db import db, reading
from base.jobs import JobRun, Progress, job, periodic, start_job
from base.mail import is_mail_set, send_letter
from base.permissions import Permission
from feedback import answer_letters, result_files
from feedback.actions.results import forget_contacts, note_reminder
from feedback.documents.making import MEDIA
from feedback.models import CommentRound
from feedback.queries import results as queries
from feedback.queries.comment_rounds import get_round
from feedback.queries.dispositions import count_missing

PREVIEW_JOB = "disposition_table"
FILES_JOB = "result_files"
LETTERS_JOB = "answer_letters"
REMIND_BEFORE = timedelta(days=3)
STORED_FORMATS = tuple(MEDIA)


def start_preview(
    comment_round: CommentRound, file_format: str, title: str, staff_id: int | None
) -> JobRun:
    arguments = {"round_id": comment_round.id, "file_format": file_format}
    return start_job(PREVIEW_JOB, title, arguments, staff_id)


def start_after_publishing(
    comment_round: CommentRound, staff_id: int | None, titles: dict[str, str]
) -> list[int]:
    """Files and letters; the caller commits, then sends them. `titles`: kind of job → its title."""
    arguments = {"round_id": comment_round.id}
    return [start_job(kind, title, arguments, staff_id).id for kind, title in titles.items()]


@job(PREVIEW_JOB, is_restartable=True, permission=Permission.FEEDBACK_EDIT, is_personal=True)
def make_preview(progress: Progress, round_id: int, file_format: str) -> Path:
    with reading():
        comment_round = get_round(round_id, None)
        progress.total(len(queries.visibility_marks(round_id)))
        path = result_files.preview_path(comment_round, file_format)
        content = result_files.make_bytes(comment_round, None, file_format, progress.step)
        db.session.rollback()
    return result_files.store_file(path, content)


@job(FILES_JOB, is_restartable=True, permission=Permission.FEEDBACK_EDIT)
def make_result_files(progress: Progress, round_id: int) -> Path | None:
    progress.total(len(STORED_FORMATS))
    with reading():
        for done, file_format in enumerate(STORED_FORMATS, start=1):
            _make_missing(get_round(round_id, None), file_format)
            progress.step(done)
        db.session.rollback()
    return None


def _make_missing(comment_round: CommentRound, file_format: str) -> None:
    result = queries.find_result(comment_round.id)
    if result is None:
        return
    path = result_files.published_path(comment_round, result, file_format)
    if not path.exists():
        content = result_files.make_bytes(comment_round, result, file_format)
        result_files.store_file(path, content)


@job(LETTERS_JOB, is_restartable=True, permission=Permission.FEEDBACK_EDIT)
def send_letters_job(progress: Progress, round_id: int) -> Path | None:
    progress.total(len(queries.list_unanswered_authors(round_id)))
    db.session.rollback()
    answer_letters.send_letters(round_id, progress.step)
    return None


@periodic("result-files")
def keep_files_right() -> None:
    """Every minute: what was made from withdrawn words goes; what large results need is made anew."""
    with reading():
        result_files.delete_stale()
        for comment_round in queries.list_published_rounds():
            if result_files.is_large(comment_round.id):
                for file_format in STORED_FORMATS:
                    _make_missing(comment_round, file_format)
        db.session.rollback()


@periodic("answer-letters", minute="*/30")
def send_late_letters() -> None:
    """Letters that could not be handed over before, and those a crash left behind."""
    with reading():
        round_ids = [one.id for one in queries.list_published_rounds()]
        db.session.rollback()
    for round_id in round_ids:
        answer_letters.send_letters(round_id)


@periodic("forget-contacts", minute="40", hour="3")
def forget_old_contacts() -> None:
    keys = current_app.extensions["settings"].secrets
    while forget_contacts(keys, today()):
        db.session.commit()


@periodic("remind-to-answer", minute="15", hour="7")
def remind() -> None:
    """A letter to the agency's officers three days before the last day to answer, and each day after it."""
    if not is_mail_set():
        return
    day = today()
    for comment_round in queries.list_rounds_to_remind(day + REMIND_BEFORE):
        missing = count_missing(comment_round.id)
        if not missing or queries.was_reminded(comment_round.id, day.isoformat()):
            continue
        note_reminder(comment_round, day, missing)
        db.session.commit()
        _remind_officers(comment_round, missing)


def _remind_officers(comment_round: CommentRound, missing: int) -> None:
    holders = [
        one for one, _name in list_role_holders_at("agency_officer", comment_round.agency_id)
    ]
    base = current_app.extensions["settings"].public_url
    for officer in staff_by_id(holders):
        send_letter(
            officer.email,
            answer_letters.reminder_subject(),
            "answer_reminder",
            name=officer.full_name,
            title=comment_round.title,
            missing=missing,
            day=comment_round.answer_by_on,
            link=f"{base}/can-bo/gop-y/{comment_round.id}/bang",
        )
