"""The stand-alone program finds the points, classes and ranks of a published year again."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from base.db import db as database
from evaluation.reports.result_content import LINE_COLUMNS, SCORE_COLUMNS
from evaluation.tools import recompute
from tests.evaluation.scored_year import YEAR
from tests.evaluation.test_actions_appraisal import Scene

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def bundle(app: Flask, client: FlaskClient, tmp_path: Path) -> Path:
    scene = Scene()
    scene.publish()
    database.session.commit()
    path = tmp_path / "tron-bo.zip"
    path.write_bytes(client.get("/du-lieu/tron-bo.zip").data)
    return path


def changed(bundle: Path, change: Change) -> list[str]:
    """What the program says when one ranked agency's entry was changed."""
    other = bundle.with_name("changed.zip")
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name.startswith("danh-gia/") and "signed" not in name:
                table = json.loads(body)
                change(next(one for one in table["agencies"] if one["rank_low"]))
                body = json.dumps(table).encode()
            new.writestr(name, body)
    return recompute.check_scores(other)[0]


def test_every_published_score_is_found_again(bundle: Path) -> None:
    faults, counts = recompute.check_scores(bundle)
    assert faults == []
    assert counts["scores"] == 7


def test_the_program_knows_the_columns_in_the_order_in_which_they_are_signed() -> None:
    assert recompute.SCORE == SCORE_COLUMNS
    assert recompute.CRITERION == LINE_COLUMNS


@pytest.mark.parametrize("name", ["points", "points_low", "points_high", "possible"])
def test_a_changed_sum_is_named(bundle: Path, name: str) -> None:
    faults = changed(bundle, lambda one: one.update({name: one[name] + 0.01}))
    assert (
        sum(f": {name} " in one for one in faults) >= 2
    )  # unlike what was signed, and unlike its criteria


@pytest.mark.parametrize(
    ("name", "value"), [("class_key", "yeu"), ("is_near_boundary", None), ("rank_low", 9)]
)
def test_a_changed_class_or_rank_is_named(bundle: Path, name: str, value: object) -> None:
    faults = changed(bundle, lambda one: one.update({name: value}))
    assert any(name in one for one in faults)


def test_a_changed_figure_of_a_criterion_is_named(bundle: Path) -> None:
    def change(agency: dict[str, Any]) -> None:
        line = next(one for one in agency["criteria"] if one["figure_low"] is not None)
        line["figure"] -= 5

    faults = changed(bundle, change)
    assert any("figure" in one for one in faults)
    assert any("recomputed 0." in one for one in faults)  # the published share beside it


def test_a_year_offers_its_scores_as_files_and_in_the_catalogue(
    bundle: Path, client: FlaskClient
) -> None:
    for kind in ("csv", "json", "xlsx"):
        assert client.get(f"/du-lieu/danh-gia/{YEAR}-1.{kind}").status_code == 200
    assert client.get(f"/du-lieu/danh-gia/{YEAR}-2.json").status_code == 404
    catalogue = json.loads(client.get("/du-lieu/danh-muc.jsonld").data)
    assert f"danh-gia-{YEAR}-1" in [one["dct:identifier"] for one in catalogue["dcat:dataset"]]


def test_what_is_not_published_is_not_in_the_bundle(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    scene = Scene()
    scene.decide()
    database.session.commit()
    path = tmp_path / "tron-bo.zip"
    path.write_bytes(client.get("/du-lieu/tron-bo.zip").data)
    assert recompute.check_scores(path)[1]["scores"] == 0
    assert client.get(f"/du-lieu/danh-gia/{YEAR}-1.json").status_code == 404
