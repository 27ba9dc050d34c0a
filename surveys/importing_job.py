"""The worker's part of an import that an officer asked for: progress, a report among the results."""

import json
import secrets
from pathlib import Path
from typing import Any

from agencies.staging import drop_staged, staged_file
from base.db import db
from base.jobs import Progress, job, results_dir
from base.permissions import Permission
from surveys.actions.imports import IMPORT_JOB
from surveys.following import follow_round
from surveys.importing import ImportOrder, carry_out
from surveys.rules.transfer import StagedFileGone


@job(IMPORT_JOB, permission=Permission.RESPONSES_IMPORT, is_personal=True)
def import_job(
    progress: Progress,
    round_id: int,
    token: str,
    file_name: str,
    mapping: dict[str, Any],
    staff_id: int,
    is_dry_run: bool,
) -> Path:
    """The responses and their note come in one commit; tallies follow."""
    data = staged_file(token, staff_id)
    if data is None:
        raise StagedFileGone

    def told(done: int, total: int) -> None:
        if done <= 1_000:
            progress.total(total)
        progress.step(min(done, total - 1))

    report = carry_out(ImportOrder(round_id, file_name, data, mapping, staff_id), is_dry_run, told)
    db.session.commit()
    if report.is_imported:
        drop_staged(token, staff_id)
        follow_round(round_id)
    path = results_dir() / f"{secrets.token_hex(4)}-nhap-dot-{round_id}.json"
    path.write_text(json.dumps(report.to_json(), ensure_ascii=False), encoding="utf-8")
    return path
