"""The province names an agency's office networks; the agency itself may not, nor Sở Nội vụ its own."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.models import Agency, AgencyNetwork, AuditEntry
from base.db import db
from tests.agencies.test_staff_routes_agencies import post
from tests.factories import make_agency

Staff = Callable[..., FlaskClient]


@pytest.fixture
def agency(app: object) -> Agency:
    found = make_agency(code="14797")
    db.session.commit()
    return found


PAGE = "/can-bo/co-quan/14797/mang"


def networks() -> list[str]:
    return list(db.session.scalars(select(AgencyNetwork.network).order_by(AgencyNetwork.id)))


def test_the_province_adds_and_drops_a_range_and_both_are_in_the_audit_trail(
    agency: Agency, as_staff: Staff
) -> None:
    client = as_staff("department", agency=make_agency("Sở Nội vụ"))
    post(client, PAGE, network="113.160.5.3/29")
    assert networks() == ["113.160.5.0/29"]
    (row,) = db.session.scalars(select(AgencyNetwork))
    post(client, f"{PAGE}/{row.id}/xoa", PAGE)
    assert networks() == []
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("network.%")))
    assert sorted(acts) == ["network.add", "network.remove"]


@pytest.mark.parametrize(
    ("typed", "status"), [("", 422), ("mạng xã", 409), ("0.0.0.0/0", 409), ("113.160.5.0/29", 409)]
)
def test_what_cannot_be_taken_is_explained_and_what_was_typed_stays(
    agency: Agency, as_staff: Staff, typed: str, status: int
) -> None:
    db.session.add(AgencyNetwork(agency_id=agency.id, network="113.160.5.0/29"))
    db.session.commit()
    answer = post(as_staff("department", agency=make_agency("Sở Nội vụ")), PAGE, network=typed)
    assert (answer.status_code, f'value="{typed}"' in answer.text) == (status, True)  # type: ignore[attr-defined]
    assert networks() == ["113.160.5.0/29"]


def test_an_officer_of_the_rated_agency_is_refused(agency: Agency, as_staff: Staff) -> None:
    assert as_staff("agency_officer", agency=agency).get(PAGE).status_code == 403


def test_nobody_names_networks_of_the_own_body(agency: Agency, as_staff: Staff) -> None:
    client = as_staff("department", agency=agency)
    assert post(client, PAGE, network="113.160.5.0/29").status_code == 409  # type: ignore[attr-defined]
    assert networks() == []
    assert db.session.scalar(select(AuditEntry.after).where(AuditEntry.act == "rule.refused"))


def test_a_range_of_another_agency_is_not_found_here(agency: Agency, as_staff: Staff) -> None:
    other = AgencyNetwork(agency_id=make_agency().id, network="113.160.5.0/29")
    db.session.add(other)
    db.session.commit()
    client = as_staff("department", agency=make_agency("Sở Nội vụ"))
    assert post(client, f"{PAGE}/{other.id}/xoa", PAGE).status_code == 404  # type: ignore[attr-defined]
