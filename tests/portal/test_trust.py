"""«Độ tin cậy»: what was measured is shown as it was measured, the missed and the untried included."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from bench.attack.lines import Line, not_run
from portal import trust_report
from portal.trust_words import ACTS, SCENARIOS, TIMES

LINES = [
    Line("S1", "burst-60", 100, 1.0, 1.0, 55, 1, 0.0, 0.0, 0.0, 3.04, 0.0, 0),
    Line("S2", "drip-5", 100, 0.13, None, 55, None, 0.0, 0.0, 0.0, 4.8, 0.0, 0, True),
    Line("S3", "harvest-10-quarter", 100, 0.44, 0.55, 18, 40, 4.96, 9.1, 5.0, 4.4, 0.0, 0),
    Line("S3", "harvest-30-batch", 100, 1.0, 0.95, 55, 2, 10.25, 12.0, 10.0, 9.0, 0.0, 0),
    Line("S9", "edit-10-answers", 3, 1.0, 1.0, harmed=0),
    not_run("S6", "", "paper is not there yet"),
]


def write(file: Path, lines: list[Line]) -> None:
    report = {
        "version": "0.4.0",
        "measured_at": "2026-11-22T20:15:00+00:00",
        "seconds": 900,
        "worlds": {"count": 100, "agencies": 30, "months": 12, "sizes": [18, 55, 140]},
        "honest": {
            "agency_months": 36_000,
            "note_share": 0.0712,
            "alarm_share": 0.0105,
            "watched_months": 600,
            "nightly_alarm_share": 0.0133,
            "alarm_limit": 0.015,
            "note_limit": 0.08,
        },
        "lines": [one.as_json() for one in lines],
    }
    file.write_text(json.dumps(report), encoding="utf-8")


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    file = tmp_path / "attack.json"
    write(file, LINES)
    monkeypatch.setattr(trust_report, "FILE", file)
    trust_report.read_report.cache_clear()
    yield trust_report.read_report(file)
    trust_report.read_report.cache_clear()


def test_a_scenario_is_as_good_as_its_worst_promise(measured: Any) -> None:
    rows = {one["key"]: one["verdict"] for one in trust_report.overview(measured)}
    assert rows["S1"] == "đạt"
    assert rows["S2"] == "không cam kết"
    assert rows["S3"] == "chưa đạt"
    assert rows["S6"] == rows["S10"] == "chưa chạy"
    assert list(rows) == list(SCENARIOS)


def test_the_page_says_what_was_missed_and_what_was_not_run(
    client: FlaskClient, measured: Any
) -> None:
    page = client.get("/do-tin-cay").get_data(as_text=True)
    for words in (
        "chưa đạt",
        "chưa chạy",
        "23/11/2026",
        "36.000 tháng – cơ quan",
        "1,1 %",
        "0.4.0",
    ):
        assert words in page, words
    assert "+5,0 đến +10,3" in page
    assert "44 %" in page
    assert "nơi vừa 13 %" in page


def cells(app: Any, line: Line) -> dict[str, str]:
    """Head → figure of one act, as the page has them."""
    with app.test_request_context():
        return dict(
            zip(trust_report.act_columns(), trust_report._act(line.as_json())["cells"], strict=True)
        )


def test_an_act_tells_how_soon_it_showed_and_how_often_the_honest_twin_was_troubled(
    app: Any,
) -> None:
    slow = Line("S2", "drip-10", 100, 0.97, 0.95, 18, 22, 0.0, honest_alarms=0.03, harmed=0)
    found = cells(app, replace(slow, slowest_nights=29))
    assert found["Bao lâu thì thấy"] == "22 đêm, lâu nhất 29"
    assert (found["Thấy được"], found["Cam kết"]) == ("97 %", "95 %")
    assert (found["Báo nhầm nơi trung thực"], found["Người dân bị thiệt"]) == ("3 %", "0")
    at_once = Line("S4", "foreign-codes", 80, 1.0, 1.0, harmed=0)
    assert cells(app, at_once)["Bao lâu thì thấy"] == "ngay lúc gửi"
    unseen = Line("S2", "drip-5", 100, 0.0, None, 140, known_weakness=True)
    assert cells(app, unseen)["Bao lâu thì thấy"] == "–"


def test_hardly_less_than_all_is_not_shown_as_all(app: Any) -> None:
    line = Line("S6", "paper-altered", 50_000, 0.9938, 0.97, harmed=0)
    assert cells(app, line)["Thấy được"] == "99,4 %"


def test_where_weighting_holds_the_index_still_the_page_says_what_it_would_move_without(
    app: Any,
) -> None:
    kept = Line("S5", "withheld", 100, 0.97, 0.9, 55, 23, 0.07, raw_shift=2.67, harmed=0)
    assert cells(app, kept)["Chỉ số chính thức (điểm)"] == "+0,1 (chưa cân: +2,7)"


def test_lines_measured_on_several_days_say_from_when_to_when(tmp_path: Path) -> None:
    file = tmp_path / "attack.json"
    write(file, LINES)
    report = json.loads(file.read_text(encoding="utf-8"))
    report["lines"][0]["measured_at"] = "2026-11-21T01:00:00+00:00"
    report["lines"][1]["measured_at"] = "2026-11-20T01:00:00+00:00"
    file.write_text(json.dumps(report), encoding="utf-8")
    found = trust_report.read_report(file)
    assert found is not None
    assert (found.first_measured_at.day, found.measured_at.day) == (20, 22)


def test_what_is_not_promised_is_listed_by_size_or_as_a_whole(app: Any, tmp_path: Path) -> None:
    file = tmp_path / "attack.json"
    varied = Line("S6", "paper-invented-varied", 20, 0.05, None, known_weakness=True)
    write(file, [*LINES, varied])
    report = trust_report.read_report(file)
    assert report is not None
    with app.test_request_context():
        shares = [one["shares"] for one in trust_report.undetected(report)]
    assert shares == ["nơi vừa 13 %", "5 %"]


def test_the_page_is_in_english_too(client: FlaskClient, measured: Any) -> None:
    page = client.get("/do-tin-cay?lang=en").get_data(as_text=True)
    assert "not promised" in page
    assert "30 % of the unused codes" in page


def test_a_release_without_a_measurement_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust_report, "read_report", lambda: None)
    assert "chưa kèm kết quả thử" in client.get("/do-tin-cay").get_data(as_text=True)


def test_how_the_figures_are_made_leads_to_it(client: FlaskClient) -> None:
    assert 'href="/do-tin-cay"' in client.get("/phuong-phap").get_data(as_text=True)


def test_what_was_shipped_is_a_measurement_of_all_ten_scenarios_with_words_for_every_act() -> None:
    report = trust_report.read_report()
    assert report is not None
    assert {one["scenario"] for one in report.lines} == set(SCENARIOS)
    assert {one["act"] for one in report.lines if one["runs"]} <= set(ACTS)
    assert set(TIMES) <= set(ACTS)
