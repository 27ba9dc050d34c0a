"""Figures in which one answer counts for two bodies come out again too, by the rule signed with them."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from agencies.models import Role
from agencies.roles import Viewer
from base.db import db as database
from evaluation.tools import recompute
from ledger.opening import write_opening
from tests.ledger.leaves import commit_responses, commit_weights, seal_now
from tests.surveys.coded import count_dossiers, issue
from tests.surveys.crossing import Crossing
from tests.surveys.seeding import publish_small_province
from tests.surveys.sending import days_of_answers, send
from tests.surveys.test_indices_official import AFTER, LATE, ON_TIME


@pytest.fixture
def folder(app: Flask, db: Any, client: FlaskClient, tmp_path: Path) -> Path:
    """A commune sends dossiers to a department, to another commune and to the round's owner."""
    with time_machine.travel(AFTER, tick=False):
        scene = Crossing(communes=4)
        for number, commune in enumerate(scene.communes):
            count_dossiers(commune, {ON_TIME: 300 + 50 * number, LATE: 40})
            issue(scene.round, commune, {ON_TIME: 200, LATE: 30})
            scene.answer(number, None, 30, 3, 0.9 - number / 20, ON_TIME)
            scene.answer(number, None, 30, 1, 0.5, LATE, seed=7)
        for seed, resolver in enumerate((scene.justice, scene.communes[1], scene.owner), 2):
            scene.answer(0, resolver, 30, 2, 0.7, ON_TIME, seed=seed)
        scene.answer(1, scene.justice, 30, 1, 0.6, LATE, seed=9)
        scene.answer(2, scene.communes[3], 4, 1, 0.6, LATE, seed=9)  # too few to be told
        send(days_of_answers(scene.round, scene.places[0], 20, 5, 0.9, seed=4))
        commit_responses(app)
        commit_weights(app)
        owner = Viewer(None, scene.owner.id, ((Role.DEPARTMENT, None),))
        publish_small_province(database.session.merge(scene.round), owner, by_quarter=False)
        seal_now(app, AFTER)
    (tmp_path / "tron-bo.zip").write_bytes(client.get("/du-lieu/tron-bo.zip").data)
    write_opening(app.extensions["settings"], tmp_path / "mo.jsonl")
    return tmp_path


def recounted(folder: Path) -> list[str]:
    with (folder / "mo.jsonl").open(encoding="utf-8") as lines:
        faults, _, left = recompute.check_opening(folder / "tron-bo.zip", lines)
    assert left == []
    return faults


def test_figures_of_who_resolved_come_out_again_from_opened_records(folder: Path) -> None:
    assert recounted(folder) == []
    with zipfile.ZipFile(folder / "tron-bo.zip") as archive:
        (file,) = [
            one for one in archive.namelist() if one.startswith("chi-so/") and "sig" not in one
        ]
        table = json.loads(archive.read(file))
    assert table["settings"]["credit"]["resolvers"]
    told = [one["resolved_count"] for one in table["cells"] if one["measure"] == "overall"]
    assert any(told)
    assert {"from_others_untold", "post_stratified"} <= {
        n for one in table["cells"] for n in one["notes"]
    }

    lines = [json.loads(one) for one in (folder / "mo.jsonl").read_text("utf-8").splitlines()]
    moved = [one for one in lines if one["type"] == "class" and one["record"]["resolving"]]
    for one in moved[:40]:
        one["record"]["resolving"] = None
    (folder / "mo.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    faults = recounted(folder)
    assert any("resolved_count" in one for one in faults)
    assert any("item" in one and "share" in one for one in faults)
