"""The columnar files hold what the responses say, are known by their hash, and count the same."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from base.db import db as database
from surveys.actions.columnar import FilesBehind, recount_from_files, write_files
from surveys.columnar import FileChanged
from surveys.following import follow_round
from surveys.models import ClusterTally, ColumnarFile
from tests.factories import make_content, make_place, make_round, make_version
from tests.surveys.crossing import Crossing
from tests.surveys.sending import days_of_answers, response_row, send
from tests.surveys.test_tallies import stored, wide_content_questions


def answered_round() -> tuple[Any, Any]:
    """Every type of question, some odd answers, a scan by staff, two channels."""
    raw = make_content()
    raw["sections"][1]["questions"] += wide_content_questions()
    place = make_place()
    survey_round = make_round([place], version=make_version(content=raw))
    rows = days_of_answers(survey_round, place, 7, 5, 0.7)
    rows += days_of_answers(survey_round, place, 3, 5, 0.7, channel="paper", seed=3)
    rows.append(response_row(survey_round, place, {"item_1": 9, "one": "o7", "some": ["o1", "o6"]}))
    rows.append(response_row(survey_round, place, {"days": -5, "some": ["o2"]}, place_id=None))
    rows.append(response_row(survey_round, place, {"item_1": 1}, source="test"))
    send(rows)
    return survey_round, place


def test_a_recount_from_the_files_gives_the_same_tallies(db: Any, tmp_path: Path) -> None:
    survey_round, _ = answered_round()
    follow_round(survey_round.id)
    followed = stored(survey_round.id)
    written = write_files(survey_round.id, tmp_path)
    assert [one.response_count for one in written] == [52]
    assert recount_from_files(survey_round.id, tmp_path) == 52
    database.session.commit()
    assert stored(survey_round.id) == followed


def test_a_file_that_was_changed_is_not_counted(db: Any, tmp_path: Path) -> None:
    survey_round, _ = answered_round()
    written = write_files(survey_round.id, tmp_path)
    path = tmp_path / written[0].name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(FileChanged):
        recount_from_files(survey_round.id, tmp_path)


def test_files_older_than_the_responses_are_not_counted(db: Any, tmp_path: Path) -> None:
    survey_round, place = answered_round()
    write_files(survey_round.id, tmp_path)
    send([response_row(survey_round, place, {"item_1": 5})])
    with pytest.raises(FilesBehind):
        recount_from_files(survey_round.id, tmp_path)


def test_no_column_of_a_file_tells_who_or_when(db: Any, tmp_path: Path) -> None:
    survey_round, _ = answered_round()
    name = write_files(survey_round.id, tmp_path)[0].name
    import duckdb

    shown = duckdb.sql(f"DESCRIBE SELECT * FROM '{tmp_path / name}'").fetchall()
    columns = {row[0] for row in shown}
    assert not columns & {"id", "bucket", "duration_steps", "language"}


def test_writing_again_keeps_one_file_of_a_round(app: Any, db: Any) -> None:
    survey_round, _ = answered_round()
    run = app.test_cli_runner()
    for _ in range(2):
        assert run.invoke(args=["surveys", "write-columns"]).exit_code == 0
    assert database.session.query(ColumnarFile).count() == 1
    found = run.invoke(args=["surveys", "recount", "--round", str(survey_round.id), "--from-files"])
    assert found.output == f"round {survey_round.id}: 52 responses counted from files\n"


def test_files_count_by_who_resolved_as_the_responses_do(db: Any, tmp_path: Path) -> None:
    scene = Crossing()
    scene.answer(0, None, 5, 3, 0.8)
    scene.answer(0, scene.justice, 5, 3, 0.8, seed=2)
    content = {"item_1": 9, "item_2": 9, "item_3": 9}
    send([response_row(scene.round, scene.places[1], content, channel="code", place_id=None)])
    follow_round(scene.round.id)
    followed = rows_of(scene.round.id)
    by_side = [row for row in followed if row["question_key"][0] in "<>"]
    assert {row["question_key"] for row in by_side} == {"<*", ">*", "<*service", ">*service"}
    assert {row["resolving_agency_id"] for row in by_side} == {scene.justice.id}
    write_files(scene.round.id, tmp_path)
    assert recount_from_files(scene.round.id, tmp_path) == 31
    database.session.commit()
    assert rows_of(scene.round.id) == followed


def rows_of(round_id: int) -> list[dict[str, Any]]:
    """All of cluster_tally, in the order of its key."""
    table = ClusterTally.__table__
    rows = select(table).where(ClusterTally.round_id == round_id).order_by(*table.primary_key)
    return [dict(row._mapping) for row in database.session.execute(rows)]
