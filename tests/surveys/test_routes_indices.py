"""What everyone reads: published figures only, the withheld apart, and nothing computed on the way."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import event, select

from agencies.models import Agency
from base.db import db as database
from surveys.models import RoundState, SnapshotState
from surveys.queries.snapshots import list_cells
from surveys.snapshot_job import compute_snapshot
from tests.factories import make_agency, make_place, make_round
from tests.house.test_pages import faults_of, parse
from tests.surveys.seeding import make_small_province, publish_small_province
from tests.surveys.sending import days_of_answers, send


@pytest.fixture(autouse=True)
def _after_the_round() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 1, 5, tzinfo=UTC), tick=False):
        yield


def small(communes: int = 4, by_quarter: bool = False) -> tuple[Any, list[Any]]:
    survey_round, owner = make_small_province(communes)
    return survey_round, publish_small_province(survey_round, owner, by_quarter)


def code_of(name: str) -> str:
    return str(database.session.scalars(select(Agency.code).where(Agency.name == name)).one())


def test_before_anything_is_published_the_page_says_so(client: Any) -> None:
    assert "Chưa có kết quả nào được công bố" in client.get("/chi-so").text


def test_figures_that_are_computed_or_signed_but_not_published_are_not_shown(client: Any) -> None:
    survey_round, _owner = make_small_province(3)
    survey_round.state = RoundState.UNDER_REVIEW
    snapshot = compute_snapshot(survey_round.id, None)
    for state in (SnapshotState.COMPUTED, SnapshotState.SIGNED):
        snapshot.state = state
        database.session.commit()
        assert "Chưa có kết quả nào được công bố" in client.get("/chi-so").text
        assert client.get(f"/chi-so?ky={survey_round.id}").status_code == 200
        assert "Hạc Thành" not in client.get(f"/chi-so?ky={survey_round.id}").text


def test_the_list_shows_every_agency_with_its_count_interval_and_label(client: Any) -> None:
    small()
    page = client.get("/chi-so").text
    for words in (
        "khảo sát mở, không đại diện cho toàn thể người dân",
        "Không phải Chỉ số SIPAS của Bộ Nội vụ",
        "UBND phường Hạc Thành",
        "chưa thấy khác",
        "mỗi cơ quan có phiếu được tính như nhau",
    ):
        assert words in page


def test_search_ignores_diacritics_and_keeps_what_was_typed(client: Any) -> None:
    small()
    page = client.get("/chi-so?tim=hac thanh").text
    assert "UBND phường Hạc Thành" in page
    assert "UBND phường Hàm Rồng" not in page
    assert 'value="hac thanh"' in page
    assert "Không có cơ quan nào khớp" in client.get("/chi-so?tim=zzz").text


def test_sorting_by_name_needs_no_script(client: Any) -> None:
    small()
    page = client.get("/chi-so?xep=ten&loai=commune_committee").text
    names = ("Hạc Thành", "Hàm Rồng", "Quảng Phú")
    shown = [page.index(f"UBND phường {name}<") for name in names if f"{name}<" in page]
    assert shown == sorted(shown)


def test_withheld_agencies_stand_apart_by_name_with_their_reason(client: Any) -> None:
    places = [make_place(make_agency(f"UBND xã {name}")) for name in ("Ba", "An", "Ca", "Da", "E")]
    survey_round = make_round(places, state=RoundState.CLOSED)
    for place, days in zip(places, (3, 4, 30, 30, 30), strict=True):
        send(days_of_answers(survey_round, place, days, 2 if days < 9 else 8, 0.8))
    snapshot = compute_snapshot(survey_round.id, None)
    snapshot.state = SnapshotState.PUBLISHED
    database.session.commit()
    page = client.get("/chi-so").text
    held = page[page.index("Chưa công bố: 2 nơi") :]
    assert held.index("UBND xã An") < held.index("UBND xã Ba")
    assert "còn ít phiếu (dưới 10)" in held
    assert "dưới 10</td>" in held
    assert "UBND xã Ba" not in page[: page.index("Chưa công bố: 2 nơi")]


def test_the_page_of_an_agency_shows_dimensions_items_months_and_history(client: Any) -> None:
    small(8, by_quarter=True)
    page = client.get(f"/chi-so/{code_of('UBND phường Quảng Phú')}").text
    for words in ("Thời gian chờ", "Bên cạnh các nơi cùng loại", "Quý II/2026"):
        assert words in page


def test_the_months_of_an_agency_are_drawn_and_tabled(client: Any) -> None:
    place = make_place(make_agency("UBND xã Như Xuân", code="15999"))
    survey_round = make_round([place], state=RoundState.CLOSED)
    send(days_of_answers(survey_round, place, 60, 5, 0.8))
    compute_snapshot(survey_round.id, None).state = SnapshotState.PUBLISHED
    database.session.commit()
    page = client.get("/chi-so/15999").text
    assert "Tỷ lệ hài lòng theo tháng" in page
    assert "8/2026" in page


def test_two_agencies_are_compared_by_the_interval_of_their_difference(client: Any) -> None:
    small()
    codes = [code_of(f"UBND phường {name}") for name in ("Quảng Phú", "Hạc Thành")]
    page = client.get(f"/chi-so?so-sanh={codes[0]}&so-sanh={codes[1]}").text
    assert "UBND phường Quảng Phú – UBND phường Hạc Thành" in page
    assert "So sánh các nơi đã chọn" not in client.get(f"/chi-so?so-sanh={codes[0]}").text[:9000]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("query", ["", "?xem=ban-do", "?so-sanh={0}&so-sanh={1}", "/{0}"])
def test_every_view_is_valid_html_in_both_languages(client: Any, query: str, language: str) -> None:
    small(4)
    codes = [code_of(f"UBND phường {name}") for name in ("Quảng Phú", "Hạc Thành")]
    address = f"/chi-so{query.format(*codes)}"
    address += ("&" if "?" in address else "?") + f"lang={language}"
    response = client.get(address)
    assert response.status_code == 200
    assert faults_of(parse(response.text), language) == []


def test_unknown_rounds_and_agencies_do_not_exist(client: Any) -> None:
    small(3)
    assert client.get("/chi-so?ky=999").status_code == 404
    assert client.get("/chi-so?ky=x'--").status_code == 404
    assert client.get("/chi-so/KHONG-CO").status_code == 404


def test_the_csv_has_a_line_for_each_agency(client: Any) -> None:
    _, snapshots = small(5)
    lines = client.get("/chi-so/danh-sach.csv").text.splitlines()
    cells = [one for one in list_cells(snapshots[-1].id) if one.measure == "overall"]
    assert lines[0].startswith("\ufeffagency_code,agency_name,n,n_valid")
    assert len(lines) == len(cells)


def test_the_list_takes_three_queries_however_many_agencies(app: Any, client: Any) -> None:
    small()
    client.get("/chi-so")
    seen: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda c, k, statement, *rest: seen.append(statement),
    )
    client.get("/chi-so")
    assert len([one for one in seen if "index_" in one]) == 3
    answers = re.compile(r"\b(cluster_tally|response(_text|_number|_trace|_class)?)\b")
    assert not [one for one in seen if answers.search(one)]


def test_a_process_that_serves_pages_never_loads_scipy() -> None:
    code = (
        "import sys; from portal.factory import create_app; import portal.blueprints, surveys.routes.indices;"
        "print([m for m in ('scipy', 'duckdb', 'polars') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_an_agency_name_never_runs_as_a_formula_in_the_csv(client: Any) -> None:
    small()
    agency = database.session.scalars(
        select(Agency).where(Agency.name == "UBND phường Hạc Thành")
    ).one()
    agency.name = '=HYPERLINK("http://vi-du.example";"UBND phường Hạc Thành")'
    database.session.commit()
    lines = client.get("/chi-so/danh-sach.csv").text.splitlines()
    (line,) = (one for one in lines if "HYPERLINK" in one)
    assert ",\"'=HYPERLINK" in line
