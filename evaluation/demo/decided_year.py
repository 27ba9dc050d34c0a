"""The made-up year before: scored, signed, decided and published by the acts of those who would have done it.

Each act is done under a clock moved to its day; nothing is written that the product would refuse.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from agencies.models import Agency
from agencies.queries.installation import find_installation
from agencies.queries.staff import find_staff_by_email
from agencies.roles import Role, Viewer
from agencies.rules.installation import NotADemo
from base.clock import HANOI, moved_to, today
from base.db import db
from evaluation.actions.appraisal import sign_result, submit_result
from evaluation.actions.catalogues import load_targets
from evaluation.actions.publication import publish_result, record_decision
from evaluation.actions.scoring import compute_result
from evaluation.actions.self_reports import TypedLine, accept_report, save_lines, submit_report
from evaluation.actions.years import move_year, open_year
from evaluation.demo.decided_card import put_card_in_use, rated_kinds
from evaluation.demo.loading import Told, made_up_figure
from evaluation.demo.look import ask_and_answer
from evaluation.lines import owed_targets
from evaluation.models import EvaluationYear, SelfReport, YearResult, YearState, YearTarget
from evaluation.queries.progress import list_reporting_agencies
from evaluation.queries.years import find_year, list_year_targets
from evaluation.rules.self_reports import NOTHING
from surveys.demo.accounts import DOMAIN
from surveys.demo.decided_round import load_decided_round
from surveys.demo.rounds import last_decided_year

SENT_SHARE, DECISION = 0.97, "215/QĐ-UBND (giả lập)"
# Two of each body: nobody signs the score of the own body, and every score needs two.
_SIGNERS = ("so.noi.vu", "van.phong", "so.noi.vu.2", "van.phong.2")


@dataclass(frozen=True)
class People:
    """Who acts: for Sở Nội vụ, for its stand-in, and all who sign."""

    department: Viewer
    stand_in: Viewer
    signers: Sequence[Viewer]


def load_decided_year(seed: int, told: Told) -> None:
    """Commits the round, then the year. A year that is there stays. Raises NotADemo elsewhere."""
    place = find_installation()
    if place is None or not place.is_demo:
        raise NotADemo
    people, year = _people(), last_decided_year(today())
    if people is None or find_year(year) is not None:
        return
    load_decided_round(people.department, year, seed, told)
    row = _open(people.department, year, place.province_code)
    count = _reports(people, row, random.Random(seed + year))  # noqa: S311 - made-up data
    result = _score(people, row)
    _decide(people, result, year)
    db.session.commit()
    told(f"Năm đánh giá {year}: {count} báo cáo được chấp nhận, đã quyết định và công bố")


def _people() -> People | None:
    found = [find_staff_by_email(f"{one}@{DOMAIN}") for one in _SIGNERS]
    viewers = [
        Viewer(one.id, one.agency_id, ((Role.DEPARTMENT, None),))
        for one in found
        if one is not None and one.agency_id is not None
    ]
    if len(viewers) < len(_SIGNERS):
        return None
    return People(viewers[0], viewers[1], viewers)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime.combine(date(year, month, day), time(9), HANOI)


def _open(actor: Viewer, year: int, province_code: str) -> EvaluationYear:
    with moved_to(_at(year, 9, 25)):
        load_targets(None, province_code)
        put_card_in_use(actor)
    with moved_to(_at(year, 10, 1)):
        row = open_year(actor, year, date(year + 1, 1, 9), with_past=False)
        move_year(actor, row, YearState.REPORTING, None)
    return row


def _reports(people: People, year: EvaluationYear, draw: random.Random) -> int:
    """Most agencies report and are accepted; the others never sent anything. Returns how many did."""
    targets = list_year_targets(year.id)
    with moved_to(_at(year.year, 12, 22)):
        rated = [
            agency
            for kind in rated_kinds()
            for agency in list_reporting_agencies(today(), None, kind)
            if draw.random() < SENT_SHARE
        ]
        sent = [
            (one, _send(people.department, year, one, owed_targets(targets, one), draw))
            for one in rated
        ]
    with moved_to(_at(year.year + 1, 1, 8)):
        _accept(people, sent)
    with moved_to(_at(year.year + 1, 1, 12)):
        move_year(people.department, year, YearState.CLOSED, None)
    return len(sent)


def _send(
    actor: Viewer,
    year: EvaluationYear,
    agency: Agency,
    owed: dict[str, YearTarget],
    draw: random.Random,
) -> SelfReport:
    """Filled in whole and sent; some agencies do what they owe more often than others."""
    care = draw.uniform(0.55, 1.0)
    lines = [
        TypedLine(key, made_up_figure(one, year.year, draw, care), NOTHING.mark)
        for key, one in owed.items()
        if not one.filled_by
    ]
    writer = Viewer(actor.staff_id, agency.id, ((Role.AGENCY_OFFICER, agency.id),))
    save_lines(writer, year, agency, owed, lines)
    return submit_report(writer, year, agency, owed)


def _accept(people: People, sent: Sequence[tuple[Agency, SelfReport]]) -> None:
    """The department accepts; its own report the stand-in."""
    for agency, report in sent:
        is_own = agency.id == people.department.agency_id
        accept_report(people.stand_in if is_own else people.department, report, None)


def _score(people: People, year: EvaluationYear) -> YearResult:
    with moved_to(_at(year.year + 1, 1, 20)):
        result = compute_result(year, staff_id=people.department.staff_id)
    with moved_to(_at(year.year + 1, 1, 22)):
        for one in people.signers:
            sign_result(one, result, result.content_hash)
    return result


def _decide(people: People, result: YearResult, year: int) -> None:
    """One request for another look, then submission, decision and publication, each on its day."""
    with moved_to(_at(year + 1, 1, 26)):
        ask_and_answer(people.department, people.stand_in, result)
    assert result.looks_until is not None
    submitted = datetime.combine(result.looks_until + timedelta(days=1), time(9), HANOI)
    with moved_to(submitted):
        submit_result(people.department, result)
    with moved_to(submitted + timedelta(days=7)):
        record_decision(people.department, result, DECISION, today())
    with moved_to(submitted + timedelta(days=8)):
        publish_result(people.department, result)
