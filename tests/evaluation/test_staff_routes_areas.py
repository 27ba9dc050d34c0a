"""The map of communes: a preview first, stored only when confirmed, every version kept and on record."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from agencies.models import AuditEntry, Role
from evaluation.demo.areas import load_areas
from evaluation.models import CommuneMap
from tests.evaluation.area_files import area, collection, square
from tests.factories import make_agency, make_staff
from tests.surveys.seeding import make_small_province, publish_small_province

AsStaff = Callable[..., FlaskClient]
MAPS, CONFIRM = "/can-bo/toan-canh/ban-do", "/can-bo/toan-canh/ban-do/xac-nhan"


@pytest.fixture
def communes(db: Any) -> list[Any]:
    found = [
        make_agency("UBND phường Hạc Thành", code="14797", latitude=19.1, longitude=105.1),
        make_agency("UBND xã Mường Lát", code="14845", latitude=19.1, longitude=105.3),
    ]
    db.session.commit()
    return found


def areas() -> bytes:
    return collection(
        area("14797", square(105.0, 19.0)),
        area("14845", square(105.2, 19.0)),
        area("99999", square(105.4, 19.0), ten="Xã của tỉnh bên"),
    )


def token_of(page: str) -> str:
    return re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]


def send_file(client: FlaskClient, data: bytes, source: str = "Sở NN&MT, 12/2026") -> Any:
    token = token_of(client.get(MAPS).text)
    values = {"csrf_token": token, "source": source, "file": (io.BytesIO(data), "xa.geojson")}
    return client.post(MAPS, data=values, content_type="multipart/form-data")


def hidden_values(page: str) -> dict[str, str]:
    panel = page.split('class="confirm-panel', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', panel))


def count_maps(db: Any) -> int:
    return int(db.session.query(CommuneMap).count())


def test_nothing_is_stored_before_the_preview_is_confirmed(
    communes: list[Any], as_staff: AsStaff, db: Any
) -> None:
    client = as_staff(Role.DEPARTMENT)
    page = send_file(client, areas()).text
    assert "2 vùng khớp với 2 trên 2 xã, phường" in page
    assert "Xã của tỉnh bên" in page
    assert count_maps(db) == 0
    assert client.post(CONFIRM, data=hidden_values(page)).status_code == 302
    stored = db.session.query(CommuneMap).one()
    assert stored.matched_count == 2
    assert "sha256" in db.session.query(AuditEntry).filter_by(act="commune_map.add").one().after


def test_the_file_comes_back_as_it_was_sent(
    communes: list[Any], as_staff: AsStaff, db: Any
) -> None:
    client = as_staff(Role.DEPARTMENT)
    client.post(CONFIRM, data=hidden_values(send_file(client, areas()).text))
    stored = db.session.query(CommuneMap).one()
    assert client.get(f"{MAPS}/{stored.id}.geojson").data == areas()


def test_a_file_in_metres_is_refused_beside_the_field_and_the_source_stays(
    communes: list[Any], as_staff: AsStaff, db: Any
) -> None:
    data = areas().replace(b"105.", b"578105.")
    answer = send_file(as_staff(Role.DEPARTMENT), data, source="Nguồn đã gõ")
    assert answer.status_code == 422
    assert "VN-2000 hoặc UTM" in answer.text
    assert "Nguồn đã gõ" in answer.text


def test_a_file_of_another_province_is_refused(communes: list[Any], as_staff: AsStaff) -> None:
    answer = send_file(as_staff(Role.DEPARTMENT), collection(area("00004"), area("00008")))
    assert answer.status_code == 422
    assert "Không thuộc tính nào" in answer.text


def test_a_body_over_the_limit_gets_a_sentence(communes: list[Any], as_staff: AsStaff) -> None:
    answer = as_staff(Role.DEPARTMENT).post(
        MAPS,
        input_stream=io.BytesIO(b"--x"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(200 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert "lớn hơn 20 MB" in answer.text


def test_another_property_is_previewed_again_and_not_stored(
    communes: list[Any], as_staff: AsStaff, db: Any
) -> None:
    client = as_staff(Role.DEPARTMENT)
    data = collection(
        area("14797", square(105.0, 19.0), cu="14845"), area("14845", square(105.2, 19.0), cu="x")
    )
    values = hidden_values(send_file(client, data).text)
    page = client.post(CONFIRM, data={**values, "property_name": "cu", "act": "again"}).text
    assert "theo thuộc tính «cu»" in page
    assert "UBND phường Hạc Thành" in page
    assert count_maps(db) == 0


def test_a_map_taken_away_leaves_the_one_before_it(
    communes: list[Any], as_staff: AsStaff, db: Any
) -> None:
    client = as_staff(Role.DEPARTMENT)
    for source in ("Bản thứ nhất", "Bản thứ hai"):
        client.post(CONFIRM, data=hidden_values(send_file(client, areas(), source).text))
    newest = db.session.query(CommuneMap).order_by(CommuneMap.id.desc()).first()
    values = {"csrf_token": token_of(client.get(MAPS).text), "seen": newest.id}
    for _press in range(2):
        client.post(f"{MAPS}/thoi-dung", data=values)
    page = client.get(MAPS).text
    assert "Nguồn: Bản thứ nhất." in page
    assert count_maps(db) == 2


def test_leaders_do_not_change_the_map(communes: list[Any], as_staff: AsStaff) -> None:
    assert as_staff(Role.READER).get(MAPS).status_code == 403


@pytest.fixture
def board(db: Any) -> str:
    """The board's address where twelve communes are published and have made-up areas."""
    survey_round, owner = make_small_province(communes=12)
    publish_small_province(survey_round, owner, by_quarter=False)
    load_areas(make_staff().id)
    db.session.commit()
    return "/can-bo/toan-canh?loai=commune_committee"


