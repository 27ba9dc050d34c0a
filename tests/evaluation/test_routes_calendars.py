"""The calendar feed: behind a secret address, cheap for readers that poll."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from evaluation.calendars import calendar_token
from tests.evaluation.years import DIALOGUE, PLAN, TRAINED, make_year
from tests.factories import make_agency

HALF = {"key": "hy-report-half-year", "title": "Báo cáo 6 tháng", "unit": "yes_no"}
HALF |= {"period": "half_year"}
HALF["title"] = "Báo cáo sáu tháng về kết quả thực hiện dân chủ ở cơ sở, gửi qua Sở Nội vụ; " * 2


@pytest.fixture
def agency(db: Any) -> Any:
    found = make_agency("UBND xã Hoằng Hóa")
    make_year(TRAINED, DIALOGUE, PLAN, HALF)
    db.session.commit()
    return found


def feed(client: FlaskClient, agency: Any, **headers: str) -> Any:
    path = f"/lich-viec/{agency.code}/{calendar_token(agency.code)}.ics"
    return client.get(path, headers=headers)


def unfolded(answer: Any) -> list[str]:
    return answer.text.replace("\r\n ", "").split("\r\n")


def test_every_day_that_is_due_is_an_entry_of_the_calendar(
    client: FlaskClient, agency: Any
) -> None:
    answer = feed(client, agency)
    assert answer.content_type == "text/calendar; charset=utf-8"
    starts = sorted(one for one in unfolded(answer) if one.startswith("DTSTART"))
    days = ["20260331", "20260630", "20260630", "20261210", "20261231"]
    assert starts == [f"DTSTART;VALUE=DATE:{day}" for day in days]
    assert "SUMMARY:Ban hành kế hoạch" in unfolded(answer)


def test_no_line_is_longer_than_the_standard_allows(client: FlaskClient, agency: Any) -> None:
    lines = feed(client, agency).data.split(b"\r\n")
    assert max(len(one) for one in lines) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]


def test_a_wrong_or_anothers_token_is_an_address_that_does_not_exist(
    db: Any, client: FlaskClient, agency: Any
) -> None:
    other = make_agency()
    db.session.commit()
    token = calendar_token(other.code)
    assert client.get(f"/lich-viec/{agency.code}/{token}.ics").status_code == 404
    assert client.get(f"/lich-viec/{agency.code}/x.ics").status_code == 404


def test_the_address_is_shown_to_the_agencys_officer_alone(agency: Any, as_staff: Any) -> None:
    path = f"/can-bo/tu-danh-gia/2026/{agency.code}"
    shown = f"/lich-viec/{agency.code}/{calendar_token(agency.code)}.ics"
    assert shown in as_staff("agency_officer", agency=agency).get(path).text
    assert calendar_token(agency.code) not in as_staff("observer").get(path).text


def test_a_reader_that_has_it_already_gets_no_body(client: FlaskClient, agency: Any) -> None:
    first = feed(client, agency)
    again = feed(client, agency, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "max-age=3600" in again.headers["Cache-Control"]


def test_a_reader_that_polls_each_second_costs_no_query_and_is_told_when_to_come_again(
    db: Any, client: FlaskClient, agency: Any
) -> None:
    feed(client, agency)
    queries: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: queries.append(call[2]))
    answers = [feed(client, agency) for _second in range(30)]
    assert queries == []
    assert [one.status_code for one in answers[:19]] == [200] * 19
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"] == "3600"


def test_a_polling_reader_does_not_lock_out_another_agency(
    db: Any, client: FlaskClient, agency: Any
) -> None:
    other = make_agency()
    db.session.commit()
    for _second in range(30):
        feed(client, agency)
    assert feed(client, other).status_code == 200
