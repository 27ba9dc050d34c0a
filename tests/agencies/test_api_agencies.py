"""The register as JSON and as a public page, and its commands."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agencies.actions.register import load_register
from agencies.actions.succession import merge_agencies
from agencies.queries.agencies import count_agencies, get_agency
from base.db import db

API = "/api/v1/agencies"


def parse_link(header: str) -> dict[str, str]:
    """rel → address."""
    return {rel: address for address, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', header)}


@pytest.fixture
def province(app: Flask) -> None:
    load_register("38")
    db.session.commit()


def test_pages_follow_each_other_without_gap_or_overlap(
    province: None, client: FlaskClient
) -> None:
    codes, address = [], f"{API}?per_page=300"
    while address:
        response = client.get(address)
        document = response.get_json()
        codes += [item["code"] for item in document["items"]]
        address = parse_link(response.headers["Link"]).get("next", "")
    assert codes == sorted(set(codes))
    assert len(codes) == document["total"] == count_agencies()


def test_the_same_question_is_answered_304_until_the_register_changes(
    province: None, client: FlaskClient
) -> None:
    etag = client.get(API).headers["ETag"]
    again = client.get(API, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    get_agency("14797").name = "UBND phường Hạc Thành mới"
    db.session.commit()
    assert client.get(API, headers={"If-None-Match": etag}).status_code == 200


def test_communes_are_filtered_and_codes_are_text(province: None, client: FlaskClient) -> None:
    document = client.get(f"{API}?kind=commune_committee&q=hac+thanh").get_json()
    assert document["total"] == 1
    item = document["items"][0]
    assert (item["code"], item["valid_from"]) == ("14797", "2025-07-01")


def test_one_agency_tells_its_successions(province: None, client: FlaskClient) -> None:
    day = date(2026, 7, 1)
    merge_agencies([get_agency("14758")], get_agency("14797"), day, "NQ 1", None)
    db.session.commit()
    document = client.get(f"{API}/14797").get_json()
    assert document["successions"][0]["from"] == "14758"
    assert client.get(f"{API}/99999").status_code == 404


def test_the_public_page_sets_no_cookie_and_links_the_children(
    province: None, client: FlaskClient
) -> None:
    response = client.get("/co-quan/14797")
    assert "Set-Cookie" not in response.headers
    assert "/co-quan/14797-PVHCC" in response.text
    assert "People&#39;s Committee" in client.get("/co-quan/14797?lang=en").text
    assert client.get("/co-quan/99999").status_code == 404


def test_the_commands_fill_give_out_and_take_back_the_register(app: Flask, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    assert "added" in run(args=["agencies", "load-register"]).output
    file = str(tmp_path / "co-quan.xlsx")
    assert run(args=["agencies", "export", file]).exit_code == 0
    taken = run(args=["agencies", "import", file])
    assert "0 added, 0 changed" in taken.output, taken.output
    bad = tmp_path / "bad.csv"
    bad.write_text("Mã cơ quan,Tên cơ quan,Loại\n2647,A,Trường học\n", encoding="utf-8")
    refused = run(args=["agencies", "import", str(bad)])
    assert refused.exit_code == 1
    assert "dòng 2" in refused.output + refused.stderr
