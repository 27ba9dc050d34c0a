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
