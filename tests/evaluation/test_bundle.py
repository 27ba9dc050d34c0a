"""The open-data bundle: one file from which an outsider checks what was published."""

import base64
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from ledger.queries.checkpoints import count_checkpoints
from ledger.tools import verify_ledger as verifier
from tests.factories import make_code_batch
from tests.ledger.leaves import AT, commit_responses, make_pending, seal_now
from tests.surveys.seeding import make_small_province, publish_small_province


def bundle_of(client: FlaskClient) -> dict[str, bytes]:
    answer = client.get("/du-lieu/tron-bo.zip")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_bundle_holds_what_an_outsider_needs(app: Flask, db: Any, client: FlaskClient) -> None:
    survey_round, owner = make_small_province(communes=2)
    commit_responses(app)
    (snapshot,) = publish_small_province(survey_round, owner, by_quarter=False)
    snapshot_id = snapshot.id
    seal_now(app)
    make_pending(40)
    seal_now(app, AT + timedelta(days=1))
    make_pending(3)
    seal_now(app, AT + timedelta(days=1, minutes=10))
    files = bundle_of(client)
    table = json.loads(files[f"chi-so/{snapshot_id}.json"])
    assert table["settings"]["tree_size"] > 0
    assert {"n", "share", "variance", "df", "n_eff"} <= set(table["columns"])
    key = verifier.Key(files["so-cong-khai/key.txt"].decode())
    lines = files["so-cong-khai/checkpoints.jsonl"].decode().splitlines()
    heads = [verifier.Checkpoint(json.loads(one), key) for one in lines]
    assert (len(heads), count_checkpoints()) == (2, 3)
    (proof,) = json.loads(files["so-cong-khai/proofs.json"])
    path = [base64.b64decode(one) for one in proof["path"]]
    sizes = (proof["first"], proof["second"])
    assert verifier.is_consistent(*sizes, heads[0].root, heads[1].root, path)
    records = [json.loads(one) for one in files["so-cong-khai/records.jsonl"].splitlines()]
    assert [one["snapshot"] for one in records if one["event"] == "score"] == [snapshot_id]
    assert files["verify_ledger.py"].startswith(b"#!/usr/bin/env python3")


def test_counts_below_ten_are_not_told_apart(app: Flask, db: Any, client: FlaskClient) -> None:
    for count in (6, 3, 200):
        make_code_batch(code_count=count)
    db.session.commit()
    told = bundle_of(client)["ma-danh-gia.csv"].decode("utf-8-sig").splitlines()
    counts = [one.rsplit(",", 1)[1].strip('"') for one in told[1:]]
    assert sorted(counts) == ["200", "dưới 10", "dưới 10"]


def test_the_same_content_is_the_same_file(client: FlaskClient) -> None:
    first = client.get("/du-lieu/tron-bo.zip")
    again = client.get("/du-lieu/tron-bo.zip", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
