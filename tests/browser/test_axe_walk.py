"""Axe over readers' and staff pages of a small made-up province with published figures."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from agencies.models import Agency, Role
from base.db import db
from surveys.demo.loading import load_demo
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.conftest import sign_in_client
from tests.factories import make_agency, make_staff
from tests.house.subjects import Side
from tests.house.test_pages import page_addresses

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
PUBLIC = ["/chi-so", "/chi-so?xem=ban-do", "/khao-sat", "/du-lieu", "/k", "/kiem-tra-phieu", "/"]


@pytest.fixture
def province(app: Flask) -> Iterator[None]:
    """The made-up province in small, with its past periods published."""
    from agencies.queries.installation import find_installation

    accounts: Path = app.extensions["settings"].instance_dir / "demo-accounts.txt"
    accounts.write_text("there already", encoding="utf-8")
    place = find_installation()
    assert place is not None
    place.is_demo = True
    db.session.commit()
    load_demo(4_000, 7, lambda _told: None, with_results=True)
    yield
    accounts.unlink(missing_ok=True)


@pytest.mark.parametrize("viewport", [PHONE, OFFICE])
def test_axe_finds_nothing_on_readers_pages(province: None, open_page: Open, viewport: Any) -> None:
    found = {path: axe_findings(open_page(path, viewport)) for path in PUBLIC}
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_axe_finds_nothing_on_staff_pages(
    province: None, app: Flask, open_page: Open, as_staff: Callable[..., FlaskClient]
) -> None:
    bureau = db.session.scalar(db.select(Agency).where(Agency.name == "Sở Nội vụ"))
    officer = as_staff(*(role for role in Role if role != Role.INSPECTOR), agency=bureau)
    found = {}
    for path in sorted(page_addresses(app)):
        if path.startswith("/can-bo") and not path.endswith((".xlsx", ".csv")):
            found[path] = axe_findings(open_page(path, OFFICE, signed_in=officer))
    assert {path: faults for path, faults in found.items() if faults} == {}


def year_pages(app: Flask, side: Side) -> list[str]:
    """Every address of the year's evaluation that is opened, with a subject of that side in it."""
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if view.__module__.startswith("evaluation.") and "GET" in (rule.methods or ()):
            found.append(side.address_of(rule))
    return sorted(found)


@pytest.mark.parametrize("viewport", [PHONE, OFFICE], ids=["phone", "office"])
def test_axe_finds_nothing_on_any_page_of_the_year(
    app: Flask, open_page: Open, viewport: Any
) -> None:
    """Files and redirects apart; who may not see a page leaves it to the other of the two."""
    agency, inspectorate = make_agency(), make_agency("Thanh tra tỉnh", kind="inspectorate")
    staff = make_staff(*(role for role in Role if role != Role.INSPECTOR), agency=agency)
    pages = year_pages(app, Side(agency, staff))
    inspector = make_staff(Role.INSPECTOR, agency=inspectorate)
    db.session.commit()
    found, walked = {}, set()
    for viewer in (sign_in_client(app, staff), sign_in_client(app, inspector)):
        for path in pages:
            answer = viewer.get(path)
            if path in walked or answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            page = open_page(path, viewport, signed_in=viewer)
            found[path] = axe_findings(page)
            if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
                found[path].append(("wider than the screen", []))
            page.context.close()
            walked.add(path)
    assert len(walked) > 25
    assert {path: faults for path, faults in found.items() if faults} == {}
