"""The worker's part of grouping: read, compare with progress and a way to stop, then write at once."""

from pathlib import Path

from base.db import db, reading
from base.jobs import Progress, job, periodic
from base.permissions import Permission
from feedback.actions.groups import GROUPING_JOB, store_groups
from feedback.grouping import Told, find_groups
from feedback.queries.comment_rounds import list_rounds_to_group
from feedback.queries.groups import list_grouped_texts


def group_comments(round_id: int, told: Told = lambda _done: None) -> int:
    """Groups what has no group yet; returns how many comments were placed. The caller commits."""
    with reading():
        comments = list_grouped_texts(round_id)
        db.session.rollback()
    found = find_groups(comments, told)
    return store_groups(round_id, found.joined, found.made)


@job(GROUPING_JOB, is_restartable=True, permission=Permission.FEEDBACK_EDIT)
def group_comments_job(progress: Progress, round_id: int) -> Path | None:
    with reading():
        count = len(list_grouped_texts(round_id))
        db.session.rollback()
    progress.total(count)
    group_comments(round_id, progress.step)
    return None


@periodic("group-comments", minute="20", hour="2")
def group_running_rounds() -> None:
    """So that people reading an open round see one voice where one text came many times."""
    with reading():
        round_ids = list_rounds_to_group()
        db.session.rollback()
    for round_id in round_ids:
        group_comments(round_id)
        db.session.commit()
