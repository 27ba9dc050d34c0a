"""Who sees figures before they are public, and the way from computing to publishing on screen."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.models import AgencyKind, AuditEntry
from base.db import db as database
from base.jobs import JobRun
from surveys.following import follow_round
from surveys.models import IndexSnapshot, RoundAgency, RoundState, VisitCluster
from surveys.reports.collection import collection_board
from surveys.snapshot_job import compute_snapshot
from tests.factories import make_agency, make_place, make_round
from tests.house.test_pages import faults_of, parse
from tests.surveys.releasing import let_the_hour_come
from tests.surveys.sending import days_of_answers, response_row, send

AFTER = datetime(2027, 1, 5, tzinfo=UTC)
DURING = datetime(2026, 9, 23, 3, tzinfo=UTC)
SIGNING = "/can-bo/chi-so"
BOARD = "/can-bo/thu-phieu"


def make_department(name: str = "Sở Nội vụ") -> Any:
    return make_agency(name, kind=AgencyKind.DEPARTMENT)


def round_of(owner: Any, state: str = RoundState.CLOSED) -> Any:
    places = [make_place(make_agency(f"UBND xã Thọ Xuân {n}")) for n in range(3)]
    survey_round = make_round(places, state=state, owner=owner)
    for place in places:
        send(days_of_answers(survey_round, place, 30, 4, 0.8))
    follow_round(survey_round.id)
    return survey_round


def token(page: str) -> str:
    return page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]


@pytest.fixture
def after() -> Iterator[None]:
    with time_machine.travel(AFTER, tick=False):
        yield


def test_figures_go_from_computing_to_the_public_page_by_hand(
    after: None, as_staff: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    owner = make_department()
    survey_round = round_of(owner)
    staff = as_staff("department", agency=owner)
    compute = f"{SIGNING}/tinh/{survey_round.id}"
    page = staff.get(compute).text
    started = staff.post(compute, data={"csrf_token": token(page)})
    assert started.status_code == 302
    assert database.session.scalars(select(JobRun.state)).all() == ["done"]
    snapshot = database.session.scalars(select(IndexSnapshot)).one()
    preview = staff.get(f"{SIGNING}/{snapshot.id}").text
    assert "Đã tính, chờ ký" in preview
    form = {"csrf_token": token(preview), "seen_hash": snapshot.content_hash, "has_seen": "y"}
    assert staff.post(f"{SIGNING}/{snapshot.id}/ky", data=form).status_code == 302
    assert "Chưa có kết quả nào" in client.get("/chi-so").text
    form = {"csrf_token": token(preview)}
    assert staff.post(f"{SIGNING}/{snapshot.id}/cong-bo", data=form).status_code == 302
    assert "Chưa có kết quả nào" in client.get("/chi-so").text
    assert let_the_hour_come(snapshot) == 1
    assert "UBND xã Thọ Xuân 1" in client.get("/chi-so").text


def test_what_was_not_looked_at_is_not_signed(
    after: None, as_staff: Callable[..., FlaskClient]
) -> None:
    owner = make_department()
    survey_round = round_of(owner, RoundState.UNDER_REVIEW)
    snapshot = compute_snapshot(survey_round.id, None)
    staff = as_staff("department", agency=owner)
    form = {"csrf_token": token(staff.get(f"{SIGNING}/{snapshot.id}").text), "has_seen": "y"}
    answer = staff.post(f"{SIGNING}/{snapshot.id}/ky", data={**form, "seen_hash": "x"})
    assert answer.status_code == 409
    assert "Nội dung bản này khác" in answer.text
    without_look = {"csrf_token": form["csrf_token"], "seen_hash": snapshot.content_hash}
    staff.post(f"{SIGNING}/{snapshot.id}/ky", data=without_look)
    database.session.refresh(snapshot)
    assert snapshot.state == "computed"


@pytest.mark.parametrize(
    "role", ["agency_officer", "clerk", "inspector", "observer", "reader", "account_admin"]
)
def test_nobody_but_the_department_sees_running_results(
    role: str, as_staff: Callable[..., FlaskClient]
) -> None:
    """Each attempt is refused and stands in the audit trail."""
    owner = make_department()
    with time_machine.travel(DURING, tick=False):
        survey_round = round_of(owner, RoundState.OPEN)
        snapshot = compute_snapshot(survey_round.id, None)
        rated = database.session.scalars(select(RoundAgency.agency_id)).first()
        browser = as_staff(role, agency=database.session.get(type(owner), rated))
        for address in (BOARD, SIGNING, f"{SIGNING}/{snapshot.id}"):
            assert browser.get(address).status_code == 403
    refused = select(AuditEntry).where(AuditEntry.outcome == "refused")
    assert len(database.session.scalars(refused).all()) == 3


def test_another_department_sees_nothing_of_a_round_it_does_not_own(
    after: None, as_staff: Callable[..., FlaskClient]
) -> None:
    owner, other = make_department("Văn phòng UBND tỉnh"), make_department("Sở Nội vụ")
    survey_round = round_of(owner, RoundState.OPEN)
    snapshot = compute_snapshot(survey_round.id, None)
    browser = as_staff("department", agency=other)
    assert browser.get(f"{SIGNING}/{snapshot.id}").status_code == 404
    assert browser.get(f"{SIGNING}/tinh/{survey_round.id}").status_code == 404
    assert browser.get(f"{BOARD}?dot={survey_round.id}").status_code == 404
    assert survey_round.name not in browser.get(BOARD).text
    assert survey_round.name not in browser.get(SIGNING).text


def test_the_public_sees_nothing_of_an_open_round(client: FlaskClient) -> None:
    with time_machine.travel(DURING, tick=False):
        survey_round = round_of(make_department(), RoundState.OPEN)
        compute_snapshot(survey_round.id, None)
        for address in ("/chi-so", f"/chi-so?ky={survey_round.id}"):
            assert "Thọ Xuân" not in client.get(address).text
        assert client.get(f"/api/v1/indices?round={survey_round.id}").status_code == 404


def test_the_board_counts_today_and_names_the_silent_places(
    as_staff: Callable[..., FlaskClient],
) -> None:
    owner = make_department()
    agency = make_agency("UBND xã Nông Cống")
    heard, silent = (make_place(agency, name=name) for name in ("Quầy 1", "Quầy 2"))
    for place in (heard, silent):
        place.created_at = datetime(2026, 1, 1, tzinfo=UTC)
    survey_round = make_round([heard, silent], owner=owner)
    day = date(2026, 9, 23)
    database.session.add(
        VisitCluster(
            id=77, agency_id=heard.agency_id, place_id=heard.id, channel="open_qr", day=day
        )
    )
    rows = [
        response_row(survey_round, heard, {"item_1": 5}, cluster_id=77, iso_week=202639),
        response_row(survey_round, silent, {"item_1": 4}, cluster_id=78, iso_week=202636),
    ]
    send(rows)
    follow_round(survey_round.id)
    board = collection_board(survey_round, day)
    assert (board.today, board.yesterday, board.this_week, board.total) == (1, 0, 1, 2)
    assert [(one.name, one.is_silent, one.silent) for one in board.places] == [
        ("Quầy 1", False, 0),
        ("Quầy 2", True, 12),
    ]
    with time_machine.travel(DURING, tick=False):
        page = as_staff("department", agency=owner).get(BOARD).text
    assert "im lặng ít nhất 12 ngày làm việc" in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_staff_pages_of_figures_are_valid(
    after: None, as_staff: Callable[..., FlaskClient], language: str
) -> None:
    owner = make_department()
    survey_round = round_of(owner, RoundState.OPEN)
    snapshot = compute_snapshot(survey_round.id, None)
    staff = as_staff("department", agency=owner)
    for path in (BOARD, SIGNING, f"{SIGNING}/{snapshot.id}", f"{SIGNING}/tinh/{survey_round.id}"):
        page = staff.get(f"{path}?lang={language}")
        assert page.status_code == 200, path
        assert faults_of(parse(page.text), language) == [], path
