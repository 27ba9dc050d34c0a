"""A month of polling in a commune with four answers a day: nothing tells of fewer than ten answers."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from agencies.models import Agency, AgencyKind
from agencies.roles import Role, Viewer
from base.db import db
from surveys.actions.snapshots import order_release, sign_snapshot
from surveys.following import follow_open_rounds
from surveys.models import IndexSnapshot, RoundState
from surveys.release_clock import release_figures
from surveys.snapshot_job import compute_snapshot
from tests.conftest import sign_in_client
from tests.factories import (
    make_agency,
    make_code,
    make_code_batch,
    make_period,
    make_place,
    make_round,
    make_staff,
)
from tests.surveys.answering import open_form, responses, send
from tests.surveys.coding import answer_with
from tests.surveys.polling import Poller, make_pollers
from tests.surveys.releasing import publish_at_hour
from tests.surveys.sending import days_of_answers, response_row
from tests.surveys.sending import send as send_rows
from tests.surveys.test_indices_disclosure import attack

OPENS = datetime(2026, 10, 31, 17, tzinfo=UTC)  # midnight in Vietnam
FIRST_DAY = datetime(2026, 11, 1, 2, tzinfo=UTC)
CLOSES = datetime(2026, 12, 4, 17, tzinfo=UTC)
ANSWERS_A_DAY = 4
FEWEST = 10
# Each commune's answers a day; the last is so small that it must never show.
COMMUNES = {"Bình Lương": 4, "Xuân Du": 3, "Mậu Lâm": 5, "Hợp Tiến": 0}
WATCHED_ANSWERS = frozenset({1, 2, 3, 9, 10, 11, 29, 30, 31, 60, 99, 100, 101, 119, 120})


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(FIRST_DAY, tick=False) as traveller:
        yield traveller


def make_communes() -> tuple[Any, list[Any], Viewer]:
    department = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    places = [make_place(make_agency(f"UBND xã {name}")) for name in COMMUNES]
    survey_round = make_round(places, owner=department, opens_at=OPENS, closes_at=CLOSES)
    db.session.commit()
    return survey_round, places, Viewer(None, department.id, ((Role.DEPARTMENT, None),))


def answer(client: FlaskClient, place: Any, draw: random.Random) -> None:
    """One resident at the open page; mostly content, two items of three."""
    levels = {f"item_{n}": str(draw.choice((5, 5, 4, 4, 4, 3, 2))) for n in (1, 2, 3)}
    if draw.random() < 0.3:
        levels.pop(draw.choice(sorted(levels)))
    assert send(client, place, open_form(client, place).nonce, levels).status == 200


def watched(app: Flask, survey_round: Any, place: Any, **more: Any) -> list[Poller]:
    agency = db.session.get_one(Agency, place.agency_id)
    own = {
        "round_id": survey_round.id,
        "place": place.code,
        "place_id": place.id,
        "place_code": place.code,
        **more,
    }
    return make_pollers(app, agency, own)


def differences(pollers: list[Poller], before: list[dict[str, str]]) -> list[str]:
    """Pages that look otherwise than before."""
    return [
        f"{poller.name}: {address}"
        for poller, pages in zip(pollers, before, strict=True)
        for address, text in poller.poll().items()
        if text != pages[address]
    ]


@pytest.mark.slow
def test_while_a_round_is_open_no_page_changes_when_somebody_answers(
    app: Flask, client: FlaskClient, clock: Any
) -> None:
    survey_round, places, _owner = make_communes()
    pollers, draw = watched(app, survey_round, places[0]), random.Random(4)
    sent = 0
    for day in range(30):
        for hour in (1, 2, 6, 8):
            clock.move_to(FIRST_DAY + timedelta(days=day, hours=hour))
            sent += 1
            before = [one.poll() for one in pollers] if sent in WATCHED_ANSWERS else []
            answer(client, places[0], draw)
            if before:
                follow_open_rounds()
                assert differences(pollers, before) == []
    assert len(responses()) == sent == 120


def test_no_page_changes_when_a_one_time_code_is_used(
    app: Flask, client: FlaskClient, clock: Any
) -> None:
    survey_round, places, _owner = make_communes()
    agency = db.session.get_one(Agency, places[0].agency_id)
    issued = {"issue_day": FIRST_DAY.date(), "expires_on": CLOSES.date()}
    batch = make_code_batch(agency, survey_round, code_count=2, **issued)
    codes = [make_code(batch)[0] for _ in range(2)]
    own = {"batch_id": batch.id, "codes_staff.batch_id": batch.id}
    pollers = watched(app, survey_round, places[0], **own)
    for code in codes:
        before = [one.poll() for one in pollers]
        assert answer_with(client, code).status == 200
        follow_open_rounds()
        assert differences(pollers, before) == []
    assert [row.channel for row in responses()] == ["code", "code"]


def test_the_poller_would_notice_for_the_owner_s_board_changes_with_every_answer(
    app: Flask, client: FlaskClient, clock: Any
) -> None:
    survey_round, places, owner = make_communes()
    staff = make_staff(Role.DEPARTMENT, agency=db.session.get_one(Agency, owner.agency_id))
    db.session.commit()
    board = f"/can-bo/thu-phieu?dot={survey_round.id}"
    control = Poller("department", staff, sign_in_client(app, staff), [board])
    before = [control.poll()]
    answer(client, places[0], random.Random(4))
    follow_open_rounds()
    assert differences([control], before) == [f"department: {board}"]


def fill(survey_round: Any, places: list[Any], month: int, days: int, seed: int) -> None:
    """A month of answers: the last commune gets one every third day."""
    for place, a_day in zip(places, COMMUNES.values(), strict=True):
        count, each = (days, a_day) if a_day else (days // 3, 1)
        if count:
            rows = days_of_answers(
                survey_round, place, count, each, 0.9, months=(month,), seed=seed
            )
            send_rows(rows)


def release(survey_round: Any, owner: Viewer, period_id: int | None) -> IndexSnapshot:
    snapshot = compute_snapshot(survey_round.id, period_id)
    sign_snapshot(owner, survey_round, snapshot, snapshot.content_hash)
    publish_at_hour(owner, survey_round, snapshot)
    db.session.commit()
    return snapshot


def test_ordering_a_release_changes_no_page_until_the_fixed_hour_has_come(
    app: Flask, client: FlaskClient, clock: Any
) -> None:
    survey_round, places, owner = make_communes()
    november = make_period(survey_round, starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 1))
    db.session.commit()
    fill(survey_round, places, 202611, 30, seed=4)
    clock.move_to(datetime(2026, 12, 2, tzinfo=UTC))
    snapshot = compute_snapshot(survey_round.id, november.id)
    pollers = watched(app, survey_round, places[0])
    before = [one.poll() for one in pollers]
    sign_snapshot(owner, survey_round, snapshot, snapshot.content_hash)
    due = order_release(owner, survey_round, snapshot, 18)
    db.session.commit()
    clock.move_to(due - timedelta(minutes=1))
    release_figures()
    changed = [one for one in differences(pollers, before) if not one.endswith("/nhat-ky")]
    assert changed == []  # the log says who signed and ordered, and no figure
    clock.move_to(due)
    release_figures()
    assert "stranger: /du-lieu" in differences(pollers, before)


def published_cells(client: FlaskClient, snapshot: IndexSnapshot) -> dict[Any, dict[str, str]]:
    """(agency, measure, key) → columns, as anybody downloads them."""
    text = client.get(f"/du-lieu/{snapshot.id}.csv").get_data().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ",")
    return {(row["agency_code"], row["measure"], row["key"]): row for row in rows}


def releases_of_the_month(client: FlaskClient, clock: Any) -> list[IndexSnapshot]:
    """November, then the whole round with four days of December."""
    survey_round, places, owner = make_communes()
    november = make_period(survey_round, starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 1))
    db.session.commit()
    fill(survey_round, places, 202611, 30, seed=4)
    clock.move_to(datetime(2026, 12, 2, tzinfo=UTC))
    first = release(survey_round, owner, november.id)
    fill(survey_round, places, 202612, 3, seed=5)
    clock.move_to(CLOSES + timedelta(days=1))
    survey_round.state = RoundState.UNDER_REVIEW
    db.session.commit()
    return [first, release(survey_round, owner, None)]


def test_no_published_cell_rests_on_fewer_than_ten_answers_nor_a_share_on_fewer_than_thirty(
    app: Flask, client: FlaskClient, clock: Any
) -> None:
    for snapshot in releases_of_the_month(client, clock):
        cells = published_cells(client, snapshot)
        counts = [int(row["n"]) for row in cells.values() if row["n"]]
        shares = [int(row["n_valid"]) for row in cells.values() if row["share"] or row["low"]]
        mixed = [
            int(part.split("=")[1]) for row in cells.values() for part in row["channel_mix"].split()
        ]
        assert min(counts) >= FEWEST
        assert min(shares) >= 30
        assert min(mixed) >= FEWEST


def test_two_states_of_a_cell_differ_by_no_answer_or_by_ten_at_least(
    app: Flask, client: FlaskClient, clock: Any
) -> None:
    first, second = (published_cells(client, one) for one in releases_of_the_month(client, clock))
    changes = [
        abs(int(second[name][column]) - int(first[name][column]))
        for name in first.keys() & second.keys()
        for column in ("n", "n_valid")
        if first[name][column] and second[name][column]
    ]
    assert changes
    assert [one for one in changes if 0 < one < FEWEST] == []


@pytest.mark.parametrize("shares", [False, True])
def test_no_hidden_cell_of_the_month_follows_from_the_published_ones(
    app: Flask, client: FlaskClient, clock: Any, shares: bool
) -> None:
    assert attack(releases_of_the_month(client, clock), shares) == set()


def test_everybody_satisfied_in_a_small_commune_is_shown_as_at_least_95(
    app: Flask, client: FlaskClient, clock: Any
) -> None:
    survey_round, places, owner = make_communes()
    for place in places[:3]:
        send_rows(days_of_answers(survey_round, place, 20, 3, 0.8, months=(202611,)))
    content = [{"item_1": 5, "item_2": 5, "item_3": 4}] * 45
    send_rows(
        [
            response_row(survey_round, places[3], one, month=202611, cluster_id=900 + at % 15)
            for at, one in enumerate(content)
        ]
    )
    clock.move_to(CLOSES + timedelta(days=1))
    survey_round.state = RoundState.UNDER_REVIEW
    db.session.commit()
    snapshot = release(survey_round, owner, None)
    agency = db.session.get_one(Agency, places[3].agency_id)
    cell = published_cells(client, snapshot)[agency.code, "overall", ""]
    assert (cell["share"], cell["low"], cell["high"], cell["levels"]) == ("0.95", "", "", "")
    assert "show_as_at_least" in cell["notes"]
    told = client.get(f"/chi-so/{agency.code}").text
    assert "từ 95 trở lên" in told
    assert "100,0" not in told
