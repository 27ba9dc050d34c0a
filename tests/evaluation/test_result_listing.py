"""A year's result over many agencies: a summary, groups, filters, order and pages, without a script."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from base.db import db as database
from evaluation.actions.scoring import compute_result
from evaluation.models import ResultState, YearResult
from evaluation.reports.results import ResultOfYear, read_result
from evaluation.score_pages.listing import (
    PAGE,
    Wanted,
    filter_choices,
    listing_of,
    summary_of,
    wanted_of,
)
from evaluation.scorecard_data import shipped_scorecard
from tests.evaluation.scored_year import YEAR, SmallProvince, accept_report, publish_index
from tests.evaluation.test_actions_appraisal import viewer
from tests.evaluation.test_staff_routes_results import HOME, PUBLIC, client_of
from tests.factories import make_agency
from tests.house.test_pages import faults_of, parse


class Province(SmallProvince):
    """Sixty communes more; the year still takes reports."""

    def __init__(self) -> None:
        super().__init__()
        self.year.state = "reporting"
        figures: dict[Any, Any] = {self.strong: (0.95, 0.93, 0.97), self.silent: (0.7, 0.64, 0.76)}
        for number in range(60):
            commune = make_agency(f"UBND xã Như Xuân {number:02}", code=f"16{number:03}")
            accept_report(self.year, commune, cong_khai=50 + number % 50, ke_hoach=True)
            figures[commune] = (0.8, 0.76, 0.84)
        publish_index(figures)
        self.person = viewer("department", self.department)
        self.result: YearResult = compute_result(self.year)
        database.session.commit()

    def read(self) -> ResultOfYear:
        return read_result(self.result, YEAR, [])


@pytest.fixture
def province(app: Flask) -> Province:
    return Province()


def names(province: Province, **asked: str) -> list[str]:
    return [one.name for one in listing_of(province.read(), asked).agencies]


def test_a_page_holds_some_of_the_first_group_and_leads_on(app: Flask, province: Province) -> None:
    page = client_of(app, province.person).get(HOME).text
    assert faults_of(parse(page), "vi") == []
    assert page.count(f'href="{HOME}/1') == PAGE
    assert f"Cơ quan 1–{PAGE} trong 64" in page
    assert "nhom=cap-xa&amp;trang=2" in page
    last = client_of(app, province.person).get(f"{HOME}?nhom=cap-xa&trang=3").text
    assert last.count(f'href="{HOME}/1') == 64 - 2 * PAGE


def test_the_summary_counts_every_agency_once_and_what_is_not_scored_apart(
    province: Province,
) -> None:
    rows = summary_of(province.read(), lambda **values: str(values))["rows"]
    communes = {
        head: cell["count"] for head, cell in zip(heads(province), rows[0]["cells"], strict=True)
    }
    assert rows[0]["count"] == 64
    classes = communes["tot"] + communes["kha"] + communes["yeu"]
    assert classes + communes["chua-cham"] == 64
    assert communes["chua-cham"] == 1
    assert [row["title"] for row in rows] == ["UBND xã, phường", "Sở, ban, ngành"]


def heads(province: Province) -> list[str]:
    read = province.read()
    return [one["value"] for one in summary_of(read, lambda **values: "")["heads"]]


def test_who_is_not_scored_is_found_with_the_reason_and_without_a_class(
    app: Flask, province: Province
) -> None:
    page = client_of(app, province.person).get(f"{HOME}?muc=chua-cham").text
    row = page.split(province.silent.name)[1].split("</tr>")[0]
    assert "chưa chấm" in row
    assert "Chưa gửi báo cáo tự đánh giá, và năm này còn nhận báo cáo." in row
    assert "Yếu" not in row
    assert "Cơ quan 1–1 trong 1" in page


def test_words_are_looked_for_in_every_group_without_their_marks(province: Province) -> None:
    assert names(province, tim="tho xuan") == ["UBND xã Thọ Xuân"]
    assert set(names(province, tim="so noi vu")) == {"Sở Nội vụ"}
    assert names(province, tim="38-VP") == [province.stand_in.name]
    assert names(province, tim="tho xuan", nhom="cap-so") == []


def test_the_order_is_the_one_asked_for(province: Province) -> None:
    best = listing_of(province.read(), {}).agencies
    assert [one.rank_low is None for one in best] == [False] * PAGE
    assert best[0].percent == max(one.percent or 0 for one in best)
    low = listing_of(province.read(), {"xep": "thap"}).agencies
    assert (low[0].percent or 0) <= (low[1].percent or 0) < (best[0].percent or 0)
    assert names(province, xep="ten")[0] == "UBND phường Hạc Thành"


def test_nonsense_in_the_address_counts_as_not_asked(province: Province) -> None:
    asked = {"nhom": "x", "muc": "x", "xep": "x", "trang": "-1"}
    assert wanted_of(asked, province.read()) == Wanted("cap-xa", "", "", "hang")


def test_an_officer_sees_and_counts_the_own_agency_alone(province: Province) -> None:
    scope = frozenset({province.strong.id})
    assert listing_of(province.read(), {}, scope).total == 1
    rows = summary_of(province.read(), lambda **values: "", scope)["rows"]
    assert [row["count"] for row in rows] == [1]


def test_everybody_reads_the_published_year_page_by_page(
    client: FlaskClient, province: Province
) -> None:
    province.result.state = ResultState.PUBLISHED
    database.session.commit()
    page = client.get(PUBLIC).text
    assert faults_of(parse(page), "vi") == []
    assert page.count('class="plot-cell"') == PAGE
    second = client.get(f"{PUBLIC}?muc=chua-cham&lang=en").text
    assert province.silent.name in second
    assert "plot-cell" not in second


def test_an_older_version_is_kept_while_paging(app: Flask, province: Province) -> None:
    page: Any = client_of(app, province.person).get(f"{HOME}?ban=1").text
    assert "ban=1&amp;nhom=cap-xa&amp;trang=2" in page


@pytest.mark.parametrize(("language", "title"), [("en", "Like ones"), ("vi", "UBND xã, phường")])
def test_groups_carry_their_english_names_on_english_pages(
    app: Flask, province: Province, language: str, title: str
) -> None:
    assert all(one["title_en"] for one in shipped_scorecard().groups)
    read = province.read()
    named = replace(read, groups=tuple(replace(one, title_en="Like ones") for one in read.groups))
    with app.test_request_context(f"/?lang={language}"):
        assert filter_choices(named)["groups"][0]["label"] == title
        assert summary_of(named, lambda **_values: "/")["rows"][0]["title"] == title
