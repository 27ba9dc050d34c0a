"""An attacker who polls every page: what each viewer sees, cleaned of what differs by chance, and cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from agencies.models import Role
from base.db import db
from base.permissions import Permission
from tests.conftest import sign_in_client
from tests.factories import make_staff
from tests.house.subjects import Side

# The province-wide ledger tells how many leaves it holds, as it must; it names no agency.
LEDGER = ("/so-cong-khai", "/api/v1/ledger", "/kiem-tra-phieu/")
# Everybody but Sở Nội vụ, who alone sees an open round's results.
POLLERS = ("stranger", *(role.value for role in Role if role != Role.DEPARTMENT))
_CHANCE = re.compile(
    r'(name="(?:csrf_token|\.nonce)"[^>]*value="|nonce="|nonce-|csrf[^"]{0,20}content=")[^"\']*'
)


@dataclass
class Poller:
    """One viewer with all the addresses that answer with 200."""

    name: str
    staff: Any
    client: FlaskClient
    addresses: list[str]

    def poll(self) -> dict[str, str]:
        """Address → what stands there now; whoever was signed out by the clock signs in again."""
        if self.name != "stranger":
            self.client = sign_in_client(self.client.application, self.staff)
        return {one: _CHANCE.sub(r"\1", self._text(one)) for one in self.addresses}

    def _text(self, address: str) -> str:
        answer = self.client.get(address)
        return f"{answer.status_code} {answer.get_data(as_text=True)}"


def rules_of(app: Flask) -> Iterator[Rule]:
    """Every page that can be fetched and speaks of ratings: not the ledger's, sign-in's, comments'."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        is_about = not app.view_functions[rule.endpoint].__module__.startswith("feedback")
        is_page = (
            is_about
            and "GET" in (rule.methods or ())
            and permission not in (None, Permission.LOOPBACK)
        )
        if is_page and not rule.rule.startswith(LEDGER):
            yield rule


def make_pollers(app: Flask, agency: Any, own: dict[str, Any]) -> list[Poller]:
    """`own`: argument → value of the place and round that are watched; others are made once."""
    pollers, made = [], dict(own)
    for name in POLLERS:
        staff = make_staff(*([] if name == "stranger" else [name]), agency=agency)
        side = Side(agency, staff)
        side._made.update(made)
        addresses = [side.address_of(rule) for rule in rules_of(app)]
        made = {
            key: value for key, value in side._made.items() if key not in ("staff_id", "run_id")
        }
        pollers.append((name, staff, addresses))
    db.session.commit()
    return [_poller(app, *one) for one in pollers]


def _is_readable(answer: Any) -> bool:
    """Pages, JSON and CSV; posters and empty sheets hold no figures."""
    return answer.status_code == 200 and answer.mimetype.startswith(("text/", "application/json"))


def _poller(app: Flask, name: str, staff: Any, addresses: list[str]) -> Poller:
    client = app.test_client() if name == "stranger" else sign_in_client(app, staff)
    found = [one for one in addresses if _is_readable(client.get(one))]
    public = [one for one in found if not one.startswith("/can-bo")]
    return Poller(
        name,
        staff,
        client,
        found if name == "stranger" else [one for one in found if one not in public],
    )