def test_each_area_is_shaded_and_leads_to_its_agency_with_its_interval(
    board: str, as_staff: AsStaff
) -> None:
    page = as_staff(Role.READER).get(board).text
    assert len(re.findall(r'<path class="area area-', page)) == 12
    titles = re.findall(r'aria-label="(UBND [^"]+)"><path class="area area-shade-\d"', page)
    assert titles
    assert all(re.search(r"\(\d+,\d–\d+,\d\), [\d.]+ phiếu", one) for one in titles)
    assert 'class="bubble-map"' not in page


def test_the_address_switches_back_to_bubbles(board: str, as_staff: AsStaff) -> None:
    page = as_staff(Role.READER).get(f"{board}&ban-do=bong-bong").text
    assert "bubble-map" in page
    assert "area-shade" not in page
    assert "Xem bằng vùng" in page


def test_a_made_up_map_says_so_beside_the_drawing(board: str, as_staff: AsStaff) -> None:
    assert "không phải địa giới hành chính" in as_staff(Role.READER).get(board).text


def test_withheld_communes_are_hatched_not_shaded(board: str, as_staff: AsStaff, db: Any) -> None:
    from surveys.models import IndexCell

    cell = db.session.query(IndexCell).filter_by(measure="overall", scope="agency").first()
    cell.withheld, cell.share, cell.low, cell.high = "too_few_for_shares", None, None, None
    db.session.commit()
    page = as_staff(Role.READER).get(board).text
    assert re.search(r'area-withheld" fill="url\(#board-areas-hatch\)"', page)


def test_an_area_without_a_commune_in_this_period_stays_bare(
    board: str, as_staff: AsStaff, db: Any
) -> None:
    stored = db.session.query(CommuneMap).one()
    changed = json.loads(json.dumps(stored.drawing))
    changed["areas"][0][0] = "99999"
    stored.drawing = changed
    db.session.commit()
    page = as_staff(Role.READER).get(board).text
    assert page.count('class="area area-bare" d=') == 1
    assert "Chưa có vùng trên bản đồ: UBND" in page


@pytest.mark.parametrize("name", ["Xã \ud800 lạ", "Xã \0 lạ", "<script>alert(1)</script>"])
def test_properties_no_page_can_hold_neither_break_the_preview_nor_run_there(
    communes: list[Any], as_staff: AsStaff, db: Any, name: str
) -> None:
    odd = {"ten": name, f"khoa{name}": "x"}
    rows = [area("14797", square(105.0, 19.0)), area("99999", square(105.4, 19.0), **odd)]
    data = json.dumps({"type": "FeatureCollection", "features": rows}).encode()
    answer = send_file(as_staff(Role.DEPARTMENT), data)
    assert answer.status_code == 200
    assert "lạ" in answer.text or "&lt;script&gt;" in answer.text
    assert "<script>alert" not in answer.text
