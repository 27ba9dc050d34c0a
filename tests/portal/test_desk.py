"""The desk: a card for each kind of work that this person may open."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from evaluation.models import SelfReport
from tests.evaluation.years import make_year
from tests.factories import make_agency


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("department", "Phiếu giấy"),
        ("inspector", "Dấu hiệu bất thường"),
        ("clerk", "Nhập phiếu giấy"),
    ],
)
def test_the_desk_has_a_card_for_the_work_of_a_role(
    as_staff: Callable[..., FlaskClient], role: str, title: str
) -> None:
    page = as_staff(role).get("/can-bo/").text
    cards = page.partition('class="desk-cards"')[2]

    assert f">{title}</a></h2>" in cards
    assert "chưa có vai trò" not in page


@pytest.mark.parametrize(
    ("day", "state", "words"),
    [
        (date(2026, 12, 10), None, "chưa gửi, hạn 10/12/2026"),
        (date(2026, 12, 10), "returned", "chưa gửi, hạn 10/12/2026"),
        (date(2026, 11, 10), "draft", "chưa gửi, quá hạn từ 10/11/2026"),
        (date(2026, 12, 10), "submitted", ""),
    ],
)
def test_the_desk_says_until_when_the_own_self_report_is_owed(
    as_staff: Callable[..., FlaskClient], db: Any, day: date, state: str | None, words: str
) -> None:
    commune, year = make_agency(), make_year(report_by=day)
    if state:
        db.session.add(SelfReport(year_id=year.id, agency_id=commune.id, state=state))
    page = as_staff("agency_officer", agency=commune).get("/can-bo/").text

    assert (words in page) if words else ("chưa gửi" not in page)
