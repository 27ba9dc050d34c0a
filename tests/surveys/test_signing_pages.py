"""What the pages of signing, keying and signs say, made ready without a browser."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from agencies.models import AgencyKind
from base.db import db
from surveys.index_pages.signing import review_groups
from surveys.models import Alarm, IndexCell
from surveys.paper_views import keying_view
from surveys.questionnaire_content import read_content
from tests.factories import make_agency, make_content


def cell(share: float, *notes: str) -> IndexCell:
    return IndexCell(share=share, low=share - 0.05, high=share + 0.05, n=120, notes=list(notes))


def test_what_wants_a_look_before_signing_is_grouped_by_its_reason_the_commonest_first(
    app: Flask,
) -> None:
    many = [(cell(0.8, "review_few_df"), make_agency(f"UBND xã số {n}")) for n in range(12)]
    one = (cell(0.97, "review_few_df", "complement_unreliable"), make_agency("UBND xã Thọ Xuân"))
    with app.test_request_context():
        groups = review_groups([*many, one])
    assert [group["count"] for group in groups] == ["13", "1"]
    assert [len(group["rows"]) for group in groups] == [13, 1]
    assert groups[1]["rows"][0]["cells"][0] == "UBND xã Thọ Xuân"


def test_questions_are_keyed_in_the_order_of_the_paper(app: Flask) -> None:
    """Words are typed last, but their question keeps its place: 11 never stands after 12."""
    content = make_content()
    about = content["sections"][1]["questions"]
    content["sections"][1]["questions"] = [about[1], about[0]]  # words first
    with app.test_request_context():
        view = keying_view(read_content(content))
    numbers = [row.number for row in view.rows]
    assert numbers == sorted(numbers)
    assert [row.kind for row in view.rows].index("words") == 3
    assert [row.key for row in view.words] == ["words"]


def sign_page(as_staff: Callable[..., FlaskClient], month: int) -> str:
    agency = make_agency("UBND xã Hoằng Hóa")
    about: dict[str, Any] = {"family": "serials", "tier": "note", "statistic": 0.1}
    about |= {"threshold": 0.02, "is_cold_start": False}
    db.session.add(Alarm(agency_id=agency.id, month=month, detector="serials", **about))
    home = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    db.session.commit()
    client = as_staff("department", agency=home)
    return client.get(f"/can-bo/dau-hieu/{agency.id}/{month}").text


def test_a_sign_of_the_present_month_without_days_says_that_they_come_at_night(
    as_staff: Callable[..., FlaskClient],
) -> None:
    page = sign_page(as_staff, 202611)
    assert "Đã qua hai tháng" not in page
    assert "đến vào đêm hôm sau" in page


def test_a_sign_of_a_month_long_past_says_that_its_days_were_added_up(
    as_staff: Callable[..., FlaskClient],
) -> None:
    assert "Đã qua hai tháng" in sign_page(as_staff, 202607)
