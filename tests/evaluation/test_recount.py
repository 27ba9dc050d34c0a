"""The stand-alone program makes every published figure again from the auditor's opened records."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from evaluation.tools import recompute
from ledger.tools import verify_ledger
from tests.evaluation.opened_round import make_files

Change = Callable[[dict[str, Any]], None]
_kept: dict[str, bytes] = {}


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """`tron-bo.zip`, `mo.jsonl` and the ledger in `so`: made once, and read by every test."""
    if not _kept:
        copy = make_files(
            request.getfixturevalue("app"), request.getfixturevalue("client"), tmp_path
        )
        shutil.make_archive(str(tmp_path / "so"), "zip", copy)
        for name in ("tron-bo.zip", "mo.jsonl", "so.zip"):
            _kept[name] = (tmp_path / name).read_bytes()
    for name, content in _kept.items():
        (tmp_path / name).write_bytes(content)
    shutil.unpack_archive(tmp_path / "so.zip", tmp_path / "so")
    return tmp_path


def recounted(folder: Path) -> tuple[list[str], Any, list[str]]:
    with (folder / "mo.jsonl").open(encoding="utf-8") as lines:
        return recompute.check_opening(folder / "tron-bo.zip", lines)


def change_lines(folder: Path, kind: str, change: Change, at_most: int = 1_000_000) -> None:
    """Alters the first lines of a kind in the opening file."""
    lines = [json.loads(one) for one in (folder / "mo.jsonl").read_text("utf-8").splitlines()]
    for one in [one for one in lines if one["type"] == kind][:at_most]:
        change(one)
    text = "\n".join(json.dumps(one, ensure_ascii=False) for one in lines)
    (folder / "mo.jsonl").write_text(text, "utf-8")


def change_table(folder: Path, measure: str, name: str, change: Callable[[Any], Any]) -> None:
    """Alters a column of the first published cell of a measure that has it."""
    path = folder / "tron-bo.zip"
    with zipfile.ZipFile(path) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    (file,) = [one for one in files if one.startswith("chi-so/") and "signed" not in one]
    table = json.loads(files[file])
    cell = next(one for one in table["cells"] if one["measure"] == measure and one[name])
    cell[name] = change(cell[name])
    files[file] = json.dumps(table).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for one, body in files.items():
            archive.writestr(one, body)


def leaves_faults(folder: Path) -> list[str]:
    """What the program that checks the leaves says of the same opening file."""
    source = verify_ledger.Folder(folder / "so")
    with (folder / "mo.jsonl").open(encoding="utf-8") as lines:
        openings = verify_ledger.Openings(lines)
    key = verify_ledger.Key(source.key())
    found: list[str] = verify_ledger.check_everything(source, key, openings)[0]
    return found


def test_every_weighted_figure_comes_out_again_from_opened_records(folder: Path) -> None:
    faults, counts, left = recounted(folder)
    assert (faults, left) == ([], [])
    with zipfile.ZipFile(folder / "tron-bo.zip") as archive:
        (file,) = [
            one for one in archive.namelist() if one.startswith("chi-so/") and "sig" not in one
        ]
        cells = json.loads(archive.read(file))["cells"]
    assert counts["recounted"] == len(cells) > 40
    notes = {note for one in cells for note in one["notes"]}
    assert {"post_stratified", "collapsed", "raked", "unweighted_no_fit"} <= notes, [
        (one["agency_code"], one["n"], one["withheld"], one["notes"])
        for one in cells
        if one["measure"] == "overall"
    ]
    assert {"channel", "left_out", "month"} <= {one["measure"] for one in cells if one["share"]}


def test_the_leaves_and_their_places_are_those_of_the_ledger(folder: Path) -> None:
    assert leaves_faults(folder) == []
    assert recompute.main([str(folder / "tron-bo.zip"), "--opening", str(folder / "mo.jsonl")]) == 0


@pytest.mark.parametrize(
    ("measure", "name", "change"),
    [
        ("overall", "share", lambda one: one + 1e-8),
        ("overall", "variance", lambda one: one * (1 + 1e-5)),
        ("overall", "df", lambda one: one - 1),
        ("overall", "n", lambda one: one + 1),
        ("overall", "issued_count", lambda one: one + 1),
        ("overall", "dossier_count", lambda one: one - 1),
        ("overall", "response_rate", lambda one: one + 0.01),
        ("overall", "notes", lambda _: ["post_stratified", "low_response_rate"]),
        ("dimension", "mean_score", lambda one: one + 1e-5),
        ("item", "n_valid", lambda one: one + 1),
        ("item", "levels", lambda one: [*one[:3], one[3] + 1, one[4] - 1]),
        ("month", "share", lambda one: one - 1e-5),
        ("channel", "n_eff", lambda one: one - 0.01),
        ("left_out", "share", lambda one: one - 1e-5),
    ],
)
def test_one_changed_digit_is_named_with_agency_item_and_both_values(
    folder: Path, measure: str, name: str, change: Callable[[Any], Any]
) -> None:
    change_table(folder, measure, name, change)
    faults, _, _ = recounted(folder)
    assert faults
    assert f" {measure}" in faults[0]
    assert any(f": {name} " in one for one in faults)
    assert all("công bố/published" in one and "đếm lại từ phiếu/recounted" in one for one in faults)


def test_a_changed_dossier_count_is_named_and_so_is_each_figure_it_weighs(folder: Path) -> None:
    def change(one: dict[str, Any]) -> None:
        one["record"]["count"] += 40

    change_lines(folder, "dossiers", change, at_most=1)
    assert any("bản ghi đã bị sửa" in one for one in leaves_faults(folder))
    faults, _, _ = recounted(folder)
    for what in ("overall: share", "overall: variance", "overall: dossier_count"):
        assert any(what in one for one in faults)
    assert recompute.main([str(folder / "tron-bo.zip"), "--opening", str(folder / "mo.jsonl")]) == 1


def test_swapped_classes_are_named_and_so_is_each_figure_they_weigh(folder: Path) -> None:
    def change(one: dict[str, Any]) -> None:
        late = "|late|" in one["record"]["class"]
        here, there = ("late", "on_time") if late else ("on_time", "late")
        one["record"]["class"] = one["record"]["class"].replace(f"|{here}|", f"|{there}|")

    change_lines(folder, "class", change, at_most=60)
    assert any("bản ghi đã bị sửa" in one for one in leaves_faults(folder))
    assert any("overall: share" in one for one in recounted(folder)[0])


def test_a_changed_answer_is_named_in_its_item(folder: Path) -> None:
    def change(one: dict[str, Any]) -> None:
        first = 1 if one["record"]["answers"][:2] != "01" else 5
        one["record"]["answers"] = f"{first:02x}{one['record']['answers'][2:]}"

    change_lines(folder, "response", change, at_most=30)
    assert any("bản ghi đã bị sửa" in one for one in leaves_faults(folder))
    assert any(" item " in one and "levels" in one for one in recounted(folder)[0])


def test_a_leaf_said_to_stand_elsewhere_is_named(folder: Path) -> None:
    """Whoever moves an answer behind the last leaf that a table counts would take it out of the sum."""
    change_lines(folder, "response", lambda one: one.update(at=one["at"] + 100_000), at_most=5)
    assert len([one for one in leaves_faults(folder) if "chỗ khác" in one]) == 5
    assert recounted(folder)[0]
    change_lines(folder, "place", lambda one: one.update(at=0), at_most=3)
    assert any("văn bản" in one and "chỗ khác" in one for one in leaves_faults(folder))


def test_agencies_named_otherwise_than_in_the_table_are_named(folder: Path) -> None:
    def change(one: dict[str, Any]) -> None:
        codes = one["codes"]
        first, second = list(codes)[:2]
        codes[first], codes[second] = codes[second], codes[first]

    change_lines(folder, "agencies", change)
    assert any("agency_code" in one for one in recounted(folder)[0])


def test_figures_made_with_other_weights_than_the_ledger_holds_are_named(
    app: Flask, client: FlaskClient, db: Any, tmp_path: Path
) -> None:
    """Whoever weighs by false counts, signs what comes out and puts the right counts back is found out."""
    late = "UPDATE dossier_count SET dossier_count = dossier_count {} WHERE is_late"
    make_files(app, client, tmp_path, late.format("+ 25"), late.format("- 25"))
    assert recompute.check(tmp_path / "tron-bo.zip")[0] == []
    faults, _, _ = recounted(tmp_path)
    assert "overall: share" in faults[0]


def test_the_command_passes_the_opening_file_on(
    folder: Path, request: pytest.FixtureRequest
) -> None:
    app: Flask = request.getfixturevalue("app")
    words = ["evaluation", "recompute", str(folder / "tron-bo.zip")]
    words += ["--opening", str(folder / "mo.jsonl"), "--ledger", str(folder / "so")]
    done = app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output
    assert "ô đếm lại" in done.output
    change_lines(folder, "class", lambda one: one["record"].update({"class": "other"}), 1)
    done = app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 1
    assert "bản ghi đã bị sửa" in done.output
