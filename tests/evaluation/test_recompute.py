"""The stand-alone program: from n, p, V, df alone it finds every published interval and rank again."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from scipy import special

from evaluation.tools import recompute
from scoring.intervals import korn_graubard
from scoring.ranks import rank_sets
from surveys.reports.snapshots import CELL_COLUMNS, LATER_COLUMNS
from tests.surveys.seeding import make_small_province, publish_small_province

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def bundle(db: Any, client: FlaskClient, tmp_path: Path) -> Path:
    survey_round, owner = make_small_province(communes=6)
    publish_small_province(survey_round, owner, by_quarter=False)
    db.session.commit()
    path = tmp_path / "tron-bo.zip"
    path.write_bytes(client.get("/du-lieu/tron-bo.zip").data)
    return path


def changed(bundle: Path, change: Change) -> Path:
    """The same bundle with one published agency's overall cell changed."""
    other = bundle.with_name("changed.zip")
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name.startswith("chi-so/") and "signed" not in name:
                table = json.loads(body)
                change(next(one for one in table["cells"] if one["rank_low"] and one["low"]))
                body = json.dumps(table).encode()
            new.writestr(name, body)
    return other


def test_every_published_figure_is_found_again(bundle: Path, app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["evaluation", "recompute", str(bundle)])
    assert done.exit_code == 0, done.output
    _, counts = recompute.check(bundle)
    assert counts["tables"] == 1
    assert counts["intervals"] > 60
    ((_, table, _),) = recompute.tables_of(bundle)
    assert counts["ranks"] == sum(one["rank_low"] is not None for one in table["cells"]) > 5


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("low", 1e-6),
        ("high", -1e-6),
        ("share", 1e-6),
        ("variance", 1e-8),
        ("df", 1),
        ("n_eff", 1e-3),
        ("rank_low", 1),
        ("rank_high", -1),
    ],
)
def test_a_changed_digit_is_named(bundle: Path, name: str, by: float, app: Flask) -> None:
    def change(cell: dict[str, Any]) -> None:
        cell[name] += by

    path = changed(bundle, change)
    done = app.test_cli_runner().invoke(args=["evaluation", "recompute", str(path)])
    assert done.exit_code == 1
    faults, _ = recompute.check(path)
    assert any("overall" in one for one in faults)


def test_a_table_whose_signed_text_is_not_in_the_ledger_is_named(bundle: Path) -> None:
    other = bundle.with_name("forged.zip")
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, body + b" " if name.endswith("-signed.json") else body)
    faults, _ = recompute.check(other)
    assert len(faults) == 1
    assert "so-cong-khai" in faults[0] or "sổ công khai" in faults[0]


def test_a_cell_left_out_of_a_table_is_missed(bundle: Path) -> None:
    other = bundle.with_name("short.zip")
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            table = json.loads(old.read(name)) if name.startswith("chi-so/") else {}
            if "snapshot" in table:
                table["cells"].pop()
                new.writestr(name, json.dumps(table))
            else:
                new.writestr(name, old.read(name))
    faults, _ = recompute.check(other)
    assert any("missing" in one for one in faults)


def test_the_program_knows_the_columns_in_the_order_in_which_they_are_signed() -> None:
    assert tuple(recompute.SIGNED) == (*CELL_COLUMNS, *LATER_COLUMNS)


def test_a_false_comparison_with_the_province_is_named(bundle: Path) -> None:
    def change(cell: dict[str, Any]) -> None:
        cell["against_province"] = "lower" if cell["against_province"] != "lower" else "higher"

    faults, _ = recompute.check(changed(bundle, change))
    assert any("against_province" in one for one in faults)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a bundle"])
def test_what_is_no_bundle_is_said_to_be_unreadable(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "tron-bo.zip"
    path.write_bytes(content)
    assert recompute.main([str(path)]) == 2


def test_a_bundle_without_a_table_is_no_proof(tmp_path: Path) -> None:
    path = tmp_path / "tron-bo.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("so-cong-khai/records.jsonl", "")
    assert recompute.main([str(path)]) == 1


def test_its_own_arithmetic_agrees_with_scipy() -> None:
    draw = np.random.default_rng(7)
    for _ in range(200):
        a, b = 10 ** draw.uniform(-1, 4, 2)
        for tail in (0.025, 0.5, 0.975):
            expected = special.betaincinv(a, b, tail)
            assert recompute.beta_quantile(tail, a, b) == pytest.approx(expected, rel=1e-8)
    for df in (1, 2, 7.5, 40, 3000):
        assert recompute.t_quantile(df) == pytest.approx(special.stdtrit(df, 0.975), rel=1e-8)


def test_its_intervals_and_ranks_agree_with_the_published_ones() -> None:
    draw = np.random.default_rng(11)
    p, n = draw.uniform(0.02, 0.98, 40), draw.integers(30, 4000, 40).astype(float)
    variance, df = p * (1 - p) / n * draw.uniform(0.5, 6, 40), draw.integers(1, 300, 40)
    ours = [recompute.korn_graubard(*row) for row in zip(p, variance, n, df, strict=True)]
    theirs = korn_graubard(p, variance, n, df)
    assert np.allclose(ours, np.column_stack(theirs), rtol=0, atol=1e-10)
    sets = rank_sets(p, variance, seed=3, simultaneous=True, on_logit_scale=True)
    found = recompute.rank_sets(p, variance, 3)
    assert found == list(zip(sets.best.tolist(), sets.worst.tolist(), strict=True))
