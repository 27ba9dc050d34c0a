"""Walks every staff route as every role, on an own and on another agency's subject; writes it as text.

One line a route and method: who gets in. `yes` in · `no` refused (403) · `hidden` (404) · `sign-in`;
«yes|hidden» is own agency's subject | another agency's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from agencies.models import Role
from base.db import db
from base.permissions import Permission
from tests.conftest import sign_in_client
from tests.factories import make_agency, make_staff
from tests.house.subjects import Side

FILE = Path(__file__).parent / "matrix.txt"
SIGN_IN = "/can-bo/tai-khoan-toi/dang-nhap"
VIEWERS = ("stranger", *(role.value for role in Role))


@dataclass(frozen=True)
class Row:
    route: str
    method: str
    endpoint: str
    permission: Permission
    cells: tuple[str, ...]

    def line(self) -> str:
        cells = " ".join(cell.ljust(10) for cell in self.cells)
        return f"{self.method:<4} {self.route:<62} {self.permission:<20} {cells}".rstrip()


def heading() -> str:
    names = " ".join(name[:10].ljust(10) for name in VIEWERS)
    return f"{'':<4} {'route':<62} {'permission':<20} {names}".rstrip()


def staff_rules(app: Flask) -> list[Rule]:
    found = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/can-bo") and not rule.endpoint.startswith("security.")
    ]
    return sorted(found, key=lambda rule: (rule.rule, rule.endpoint))


def methods_of(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


class Visitor:
    """One viewer's browser with a valid token, and addresses of own and of another agency's subjects."""

    def __init__(self, app: Flask, name: str) -> None:
        self.name = name
        agency, elsewhere = make_agency(f"UBND của {name}"), make_agency("UBND xã Cẩm Thủy")
        staff = make_staff(*([] if name == "stranger" else [name]), agency=agency)
        sides = Side(agency, staff), Side(elsewhere, make_staff(agency=elsewhere))
        self.addresses = {
            rule.endpoint: [side.address_of(rule) for side in sides] for rule in staff_rules(app)
        }
        db.session.commit()
        anonymous = name == "stranger"
        self.client: FlaskClient = app.test_client() if anonymous else sign_in_client(app, staff)
        self.token = _token(self.client, SIGN_IN if anonymous else "/can-bo/tai-khoan-toi/")

    def cell(self, rule: Rule, method: str) -> str:
        own, other = (self._try(one, method) for one in self.addresses[rule.endpoint])
        return own if own == other else f"{own}|{other}"

    def _try(self, address: str, method: str) -> str:
        """Nothing is kept: the session's commit only flushes, and what it did is undone here."""
        answer = self.client.open(address, method=method, data=self._data(method))
        db.session.rollback()
        if answer.status_code == 302 and "/dang-nhap" in answer.headers["Location"]:
            return "sign-in"
        assert answer.status_code < 500, f"{method} {address} as {self.name}: {answer.status_code}"
        return {403: "no", 404: "hidden"}.get(answer.status_code, "yes")

    def _data(self, method: str) -> dict[str, str] | None:
        return {"csrf_token": self.token} if method == "POST" else None


def _token(client: FlaskClient, page: str) -> str:
    text = client.get(page).get_data(as_text=True)
    return text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def walk(app: Flask, monkeypatch: Any) -> Iterator[Row]:
    visitors = [Visitor(app, name) for name in VIEWERS]
    monkeypatch.setattr(db.session, "commit", db.session.flush)
    for rule in staff_rules(app):
        permission = app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]
        for method in methods_of(rule):
            cells = tuple(visitor.cell(rule, method) for visitor in visitors)
            yield Row(rule.rule, method, rule.endpoint, permission, cells)
