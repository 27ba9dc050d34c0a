"""The official figure on its pages: its response rate, the channels beside it, with and without."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from agencies.models import Agency
from base.db import db as database
from surveys.models import IndexSnapshot, RoundState, SnapshotState
from surveys.snapshot_job import compute_snapshot
from tests.house.test_pages import faults_of, parse
from tests.surveys.sending import days_of_answers, send
from tests.surveys.standing import leave_out
from tests.surveys.test_indices_official import ON_TIME, coded_round
from tests.surveys.test_tallies_standing import make_case

AFTER = datetime(2027, 1, 5, tzinfo=UTC)


@pytest.fixture
def published(db: Any) -> tuple[IndexSnapshot, list[Agency]]:
    """Five agencies; 20, 4 and 8 answers of the first ones are left out; the last two have few."""
    with time_machine.travel(AFTER, tick=False):
        many, few = ({ON_TIME: 500}, {ON_TIME: 6}), ({ON_TIME: 500}, {ON_TIME: 1})
        survey_round, places, kept = coded_round(many, many, many, few, few)
        send(days_of_answers(survey_round, places[0], 20, 3, 0.95))
        agencies = [database.session.get_one(Agency, place.agency_id) for place in places]
        case = make_case(agencies[0].id)
        for number, count in ((0, 20), (1, 4), (2, 8)):
            ids = [row["id"] for _key, row in kept[number][:count]]
            leave_out(survey_round.id, agencies[number].id, case.id, ids)
        snapshot = compute_snapshot(survey_round.id, None)
        snapshot.state, snapshot.published_at = SnapshotState.PUBLISHED, AFTER
        survey_round.state = RoundState.PUBLISHED
        database.session.commit()
    return snapshot, agencies


def test_the_list_names_the_figure_official_and_gives_the_response_rate(
    published: Any, client: Any
) -> None:
    page = client.get("/chi-so").text
    assert "Chỉ số hài lòng do tỉnh khảo sát." in page
    assert "tỷ lệ trả lời 30 %" in page  # of the first: 120 of 400, twenty of them left out
    assert "Quét mã QR (khảo sát mở, không đại diện cho toàn thể người dân)" in page
    assert "1 đang mở, 0 đã kết thúc" in page


def test_an_agency_sees_with_and_without_or_fewer_than_ten(published: Any, client: Any) -> None:
    _snapshot, agencies = published
    second = client.get(f"/chi-so/{agencies[1].code}").text
    assert "dưới 10 phiếu" in second
    assert "Nếu tính cả" not in second
    few = client.get(f"/chi-so/{agencies[3].code}").text
    assert "tạm chưa tính" not in few
    assert "tỷ lệ trả lời 5 %" in few
    first = client.get(f"/chi-so/{agencies[0].code}").text
    assert "Không tính 20 phiếu theo quyết định của vụ việc. Nếu tính cả:" in first


def test_the_files_and_the_api_hold_the_same(published: Any, client: Any) -> None:
    snapshot, agencies = published
    row = client.get("/chi-so/danh-sach.csv").text.splitlines()[1]
    assert ",official,400,0.3,500," in row
    document = client.get(
        f"/api/v1/indices/{agencies[0].code}?round={snapshot.round_id}"
    ).get_json()
    assert (document["sample"], document["issued"], document["response_rate"]) == (
        "official",
        400,
        0.3,
    )
    assert [one["key"] for one in document["channels"]] == ["open_qr"]
    assert client.get(f"/du-lieu/{snapshot.id}.csv").status_code == 200


def test_the_pages_are_valid_html(published: Any, client: Any) -> None:
    for path in ("/chi-so", f"/chi-so/{published[1][0].code}", f"/chi-so/{published[1][1].code}"):
        assert faults_of(parse(client.get(path).text), "vi") == []
