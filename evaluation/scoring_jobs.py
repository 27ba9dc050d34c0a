"""The worker's part of a year's scores: all agencies computed with progress, written in one go."""

from base.db import db, one_snapshot
from base.jobs import JobRun, Progress, job, start_job
from base.permissions import Permission
from evaluation.actions.scoring import Ready, compute_result, make_ready
from evaluation.models import EvaluationYear
from evaluation.queries.years import get_year

SCORE_JOB = "evaluation.score"


def start_scoring(
    year: EvaluationYear, scorecard_id: int | None, reason: str, title: str, staff_id: int | None
) -> JobRun:
    """The caller commits, then sends it."""
    arguments = {"year": year.year, "scorecard_id": scorecard_id, "reason": reason}
    arguments["staff_id"] = staff_id
    return start_job(SCORE_JOB, title, arguments, staff_id)


@job(
    SCORE_JOB,
    is_restartable=True,
    permission=Permission.EVALUATION_APPRAISE,
    leads_to=("year_results_staff.year_page", ("year",)),
)
def score(
    progress: Progress, year: int, scorecard_id: int | None, reason: str, staff_id: int | None
) -> None:
    """Whole or not at all: stopped before the end it leaves the scores as they were."""
    ready = _ready(progress, year, scorecard_id)
    compute_result(
        get_year(year), staff_id=staff_id, reason=reason, scorecard_id=scorecard_id, ready=ready
    )
    db.session.commit()


def _ready(progress: Progress, year: int, scorecard_id: int | None) -> Ready:
    """Read in one look, holding nothing: residents' answers do not wait for the scores."""

    def step(done: int, count: int) -> None:
        if done == 1:
            progress.total(count)
        progress.step(done)

    with one_snapshot():
        ready = make_ready(get_year(year), scorecard_id, step)
        db.session.expunge_all()
    return ready
