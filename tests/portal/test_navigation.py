"""What the navigation and the desk offer a person is what that person may open."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agencies.models import AgencyKind, Role
from base.db import db
from tests.factories import make_agency

STAFF_LINK = re.compile(r'href="(/can-bo[^"#]*)"')


@pytest.mark.parametrize("role", list(Role))
def test_every_link_of_navigation_and_desk_opens_for_who_is_shown_it(
    app: Flask, as_staff: Callable[..., FlaskClient], role: str
) -> None:
    agency = make_agency("Cơ quan của người xem", kind=AgencyKind.DEPARTMENT)
    db.session.commit()
    client = as_staff(role, agency=agency)
    links = sorted(set(STAFF_LINK.findall(client.get("/can-bo/").text)))
    assert len(links) >= 3
    answers = {link: client.get(link).status_code for link in links}
    assert {link: code for link, code in answers.items() if code not in (200, 302)} == {}


def test_an_observer_is_shown_no_signs_and_reads_none(
    app: Flask, as_staff: Callable[..., FlaskClient]
) -> None:
    """MTTQ reads what is published and counts (design §3); single signs are for who decides."""
    agency = make_agency("Ủy ban MTTQ tỉnh", kind=AgencyKind.DEPARTMENT)
    db.session.commit()
    client = as_staff(Role.OBSERVER, agency=agency)
    assert "/can-bo/dau-hieu" not in client.get("/can-bo/").text
    assert client.get("/can-bo/dau-hieu").status_code == 403
