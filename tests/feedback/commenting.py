"""What a browser does at a comment page, for tests: open it, look, send, follow."""

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
from feedback.models import CommentRound, Provision
from ledger.models import PendingLeaf
from tests.factories import make_comment_round

NONCE = ".nonce"
WORDS = "Nên cho loa đài đến 22 giờ 30 vào ngày chính lễ."
SOUND = {"stance": "partly", "text": WORDS}


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
        return unescape(found.group(1)).strip() if found else ""

    def tree(self) -> Any:
        """The element tree; raises at the first thing the HTML standard calls an error."""
        return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(self.text)

    def field(self, name: str) -> str:
        """What the form would send for a field: the checked value, or the text."""
        for element in self.tree().iter():
            if element.tag not in ("input", "textarea") or element.get("name") != name:
                continue
            if element.get("type") in ("radio", "checkbox"):
                if element.get("checked") is not None:
                    return str(element.get("value"))
                continue
            text = element.get("value") or "".join(element.itertext())
            return str(text)
        return ""


def open_round(**columns: Any) -> CommentRound:
    """A round that is open all through 2026; committed."""
    comment_round = make_comment_round(**columns)
    db.session.commit()
    return comment_round


def provision_of(comment_round: CommentRound, path: str) -> Provision:
    return db.session.scalars(
        select(Provision).where(
            Provision.version_id == comment_round.version_id, Provision.path == path
        )
    ).one()


def page_of(answer: Any) -> Page:
    page = Page(answer.status_code, answer.get_data(as_text=True), answer.headers)
    page.tree()
    return page


def open_form(
    client: FlaskClient, comment_round: CommentRound, path: str = "", **query: str
) -> Page:
    wanted = {**({"dieu": path} if path else {}), **query}
    return page_of(client.get(f"/gop-y/{comment_round.id}/viet", query_string=wanted))


def post(
    client: FlaskClient,
    address: str,
    fields: dict[str, Any],
    headers: dict[str, str] | None = None,
    raw: bytes = b"",
) -> Page:
    """Posts as a browser does; `raw` is appended to the body as it is."""
    body = urlencode(fields, doseq=True, quote_via=quote_plus).encode()
    answer = client.post(
        address,
        data=body + raw,
        content_type="application/x-www-form-urlencoded",
        headers=headers or {},
    )
    return page_of(answer)


def look(client: FlaskClient, comment_round: CommentRound, nonce: str, **fields: Any) -> Page:
    address = f"/gop-y/{comment_round.id}/viet?xem=1"
    return post(client, address, {**(fields or SOUND), NONCE: nonce})


def send(
    client: FlaskClient,
    comment_round: CommentRound,
    nonce: str,
    fields: dict[str, Any] | None = None,
    **more: Any,
) -> Page:
    return post(
        client, f"/gop-y/{comment_round.id}/gui", {**(fields or SOUND), NONCE: nonce}, **more
    )


def comment_once(
    client: FlaskClient, comment_round: CommentRound, path: str = "", **fields: Any
) -> Page:
    """The whole way: open, look, send what the look carries along."""
    form = open_form(client, comment_round, path)
    seen = look(client, comment_round, form.nonce, **(fields or SOUND))
    assert seen.status == 200, seen.text
    return send(client, comment_round, seen.nonce, carried_by(seen))


def carried_by(page: Page) -> dict[str, str]:
    """The hidden fields of the look before sending."""
    fields = {}
    for element in page.tree().iter("input"):
        if element.get("type") == "hidden" and element.get("name") != NONCE:
            fields[element.get("name")] = element.get("value") or ""
    return fields


def follow(client: FlaskClient, codes: list[str], act: str = "", **fields: Any) -> Page:
    address = "/gop-y/theo-doi" + (f"/{act}" if act else "")
    return post(client, address, {"number": codes[0], "key": codes[1], **fields})


def rows_of(model: Any) -> list[Any]:
    """What is stored, read apart from the test's own session so that no transaction stays open."""
    with Session(db.engine) as session, reading():
        return list(session.scalars(select(model)))


def count(model: Any) -> int:
    return len(rows_of(model))


def leaf_types() -> list[str]:
    """What waits for the ledger: a comment has a leaf, and its words one of their own."""
    return sorted(one.type for one in rows_of(PendingLeaf))
