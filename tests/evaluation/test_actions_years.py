"""Opening a year, and what it takes over."""

from datetime import date
from typing import Any

import pytest

from agencies.roles import Viewer
from evaluation.actions.catalogues import load_targets
from evaluation.actions.years import copy_targets_anew, drop_target, move_year, open_year
from evaluation.queries.years import get_year_target, list_year_targets
from evaluation.rules.years import (
    ReportDayWrong,
    YearBegun,
    YearExists,
    YearStepWrong,
    YearWithoutTargets,
)
from tests.evaluation.years import make_year
from tests.factories import make_staff

REPORT_BY = date(2026, 12, 10)


@pytest.fixture
def actor(db: Any) -> Viewer:
    return Viewer(make_staff("department").id)


def test_a_year_takes_over_the_targets_that_are_on_but_not_those_that_are_over(
    actor: Viewer,
) -> None:
    load_targets(None, "38")
    year = open_year(actor, 2026, REPORT_BY, with_past=False)
    keys = {one.key for one in list_year_targets(year.id)}
    assert "th-regulation-issued" in keys
    assert "nq-staff-conference" in keys
    assert "th-own-plan" not in keys, "its day was 31 March 2025"
    assert not any(one.startswith("hy-") for one in keys)


def test_what_is_over_comes_along_when_asked_for_with_its_own_day(actor: Viewer) -> None:
    load_targets(None, "38")
    year = open_year(actor, 2026, REPORT_BY, with_past=True)
    assert get_year_target(year.id, "th-own-plan").due_on == date(2025, 3, 31)
    assert len(list_year_targets(year.id)) == 89


def test_a_year_is_opened_once_and_not_without_targets(actor: Viewer) -> None:
    with pytest.raises(YearWithoutTargets):
        open_year(actor, 2027, date(2027, 12, 1), with_past=False)
    make_year()
    with pytest.raises(YearExists):
        open_year(actor, 2026, REPORT_BY, with_past=False)


def test_the_day_of_reporting_lies_in_the_year_or_shortly_after(actor: Viewer) -> None:
    load_targets(None, "38")
    with pytest.raises(ReportDayWrong):
        open_year(actor, 2026, date(2027, 4, 1), with_past=False)
    with pytest.raises(ReportDayWrong):
        open_year(actor, 2026, date(2025, 12, 31), with_past=False)


def test_targets_are_frozen_once_agencies_report(actor: Viewer) -> None:
    year = make_year(state="prepared")
    target = list_year_targets(year.id)[0]
    drop_target(actor, year, target)
    move_year(actor, year, "reporting", year.revision)
    with pytest.raises(YearBegun):
        drop_target(actor, year, list_year_targets(year.id)[0])
    with pytest.raises(YearBegun):
        copy_targets_anew(actor, year, False, year.revision)
    assert len(list_year_targets(year.id)) == 4


def test_a_year_goes_step_by_step(actor: Viewer) -> None:
    year = make_year(state="prepared")
    with pytest.raises(YearStepWrong):
        move_year(actor, year, "closed", year.revision)
    for step in ("reporting", "closed", "reporting"):
        move_year(actor, year, step, year.revision)
    assert year.state == "reporting"
