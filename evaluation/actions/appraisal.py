"""The department looks a year's result through: points changed for a reason, signed by two and two people."""

from datetime import date

from sqlalchemy import select

from agencies.actions.audit import record_act
from agencies.models import Agency
from agencies.queries.bodies import standings
from agencies.queries.legal import setting_in_force, work_calendar
from agencies.roles import Viewer
from agencies.rules.bodies import body_in
from agencies.rules.working_days import add_working_days
from base.clock import now, today
from base.db import check_revision, db, flush_checked
from base.rules import NotFound
from evaluation.actions.custody import check_acts_on, own_body
from evaluation.actions.scoring import LOOKS_DAYS, hold_year, line_values, seal, total_anew
from evaluation.models import (
    AgencyScore,
    AppraisedPoints,
    Criterion,
    CriterionScore,
    CriterionState,
    EvaluationYear,
    ResultSign,
    ResultState,
    YearResult,
    YearState,
)
from evaluation.queries import results as queries
from evaluation.queries.scorecards import get_scorecard
from evaluation.reports.result_content import result_hash
from evaluation.reports.scoring import stored_line
from evaluation.rules import results as rules
from evaluation.rules.scorecards import INDEX
from evaluation.rules.scoring import Given, with_given


def hold_result(result: YearResult, seen: int | None = None) -> EvaluationYear:
    """Both rows as they stand in this transaction, held until its end; two who sign come in turn.

    `seen`: the revision the person's page was made from; another one raises ChangedMeanwhile.
    """
    year = db.session.get_one(EvaluationYear, result.year_id)
    hold_year(year)
    db.session.refresh(result, with_for_update=True)
    check_revision(result, seen)
    return year


def give_points(
    actor: Viewer,
    result: YearResult,
    agency: Agency,
    criterion_key: str,
    points: float,
    reason: str,
    seen: int | None = None,
) -> None:
    """Sets one criterion's points; a row that stays, with the reason. Earlier signs become void."""
    hold_result(result, seen)
    check_acts_on(actor, agency.id)
    if result.state != ResultState.COMPUTED:
        raise rules.NotComputed
    assert actor.staff_id is not None
    write_points(result, agency.id, criterion_key, points, reason, actor.staff_id)
    after = {
        "agency": agency.code,
        "criterion": criterion_key,
        "points": points,
        "reason": reason.strip(),
    }
    record_act(
        "year_result.give_points",
        staff_id=actor.staff_id,
        subject=result,
        agency_id=agency.id,
        after=after,
    )


def write_points(
    result: YearResult,
    agency_id: int,
    criterion_key: str,
    points: float,
    reason: str,
    staff_id: int,
) -> None:
    """The row, the criterion and all totals of the group; who calls it has checked who may."""
    criterion = criterion_of(result, criterion_key)
    rules.check_reason(reason)
    rules.check_points(points, criterion.max_points, criterion.source_kind == INDEX)
    score = queries.find_score(result.id, agency_id)
    line = _line(score, criterion_key)
    assert score is not None
    row = AppraisedPoints(
        result_id=result.id,
        agency_id=agency_id,
        criterion_key=criterion_key,
        points=points,
        reason=reason.strip(),
        staff_id=staff_id,
    )
    db.session.add(row)
    db.session.flush()
    given = Given(points, row.reason, {"given": row.id})
    for name, value in line_values(with_given(stored_line(line, criterion.kind), given)).items():
        setattr(line, name, value)
    db.session.flush()
    total_anew(result, score.group_key)


def criterion_of(result: YearResult, key: str) -> Criterion:
    card = get_scorecard(result.scorecard_id)
    found = next((one for one in card.criteria if one.key == key), None)
    if found is None:
        raise NotFound(key)
    return found


def _line(score: AgencyScore | None, criterion_key: str) -> CriterionScore:
    found = None
    if score is not None:
        chosen = select(CriterionScore).where(
            CriterionScore.agency_score_id == score.id,
            CriterionScore.criterion_key == criterion_key,
        )
        found = db.session.scalar(chosen)
    if found is None:
        raise NotFound(criterion_key)
    return found


