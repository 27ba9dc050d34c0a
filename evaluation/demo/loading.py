"""Loads the made-up year of the demo province; a year that is there stays as it is."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from agencies.models import Agency, AgencyKind
from agencies.queries.installation import find_installation
from agencies.queries.staff import find_staff_by_email
from agencies.roles import Role, Viewer
from agencies.rules.installation import NotADemo
from base.clock import today
from base.db import db
from evaluation.actions.catalogues import load_targets
from evaluation.actions.scorecards import bring_shipped, put_in_use
from evaluation.actions.scoring import compute_result
from evaluation.actions.self_reports import TypedLine, accept_report, save_lines, submit_report
from evaluation.actions.years import move_year, open_year
from evaluation.demo.areas import load_areas
from evaluation.lines import owed_targets
from evaluation.models import EvaluationYear, TargetUnit, YearState, YearTarget
from evaluation.queries.progress import list_reporting_agencies
from evaluation.queries.scorecards import list_in_use
from evaluation.queries.years import find_year, list_year_targets
from evaluation.rules.self_reports import NOTHING, Figure
from evaluation.scorecard_data import shipped_scorecard

Told = Callable[[str], None]
_DEPARTMENT, _OFFICER = "so.noi.vu@ydan.example", "can.bo.xa@ydan.example"
# Parts of the communes; the rest have not begun. The demo officer's own report is begun, not sent.
ACCEPTED, SUBMITTED, BEGUN = 0.45, 0.65, 0.85


def load_year(seed: int, told: Told) -> None:
    """Targets on, this year open, communes reporting, a first computation. Raises NotADemo elsewhere."""
    place = find_installation()
    if place is None or not place.is_demo:
        raise NotADemo
    person = find_staff_by_email(_DEPARTMENT)
    year = today().year
    if person is None or person.agency_id is None or find_year(year) is not None:
        return
    actor = Viewer(person.id, person.agency_id, ((Role.DEPARTMENT, None),))
    load_targets(None, place.province_code)
    row = open_year(actor, year, _report_day(year), with_past=True)
    move_year(actor, row, YearState.REPORTING, None)
    count = _load_reports(actor, row, random.Random(seed))  # noqa: S311 - made-up data
    _card(actor)
    compute_result(row, staff_id=actor.staff_id)
    load_areas(person.id)
    db.session.commit()
    told(f"Năm đánh giá {year}: {count} bản tự đánh giá")


def _report_day(year: int) -> date:
    """Two weeks from today, or the last day of the year."""
    return min(today() + timedelta(days=14), date(year, 12, 31))


def _card(actor: Viewer) -> None:
    """The shipped one, all groups of it: last year's card had fewer."""
    shipped = {group["key"] for group in shipped_scorecard().groups}
    if not any(shipped <= {group["key"] for group in one.groups} for one in list_in_use()):
        put_in_use(actor, bring_shipped(actor.staff_id), None)


def _load_reports(actor: Viewer, year: EvaluationYear, draw: random.Random) -> int:
    targets = list_year_targets(year.id)
    communes = list_reporting_agencies(today(), None, AgencyKind.COMMUNE_COMMITTEE)
    officer = find_staff_by_email(_OFFICER)
    own, count = officer.agency_id if officer else None, 0
    for agency in communes:
        stage = SUBMITTED if agency.id == own else draw.random()
        if stage < BEGUN:
            _report(actor, year, agency, owed_targets(targets, agency), draw, stage)
            count += 1
    return count


def _report(
    actor: Viewer,
    year: EvaluationYear,
    agency: Agency,
    owed: dict[str, YearTarget],
    draw: random.Random,
    stage: float,
) -> None:
    """Filled in whole when it is to be sent, by halves when it was only begun."""
    writer = Viewer(actor.staff_id, agency.id, ((Role.AGENCY_OFFICER, agency.id),))
    is_sent = stage < SUBMITTED
    lines = [
        TypedLine(key, made_up_figure(one, year.year, draw), NOTHING.mark)
        for key, one in owed.items()
        if not one.filled_by and (is_sent or draw.random() < 0.5)
    ]
    report = save_lines(writer, year, agency, owed, lines)
    if is_sent:
        submit_report(writer, year, agency, owed)
    if stage < ACCEPTED:
        accept_report(actor, report, None)


def made_up_figure(target: YearTarget, year: int, draw: random.Random, care: float = 0.7) -> Figure:
    """`care`: how often an agency does all that it was to do."""
    if target.unit == TargetUnit.PERCENT:
        whole = draw.randint(8, 60)
        done = whole if draw.random() < care else draw.randint(whole // 2, whole)
        return Figure(done_count=float(done), all_count=float(whole))
    if target.unit == TargetUnit.COUNT:
        return Figure(done_count=float(draw.choice([0, 1, 1, 1, 2, 3])))
    if target.unit == TargetUnit.DATE:
        return Figure(done_on=date(year, 1, 5) + timedelta(days=draw.randint(0, 180)))
    return Figure(is_done=draw.random() < 0.9 + (care - 0.7) / 2)
