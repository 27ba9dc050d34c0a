"""The read-only API: its document, its errors, what every answer carries."""

import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from agencies.actions.register import load_register
from agencies.models import AgencyKind
from base.db import db
from portal.api import openapi_document
from tests.factories import make_comment, make_comment_round
from tests.surveys.seeding import make_small_province, publish_small_province

PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")


def api_routes(app: Flask) -> set[str]:
    return {
        PLACEHOLDER.sub(r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
    }


def test_every_route_is_in_the_document_and_nothing_else(session_app: Flask) -> None:
    assert set(openapi_document()["paths"]) == api_routes(session_app)


def test_the_kinds_of_agencies_are_those_of_the_register() -> None:
    kinds = openapi_document()["components"]["schemas"]["AgencyKind"]["enum"]
    assert kinds == [str(kind) for kind in AgencyKind]


SENT_BY_OTHERS = {"/api/v1/ledger/cosignatures", "/api/v1/codes", "/api/v1/dossier-counts"}


def test_the_api_only_reads_but_for_witnesses_and_systems_with_a_key(session_app: Flask) -> None:
    rules = [
        one
        for one in session_app.url_map.iter_rules()
        if one.rule.startswith("/api/v1") and one.rule not in SENT_BY_OTHERS
    ]
    assert {method for one in rules for method in one.methods or ()} == {"GET", "HEAD", "OPTIONS"}


def test_anybody_may_read_from_any_site_without_a_cookie(client: FlaskClient) -> None:
    for path in ("/api/v1/agencies", "/api/v1/openapi.json", "/api/v1/nothing"):
        response = client.get(path)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/api/v1/agencies?page=abc", 400, "«page» phải là số nguyên từ 1"),
        ("/api/v1/agencies?per_page=501", 400, "từ 1 đến 500"),
        ("/api/v1/agencies?page=0", 400, "«page»"),
        ("/api/v1/agencies?kind=shop", 400, "«kind» phải là một trong"),
        ("/api/v1/agencies/99999", 404, "Không có"),
        ("/api/v1/nothing", 404, "Không có"),
    ],
)
def test_an_error_is_a_problem_with_a_sentence(
    client: FlaskClient, address: str, status: int, words: str
) -> None:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    problem = response.get_json()
    assert problem["status"] == status
    assert words in problem["detail"]


def test_another_method_is_told_which_are_allowed(client: FlaskClient) -> None:
    response = client.delete("/api/v1/agencies")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_the_sentence_comes_in_english_on_request(client: FlaskClient) -> None:
    problem = client.get("/api/v1/agencies?page=x&lang=en").get_json()
    assert "must be a whole number" in problem["detail"]


def test_a_page_behind_the_last_is_empty_and_links_back(client: FlaskClient, app: Flask) -> None:
    load_register("38")
    db.session.commit()
    response = client.get("/api/v1/agencies?page=999&per_page=100&q=xã")
    assert response.get_json()["items"] == []
    assert 'rel="next"' not in response.headers["Link"]
    assert 'rel="prev"' in response.headers["Link"]


def test_strange_arguments_do_no_harm_to_the_links(client: FlaskClient, app: Flask) -> None:
    load_register("38")
    db.session.commit()
    response = client.get("/api/v1/agencies?_external=1&endpoint=x&q=%3E%0A&per_page=1")
    assert response.status_code == 200


def test_the_index_page_lists_every_address(client: FlaskClient) -> None:
    page = client.get("/api/v1/").text
    assert all(path in page for path in openapi_document()["paths"])
    links = set(re.findall(r'href="(/api/[^"]+)"', page))
    assert "/api/v1/rounds" in links
    assert all(client.get(link).status_code == 200 for link in links)


def test_whatever_is_asked_is_answered_as_the_document_says(app: Flask) -> None:
    publish_small_province(*make_small_province(6), by_quarter=False)
    make_comment(make_comment_round())
    db.session.commit()
    schema: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

    for operation in schema.get_all_operations():
        check_operation(operation.ok(), GenerationMode.POSITIVE)
        if len(operation.ok().query) > 1:  # without arguments nothing can be asked wrongly
            check_operation(operation.ok(), GenerationMode.NEGATIVE)


def check_operation(operation: Any, mode: GenerationMode) -> None:
    """Sound questions, and (NEGATIVE) questions that the document forbids."""

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate()

    ask()
