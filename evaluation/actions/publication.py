"""UBND tỉnh decided: number and day recorded, the result frozen, published with its public record."""

from datetime import date

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import local, now, today
from base.db import flush_checked
from evaluation.actions.appraisal import hold_result
from evaluation.actions.custody import own_body
from evaluation.models import EvaluationYear, ResultState, YearResult
from evaluation.queries.results import list_results
from evaluation.reports.result_content import result_hash
from evaluation.rules import results as rules
from ledger.actions import add_public_record
from ledger.record_types import RecordType


def record_decision(
    actor: Viewer,
    result: YearResult,
    number: str,
    decided_on: date | None,
    seen: int | None = None,
) -> None:
    """From here on nothing of the result can change: the database itself refuses it."""
    hold_result(result, seen)
    own_body(actor)
    submitted_on = local(result.submitted_at).date() if result.submitted_at else None
    rules.check_decision(result.state, number, decided_on, submitted_on, today())
    if result.content_hash != result_hash(result):
        raise rules.ContentChanged
    result.decision_number, result.decided_on = number.strip(), decided_on
    result.decided_by_id = actor.staff_id
    result.state = ResultState.DECIDED
    flush_checked()
    after = {
        "decision_number": result.decision_number,
        "decided_on": f"{decided_on}",
        "content_hash": result.content_hash,
    }
    record_act("year_result.decide", staff_id=actor.staff_id, subject=result, after=after)


def publish_result(actor: Viewer, result: YearResult, seen: int | None = None) -> None:
    """Makes it public; the version it corrects stays readable as superseded."""
    year = hold_result(result, seen)
    own_body(actor)
    if result.state != ResultState.DECIDED:
        raise rules.NotDecided
    if result.content_hash != result_hash(result):
        raise rules.ContentChanged
    for former in list_results(year.id, (ResultState.PUBLISHED,)):
        former.state = ResultState.SUPERSEDED
    result.state = ResultState.PUBLISHED
    result.published_at = now()
    flush_checked()
    record_year_score(year, result)
    after = {"state": result.state, "content_hash": result.content_hash}
    record_act("year_result.publish", staff_id=actor.staff_id, subject=result, after=after)


def record_year_score(year: EvaluationYear, result: YearResult) -> None:
    """Published points of a year: their hash, the decision, the version and why it corrects another."""
    record = {
        "evaluation_year": year.year,
        "number": result.number,
        "content_hash": result.content_hash,
        "decision_number": result.decision_number,
        "decided_on": result.decided_on.isoformat() if result.decided_on else None,
        "reason": result.reason,
    }
    add_public_record(RecordType.SCORE, record, now())
