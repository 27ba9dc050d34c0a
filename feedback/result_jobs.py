"""The worker's part of results: files, letters to authors, forgetting contact details."""

from pathlib import Path

from flask import current_app

from base.clock import today
from base.db import db, empty_log, reading
from base.jobs import JobRun, Progress, job, periodic, start_job
from base.permissions import Permission
from feedback import answer_letters, result_files
from feedback.actions.results import forget_contacts
from feedback.documents.making import MEDIA, formats_for
from feedback.models import CommentRound
from feedback.queries import results as queries
from feedback.queries.comment_rounds import get_round

PREVIEW_JOB = "disposition_table"
FILES_JOB = "result_files"
LETTERS_JOB = "answer_letters"
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
    if file_format not in formats_for(result.content["statistics"]["answered"]):
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


@periodic("empty-log", minute="*/5")
def leave_nothing_in_the_log() -> None:
    """Within minutes withdrawn and erased words are out of the database's log too."""
    db.session.rollback()
    empty_log()


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
