"""Every published figure is counted anew from opened records; what does not follow is named."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from agencies.models import AgencyKind, Role
from agencies.roles import Viewer
from ledger.opening import opening_lines, write_opening
from ledger.signing import second_copy_of
from ledger.tools import verify_ledger as verifier
from ledger.verification import verify_elsewhere, verify_here
from scoring.intervals import korn_graubard, t_quantile
from tests.factories import make_agency
from tests.ledger.leaves import commit_responses, commit_weights, seal_now
from tests.ledger.test_verification import behind_its_back
from tests.surveys.coded import count_dossiers, issue
from tests.surveys.crossing import Crossing
from tests.surveys.seeding import make_small_province, publish_small_province
from tests.surveys.test_indices_official import coded_round

AFTER = datetime(2027, 1, 5, tzinfo=UTC)
ON_TIME, LATE = "land|on_time|counter", "land|late|counter"


@pytest.fixture
def published(app: Flask, db: Any) -> list[int]:
    """The snapshots of a round, published and in the ledger."""
    survey_round, owner = make_small_province(communes=3)
    commit_responses(app)
    found = [one.id for one in publish_small_province(survey_round, owner, by_quarter=False)]
    seal_now(app)
    return found


def faults(app: Flask) -> list[str]:
    return verify_here(app.extensions["settings"], None)[0]


def test_published_figures_follow_from_the_opened_records(app: Flask, published: list[int]) -> None:
    assert faults(app) == []


@pytest.mark.parametrize(
    "change",
    [
        "share = share + 0.02",
        "n_valid = n_valid + 1",
        "low = low - 0.01",
        "levels = '[1, 2, 3, 4, 5]'",
        "rank_low = 1",
        "withheld = NULL, notes = '[]'",
    ],
)
def test_an_edited_cell_of_a_published_snapshot_is_named(
    app: Flask, db: Any, published: list[int], change: str
) -> None:
    where = "share IS NOT NULL AND measure = 'item'"
    if change.startswith("withheld"):
        where = "withheld IS NOT NULL"
    if change.startswith("rank"):
        where = "rank_low > 1"
    one = f"(SELECT min(id) FROM index_cell WHERE {where})"
    behind_its_back(db, "index_cell", f"UPDATE index_cell SET {change} WHERE id = {one}")
    found = faults(app)
    assert all("bảng số liệu / snapshot" in one for one in found)
    assert any("khác với bản đã công bố" in one for one in found)
    (made_again,) = [one for one in found if "does not come out again" in one]
    column = change.split(" ")[0]
    assert f", {column}: " in made_again


@pytest.mark.parametrize(
    "change",
    [
        "variance = variance * 1.01",
        "df = df + 1",
        "n_eff = n_eff - 1",
        "mean_score = mean_score + 0.01",
        "rank_high = rank_high + 1",
        "against_province = 'above'",
        "is_usable = NOT is_usable",
        "channel_mix = '{\"open_qr\": 7}'",
    ],
)
def test_every_figure_of_a_cell_is_made_again(
    app: Flask, db: Any, published: list[int], change: str
) -> None:
    """The cell is named even where somebody took care of the hash that was signed."""
    from surveys.ledger_checks import figure_faults

    column = change.split(" ")[0]
    one = "(SELECT min(id) FROM index_cell WHERE measure = 'overall' AND rank_low IS NOT NULL)"
    behind_its_back(db, "index_cell", f"UPDATE index_cell SET {change} WHERE id = {one}")
    (fault,) = figure_faults()
    assert f" overall, {column}: " in fault
    db.session.rollback()


@pytest.fixture
def official(app: Flask, db: Any) -> int:
    """Weighted figures of coded answers, published and in the ledger."""
    with time_machine.travel(AFTER, tick=False):
        classes = ({ON_TIME: 300, LATE: 100}, {ON_TIME: 8, LATE: 4})
        survey_round, _, _ = coded_round(classes, ({ON_TIME: 200, LATE: 40}, {ON_TIME: 3, LATE: 1}))
        home = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
        survey_round.owner_agency_id = home.id
        commit_responses(app)
        commit_weights(app)
        owner = Viewer(None, home.id, ((Role.DEPARTMENT, None),))
        (snapshot,) = publish_small_province(survey_round, owner, by_quarter=False)
        seal_now(app, AFTER)
    assert snapshot.sample == "official"
    return snapshot.id


def test_weighted_figures_come_out_again(app: Flask, official: int) -> None:
    (nobody_spent_a_code,) = faults(app)
    assert "0 mã đã dùng" in nobody_spent_a_code


@pytest.mark.parametrize(
    "change",
    [
        ("response_class", "class_key = 'land|late|counter' WHERE class_key LIKE '%on_time%'"),
        ("dossier_count", "dossier_count = dossier_count + 50 WHERE is_late"),
    ],
)
def test_whoever_changes_what_weighs_is_named_and_so_are_the_figures(
    app: Flask, db: Any, official: int, change: tuple[str, str]
) -> None:
    table, what = change
    behind_its_back(db, table, f"UPDATE {table} SET {what}")
    found = faults(app)
    assert any("bản ghi đã bị sửa" in one for one in found)
    assert any("does not come out again" in one for one in found)


def test_a_published_snapshot_that_is_gone_is_named(
    app: Flask, db: Any, published: list[int]
) -> None:
    change = f"UPDATE index_snapshot SET state = 'computed' WHERE id = {published[0]}"
    behind_its_back(db, "index_snapshot", change)
    (fault,) = faults(app)
    assert f"snapshot {published[0]}" in fault
    assert "không còn bản đã công bố" in fault


def test_figures_that_were_published_wrong_are_named_cell_by_cell(
    app: Flask, db: Any, published: list[int]
) -> None:
    """Whoever computes and signs wrong figures, with record, leaf and hash in order, is found out too."""
    from surveys.models import IndexSnapshot
    from surveys.queries.snapshots import list_cells
    from surveys.reports.snapshots import content_hash

    snapshot = db.session.get_one(IndexSnapshot, published[0])
    cells = list_cells(snapshot.id)
    wrong = next(one for one in cells if one.measure == "item" and one.share and one.agency_id)
    before, wrong.share = wrong.share, 0.99
    snapshot.content_hash = content_hash(snapshot, cells)
    db.session.flush()
    settings = app.extensions["settings"]
    told_lines = list(opening_lines(settings))
    db.session.rollback()
    folder = second_copy_of(settings).folder
    records = folder / "records.jsonl"
    lines = [json.loads(one) for one in records.read_text(encoding="utf-8").splitlines()]
    assert [one["event"] for one in lines].count("score") == 1
    opening = [json.loads(one) for one in told_lines]
    told = next(one for one in opening if one["type"] == "snapshot" and one["id"] == published[0])
    fake = {"event": "score", "snapshot": published[0]}
    names = ("round", "period", "sample", "method", "settings", "cells")
    document = verifier.canonical({name: told[name] for name in names})
    fake["content_hash"] = verifier.hashlib.sha256(document).hexdigest()
    ledger = verifier.Records([*(verifier.canonical(one).decode() for one in lines)])
    ledger.texts[b""] = verifier.canonical(fake).decode()
    openings = verifier.Openings(told_lines)
    for at, data in enumerate(verifier.Folder(folder).leaves()):
        openings.check(at, json.loads(data))
    scores = verifier.Scores(openings.snapshots, ledger)
    assert openings.end(scores.note, scores.take) == []
    limit, fault = scores.end()
    assert "is not the limit of its own p" in limit
    assert f"share: 0.99 ≠ {before}"[:18] in fault
    assert scores.cells > 40


@pytest.mark.parametrize(
    ("p", "n", "size", "df"),
    [
        (0.83, 240, 180.0, 19),
        (0.5, 30, 30.0, 3),
        (1.0, 150, 150.0, 12),
        (0.97, 5000, 812.5, 640.25),
    ],
)
def test_the_verifiers_intervals_are_those_of_the_method(
    p: float, n: int, size: float, df: float
) -> None:
    variance = p * (1 - p) / size
    limits = korn_graubard(p, variance, n, df)
    low, high = float(limits.low), float(limits.high)
    assert verifier.interval_fault(p, variance, n, df, low, high) == ""
    assert verifier.interval_fault(p, variance, n, df, low - 0.001, high) == "low"
    if p < 1:
        assert verifier.interval_fault(p, variance, n, df, low, high + 0.001) == "high"
    assert verifier.t_quantile(df) == pytest.approx(float(t_quantile(df)), rel=1e-9)


def test_each_period_and_the_whole_are_counted_from_their_own_part_of_the_ledger(
    app: Flask, db: Any
) -> None:
    survey_round, owner = make_small_province(communes=2)
    commit_responses(app)
    publish_small_province(survey_round, owner)
    seal_now(app)
    assert faults(app) == []


def test_the_stand_alone_verifier_counts_figures_anew_from_the_second_copy(
    app: Flask, published: list[int], tmp_path: Path
) -> None:
    settings, file = app.extensions["settings"], tmp_path / "mo.jsonl"
    write_opening(settings, file)
    folder = str(second_copy_of(settings).folder)
    assert verify_elsewhere(settings, folder, file)[0] == []
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [one for one in lines if json.loads(one)["type"] != "snapshot"]
    file.write_text("\n".join(kept), encoding="utf-8")
    found = verify_elsewhere(settings, folder, file)[0]
    assert len(found) == 1
    assert "không còn bản đã công bố" in found[0]


def test_an_edited_answer_is_named_and_so_is_every_figure_it_went_into(
    app: Flask, db: Any, published: list[int]
) -> None:
    one = "(SELECT min(id) FROM response)"
    zeros = "zeroblob(1)" if db.engine.dialect.name == "sqlite" else "'\\x00'::bytea"
    change = f"UPDATE response SET answers = {zeros} WHERE id = {one}"
    behind_its_back(db, "response", change)
    found = faults(app)
    assert "bản ghi đã bị sửa" in found[0]
    assert any("does not follow" in told for told in found[1:])
    assert db.session.scalar(text("SELECT count(*) FROM index_snapshot")) == 1


def test_what_replaced_a_left_out_answer_is_counted_as_left_out_by_the_verifier() -> None:
    from ledger.tools import verify_ledger as verifier

    scores = verifier.Scores([], verifier.Records([]))
    scores.left_out = {b"old": [(3, 1)], b"other": [(3, 1), (6, -1)]}
    for number, commitment in ((1, b"old"), (2, b"new"), (4, b"other"), (5, b"newer")):
        scores.note(0, "response", {"round_id": 7, "id": number}, commitment)
    for index, old, new in ((4, 1, 2), (5, 4, 5)):
        scores.note(index, "supersede", {"round_id": 7, "old": old, "new": new}, b"")
    new, newer = {"round_id": 7, "id": 2}, {"round_id": 7, "id": 5}
    assert scores.standing({"round_id": 7, "id": 1}, b"old", 9) is None
    assert scores.standing(new, b"new", 9) is True
    assert scores.standing(new, b"new", 3) is False  # before anything was decided
    assert scores.standing(newer, b"newer", 6) is True
    assert scores.standing(newer, b"newer", 9) is False  # restored


@pytest.fixture
def crossed(app: Flask, db: Any) -> int:
    """Figures of coded answers, some of whose dossiers another agency resolved, in the ledger."""
    with time_machine.travel(AFTER, tick=False):
        scene = Crossing()
        for number, commune in enumerate(scene.communes):
            count_dossiers(commune, {ON_TIME: 200, LATE: 100})
            issue(scene.round, commune, {ON_TIME: 200, LATE: 100})
            scene.answer(number, None, 20, 3, 0.9, ON_TIME)
            scene.answer(number, None, 20, 1, 0.6, LATE, seed=2)
            scene.answer(number, scene.justice, 20, 2, 0.7, LATE, seed=3)
        scene.answer(0, scene.communes[1], 20, 1, 0.5, LATE, seed=4)
        scene.answer(0, scene.owner, 20, 1, 0.5, LATE, seed=5)
        commit_responses(app)
        commit_weights(app)
        owner = Viewer(None, scene.owner.id, ((Role.DEPARTMENT, None),))
        (snapshot,) = publish_small_province(scene.round, owner, by_quarter=False)
        seal_now(app, AFTER)
    return snapshot.id


def test_figures_of_who_resolved_come_out_again(app: Flask, db: Any, crossed: int) -> None:
    from surveys.models import IndexCell

    told = db.session.query(IndexCell).filter(IndexCell.resolved_count.is_not(None)).all()
    assert sorted(one.resolved_count for one in told) == [20, 80]
    (nobody_spent_a_code,) = faults(app)
    assert "0 mã đã dùng" in nobody_spent_a_code


def test_whoever_changes_who_resolved_is_named_and_so_are_the_figures(
    app: Flask, db: Any, crossed: int
) -> None:
    behind_its_back(db, "response_class", "UPDATE response_class SET resolving_agency_id = NULL")
    found = faults(app)
    assert any("bản ghi đã bị sửa" in one for one in found)
    assert any("does not follow" in one for one in found)
    assert any("does not come out again" in one for one in found)


@pytest.mark.parametrize("change", ["resolved_count = resolved_count + 1", "n = n + 1"])
def test_whoever_changes_how_many_answers_came_from_elsewhere_is_named(
    app: Flask, db: Any, crossed: int, change: str
) -> None:
    where = "resolved_count IS NOT NULL"
    behind_its_back(db, "index_cell", f"UPDATE index_cell SET {change} WHERE {where}")
    found = faults(app)
    column = change.split(" ")[0]
    assert any(f", {column}: " in one and "does not come out again" in one for one in found)


def test_a_snapshot_of_the_method_before_is_made_again_as_it_was(
    app: Flask, db: Any, crossed: int
) -> None:
    """Every item counted for the receiving office, and nothing of whom items rate was signed."""
    from dataclasses import replace

    from sqlalchemy import insert

    from surveys.models import IndexCell, IndexSnapshot
    from surveys.reports.computing.snapshot import snapshot_rows
    from surveys.reports.recounting import difference, inputs_of
    from surveys.rules.credit import Credit

    master = app.extensions["settings"].secrets.ledger_master.encode()
    made = db.session.get_one(IndexSnapshot, crossed)
    inputs = replace(inputs_of(made, master), credit=Credit())
    settings = {name: value for name, value in made.settings.items() if name != "credit"}
    old = IndexSnapshot(round_id=made.round_id, method_version="v2", settings=settings)
    old.sample = made.sample
    db.session.add(old)
    db.session.flush()
    rows = [{**row, "snapshot_id": old.id} for row in snapshot_rows(inputs).rows]
    db.session.execute(insert(IndexCell), rows)
    assert difference(old, master) == ""
    assert {row["agency_id"] for row in rows} != {one.agency_id for one in _cells(crossed)}
    db.session.rollback()


def _cells(snapshot_id: int) -> Any:
    from surveys.queries.snapshots import list_cells

    return list_cells(snapshot_id)
