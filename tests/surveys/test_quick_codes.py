"""A code's page and its form take the short way when everything about them is plain, else the long one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from base.commits import way_of
from base.db import db
from surveys.models import CodeUse, Response
from tests.factories import make_code
from tests.surveys.answering import count
from tests.surveys.coding import (
    answer_with,
    make_open_batch,
    make_open_code,
    open_code,
    send_code,
)


@contextmanager
def watched(app: Flask) -> Iterator[list[str]]:
    """The endpoints that the long way was taken to."""
    taken: list[str] = []

    def note() -> None:
        taken.append(str(request.endpoint))

    app.before_request_funcs[None].append(note)
    try:
        yield taken
    finally:
        app.before_request_funcs[None].remove(note)


def test_once_page_and_thanks_lie_ready_a_code_of_the_office_takes_the_short_way(
    app: Flask, client: FlaskClient
) -> None:
    batch = make_open_batch()
    codes = [make_open_code(batch) for _ in range(3)]
    answer_with(client, codes[0])
    with watched(app) as taken:
        page = open_code(client, codes[1])
        assert codes[1] in page.text
        assert codes[0] not in page.text
        assert send_code(client, codes[1], page.nonce).status == 200
        assert taken == []
        assert open_code(client, codes[1]).status == 410  # it says why on the long way
        assert send_code(client, codes[1], page.nonce).status == 200
        assert open_code(client, codes[2], lang="en").status == 200
        assert taken == ["answers.answer_coded", "answers.submit_coded", "answers.answer_coded"]
    assert count(Response) == 2


def counted_uses(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Of the database, by whoever answers: one for each time a connection is taken."""
    uses: list[None] = []
    connections = way_of(db.engine).connections
    take = connections.take
    monkeypatch.setattr(connections, "take", lambda: uses.append(None) or take())
    return uses


def test_a_form_whose_page_was_just_opened_asks_the_database_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make_open_batch()
    code = make_open_code(batch)
    answer_with(client, make_open_code(batch))
    nonce = open_code(client, code).nonce
    uses = counted_uses(monkeypatch)
    assert send_code(client, code, nonce).status == 200
    assert len(uses) == 1


def test_a_code_that_was_spent_elsewhere_since_its_page_was_opened_stores_nothing(
    client: FlaskClient,
) -> None:
    batch = make_open_batch()
    code, row = make_code(batch)
    db.session.commit()
    answer_with(client, make_open_code(batch))
    nonce = open_code(client, code).nonce
    db.session.add(CodeUse(code_hash=row.code_hash))
    db.session.commit()
    page = send_code(client, code, nonce)
    assert (page.status, page.heading) == (409, "Mã này đã dùng")
    assert count(Response) == 1


@pytest.mark.parametrize("cookie", ["not ours"])
def test_who_brings_a_session_goes_the_long_way(
    app: Flask, client: FlaskClient, cookie: str
) -> None:
    batch = make_open_batch()
    answer_with(client, make_open_code(batch))
    browser: Any = app.test_client()
    browser.set_cookie("ydan", cookie)
    with watched(app) as taken:
        assert open_code(browser, make_open_code(batch)).status == 200
    assert taken == ["answers.answer_coded"]


def test_two_offices_do_not_share_a_ready_page(app: Flask, client: FlaskClient) -> None:
    first, second = make_open_batch(), make_open_batch()
    answer_with(client, make_open_code(first))
    with watched(app) as taken:
        open_code(client, make_open_code(second))
    # Their names are the same in this test; another questionnaire is another page.
    assert taken == ["answers.answer_coded"]
