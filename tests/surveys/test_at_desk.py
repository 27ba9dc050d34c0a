"""An answer from the office's own network is marked as given at the desk, and nothing else is kept of it."""

import pytest
from flask.testing import FlaskClient

from agencies.models import AgencyNetwork
from base.db import db
from surveys.models import PlaceKind, QrPlace
from tests.surveys.answering import make_open_place, open_form, responses
from tests.surveys.coding import make_open_batch, make_open_code, open_code

OFFICE, HOME = "113.160.5.3", "14.160.7.9"


def place_with_office(**columns: object) -> QrPlace:
    place = make_open_place(**columns)
    db.session.add(AgencyNetwork(agency_id=place.agency_id, network="113.160.5.0/29"))
    db.session.commit()
    return place


def send_from(client: FlaskClient, place: QrPlace, address: str, **query: str) -> int:
    nonce = open_form(client, place, **query).nonce
    form = {".nonce": nonce, "item_1": "5"}
    origin = {"REMOTE_ADDR": address}
    return client.post(f"/k/{place.code}/gui", data=form, environ_base=origin).status_code


@pytest.mark.parametrize(("address", "is_marked"), [(OFFICE, True), (HOME, False)])
def test_an_answer_is_marked_by_the_network_it_came_from(
    client: FlaskClient, address: str, is_marked: bool
) -> None:
    assert send_from(client, place_with_office(), address) == 200
    assert [row.at_desk for row in responses()] == [is_marked]


def test_another_agency_s_network_is_not_this_desk(client: FlaskClient) -> None:
    place_with_office()
    assert send_from(client, make_open_place(), OFFICE) == 200
    assert [row.at_desk for row in responses()] == [False]


def test_a_kiosk_stands_in_the_office_and_is_a_channel_of_its_own(client: FlaskClient) -> None:
    place = place_with_office(kind=PlaceKind.KIOSK)
    assert send_from(client, place, OFFICE, kiosk="1") == 200
    assert [(row.channel, row.at_desk) for row in responses()] == [("kiosk", False)]


@pytest.mark.parametrize(("address", "is_marked"), [(OFFICE, True), (HOME, False)])
def test_a_code_answered_at_a_kiosk_stays_a_code_and_keeps_the_mark_of_the_desk(
    client: FlaskClient, address: str, is_marked: bool
) -> None:
    batch = make_open_batch()
    db.session.add(AgencyNetwork(agency_id=batch.agency_id, network="113.160.5.0/29"))
    code = make_open_code(batch)
    form = {".nonce": open_code(client, code, kiosk="1").nonce, "item_1": "5"}
    answer = client.post(f"/m/{code}/gui", data=form, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == 200
    assert [(row.channel, row.at_desk) for row in responses()] == [("code", is_marked)]
