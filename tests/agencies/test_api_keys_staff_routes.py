"""The page of keys: a key is shown once, to the department alone, and revoked for good."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.actions.api_keys import hash_key
from agencies.models import ApiKey, AuditEntry
from tests.conftest import TODAY
from tests.factories import make_agency

SignIn = Callable[..., FlaskClient]
HOME = "/can-bo/khoa-ket-noi"


def post(client: FlaskClient, path: str, **fields: str) -> Any:
    page = client.get(path).text
    csrf = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return client.post(path, data={"csrf_token": csrf, **fields})


def make(client: FlaskClient, **values: str) -> Any:
    defaults = {
        "name": "Phần mềm một cửa",
        "scope": "codes",
        "agency_code": "",
        "expires_on": (TODAY + timedelta(days=365)).isoformat(),
    }
    return post(client, f"{HOME}/moi", **{**defaults, **values})


def shown_key(page: str) -> str:
    return page.split('translate="no">')[1].split("<")[0]


def test_a_new_key_is_shown_once_and_kept_only_as_its_hash(db: Any, as_staff: SignIn) -> None:
    agency = make_agency()
    client = as_staff("department")
    made = make(client, agency_code=agency.code)
    assert made.headers["Cache-Control"] == "no-store"
    token = shown_key(made.text)
    (key,) = db.session.scalars(select(ApiKey))
    assert key.key_hash == hash_key(token)
    assert (key.agency_id, key.scope) == (agency.id, "codes")
    assert token not in client.get(HOME).text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "api_key.make")).one()
    assert token not in str(entry.after)


def test_a_revoked_key_stays_in_the_list_and_cannot_be_revoked_again(
    db: Any, as_staff: SignIn
) -> None:
    client = as_staff("department")
    make(client)
    (key,) = db.session.scalars(select(ApiKey))
    path = f"{HOME}/{key.id}/thu-hoi"
    assert post(client, path).status_code == 302
    assert "Đã thu hồi" in client.get(HOME).text
    assert post(client, path).status_code == 409


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "Xin điền ô này."),
        ({"agency_code": "khong-co"}, "Không có cơ quan nào mang mã này."),
        ({"expires_on": TODAY.isoformat()}, "trong vòng ba năm"),
        ({"expires_on": "2036-01-01"}, "trong vòng ba năm"),
    ],
)
def test_a_wrong_wish_is_told_beside_the_field_and_makes_no_key(
    db: Any, as_staff: SignIn, values: dict[str, str], sentence: str
) -> None:
    response = make(as_staff("department"), **values)
    assert response.status_code == 422
    assert sentence in response.text
    assert db.session.scalars(select(ApiKey)).all() == []
