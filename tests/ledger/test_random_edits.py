"""An editor with the database's own password: no single change of what counts is missed by `verify`.

What has been signed once cannot be signed anew: that is the witnesses' part (test_verification).
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    create_engine,
    select,
    text,
)
from sqlalchemy.types import TypeDecorator

from base.clock import now
from feedback.actions.comments import withdraw_comment
from ledger.verification import verify_here
from surveys.actions.codes import make_batch
from tests.feedback.commenting import comment_once, open_round
from tests.ledger.leaves import AT, seal_now
from tests.surveys.answering import answer_once, make_open_place
from tests.surveys.code_batches import Scene, settings

# table → columns that nothing in the ledger speaks of, and why it does not matter to anybody's answer.
COVERED: dict[str, set[str]] = {
    "response": set(),
    "response_number": set(),
    "response_text": set(),
    "comment": set(),
    "comment_number": set(),
    "comment_text": {"search_text", "fingerprint"},  # made from the words; lists and groups use them
    "comment_standing": {"rule", "role", "since_on", "is_about_agency", "group_id", "round_id"},
    "code_batch": {"id", "state", "made_at", "made_by_id", "printed_at", "withdrawn_reason", "revision"},
    "one_time_code": {
        "sealed", "is_handed", "handed_on", "handed", "field_key", "is_late", "filing_mode",
        "resolving_agency_id",
    },
    "code_use": {"is_settled"},
    "pending_leaf": set(),
    "ledger_leaf": set(),
    "ledger_node": set(),
    "ledger_checkpoint": set(),
    "public_record": set(),
    "legal_setting": {
        "id", "unit", "title", "title_en", "confidence", "checked_by", "checked_at",
        "changed_by_id", "changed_at",
    },
}  # fmt: skip
# Rows that the ledger does not speak of at all.
ONLY = {"legal_setting": "key LIKE 'score.%'"}
EDITS = 90


@pytest.fixture
def world(app: Flask, db: Any, client: FlaskClient) -> None:
    """Answers with words, comments shown and withdrawn, a batch of codes, settings; two checkpoints.

    One answer and one comment, both with words, still wait.
    """
    scene = Scene()
    make_batch(scene.actor, scene.plan(3), settings().secrets, now())
    db.session.commit()
    place, comment_round = make_open_place().code, open_round()
    db.session.rollback()
    for level in ("2", "4", "5"):
        answer_once(client, place, item_1=level, words=f"Chờ {level} giờ mới tới lượt")
    seal_now(app)
    for _ in range(3):
        comment_once(client, comment_round)
        db.session.rollback()
    gone = db.session.scalar(text("SELECT max(id) FROM comment"))
    withdraw_comment(gone, date(2026, 11, 23))
    db.session.commit()
    db.session.rollback()
    seal_now(app, AT + timedelta(minutes=10))
    answer_once(client, place, words="Cán bộ hướng dẫn tận tình")
    comment_once(client, comment_round)
    db.session.remove()


def faults(app: Flask) -> list[str]:
    return verify_here(app.extensions["settings"], None)[0]


def tables_of(engine: Any) -> Any:
    metadata = MetaData()
    metadata.reflect(engine, only=sorted(COVERED))
    return metadata.tables


@pytest.fixture
def editor(db: Any, world: None) -> Iterator[Any]:
    """Connections of whoever owns the database: triggers and foreign keys are no obstacle."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    options = {} if is_sqlite else {"options": "-c session_replication_role=replica"}
    engine = create_engine(db.engine.url, connect_args=options)
    if is_sqlite:
        with engine.begin() as connection:
            names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for name in list(connection.scalars(text(names))):
                connection.execute(text(f"DROP TRIGGER {name}"))
    yield engine
    engine.dispose()


def other(value: Any, column: Any, draw: random.Random) -> Any:
    """Another value of the same kind; None where none can be thought of."""
    if isinstance(value, bytes):
        at = draw.randrange(len(value)) if value else 0
        return value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :] if value else b"\x01"
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1000 if column.primary_key else value + 1
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    if isinstance(value, str):
        return f"{value}x" if len(value) < 5 else value[:-2] + value[-1] + value[-2] + "x"
    if isinstance(value, list | dict):
        return [value, 1]
    kinds = {Boolean: True, Integer: 1, Date: date(2026, 1, 1), LargeBinary: b"x", JSON: [1]}
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    return next((one for cls, one in kinds.items() if isinstance(kind, cls)), "x")


