"""QR places on staff pages: found, made by the many, renamed by two, moved, withdrawn, printed, tried."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from base.codes import grouped
from base.jobs import JobRun
from surveys.models import PlaceState, QrPlace, Response, RoundState
from tests.factories import make_agency, make_place, make_round

SignIn = Callable[..., FlaskClient]
HOME = "/can-bo/noi-dat-ma"


def post(client: FlaskClient, path: str, fields: Any, form_at: str = "") -> Any:
    page = client.get(form_at or path).text
    values = MultiDict(fields)
    values["csrf_token"] = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return client.post(path, data=values)


def fresh(db: Any, place: QrPlace) -> QrPlace:
    db.session.expire_all()
    return db.session.get_one(QrPlace, place.id)


def test_a_counter_for_every_commune_is_made_at_once(db: Any, as_staff: SignIn) -> None:
    for number in range(20):
        make_agency(f"UBND xã số {number}")
    client = as_staff("department")
    fields = {"name": "Quầy số 1", "kind": "counter", "state": "planned"}
    answer = post(client, f"{HOME}/moi", {**fields, "whole_kind": "commune_committee"})
    assert answer.status_code == 302
    places = db.session.scalars(select(QrPlace)).all()
    assert len({one.code for one in places}) == 20
    assert {one.state for one in places} == {PlaceState.PLANNED}
    answer = post(client, f"{HOME}/moi", {**fields, "name": ""})
    assert "Xin điền ô này." in answer.text
    assert "Xin chọn ít nhất một cơ quan." in answer.text


def test_an_officer_makes_places_of_the_own_agency_without_choosing_it(
    db: Any, as_staff: SignIn
) -> None:
    own, other = make_agency(), make_agency("UBND xã Thọ Xuân")
    client = as_staff("agency_officer", agency=own)
    assert "Thọ Xuân" not in client.get(f"{HOME}/moi").text
    fields = {"name": "Quầy số 1", "kind": "counter", "state": "in_use", "agency": str(other.id)}
    assert post(client, f"{HOME}/moi", fields).status_code == 302
    assert db.session.scalars(select(QrPlace.agency_id)).all() == [own.id]


def test_places_of_another_agency_do_not_exist_for_an_officer(db: Any, as_staff: SignIn) -> None:
    strange = make_place(make_agency("UBND xã Thọ Xuân"))
    client = as_staff("agency_officer", agency=make_agency())
    assert "Thọ Xuân" not in client.get(HOME).text
    for part in ("", "/sua", "/chuyen", "/thoi-dung", "/xem-thu", "/ap-phich"):
        assert client.get(f"{HOME}/{strange.id}{part}").status_code == 404, part
    fields = {"agency_id": str(strange.agency_id), "paper": "a4", "second_language": ""}
    answer = post(client, f"{HOME}/ap-phich", fields, form_at=f"{HOME}/moi")
    assert answer.status_code == 404


def test_the_list_is_searched_without_accents(db: Any, as_staff: SignIn) -> None:
    place = make_place(make_agency("UBND phường Hạc Thành"), name="Quầy hộ tịch")
    make_place(make_agency("UBND xã Thọ Xuân"), name="Quầy đất đai")
    client = as_staff("department")
    page = client.get(f"{HOME}?q=hac+thanh").text
    assert "Quầy hộ tịch" in page
    assert grouped(place.code) in page
    assert "Quầy đất đai" not in page


def test_the_second_of_two_officers_sees_both_names(db: Any, as_staff: SignIn) -> None:
    place = make_place()
    client = as_staff("department")
    path, seen = f"{HOME}/{place.id}/sua", str(place.revision)
    fields = {"name": "Quầy của người thứ nhất", "kind": "counter", "revision": seen}
    assert post(client, path, fields).status_code == 302
    answer = post(client, path, {**fields, "name": "Quầy của người thứ hai"})
    assert answer.status_code == 409
    assert "Quầy của người thứ nhất" in answer.text
    assert 'value="Quầy của người thứ hai"' in answer.text
    assert fresh(db, place).name == "Quầy của người thứ nhất"


def test_a_place_is_put_in_use_moved_and_withdrawn(db: Any, as_staff: SignIn) -> None:
    commune = make_agency()
    old, new = make_place(commune, state=PlaceState.PLANNED), make_place(commune, name="Quầy mới")
    client = as_staff("agency_officer", agency=commune)
    path = f"{HOME}/{old.id}"
    post(client, f"{path}/dua-vao-dung", {}, form_at=path)
    assert fresh(db, old).state == PlaceState.IN_USE
    assert post(client, f"{path}/chuyen", {"target": "999"}).status_code == 422
    assert post(client, f"{path}/chuyen", {"target": str(new.id)}).status_code == 302
    assert fresh(db, old).moved_to_id == new.id
    assert "Quầy mới" in client.get(path).text
    assert client.get(f"{path}/sua").status_code == 409
    path = f"{HOME}/{new.id}"
    assert post(client, f"{path}/thoi-dung", {}).status_code == 302
    assert fresh(db, new).state == PlaceState.WITHDRAWN
    assert client.get(path).status_code == 200


def test_the_poster_of_a_place_comes_at_once(db: Any, as_staff: SignIn) -> None:
    place = make_place(name="Quầy hộ tịch")
    client = as_staff("department")
    with client.get(f"{HOME}/{place.id}/ap-phich?paper=a5&second_language=en") as answer:
        assert answer.mimetype == "application/pdf"
        reader = PdfReader(io.BytesIO(answer.data))
    assert "Quầy hộ tịch" in reader.pages[0].extract_text()
    assert client.get(f"{HOME}/{place.id}/ap-phich?paper=a9").status_code == 302


def test_the_posters_of_an_agency_are_one_file(db: Any, as_staff: SignIn) -> None:
    commune = make_agency()
    place = make_place(commune)
    make_place(commune, name="Quầy số 2")
    client = as_staff("agency_officer", agency=commune)
    fields = {"agency_id": str(commune.id), "paper": "a4", "second_language": ""}
    post(client, f"{HOME}/ap-phich", fields, form_at=f"{HOME}/{place.id}")
    run = db.session.scalars(select(JobRun)).one()
    with client.get(f"/can-bo/viec/{run.id}/ket-qua") as answer:
        assert len(PdfReader(io.BytesIO(answer.data)).pages) == 2


@pytest.mark.parametrize("state", [RoundState.OPEN, RoundState.PLANNED])
def test_a_trial_scan_shows_the_form_and_never_counts(
    db: Any, as_staff: SignIn, state: RoundState
) -> None:
    commune = make_agency()
    place = make_place(commune)
    client = as_staff("agency_officer", agency=commune)
    assert client.get(f"{HOME}/{place.id}/xem-thu").status_code == 409
    make_round([place], state=state)
    db.session.commit()
    page = client.get(f"{HOME}/{place.id}/xem-thu").text
    assert f'action="/k/{place.code}' in page
    name, value = _hidden(page)
    fields = {name: value, "item_1": "5", "item_2": "4", "item_3": "4"}
    address = page.split('action="', 1)[1].split('"', 1)[0]
    answer = client.post(address, data={**fields, "respondent_kind": "individual"})
    assert answer.status_code == 200
    assert db.session.scalars(select(Response.source)).all() == ["test"]


def _hidden(page: str) -> tuple[str, str]:
    """The page's nonce field."""
    field = page.split('<input type="hidden"')[1].split(">")[0]
    return field.split('name="')[1].split('"')[0], field.split('value="')[1].split('"')[0]


def test_an_agencys_page_shows_its_places_to_who_may_see_them(db: Any, as_staff: SignIn) -> None:
    commune, other = make_agency("UBND xã Thọ Xuân"), make_agency("UBND xã Cẩm Thủy")
    make_place(commune, name="Quầy tiếp nhận số 1")
    make_place(other, name="Quầy của xã khác")
    page = as_staff("agency_officer", agency=commune).get(f"/can-bo/co-quan/{commune.code}").text
    assert "Nơi đặt mã QR (1)" in page
    assert "Quầy tiếp nhận số 1" in page
    assert "Quầy của xã khác" not in page
    assert "Quầy" not in as_staff("observer").get(f"/can-bo/co-quan/{commune.code}").text
