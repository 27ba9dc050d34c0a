"""POST /api/v1/codes: who gets a code for what, once, and what a refused caller is told."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from agencies.actions.api_keys import make_key, revoke_key
from agencies.models import AgencyKind, ApiKey, AuditEntry, KeyScope
from base.db import db as database
from surveys.actions.codes import confirm_committed
from surveys.models import Delivery, OneTimeCode
from surveys.rules.dossier_classes import DossierClass
from tests.factories import make_agency
from tests.ledger.leaves import seal_now
from tests.surveys.code_batches import TODAY, Scene, offer_of, settings

PATH = "/api/v1/codes"
YEAR = TODAY + timedelta(days=365)


@pytest.fixture
def scene(app: Flask) -> Scene:
    made = Scene()
    made.make(3, delivery=Delivery.RECEIPT)
    made.make(1, delivery=Delivery.RESULT)
    return made


@pytest.fixture
def stock(app: Flask, db: Any, scene: Scene) -> Scene:
    db.session.commit()
    seal_now(app)
    confirm_committed()
    db.session.commit()
    return scene


def token_of(
    scene: Scene, agency: Any = None, scope: str = KeyScope.CODES, until: date = YEAR
) -> str:
    agency_id = agency.id if agency else None
    token = make_key(scene.actor, "Phần mềm một cửa", agency_id, scope, until)[1]
    database.session.commit()
    return token


def call(client: FlaskClient, scene: Scene, token: str, call_key: str = "", **values: Any) -> Any:
    body = {"agency": scene.commune.code, "delivery": "receipt", "filing_mode": "in_person"}
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if call_key:
        headers["Idempotency-Key"] = call_key
    return client.post(PATH, json=body | values, headers=headers)


def handed_count(db: Any) -> int:
    found = select(func.count()).where(OneTimeCode.is_handed)
    return int(db.session.scalar(found))


def test_a_call_gets_a_code_its_address_its_picture_and_its_last_day(
    client: FlaskClient, stock: Scene
) -> None:
    response = call(client, stock, token_of(stock), field="ho-tich", is_late=None)
    assert response.status_code == 201
    told = response.json
    assert told["address"] == f"{settings().public_url}/m/{told['code']}"
    assert told["expires_on"] == "2026-12-23"
    assert told["code_grouped"].replace("-", "") == told["code"]
    assert response.headers["Cache-Control"] == "no-store"
    found = offer_of(told["code"])
    assert found is not None
    assert found.agency_id == stock.commune.id
    assert found.code.dossier == DossierClass("ho-tich", None, "in_person")


def test_the_picture_leads_to_the_address(client: FlaskClient, stock: Scene) -> None:
    import typst

    told = call(client, stock, token_of(stock)).json
    source = b'#set page(width: 60mm, height: 60mm, margin: 8mm)\n#image("qr.svg", width: 100%)'
    folder = settings().instance_dir
    (folder / "qr.svg").write_text(told["qr_svg"], encoding="utf-8")
    (folder / "qr.typ").write_bytes(source)
    png = typst.compile(str(folder / "qr.typ"), format="png", ppi=150)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    assert found.text == told["address"]


def test_the_class_may_name_another_agency_that_resolves(client: FlaskClient, stock: Scene) -> None:
    resolving = make_agency("Sở Tư pháp", kind=AgencyKind.DEPARTMENT)
    told = call(
        client,
        stock,
        token_of(stock),
        delivery="result",
        resolving_agency=resolving.code,
        is_late=True,
        filing_mode="online",
    ).json
    found = offer_of(told["code"])
    assert found is not None
    assert (found.code.resolving_agency_id, found.code.dossier.is_late) == (resolving.id, True)


def test_every_call_gets_another_code_until_none_is_left(client: FlaskClient, stock: Scene) -> None:
    token = token_of(stock)
    codes = {call(client, stock, token).json["code"] for _ in range(3)}
    assert len(codes) == 3
    response = call(client, stock, token)
    assert response.status_code == 409
    assert response.mimetype == "application/problem+json"
    assert "không còn mã đánh giá" in response.json["detail"]


def test_codes_wait_until_their_commitment_is_public(client: FlaskClient, scene: Scene) -> None:
    assert call(client, scene, token_of(scene)).status_code == 409


def test_the_same_idempotency_key_gets_the_same_answer_and_spends_one_code(
    client: FlaskClient, db: Any, stock: Scene
) -> None:
    token = token_of(stock)
    first = call(client, stock, token, "lan-goi-0001")
    again = call(client, stock, token, "lan-goi-0001")
    assert again.json == first.json
    assert handed_count(db) == 1
    assert call(client, stock, token, "lan-goi-0002").json["code"] != first.json["code"]


def test_an_idempotency_key_is_the_callers_own_and_of_one_question(
    client: FlaskClient, stock: Scene
) -> None:
    one, other = token_of(stock), token_of(stock)
    first = call(client, stock, one, "lan-goi-0001").json
    assert call(client, stock, other, "lan-goi-0001").json["code"] != first["code"]
    differs = call(client, stock, one, "lan-goi-0001", field="dat-dai")
    assert differs.status_code == 409
    assert "nội dung khác" in differs.json["detail"]


def test_a_call_that_got_nothing_may_be_made_again(
    client: FlaskClient, scene: Scene, app: Flask, db: Any
) -> None:
    token = token_of(scene)
    assert call(client, scene, token, "lan-goi-0001").status_code == 409
    db.session.commit()
    seal_now(app)
    confirm_committed()
    db.session.commit()
    assert call(client, scene, token, "lan-goi-0001").status_code == 201


def test_after_an_hour_a_repeated_call_is_a_new_one(client: FlaskClient, stock: Scene) -> None:
    token = token_of(stock)
    first = call(client, stock, token, "lan-goi-0001").json
    with time_machine.travel(datetime(2026, 11, 23, 4, 1, tzinfo=UTC)):
        assert call(client, stock, token, "lan-goi-0001").json["code"] != first["code"]


def test_what_is_kept_for_a_repeated_call_does_not_tell_the_code(
    client: FlaskClient, stock: Scene
) -> None:
    told = call(client, stock, token_of(stock), "lan-goi-0001").json
    files = [one for one in settings().tmpfs_dir.glob("ydan-*.answers/*") if one.is_file()]
    assert files
    assert all(told["code"].encode() not in one.read_bytes() for one in files)


REFUSED = [
    ("missing", 401, "KeyMissing"),
    ("wrong", 401, "KeyWrong"),
    ("revoked", 401, "KeyRevoked"),
    ("expired", 401, "KeyExpired"),
    ("scope", 403, "KeyOfOtherScope"),
    ("agency", 403, "KeyOfOtherAgency"),
]


@pytest.mark.parametrize(("what", "status", "rule"), REFUSED)
def test_a_refused_call_gets_a_sentence_spends_nothing_and_is_in_the_audit_trail(
    client: FlaskClient, db: Any, stock: Scene, what: str, status: int, rule: str
) -> None:
    tokens = {
        "missing": lambda: "",
        "wrong": lambda: "ydan_khong-dung",
        "revoked": lambda: _revoked(db, stock),
        "expired": lambda: _expired(db, stock),
        "scope": lambda: token_of(stock, scope=KeyScope.DOSSIER_COUNTS),
        "agency": lambda: token_of(stock, agency=make_agency("UBND xã Hợp Tiến")),
    }
    response = call(client, stock, tokens[what]())
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.json["detail"].endswith(".")
    assert (status == 401) == (response.headers.get("WWW-Authenticate") == "Bearer")
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.act, entry.outcome, entry.after["rule"]) == ("api.refused", "refused", rule)
    assert "127.0.0.1" not in str(entry.after)
    assert handed_count(db) == 0


def _revoked(db: Any, scene: Scene) -> str:
    key, token = make_key(scene.actor, "Cũ", None, KeyScope.CODES, YEAR)
    revoke_key(scene.actor, key)
    db.session.commit()
    return token


def _expired(db: Any, scene: Scene) -> str:
    key, token = make_key(scene.actor, "Cũ", None, KeyScope.CODES, YEAR)
    key.expires_on = TODAY - timedelta(days=1)
    db.session.commit()
    return token


def test_a_key_of_an_agency_serves_it_and_its_own_centre(
    client: FlaskClient, db: Any, stock: Scene
) -> None:
    centre = make_agency(
        "Trung tâm Phục vụ hành chính công phường Hạc Thành",
        kind=AgencyKind.COMMUNE_CENTRE,
        parent_id=stock.commune.id,
        counts_for_parent=True,
    )
    token = token_of(stock, agency=stock.commune)
    assert call(client, stock, token).status_code == 201
    assert call(client, stock, token, agency=centre.code).status_code == 409


def test_a_flood_of_wrong_keys_is_told_to_wait_and_fills_no_audit_trail(
    client: FlaskClient, db: Any, stock: Scene
) -> None:
    statuses = [call(client, stock, f"sai-{number}").status_code for number in range(40)]
    assert statuses == [401] * 20 + [429] * 20
    refused = select(func.count()).where(AuditEntry.act == "api.refused")
    assert db.session.scalar(refused) == 20
    assert call(client, stock, token_of(stock)).status_code == 201


def test_a_key_that_calls_too_fast_is_slowed_down(client: FlaskClient, stock: Scene) -> None:
    token = token_of(stock)
    statuses = [call(client, stock, token).status_code for _ in range(61)]
    assert statuses[-1] == 429
    assert 429 not in statuses[:-1]


BAD = [
    ({"dossier": "H56.12.08-261123-0004"}, "dossier"),
    ({"agency": ""}, "agency"),
    ({"agency": 14797}, "agency"),
    ({"agency": "khong-co"}, "khong-co"),
    ({"delivery": "slip"}, "delivery"),
    ({"filing_mode": "bưu điện"}, "filing_mode"),
    ({"is_late": "có"}, "is_late"),
    ({"field": "Hộ tịch"}, "field"),
]


@pytest.mark.parametrize(("values", "named"), BAD)
def test_a_wrong_value_is_named_and_spends_nothing(
    client: FlaskClient, db: Any, stock: Scene, values: dict[str, Any], named: str
) -> None:
    response = call(client, stock, token_of(stock), **values)
    assert response.status_code == 400
    assert f"«{named}»" in response.json["detail"]
    assert handed_count(db) == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"ma"'])
def test_a_body_that_is_no_object_is_refused(
    client: FlaskClient, stock: Scene, body: bytes
) -> None:
    headers = {"Authorization": f"Bearer {token_of(stock)}", "Content-Type": "application/json"}
    assert client.post(PATH, data=body, headers=headers).status_code == 400


def test_the_key_itself_is_kept_nowhere(db: Any, scene: Scene) -> None:
    token = token_of(scene)
    (key,) = db.session.scalars(select(ApiKey))
    assert token.encode() not in key.key_hash
    assert len(key.key_hash) == 32