@pytest.mark.parametrize("seed", range(3))
def test_no_random_edit_of_what_counts_is_missed(app: Flask, editor: Any, seed: int) -> None:
    draw = random.Random(seed)
    assert faults(app) == []
    tables, missed = tables_of(editor), []
    for _ in range(EDITS // 3):
        table = tables[draw.choice(sorted(COVERED))]
        with editor.begin() as connection:
            chosen = select(table).where(text(ONLY.get(table.name, "1 = 1")))
            rows = [dict(one._mapping) for one in connection.execute(chosen)]
            if not rows:
                continue
            told, undo = edit(connection, table, draw.choice(sorted(rows, key=str)), draw)
        if not faults(app):
            missed.append(told)
        with editor.begin() as connection:
            connection.execute(undo)
    assert missed == []
    assert faults(app) == []


def edit(connection: Any, table: Any, row: dict[str, Any], draw: random.Random) -> tuple[str, Any]:
    """One UPDATE or DELETE; (what it was, the statement that undoes it)."""
    same = [table.c[key.name] == row[key.name] for key in table.primary_key]
    if draw.random() < 0.25:
        connection.execute(table.delete().where(*same))
        return f"DELETE {table.name} {row}", table.insert().values(row)
    column = draw.choice([one for one in table.c if one.name not in COVERED[table.name]])
    value = other(row[column.name], column, draw)
    connection.execute(table.update().where(*same).values({column.name: value}))
    changed = {**row, column.name: value}
    same = [table.c[key.name] == changed[key.name] for key in table.primary_key]
    undo = table.update().where(*same).values({column.name: row[column.name]})
    return f"UPDATE {table.name}.{column.name}: {row[column.name]!r} → {value!r}", undo


INSERTED = {
    "response_text": "INSERT INTO response_text SELECT round_id, response_id, 'khac', text, {0} "
    "FROM response_text LIMIT 1",
    "code_use": "INSERT INTO code_use (code_hash, is_settled) "
    "SELECT code_hash, {0} FROM one_time_code LIMIT 1",
}


@pytest.mark.parametrize("table", sorted(INSERTED))
def test_words_or_spent_codes_slipped_in_are_named(app: Flask, editor: Any, table: str) -> None:
    no = "0" if editor.dialect.name == "sqlite" else "false"
    with editor.begin() as connection:
        connection.execute(text(INSERTED[table].format(no)))
    assert faults(app)


LEAVES = {"sealed": "ledger_leaf", "waiting": "pending_leaf"}
# table → which of its rows are meant: those whose leaf is in that table.
ROWS_OF = {
    "response_number": "number_hash IN (SELECT number_hash FROM {leaves})",
    "response_text": "response_id IN (SELECT response_id FROM response_number"
    " JOIN {leaves} USING (number_hash))",
    "comment_text": "comment_id IN (SELECT comment_id FROM comment_number"
    " JOIN {leaves} USING (number_hash))",
}
ROWS_OF["comment_standing"] = ROWS_OF["comment_text"]


@pytest.mark.parametrize("leaves", sorted(LEAVES))
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE comment_standing SET visibility = 'hidden'", "stands otherwise"),
        ("UPDATE comment_text SET text = 'Tôi hoàn toàn đồng ý'", "altered"),
        ("DELETE FROM comment_text", "is gone"),
        ("UPDATE response_text SET text = 'Rất hài lòng'", "altered"),
        ("DELETE FROM response_text", "is gone"),
        ("UPDATE response_number SET key_hash = content_hash", "altered"),
    ],
)
def test_what_an_insider_would_want_to_change_is_named(
    app: Flask, editor: Any, change: str, told: str, leaves: str
) -> None:
    """By the leaf, in the ledger or waiting for its place."""
    table = change.split()[1] if change.startswith("UPDATE") else change.split()[2]
    rows = ROWS_OF[table].format(leaves=LEAVES[leaves])
    with editor.begin() as connection:
        done = connection.execute(text(f"{change} WHERE {rows}"))
        assert done.rowcount > 0
    found = [one for one in faults(app) if told in one]
    assert len(found) == done.rowcount
    if table != "comment_standing":
        assert all(one.startswith("mục chờ vào sổ") == (leaves == "waiting") for one in found)


def test_a_setting_changed_behind_the_ledgers_back_is_named(app: Flask, editor: Any) -> None:
    change = "UPDATE legal_setting SET value = '[3]' WHERE key = 'score.official_channels'"
    with editor.begin() as connection:
        connection.execute(text(change))
    assert any("quy định" in one for one in faults(app))
