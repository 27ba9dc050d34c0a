"""What holds for every page that can be opened without an argument, in both languages."""

from collections.abc import Callable, Iterator
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from agencies.models import Role

FREE_OF_HTML = ("/api/", "/static/", "/healthz", "/readyz", "/metrics", "/thanh-phan")


def page_addresses(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        ours = not rule.endpoint.startswith("security.") and not rule.rule.startswith(FREE_OF_HTML)
        if ours and "GET" in rule.methods and not rule.arguments:  # type: ignore[operator]
            yield rule.rule


def parse(page: str) -> Any:
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def faults_of(tree: Any, language: str) -> list[str]:
    root = tree if tree.tag == "html" else tree.find("html")
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    labelled = {one.get("for") for one in tree.iter("label")}
    boxes = [
        one
        for tag in ("input", "select", "textarea")
        for one in tree.iter(tag)
        if one.get("type") not in ("hidden", "submit")
    ]
    inside_label = {id(one) for label in tree.iter("label") for one in label.iter()}
    found = []
    if root.get("lang") != language:
        found.append(f"lang is {root.get('lang')}")
    if len(list(tree.iter("h1"))) != 1:
        found.append("not one h1")
    if not "".join(next(tree.iter("title")).itertext()).strip():
        found.append("no title")
    found += [f"id {one} twice" for one in set(ids) if ids.count(one) > 1]
    found += [
        f"no label for {one.get('name')}"
        for one in boxes
        if one.get("id") not in labelled
        and id(one) not in inside_label
        and not one.get("aria-label")
        and not one.get("aria-labelledby")
    ]
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_valid_and_well_formed(
    app: Flask, as_staff: Callable[..., FlaskClient], language: str
) -> None:
    client = as_staff(*(role for role in Role if role != Role.INSPECTOR))
    wrong = {}
    for address in page_addresses(app):
        response = client.get(address, query_string={"lang": language})
        if response.status_code != 200 or response.mimetype != "text/html":
            continue
        faults = faults_of(parse(response.get_data(as_text=True)), language)
        if faults:
            wrong[address] = faults
    assert wrong == {}


def test_no_page_answers_with_a_fault_of_ours(
    app: Flask, as_staff: Callable[..., FlaskClient]
) -> None:
    client = as_staff(*(role for role in Role if role != Role.INSPECTOR))
    faulty = [address for address in page_addresses(app) if client.get(address).status_code >= 500]
    assert faulty == []