def sign_result(actor: Viewer, result: YearResult, seen_hash: str, seen: int | None = None) -> bool:
    """Signs exactly what was seen, for every agency but the own body.

    Once two people who may stand for each score have signed, agencies may ask for another look:
    True. Until then False.
    """
    year = hold_result(result, seen)
    body = own_body(actor)
    rules.check_may_sign(year.report_by, year.state == YearState.CLOSED, today())
    if result.state != ResultState.COMPUTED:
        raise rules.NotComputed
    if not seen_hash == result.content_hash == result_hash(result):
        raise rules.ContentChanged
    _check_all_in(result)
    signs = valid_signs(result)
    if any(one.staff_id == actor.staff_id for one in signs):
        raise rules.SignedAlready
    assert actor.staff_id is not None
    db.session.add(
        ResultSign(
            result_id=result.id,
            staff_id=actor.staff_id,
            body_id=body,
            content_hash=result.content_hash,
        )
    )
    result.revision = result.revision + 1
    flush_checked()
    is_complete = not short_of_signs(result)
    if is_complete:
        _appraised(result)
    after = {
        "content_hash": result.content_hash,
        "state": result.state,
        "looks_until": result.looks_until.isoformat() if result.looks_until else None,
    }
    record_act("year_result.sign", staff_id=actor.staff_id, subject=result, after=after)
    return is_complete


def _check_all_in(result: YearResult) -> None:
    """Nothing that counts is awaited: every report is in or owed for good, every point is given."""
    waiting = select(CriterionScore.reason, Agency.name)
    rows = db.session.execute(
        waiting.join(AgencyScore, AgencyScore.id == CriterionScore.agency_score_id)
        .join(Agency, Agency.id == AgencyScore.agency_id)
        .where(AgencyScore.result_id == result.id, CriterionScore.state == CriterionState.PENDING)
        .order_by(Agency.code, CriterionScore.id)
    ).all()
    rules.check_all_in([(reason, name) for reason, name in rows])


def valid_signs(result: YearResult) -> list[ResultSign]:
    """Signs of the content as it is now; those of an earlier one stay on record but do not count."""
    return [one for one in queries.list_signs(result.id) if one.content_hash == result.content_hash]


def short_of_signs(result: YearResult) -> dict[int, int]:
    """agency id → signs that its score still lacks."""
    register = standings()
    scored = [score.agency_id for score, _agency in queries.list_scores(result.id)]
    bodies = {agency_id: body_in(register, agency_id) for agency_id in scored}
    signs = [rules.Sign(one.staff_id, one.body_id) for one in valid_signs(result)]
    return rules.agencies_short_of_signs(bodies, signs)


def _appraised(result: YearResult) -> None:
    first, second = valid_signs(result)[:2]
    result.state = ResultState.APPRAISED
    result.appraised_by_id, result.appraised_at = first.staff_id, first.signed_at
    result.second_by_id, result.second_at = second.staff_id, second.signed_at
    result.looks_until = looks_end(result, today())
    flush_checked()


def looks_end(result: YearResult, from_day: date) -> date:
    """The last day on which an agency may ask for another look, by the setting that the result names."""
    kept = result.settings.get(LOOKS_DAYS)
    days = int(kept["value"] if kept else setting_in_force(LOOKS_DAYS, from_day).value)
    return add_working_days(from_day, days, work_calendar()).on


def submit_result(actor: Viewer, result: YearResult, seen: int | None = None) -> None:
    """To UBND tỉnh, once every request was decided and no more are taken."""
    hold_result(result, seen)
    own_body(actor)
    open_looks = queries.count_open_looks(result.id)
    rules.check_may_submit(result.state, open_looks, result.looks_until, today())
    seal(result)
    result.state = ResultState.SUBMITTED
    result.submitted_by_id, result.submitted_at = actor.staff_id, now()
    _record("year_result.submit", actor, result)


def _record(act: str, actor: Viewer, result: YearResult) -> None:
    flush_checked()
    after = {"state": result.state, "content_hash": result.content_hash}
    record_act(act, staff_id=actor.staff_id, subject=result, after=after)
