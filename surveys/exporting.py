"""The worker's part of an export: one archive among the results, with progress and a way to stop."""

import secrets
from pathlib import Path

from agencies.queries.installation import find_installation
from base.db import db, reading
from base.jobs import Progress, job, results_dir
from base.permissions import Permission
from surveys.actions.exports import EXPORT_JOB


@job(EXPORT_JOB, is_restartable=True, permission=Permission.RESPONSES_EXPORT, is_personal=True)
def export_responses(progress: Progress, round_id: int, export_format: str) -> Path:
    """Fetched only by the person who asked for it, while they may export: no other body's department

    (design §2.1), and nobody who has meanwhile moved to a rated agency.
    """
    from surveys.exports.bundle import (
        write_bundle,
    )  # polars stays out of processes that serve pages
    from surveys.exports.plan import plan_export

    with reading():
        plan = plan_export(round_id, export_format)
        installation = find_installation()
        db.session.expunge_all()
        db.session.rollback()
    progress.total(plan.response_count)
    name = f"{secrets.token_hex(4)}-phieu-dot-{round_id}-{plan.made_on}-{export_format}.zip"
    path = results_dir() / name
    is_demo = installation is not None and installation.is_demo
    write_bundle(path, plan, is_demo, progress.step)
    return path
