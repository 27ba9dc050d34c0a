"""What a browser does with a one-time code, for tests: open its page, send it, answer anew with a key."""

import re
from typing import Any
from urllib.parse import quote_plus, urlencode

from flask.testing import FlaskClient

from base.db import db
from surveys.models import CodeBatch
from tests.factories import make_agency, make_code, make_code_batch, make_round, make_version
from tests.surveys.answering import NONCE, Page

FORM = "application/x-www-form-urlencoded"


def make_open_batch(agency: Any = None, content: Any = None, **columns: Any) -> CodeBatch:
    """Codes of today for an office in a round of 2026; committed. Columns of the round begin with round_."""
    of_round = {
        name.removeprefix("round_"): columns.pop(name)
        for name in list(columns)
        if name.startswith("round_")
    }
    agency = agency or make_agency()
    version = make_version(content=content) if content else make_version()
    survey_round = make_round(agencies=[agency], version=version, **of_round)
    batch = make_code_batch(agency, survey_round, **columns)
    db.session.commit()
    return batch


def make_open_code(batch: Any = None, **columns: Any) -> str:
    """A code as it is printed, handed out; committed."""
    code, _row = make_code(batch or make_open_batch(), **columns)
    db.session.commit()
    return code


def page_of(answer: Any) -> Page:
    return Page(answer.status_code, answer.get_data(as_text=True), answer.headers)


def open_code(client: FlaskClient, code: str, **query: str) -> Page:
    return page_of(client.get(f"/m/{code}", query_string=query))


def post(client: FlaskClient, path: str, fields: dict[str, Any], **headers: str) -> Page:
    body = urlencode(fields, doseq=True, quote_via=quote_plus).encode()
    return page_of(client.post(path, data=body, content_type=FORM, headers=headers))


def send_code(client: FlaskClient, code: str, nonce: str, **fields: Any) -> Page:
    return post(client, f"/m/{code}/gui", {**(fields or {"item_1": "4"}), NONCE: nonce})


def answer_with(client: FlaskClient, code: str, **fields: Any) -> Page:
    return send_code(client, code, open_code(client, code).nonce, **fields)


def open_anew(client: FlaskClient, key: str) -> Page:
    return post(client, "/tra-loi-lai", {"key": key})


def send_anew(client: FlaskClient, nonce: str, **fields: Any) -> Page:
    return post(client, "/tra-loi-lai/gui", {**(fields or {"item_1": "2"}), NONCE: nonce})


def answer_anew(client: FlaskClient, key: str, **fields: Any) -> Page:
    return send_anew(client, open_anew(client, key).nonce, **fields)


def plain(text: str) -> str:
    """The words of a page, for asserting on sentences."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
