"""Who may do what: every staff route × every role × own and another agency, in one reviewed table."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from agencies.models import AuditEntry, Role
from agencies.roles import PROVINCE_ROLES, ROLE_PERMISSIONS
from base.permissions import Permission
from tests.conftest import sign_in_client
from tests.factories import make_agency, make_staff
from tests.house.matrix import FILE, VIEWERS, Row, heading, methods_of, staff_rules, walk
from tests.house.subjects import Side

# Routes that an officer may open on another agency's subject too, each with its reason.
OPEN_ACROSS_AGENCIES = {
    "targets_staff.catalogue_page": "the plans are the same for every agency",
    "year_results_staff.year_page": "an agency finds its own row alone on it",
    "years_staff.year_page": "and so are a year's targets",
    "self_reports_staff.progress": "no agency stands in the address; the page shows the own ones",
    "legal_staff.setting_page": "the law is the same for every agency",
    "legal_staff.calendar_page": "and so are its holidays",
    "agencies_staff.export": "no agency stands in the address; the file holds the own ones",
}
WRITING = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")


@pytest.fixture
def rows(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Row]:
    return list(walk(app, monkeypatch))


def test_who_gets_in_where_is_the_reviewed_table(rows: list[Row]) -> None:
    """`make matrix` writes it anew: the diff shows each change of who may do what."""
    lines = [heading(), *(row.line() for row in rows)]
    if os.environ.get("WRITE_MATRIX"):
        FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == FILE.read_text(encoding="utf-8").splitlines()
    _check_against_roles(rows)
    _check_agencies_apart(rows)


def _check_against_roles(rows: list[Row]) -> None:
    """The table says nothing that the grants of design §3 do not say."""
    for row in rows:
        stranger, *others = row.cells
        assert stranger == "sign-in", row.line()
        for role, cell in zip(Role, others, strict=True):
            signed_in = row.permission == Permission.SIGNED_IN
            allowed = signed_in or row.permission in ROLE_PERMISSIONS[role]
            assert (cell == "no") is not allowed, f"{role}: {row.line()}"


def _check_agencies_apart(rows: list[Row]) -> None:
    """Roles of one agency meet nothing of another's, but what is named above."""
    for row in rows:
        cells = dict(zip(VIEWERS, row.cells, strict=True))
        for role in set(Role) - PROVINCE_ROLES:
            if "<" in row.route and cells[role] == "yes" and row.permission != "signed-in":
                assert row.endpoint in OPEN_ACROSS_AGENCIES, f"{role}: {row.line()}"


@contextmanager
def writes_noted(db: Any) -> Iterator[list[str]]:
    """Every statement that changes rows, while inside."""
    found: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(WRITING):
            found.append(statement[:80])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _everybody(app: Flask) -> tuple[FlaskClient, Side]:
    """A person with every role but one of the two that exclude each other, and subjects to visit."""
    agency = make_agency()
    staff = make_staff(*(role for role in Role if role != Role.INSPECTOR), agency=agency)
    return sign_in_client(app, staff), Side(agency, staff)


def _beside_refusals(written: list[str], answer: Any) -> list[str]:
    """What was written but for the one row that a refused attempt leaves in the audit trail."""
    is_refusal = answer.status_code in (401, 403, 409) and len(written) == 1
    return [] if is_refusal and written[0].startswith("INSERT INTO audit_entry") else written


def test_opening_a_page_writes_nothing(app: Flask, db: Any) -> None:
    client, side = _everybody(app)
    inspector = sign_in_client(app, make_staff(Role.INSPECTOR, agency=make_agency()))
    rules = [r for r in app.url_map.iter_rules() if "GET" in (r.methods or ())]
    addresses = [side.address_of(r) for r in rules if r.endpoint != "static" and _ours(r)]
    db.session.commit()
    for address in addresses:
        for visitor in (client, inspector, app.test_client()):
            with writes_noted(db) as written:
                answer = visitor.get(address)
            assert _beside_refusals(written, answer) == [], address


def _ours(rule: Any) -> bool:
    return not rule.endpoint.startswith("security.") or not rule.arguments


def test_a_post_without_a_token_writes_nothing(app: Flask, db: Any) -> None:
    client, side = _everybody(app)
    rules = [r for r in app.url_map.iter_rules() if "POST" in (r.methods or ()) and _ours(r)]
    addresses = [(r.endpoint, side.address_of(r)) for r in rules]
    db.session.commit()
    for endpoint, address in addresses:
        for visitor in (client, app.test_client()):
            with writes_noted(db) as written:
                answer = visitor.post(address, data={"act": "deactivate"})
            assert _beside_refusals(written, answer) == [], address
            assert 400 <= answer.status_code < 500, f"{endpoint}: {answer.status_code}"


def test_every_refused_attempt_is_in_the_audit_trail(
    app: Flask, db: Any, as_staff: Callable[..., FlaskClient]
) -> None:
    agency = make_agency()
    clerk = as_staff(Role.CLERK, agency=agency)
    allowed = ROLE_PERMISSIONS[Role.CLERK] | {Permission.SIGNED_IN}
    side = Side(agency, clerk.staff)  # type: ignore[attr-defined]
    refused = [
        (rule.endpoint, side.address_of(rule))
        for rule in staff_rules(app)
        if app.view_functions[rule.endpoint].permission not in allowed  # type: ignore[attr-defined]
        and "GET" in methods_of(rule)
    ]
    db.session.commit()
    for _endpoint, address in refused:
        assert clerk.get(address).status_code == 403, address
    kept = db.session.query(AuditEntry).filter_by(act="access.refused").order_by(AuditEntry.id)
    assert [(row.after or {})["endpoint"] for row in kept] == [one for one, _ in refused]
    assert {row.outcome for row in kept} == {"refused"}
