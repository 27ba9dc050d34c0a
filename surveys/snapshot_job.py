"""The worker's part of a snapshot: tallies brought up to date, cells computed, stored."""

from pathlib import Path

from base.clock import now, today
from base.db import db
from base.jobs import Progress, job
from ledger.sealing import take_in
from ledger.signing import app_settings
from surveys.actions.snapshots import JOB, store_snapshot
from surveys.following import follow_round
from surveys.models import IndexSnapshot
from surveys.queries.alarm_cases import count_cases
from surveys.queries.recounting import find_last_issue_day
from surveys.queries.rounds import get_round
from surveys.queries.snapshots import find_period
from surveys.queries.tallies import get_contents
from surveys.reports.recount import recount_settings
from surveys.reports.recounting import is_settled
from surveys.reports.snapshots import gather_inputs, settings_of
from surveys.rules.snapshots import NothingCounted


def compute_snapshot(
    round_id: int, period_id: int | None, reason: str = "", staff_id: int | None = None
) -> IndexSnapshot:
    """Computes and stores; commits. Raises NothingCounted when the scope has no response."""
    from surveys.reports.computing.snapshot import snapshot_rows  # scipy: not in web processes

    follow_round(round_id)
    tree_size = take_in(app_settings(), now())
    survey_round, period = get_round(round_id), find_period(period_id)
    inputs = gather_inputs(survey_round, period)
    if not len(inputs.columns["month"]):
        raise NothingCounted
    made = snapshot_rows(inputs)
    counts_for = {one: one for one in inputs.kinds} | dict(inputs.parent_of)
    cases = count_cases(round_id, inputs.months, counts_for)
    settings = settings_of(inputs, made, cases)
    settings |= recount_settings(tree_size, get_contents(round_id), inputs.parent_of)
    last_day = find_last_issue_day(round_id, inputs.months)
    settings |= {
        "kinds": {str(agency): kind for agency, kind in sorted(inputs.kinds.items())},
        "is_settled": is_settled(last_day, today()),
    }
    snapshot = store_snapshot(survey_round, period_id, made.rows, settings, reason, staff_id)
    db.session.commit()
    return snapshot


@job(JOB)
def compute_snapshot_job(
    progress: Progress, round_id: int, period_id: int | None, reason: str, staff_id: int | None
) -> Path | None:
    progress.total(1)
    compute_snapshot(round_id, period_id, reason, staff_id)
    progress.step(1)
    return None
