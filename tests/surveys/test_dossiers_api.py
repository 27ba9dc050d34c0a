"""`POST /api/v1/dossier-counts`: all lines or none, with a key of its own, for the agencies it covers."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from agencies.actions.api_keys import make_key
from agencies.models import KeyScope, Role
from agencies.roles import Viewer
from base.db import db as database
from surveys.models import DossierCount
from tests.factories import make_agency, make_staff

PATH = "/api/v1/dossier-counts"
ROW: dict[str, Any] = {
    "agency": "14797",
    "day": "2026-11-20",
    "field": "dat-dai",
    "is_late": False,
    "filing_mode": "in_person",
    "count": 12,
}


def token_for(agency: Any = None, scope: str = KeyScope.DOSSIER_COUNTS) -> str:
    staff = make_staff("department")
    actor = Viewer(staff.id, staff.agency_id, ((Role.DEPARTMENT, None),))
    until = date(2026, 11, 23) + timedelta(days=365)
    token = make_key(actor, "Hệ thống một cửa", agency.id if agency else None, scope, until)[1]
    database.session.commit()
    return token


def send(client: FlaskClient, token: str, *rows: dict[str, Any]) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post(PATH, json={"counts": list(rows)}, headers=headers)


def stored() -> list[int]:
    rows = database.session.query(DossierCount).order_by(DossierCount.id)
    return [row.dossier_count for row in rows]


def test_counts_are_taken_once_and_a_smaller_one_is_told_back(db: Any, client: FlaskClient) -> None:
    make_agency(code="14797")
    token = token_for()
    first = send(client, token, ROW, {**ROW, "is_late": True, "count": 5})
    assert first.status_code == 200
    assert first.get_json() == {"added": 2, "changed": 0, "unchanged": 0, "shrunk": []}
    again = send(client, token, ROW, {**ROW, "is_late": True, "count": 3}).get_json()
    assert (again["unchanged"], again["changed"]) == (1, 1)
    assert [(one["before"], one["count"]) for one in again["shrunk"]] == [(5, 3)]
    assert stored() == [12, 5, 3]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"day": "2026-11-24"}, 400),
        ({"agency": "99999"}, 400),
        ({"count": -1}, 400),
        ({"dossier": "000.00.12"}, 400),
    ],
)
def test_one_wrong_line_and_nothing_is_taken(
    db: Any, client: FlaskClient, change: dict[str, Any], status: int
) -> None:
    make_agency(code="14797")
    answer = send(client, token_for(), ROW, {**ROW, "is_late": True, **change})
    assert answer.status_code == status
    assert "2" in answer.get_json()["detail"]
    assert stored() == []


def test_a_key_missing_wrong_or_for_another_purpose_or_agency_takes_nothing(
    db: Any, client: FlaskClient
) -> None:
    make_agency(code="14797")
    other = make_agency("UBND xã Hoằng Hóa", code="14800")
    database.session.commit()  # a refused call undoes what the transaction holds
    assert send(client, "", ROW).status_code == 401
    assert send(client, "ydan_sai", ROW).status_code == 401
    assert send(client, token_for(scope=KeyScope.CODES), ROW).status_code == 403
    assert send(client, token_for(other), ROW).status_code == 403
    assert stored() == []
