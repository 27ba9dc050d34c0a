"""An agency's page tells how many answers are about dossiers it received, how many it resolved for others."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from base.db import db as database
from surveys.models import RoundState, SnapshotState
from surveys.snapshot_job import compute_snapshot
from tests.house.test_pages import faults_of, parse
from tests.surveys.coded import count_dossiers, issue
from tests.surveys.crossing import Crossing

AFTER = datetime(2027, 1, 5, tzinfo=UTC)
ON_TIME = "land|on_time|counter"


@pytest.fixture
def published(db: Any) -> Crossing:
    """The first commune sends to a department and to the second, a few dossiers to the third."""
    with time_machine.travel(AFTER, tick=False):
        scene = Crossing(communes=5)
        for number, commune in enumerate(scene.communes):
            count_dossiers(commune, {ON_TIME: 900})
            issue(scene.round, commune, {ON_TIME: 300})
            scene.answer(number, None, 30, 3, 0.9 - number / 20, ON_TIME)
        scene.answer(0, scene.justice, 30, 3, 0.7, ON_TIME, seed=2)
        scene.answer(0, scene.communes[1], 30, 2, 0.8, ON_TIME, seed=3)
        for number, resolver in ((0, 2), (1, 3)):
            scene.answer(number, scene.communes[resolver], 5, 1, 0.8, ON_TIME, seed=4)
        snapshot = compute_snapshot(scene.round.id, None)
        snapshot.state, snapshot.published_at = SnapshotState.PUBLISHED, AFTER
        scene.round.state = RoundState.PUBLISHED
        database.session.commit()
    return scene


def page_of(client: Any, agency: Any) -> str:
    found = client.get(f"/chi-so/{agency.code}").text
    assert faults_of(parse(found), "vi") == []
    return str(found)


def test_who_only_resolves_has_a_figure_and_its_page_says_so(
    published: Crossing, client: Any
) -> None:
    page = page_of(client, published.justice)
    assert "Cả 90 phiếu là về hồ sơ nơi khác tiếp nhận mà cơ quan này giải quyết" in page
    assert "mã đã phát" not in page
    assert (
        page.count("chấm nơi tiếp nhận nên không tính ở đây") == 2
    )  # beside its bar and in the table
    assert "không ai trả lời" not in page
    assert "Sở Tư pháp" in client.get("/chi-so").text


def test_who_does_both_tells_both_numbers(published: Crossing, client: Any) -> None:
    page = page_of(client, published.communes[1])
    told = "95 phiếu là về hồ sơ cơ quan này tiếp nhận, 60 phiếu là về hồ sơ nơi khác tiếp nhận"
    assert told in page
    assert "câu chấm việc giải quyết tính cho nơi giải quyết" in page
    assert "tỷ lệ trả lời 32 %" in page


def test_who_only_receives_is_said_to(published: Crossing, client: Any) -> None:
    page = page_of(client, published.communes[4])
    assert "Cả 90 phiếu là về hồ sơ cơ quan này tiếp nhận." in page


def test_under_ten_of_others_are_not_told(published: Crossing, client: Any) -> None:
    page = page_of(client, published.communes[2])
    assert "chưa nêu bao nhiêu" in page
    assert "tỷ lệ trả lời chưa nêu" in page
    assert "5 phiếu là về hồ sơ" not in page


def test_the_api_and_the_files_hold_the_same(published: Crossing, client: Any) -> None:
    address = f"/api/v1/indices/{published.communes[1].code}?round={published.round.id}"
    document = client.get(address).get_json()
    assert (document["n"], document["resolved"], document["method_version"]) == (155, 60, "v3")
    rows = client.get("/chi-so/danh-sach.csv").text.splitlines()
    assert rows[0].split(",")[13:16] == ["dossiers", "resolved", "is_usable"]


def test_in_english_too(published: Crossing, client: Any) -> None:
    page = client.get(f"/chi-so/{published.communes[1].code}?lang=en").text
    assert "60 about dossiers that others received and this agency resolved" in page
