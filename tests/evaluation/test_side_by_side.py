"""Agencies beside one another: two to six, over years and dimensions, each with its interval and count."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from agencies.models import Agency, Role
from evaluation.province_pages.side_by_side import within_years, years_of
from surveys.models import IndexCell
from tests.surveys.seeding import make_small_province, publish_small_province

AsStaff = Callable[..., FlaskClient]
PAGE = "/can-bo/toan-canh/doi-chieu"


@pytest.fixture
def communes(db: Any) -> list[Agency]:
    survey_round, owner = make_small_province(communes=12)
    publish_small_province(survey_round, owner, by_quarter=False)
    db.session.commit()
    found = db.session.query(Agency).filter_by(kind="commune_committee").order_by(Agency.code)
    return list(found)


def address(communes: list[Agency], count: int, **more: str) -> str:
    codes = [f"cq={one.code}" for one in communes[:count]]
    return f"{PAGE}?{'&'.join([*codes, *(f'{key}={value}' for key, value in more.items())])}"


def test_each_figure_stands_with_its_interval_and_count(
    communes: list[Agency], as_staff: AsStaff, db: Any
) -> None:
    page = as_staff(Role.READER).get(address(communes, 3)).text
    table = page.split('id="over-time"', 1)[1].split("</table>", 1)[0]
    assert len(re.findall(r"<tr", table)) == 1 + 3 + 1  # head, agencies, the province
    shown = re.findall(r"\d+,\d–\d+,\d</span><br><span class=\"soft\">[\d.]+ phiếu", table)
    withheld = table.count("chưa công bố")
    assert len(shown) + withheld == 4


def test_dimensions_stand_side_by_side(communes: list[Agency], as_staff: AsStaff) -> None:
    page = as_staff(Role.READER).get(address(communes, 2)).text
    table = page.split('id="dimensions"', 1)[1].split("</table>", 1)[0]
    assert "Kết quả" in table


def test_every_pair_says_whether_they_can_be_told_apart(
    communes: list[Agency], as_staff: AsStaff
) -> None:
    page = as_staff(Role.READER).get(address(communes, 4)).text
    table = page.split('id="pairs"', 1)[1].split("</table>", 1)[0]
    assert table.count('<th scope="row">') == 6


def test_no_more_than_six_are_compared(communes: list[Agency], as_staff: AsStaff) -> None:
    page = as_staff(Role.READER).get(address(communes, 9)).text
    assert page.count('type="checkbox" name="cq"') == 6


def test_one_alone_asks_for_another(communes: list[Agency], as_staff: AsStaff) -> None:
    page = as_staff(Role.READER).get(address(communes, 1)).text
    assert "Xin chọn từ 2 đến 6 cơ quan" in page
    assert 'id="over-time"' not in page


def test_an_agency_is_found_by_its_name_without_marks(
    communes: list[Agency], as_staff: AsStaff
) -> None:
    page = as_staff(Role.READER).get(f"{PAGE}?them=quang+phu").text
    assert re.search(r'name="cq"[^>]*checked><label[^>]*>UBND phường Quảng Phú', page)


def test_a_name_that_nobody_has_is_told(communes: list[Agency], as_staff: AsStaff) -> None:
    page = as_staff(Role.READER).get(f"{PAGE}?them=Hoàn+Kiếm").text
    assert "Kỳ này không có cơ quan nào tên hoặc mã là «Hoàn Kiếm»" in page


def test_a_withheld_figure_is_not_shown_among_others(
    communes: list[Agency], as_staff: AsStaff, db: Any
) -> None:
    cell = (
        db.session.query(IndexCell)
        .filter_by(agency_id=communes[0].id, measure="overall", scope="agency")
        .one()
    )
    cell.withheld, cell.share, cell.low, cell.high = "too_few_for_shares", 0.4321, None, None
    db.session.commit()
    page = as_staff(Role.READER).get(address(communes, 2)).text
    assert "43,2" not in page
    assert "không so được: có nơi chưa công bố" in page


def test_years_choose_among_the_publications() -> None:
    def release(year: int) -> Any:
        period = SimpleNamespace(starts_on=date(year, 4, 1))
        return SimpleNamespace(period=period, round=SimpleNamespace(opens_at=datetime.now(UTC)))

    line = [release(2024), release(2025), release(2026)]
    assert years_of(line) == [2024, 2025, 2026]
    assert within_years(line, {2024, 2026}) == [line[0], line[2]]
    assert within_years(line, {1999}) == line


def test_the_rated_office_does_not_compare(communes: list[Agency], as_staff: AsStaff) -> None:
    assert as_staff(Role.AGENCY_OFFICER).get(PAGE).status_code == 403
