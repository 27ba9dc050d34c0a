"""Published figures as files and through the API: the same cells, enough to compute them again."""

import csv
import io
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from base.db import db
from scoring.intervals import korn_graubard
from surveys.models import IndexCell, SnapshotState
from tests.surveys.seeding import make_small_province, publish_small_province


@pytest.fixture
def published(app: Flask) -> Any:
    """(round, its whole snapshot) with eight communes, published."""
    survey_round, owner = make_small_province(8)
    db.session.commit()
    snapshots = publish_small_province(survey_round, owner)
    return survey_round, snapshots[-1]


def csv_rows(client: FlaskClient, snapshot_id: int) -> list[dict[str, str]]:
    data = client.get(f"/du-lieu/{snapshot_id}.csv").data
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_every_cell_of_a_snapshot_is_in_its_file(published: Any, client: FlaskClient) -> None:
    _round, snapshot = published
    stored = list(
        db.session.scalars(
            select(IndexCell).where(IndexCell.snapshot_id == snapshot.id).order_by(IndexCell.id)
        )
    )
    rows = csv_rows(client, snapshot.id)
    assert [float(row["share"]) if row["share"] else None for row in rows] == [
        one.share for one in stored
    ]
    document = client.get(f"/du-lieu/{snapshot.id}.json").get_json()
    assert [one["variance"] for one in document["cells"]] == [one.variance for one in stored]
    assert document["content_hash"] == snapshot.content_hash
    data = client.get(f"/du-lieu/{snapshot.id}.xlsx").data
    grid = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert len(grid) == len(stored) + 1
    assert grid[0] == list(rows[0])


def test_anyone_computes_the_intervals_again_from_the_file(
    published: Any, client: FlaskClient
) -> None:
    _round, snapshot = published
    rows = [row for row in csv_rows(client, snapshot.id) if row["low"] and row["measure"] == "item"]
    assert len(rows) > 5
    for row in rows:
        share, variance, df = (float(row[name]) for name in ("share", "variance", "df"))
        again = korn_graubard(share, variance, int(row["n_valid"]), df)
        assert (again.low, again.high) == pytest.approx((float(row["low"]), float(row["high"])))


def test_what_is_not_published_has_no_file(published: Any, client: FlaskClient) -> None:
    _round, snapshot = published
    snapshot.state = SnapshotState.SIGNED
    db.session.commit()
    for kind in ("csv", "json", "xlsx"):
        assert client.get(f"/du-lieu/{snapshot.id}.{kind}").status_code == 404
        assert client.get(f"/du-lieu/999.{kind}").status_code == 404
    assert f"/du-lieu/{snapshot.id}.csv" not in client.get("/du-lieu").text


def test_the_open_data_page_links_every_release(published: Any, client: FlaskClient) -> None:
    _round, snapshot = published
    page = client.get("/du-lieu").text
    assert all(f"/du-lieu/{snapshot.id}.{kind}" in page for kind in ("csv", "json", "xlsx"))
    assert "Quý II/2026" in page


@pytest.mark.parametrize(
    ("language", "explained"),
    [
        ("vi", ("phương sai, tức", "bậc tự do, tức", "cỡ mẫu hiệu dụng, tức")),
        (
            "en",
            ("the variance, that is", "degrees of freedom, that is", "effective sample, that is"),
        ),
    ],
)
def test_the_open_data_page_gives_files_first_then_words_for_the_columns_then_the_api(
    published: Any, client: FlaskClient, language: str, explained: tuple[str, ...]
) -> None:
    _round, snapshot = published
    page = client.get(f"/du-lieu?lang={language}").text
    first_files, first_api = (
        page.index(f"/du-lieu/{snapshot.id}.csv"),
        page.index("/api/v1/agencies"),
    )
    places = [page.index(words) for words in explained]
    assert first_files < min(places) < max(places) < first_api
    for column, place in zip(("variance", "df", "n_eff"), places, strict=True):
        assert place < page.index(f"<code>{column}</code>")


def test_rounds_come_with_their_periods_and_releases(published: Any, client: FlaskClient) -> None:
    survey_round, snapshot = published
    (item,) = client.get("/api/v1/rounds").get_json()["items"]
    assert (item["id"], item["agency_count"]) == (survey_round.id, 11)
    assert [one["name"] for one in item["periods"]] == ["Quý II/2026", "Quý III/2026"]
    assert snapshot.id in {one["snapshot"] for one in item["releases"]}
    assert client.get(item["releases"][0]["json"]).status_code == 200


def test_indices_are_one_row_an_agency_with_the_named_fields(
    published: Any, client: FlaskClient
) -> None:
    survey_round, snapshot = published
    document = client.get(f"/api/v1/indices?round={survey_round.id}").get_json()
    assert document["total"] == 11
    codes = [row["agency_code"] for row in document["items"]]
    assert codes == sorted(codes)
    assert set(document["items"][0]) == {
        *("agency_code", "n", "n_valid", "n_eff", "index", "low", "high"),
        *("withheld", "channel_mix", "method_version"),
        *("sample", "issued", "response_rate", "dossiers", "resolved", "is_usable"),
    }
    assert "không đại diện" in document["label"]
    assert document["snapshot"] == snapshot.id
    in_file = {
        row["agency_code"]: row["share"]
        for row in csv_rows(client, snapshot.id)
        if (row["scope"], row["measure"]) == ("agency", "overall")
    }
    for row in document["items"]:
        if row["withheld"] is None:
            assert row["index"] == float(in_file[row["agency_code"]])
        else:
            assert row["index"] is None


def test_indices_come_in_pages_and_by_period(published: Any, client: FlaskClient) -> None:
    survey_round, _snapshot = published
    address = f"/api/v1/indices?round={survey_round.id}&per_page=4"
    pages = [client.get(f"{address}&page={page}").get_json()["items"] for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [4, 4, 3, 0]
    period = survey_round.periods[0]
    document = client.get(f"/api/v1/indices?round={survey_round.id}&period={period.id}").get_json()
    assert document["period"] == period.id


def test_one_agency_has_its_dimensions_items_and_months(
    published: Any, client: FlaskClient
) -> None:
    survey_round, _snapshot = published
    rows = client.get(f"/api/v1/indices?round={survey_round.id}").get_json()["items"]
    code = next(row["agency_code"] for row in rows if row["withheld"] is None)
    document = client.get(f"/api/v1/indices/{code}?round={survey_round.id}").get_json()
    assert document["agency_code"] == code
    assert [one["text"] for one in document["dimensions"]] == ["Phục vụ", "Kết quả"]
    assert len(document["items"]) == 5
    assert document["items"][0]["text"] == "Chỗ ngồi, biển chỉ dẫn"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/indices", 400),
        ("/api/v1/indices?round=x", 400),
        ("/api/v1/indices?round=999", 404),
        ("/api/v1/indices/99999?round=1", 404),
    ],
)
def test_a_question_without_a_sound_round_gets_a_problem(
    client: FlaskClient, address: str, status: int
) -> None:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert json.loads(response.data)["detail"]


def test_the_same_question_is_answered_304(published: Any, client: FlaskClient) -> None:
    survey_round, snapshot = published
    for address in (f"/api/v1/indices?round={survey_round.id}", f"/du-lieu/{snapshot.id}.xlsx"):
        etag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
