"""A whole year on the screens: targets, self-report, appraisal, another look, decision, report, open data.

Every role sits at its own browser; the server's clock goes from January to the January after.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser import year_open_steps as after
from tests.browser import year_result_steps as results
from tests.browser import year_steps as reporting
from tests.browser.year_people import YEAR, Person, Province, on_day
from tests.ledger.leaves import seal_now

pytestmark = pytest.mark.browser


class Year:
    """The people of the journey, each at an own browser."""

    def __init__(self, open_page: Callable[..., Page], address: str) -> None:
        self.province = Province()

        def person(staff: object) -> Person:
            return Person(open_page, address, staff)

        self.first, self.second = (person(one) for one in self.province.appraisers)
        self.office = [person(one) for one in self.province.office]
        self.inspector = person(self.province.inspector)
        self.officer, self.neighbour = (
            person(one) for one in (self.province.officer, self.province.neighbour)
        )
        self.resident = person(self.province.neighbour)  # who never signs in
        self.commune, self.ward = self.province.commune.code, self.province.ward.code


def others_are_closed(year: Year) -> None:
    """An officer finds no other agency's report; what refuses it is in the audit trail."""
    year.neighbour.sign_in()
    for path in (f"{year.commune}", f"{year.commune}/dien/ongoing"):
        with year.neighbour.answered(404):
            year.neighbour.go(f"{reporting.REPORTS}/{path}")
    with year.neighbour.answered(403):
        year.neighbour.go(f"{reporting.REPORTS}/mau")


@pytest.fixture
def year(app: Flask, open_page: Callable[..., Page], address: str) -> Year:
    with on_day(1, 12):
        return Year(open_page, address)


def test_a_whole_year_from_its_targets_to_the_recomputed_open_data(
    app: Flask, year: Year, tmp_path: Path
) -> None:
    with on_day(1, 12):
        reporting.set_targets(year.first)
        reporting.set_scorecard(year.first)
    with on_day(10, 20):
        year.province.hear_residents()
    with on_day(11, 30):
        reporting.report(year.officer, year.commune)
        reporting.send_evidence(year.officer)
        reporting.send_and_mend(year.officer, year.first, year.commune)
        others_are_closed(year)
    with on_day(12, 14):
        seal_now(app)
        reporting.sample(year.inspector)
        results.score(year.first, year.commune)
        results.appraise(year.first, year.second, year.office)
        request = results.ask_for_another_look(year.officer, year.commune)
        results.answer_look(year.first, year.inspector, request)
    with on_day(1, 6, YEAR + 1):
        results.submit_and_decide(year.first)
        results.publish(year.first)
        after.the_ledger_tells_it()
        points = after.read_published(year.resident)
        after.write_report(year.officer, year.commune, points)
        after.recompute_open_data(year.resident, tmp_path)
