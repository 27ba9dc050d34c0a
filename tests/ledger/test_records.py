"""What public bodies do with the figures stands in the ledger, readable by everybody and by programs."""

import hashlib
import json
import shutil
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ledger.actions import add_public_record
from ledger.queries.records import count_records, list_records
from ledger.record_types import HIDDEN, RecordType
from ledger.record_words import TYPES
from ledger.signing import second_copy_of
from ledger.tools import verify_ledger as verifier
from ledger.verification import verify_here
from tests.ledger.leaves import AT, make_pending, seal_now
from tests.ledger.test_sealing import forget_since
from tests.ledger.test_verification import Site, behind_its_back, faults, key_of


def add_record(db: Any, reason: str = "Ba phiếu gửi từ một máy", at: Any = AT) -> bytes:
    record = {"agency": "14797", "case": 7, "response_count": 12, "reason": reason}
    committed = add_public_record(RecordType.CLOSE, record, at)
    db.session.commit()
    return committed


def test_every_kind_of_public_record_has_a_name_on_the_page() -> None:
    assert set(TYPES) == set(RecordType) - HIDDEN
    assert set(HIDDEN) == set(verifier.HIDDEN)


def test_a_record_is_read_by_day_and_kind_with_its_place_in_the_ledger(
    app: Flask, db: Any, client: FlaskClient
) -> None:
    committed = add_record(db)
    assert "chờ vào sổ" in client.get("/so-cong-khai/viec").text
    seal_now(app)
    page = " ".join(client.get("/so-cong-khai/viec").text.split())
    for told in ("23/11/2026", "Đóng đợt khảo sát", "Ba phiếu gửi từ một máy", "14797"):
        assert told in page
    assert "chờ vào sổ" not in page
    assert committed.hex() in page
    assert "Ba phiếu" not in client.get("/so-cong-khai/viec?loai=score").text
    assert "Ba phiếu" in client.get("/so-cong-khai/viec?loai=close&trang=9").text
    assert "Survey round closed" in client.get("/so-cong-khai/viec?lang=en").text


def test_programs_get_each_record_word_for_word(app: Flask, db: Any, client: FlaskClient) -> None:
    committed = add_record(db)
    (item,) = client.get("/api/v1/ledger/records").get_json()["items"]
    assert item["index"] is None
    seal_now(app)
    (item,) = client.get("/api/v1/ledger/records?type=close").get_json()["items"]
    assert item["index"] == 0
    assert hashlib.sha256(item["text"].encode()).digest() == committed
    assert json.loads(item["text"])["reason"] == "Ba phiếu gửi từ một máy"
    assert client.get("/api/v1/ledger/records?type=score").get_json()["items"] == []
    assert client.get("/api/v1/ledger/records?type=response").status_code == 400
    index, checkpoint = client.get(f"/api/v1/ledger/inclusion/{committed.hex()}").get_json(), 1
    assert (index["index"], index["size"]) == (0, checkpoint)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE public_record SET record = replace(record, '12', '21')", "văn bản công khai"),
        ("UPDATE public_record SET type = 'method'", "loại hay ngày bị sửa"),
        ("UPDATE public_record SET day = '2026-10-01'", "loại hay ngày bị sửa"),
        ("DELETE FROM public_record", "không có văn bản công khai"),
    ],
)
def test_an_edited_record_is_named(app: Flask, db: Any, change: str, told: str) -> None:
    add_record(db)
    seal_now(app)
    assert faults(app) == []
    behind_its_back(db, "public_record", change)
    assert any(told in one for one in faults(app))


def test_a_record_without_a_leaf_is_named(app: Flask, db: Any, client: FlaskClient) -> None:
    add_record(db)
    behind_its_back(db, "pending_leaf", "DELETE FROM pending_leaf")
    make_pending(2)
    seal_now(app)
    assert any("a record without a leaf" in one for one in faults(app))
    seal_now(app, AT + timedelta(days=1))
    make_pending(1)
    seal_now(app, AT + timedelta(days=2))
    found, _, _ = verifier.check_everything(Site(client), key_of(app))
    assert any("a record without a leaf" in one for one in found)


def test_records_stand_in_the_second_copy_and_come_back_from_it(app: Flask, db: Any) -> None:
    make_pending(3)
    seal_now(app)
    committed = add_record(db)
    seal_now(app, AT + timedelta(minutes=10))
    settings = app.extensions["settings"]
    folder = second_copy_of(settings).folder
    assert verifier.main([str(folder)]) == 0
    forget_since(db, 3)
    behind_its_back(db, "public_record", "DELETE FROM public_record")
    seal_now(app, AT + timedelta(minutes=20))
    found = {one.row.commitment: one for one in list_records(10)}
    assert found[committed].position == 3
    assert count_records(RecordType.LEDGER_RESTORED) == 1
    assert json.loads(next(iter(found.values())).row.record)["day"] == "2026-11-23"
    missing = [one for one in found.values() if one.row.type == "ledger-restored"]
    assert json.loads(missing[0].row.record)["missing_count"] == 0
    held = [one for one in verify_here(settings, None)[0] if "bản ghi" not in one]
    assert held == []
    (folder / "records.jsonl").unlink()
    assert verifier.main([str(folder)]) == 1
    shutil.rmtree(folder)
