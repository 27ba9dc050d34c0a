"""What a browser does at an answer page, for tests: open it, send it, read what comes back."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import quote_plus, urlencode

import html5lib
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from base.db import db, reading
from surveys.models import QrPlace, Response, ResponseText
from tests.factories import make_agency, make_place, make_round, make_version

NONCE = ".nonce"


@dataclass
class Page:
    status: int
    text: str
    headers: Any

    @property
    def nonce(self) -> str:
        found = re.search(r'name="\.nonce" value="([^"]*)"', self.text)
        return found.group(1) if found else ""

    @property
    def codes(self) -> list[str]:
        """Number and key as they are shown."""
        return re.findall(r"<output[^>]*>([^<]*)</output>", self.text)

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.S)
        return unescape(found.group(1)) if found else ""

    def tree(self) -> Any:
        """The element tree; raises at the first thing the HTML standard calls an error."""
        return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(self.text)

    def field(self, name: str) -> Any:
        """What a field of the form would send: checked values, or the text."""
        values = []
        for element in self.tree().iter():
            if element.tag not in ("input", "textarea") or element.get("name") != name:
                continue
            if element.get("type") in ("radio", "checkbox"):
                if element.get("checked") is not None:
                    values.append(element.get("value"))
            else:
                values.append(element.get("value") or "".join(element.itertext()))
        return values


def make_open_place(content: dict[str, Any] | None = None, **columns: Any) -> QrPlace:
    """A place in use at which a round is open all through 2026; committed."""
    agency = columns.pop("agency", None) or make_agency()
    version = make_version(content=content) if content else make_version()
    times = {name: columns.pop(name) for name in ("opens_at", "closes_at") if name in columns}
    place = make_place(agency, **columns)
    make_round([place], version=version, **times)
    db.session.commit()
    return place


def open_form(client: FlaskClient, place: QrPlace | str, **query: str) -> Page:
    code = place if isinstance(place, str) else place.code
    answer = client.get(f"/k/{code}", query_string=query)
    return Page(answer.status_code, answer.get_data(as_text=True), answer.headers)


def send(
    client: FlaskClient,
    place: QrPlace | str,
    nonce: str,
    fields: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
    raw: bytes = b"",
    query: str = "",
) -> Page:
    """Posts the form as a browser does; `raw` is appended to the body as it is."""
    code = place if isinstance(place, str) else place.code
    body = urlencode({**(fields or {}), NONCE: nonce}, doseq=True, quote_via=quote_plus).encode()
    answer = client.post(
        f"/k/{code}/gui{query}",
        data=body + raw,
        content_type="application/x-www-form-urlencoded",
        headers=headers or {},
    )
    return Page(answer.status_code, answer.get_data(as_text=True), answer.headers)


def answer_once(client: FlaskClient, place: QrPlace | str, **fields: Any) -> Page:
    return send(client, place, open_form(client, place).nonce, fields or {"item_1": "4"})


def rows_of(model: Any) -> list[Any]:
    """What is stored, read apart from the test's own session so that no transaction stays open."""
    with Session(db.engine) as session, reading():
        return list(session.scalars(select(model)))


def responses() -> list[Response]:
    return rows_of(Response)


def count(model: Any) -> int:
    return len(rows_of(model))


def stored_words() -> dict[str, str]:
    return {row.question_key: row.text for row in rows_of(ResponseText)}
