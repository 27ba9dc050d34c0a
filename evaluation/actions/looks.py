"""An agency asks for another look at its score; two people of two bodies decide, both are in the record."""

from collections.abc import Mapping

from agencies.actions.audit import record_act
from agencies.models import Staff
from agencies.queries.bodies import body_of
from agencies.roles import Viewer
from agencies.rules.cases import check_second_person
from base.clock import now, today
from base.db import db, flush_checked
from evaluation.actions.appraisal import criterion_of, hold_result, write_points
from evaluation.actions.custody import check_acts_on
from evaluation.models import (
    AnotherLook,
    LookAct,
    LookActKind,
    ResultState,
    YearResult,
)
from evaluation.queries import results as queries
from evaluation.rules import results as rules
from evaluation.rules.scorecards import INDEX


def ask_for_another_look(
    actor: Viewer, result: YearResult, agency_id: int, criterion_key: str, words: str
) -> AnotherLook:
    """`criterion_key` empty: the score as a whole. Only while the appraised result waits for requests."""
    hold_result(result)
    waiting = [
        one
        for one in queries.list_looks(result.id, agency_id)
        if one.outcome is None and one.criterion_key == criterion_key
    ]
    rules.check_may_look(result.state, result.looks_until, today(), words, bool(waiting))
    if criterion_key:
        criterion_of(result, criterion_key)
    look = AnotherLook(
        result_id=result.id,
        agency_id=agency_id,
        criterion_key=criterion_key,
        words=words.strip(),
        filed_by_id=actor.staff_id,
    )
    db.session.add(look)
    flush_checked()
    _record("another_look.ask", actor, look, {"criterion": criterion_key})
    return look


def open_proposal(look: AnotherLook) -> LookAct | None:
    """The proposal that waits for a second person."""
    acts = queries.list_look_acts([look.id])[look.id]
    return acts[-1] if acts and acts[-1].act == LookActKind.PROPOSE else None


def propose_answer(
    actor: Viewer, look: AnotherLook, outcome: str, points: float | None, reason: str
) -> None:
    """First person: what should be answered, and the new points where they change."""
    result = _held(look)
    check_acts_on(actor, look.agency_id)
    is_waiting = open_proposal(look) is not None
    criterion = criterion_of(result, look.criterion_key) if look.criterion_key else None
    has_points = criterion is not None and criterion.source_kind != INDEX
    rules.check_may_propose(look.outcome, is_waiting, outcome, points, has_points)
    rules.check_reason(reason)
    if points is not None and criterion is not None:
        rules.check_points(points, criterion.max_points, not has_points)
    _add_act(actor, look, LookActKind.PROPOSE, reason, outcome, points)
    after = {"outcome": outcome, "points": points, "reason": reason.strip()}
    _record("another_look.propose", actor, look, after)


def answer_proposal(actor: Viewer, look: AnotherLook, is_confirmed: bool, reason: str) -> None:
    """Second person, of another body: confirmed, it is decided and points change; else it goes back."""
    result = _held(look)
    check_acts_on(actor, look.agency_id)
    proposal = open_proposal(look)
    if look.outcome is not None or proposal is None:
        raise rules.NothingProposed
    proposer = db.session.get_one(Staff, proposal.staff_id)
    assert actor.staff_id is not None
    check_second_person(
        proposer.id, body_of(proposer.agency_id), actor.staff_id, body_of(actor.agency_id)
    )
    if not is_confirmed:
        rules.check_reason(reason)
        _add_act(actor, look, LookActKind.REFUSE, reason)
        _record("another_look.refuse", actor, look, {"reason": reason.strip()})
        return
    _add_act(actor, look, LookActKind.CONFIRM, reason)
    look.outcome, look.reason = proposal.outcome, proposal.reason
    look.decided_by_id, look.decided_at = proposer.id, proposal.at
    look.second_by_id, look.second_at = actor.staff_id, now()
    flush_checked()
    if proposal.points is not None:
        write_points(
            result,
            look.agency_id,
            look.criterion_key,
            proposal.points,
            proposal.reason,
            proposer.id,
        )
    after = {"outcome": look.outcome, "points": proposal.points, "reason": look.reason}
    _record("another_look.confirm", actor, look, after)


def _held(look: AnotherLook) -> YearResult:
    result = db.session.get_one(YearResult, look.result_id)
    hold_result(result)
    db.session.refresh(look, with_for_update=True)
    if result.state != ResultState.APPRAISED:
        raise rules.LooksNotTaken
    return result


def _add_act(
    actor: Viewer,
    look: AnotherLook,
    act: LookActKind,
    reason: str,
    outcome: str = "",
    points: float | None = None,
) -> None:
    row = LookAct(look_id=look.id, act=act, outcome=outcome, points=points, reason=reason.strip())
    row.staff_id = actor.staff_id or 0
    db.session.add(row)
    look.revision = look.revision + 1
    flush_checked()


def _record(act: str, actor: Viewer, look: AnotherLook, after: Mapping[str, object]) -> None:
    record_act(
        act, staff_id=actor.staff_id, subject=look, agency_id=look.agency_id, after=dict(after)
    )
