"""While a report may still come in an agency has neither a sum nor a class, and nobody signs."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from base.db import db as database
from evaluation.actions.scoring import compute_result
from evaluation.models import CriterionScore, EvaluationYear, SelfReport
from evaluation.reports.results import AgencyResult, read_result
from evaluation.rules import results as rules
from evaluation.rules.scoring import report_awaited
from evaluation.tools import recompute
from tests.evaluation.scored_year import YEAR, SmallProvince
from tests.evaluation.test_actions_appraisal import Scene

DUE, TODAY = date(2026, 11, 15), date(2026, 11, 23)


@pytest.fixture
def province(app: Flask) -> SmallProvince:
    return SmallProvince()


def scored(year: EvaluationYear, agency: Any) -> AgencyResult:
    found = read_result(compute_result(year), YEAR).agency(agency.id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("report", "year", "due", "reason"),
    [
        ("accepted", "reporting", TODAY, ""),
        ("", "closed", DUE, ""),
        ("draft", "closed", DUE, ""),
        ("returned", "closed", DUE, ""),
        ("", "closed", TODAY, "report_due"),  # closed too early: the day has not passed
        ("", "reporting", DUE, "report_due"),  # the day has passed, but nobody said that it counts
        ("returned", "reporting", DUE, "report_returned"),
        ("submitted", "closed", DUE, "report_waits"),
        ("submitted", "reporting", TODAY, "report_waits"),
    ],
)
def test_a_report_is_awaited_until_its_day_is_over_and_the_department_closed_the_year(
    report: str, year: str, due: date, reason: str
) -> None:
    assert report_awaited(report, year, due, TODAY) == reason


@pytest.mark.parametrize(
    "change", [{"state": "reporting"}, {"report_by": date(2026, 12, 10)}], ids=["open", "not due"]
)
def test_an_agency_whose_report_is_still_due_is_not_scored_and_never_weak(
    province: SmallProvince, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(province.year, name, value)
    silent = scored(province.year, province.silent)
    assert (silent.points, silent.possible, silent.class_key) == (None, 0, "")
    assert (silent.rank_low, silent.has_withheld) == (None, False)
    assert silent.awaited == ("Chưa gửi báo cáo tự đánh giá, và năm này còn nhận báo cáo.",)
    strong = scored(province.year, province.strong)
    assert strong.class_key == "tot"
    assert strong.ranked_count == 2


def test_a_report_that_waits_for_the_department_costs_the_agency_nothing(
    province: SmallProvince,
) -> None:
    database.session.add(
        SelfReport(year_id=province.year.id, agency_id=province.silent.id, state="submitted")
    )
    silent = scored(province.year, province.silent)
    assert (silent.points, silent.class_key) == (None, "")
    assert silent.awaited == ("Báo cáo tự đánh giá đã gửi, chờ Sở Nội vụ chấp nhận.",)


def test_nobody_signs_while_a_report_is_awaited(app: Flask) -> None:
    scene = Scene()
    scene.year.state = "reporting"  # its day has passed
    compute_result(scene.year)
    with pytest.raises(rules.ReportsOwed) as owed:  # the silent commune, and the inspectorate
        scene.sign(scene.first)
    assert owed.value.values == {"count": 2, "agency": scene.silent.name}
    scene.year.state = "closed"
    compute_result(scene.year)
    scene.sign(scene.first)


def test_the_stand_alone_program_sums_nothing_up_while_a_criterion_is_awaited() -> None:
    awaited = {"state": "pending", "points": None, "max_points": 40.0, "criterion_key": "a"}
    scored_one = {"state": "scored", "points": 60.0, "points_low": 60.0, "points_high": 60.0}
    scored_one |= {"max_points": 60.0, "criterion_key": "b"}
    kinds = {"a": {"kind": "points"}, "b": {"kind": "points"}}
    assert recompute.total_of({"criteria": [awaited, scored_one]}, kinds) == (None, None, None, 0.0)
    assert recompute.total_of({"criteria": [scored_one]}, kinds) == (60.0, 60.0, 60.0, 60.0)
    assert recompute.points_of(awaited, {}) == (None, None, None)


def test_what_is_awaited_is_stored_without_points(province: SmallProvince) -> None:
    province.year.state = "reporting"
    compute_result(province.year)
    rows = database.session.scalars(
        select(CriterionScore).where(CriterionScore.state == "pending").order_by(CriterionScore.id)
    ).all()
    assert {one.reason for one in rows} == {"report_due"}
    assert {one.points for one in rows} == {None}
