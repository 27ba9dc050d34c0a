"""Other portals list our data, and readers hear of what was published or corrected."""

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from agencies.actions.legal import load_legal_data
from tests.surveys.seeding import make_small_province, publish_small_province

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def snapshots(db: Any) -> list[Any]:
    survey_round, owner = make_small_province(communes=2)
    found = publish_small_province(survey_round, owner, by_quarter=True)
    db.session.commit()
    return list(found)


def catalogue_of(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/du-lieu/danh-muc.jsonld")
    assert answer.mimetype == "application/ld+json"
    found: dict[str, Any] = json.loads(answer.data)
    return found


def test_the_catalogue_names_every_file_that_can_be_downloaded(
    snapshots: list[Any], client: FlaskClient
) -> None:
    found = catalogue_of(client)
    assert len(found["dcat:dataset"]) == 1 + len(snapshots) > 2
    site = found["@id"].removesuffix("/du-lieu")
    for dataset in found["dcat:dataset"]:
        for file in dataset["dcat:distribution"]:
            path = file["dcat:downloadURL"]["@id"].removeprefix(site)
            answer = client.get(path)
            assert (answer.status_code, answer.mimetype) == (200, file["dcat:mediaType"])


def test_a_dataset_tells_the_days_its_figures_speak_of_and_its_licence(
    snapshots: list[Any], client: FlaskClient
) -> None:
    load_legal_data()
    found = catalogue_of(client)
    assert found["dct:license"]["@id"].startswith("https://")
    days = {
        (
            one["dct:temporal"]["dcat:startDate"]["@value"],
            one["dct:temporal"]["dcat:endDate"]["@value"],
        )
        for one in found["dcat:dataset"]
        if "dct:temporal" in one
    }
    assert ("2026-07-01", "2026-09-30") in days


def test_the_feed_tells_of_each_publication_with_its_files(
    snapshots: list[Any], client: FlaskClient
) -> None:
    answer = client.get("/du-lieu/thay-doi.atom")
    assert answer.mimetype == "application/atom+xml"
    entries = ET.fromstring(answer.data).findall(f"{ATOM}entry")
    assert len(entries) == len(snapshots)
    files = [link.get("href", "") for link in entries[0].findall(f"{ATOM}link[@rel='enclosure']")]
    assert {one.rsplit(".", 1)[1] for one in files} == {"csv", "json", "xlsx"}


def test_catalogue_and_feed_stand_before_anything_is_published(client: FlaskClient) -> None:
    assert len(catalogue_of(client)["dcat:dataset"]) == 1
    feed = ET.fromstring(client.get("/du-lieu/thay-doi.atom").data)
    assert feed.findall(f"{ATOM}entry") == []


def test_the_page_explains_every_column(client: FlaskClient) -> None:
    page = client.get("/du-lieu").get_data(as_text=True)
    assert "cận dưới khoảng tin cậy" in page
    english = client.get("/du-lieu?lang=en").get_data(as_text=True)
    assert "lower limit of the 95 per cent Korn–Graubard interval" in english
