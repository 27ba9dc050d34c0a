"""An editor with the database's own password: no single change of what counts is missed by `verify`.

What has been signed once cannot be signed anew: that is the witnesses' part (test_verification).
"""

import os
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    create_engine,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import TypeDecorator

from ledger.verification import verify_here
from tests.ledger.worlds import make_answers, make_figures, make_weights

# table → columns that nothing in the ledger speaks of, and why it does not matter to anybody's figure.
COVERED: dict[str, set[str]] = {
    "response": set(),
    "response_number": set(),
    "response_text": set(),
    "comment": set(),
    "comment_number": set(),
    "comment_text": {"search_text", "fingerprint"},  # made from the words; lists and groups use them
    "comment_standing": {"rule", "role", "since_on", "is_about_agency", "group_id", "round_id"},
    "code_batch": {"id", "state", "made_at", "made_by_id", "printed_at", "withdrawn_reason", "revision"},
    "one_time_code": {"sealed", "is_handed", "handed_on", "handed"},  # for a few days only
    "code_use": {"is_settled"},
    "response_class": set(),
    "supersession": set(),
    "dossier_count": {"id", "source", "received_at", "received_from"},  # who sent it: the audit trail
    "exclusion_act": {"id", "decided_at"},
    "excluded_response": set(),
    "paper_batch": {
        "paper", "second_language", "state", "made_at", "made_by_id", "collected_on", "handed_over_by",
        "witness_id", "declared_at", "declared_by_id", "first_clerk_id", "second_clerk_id", "closed_at",
        "closed_by_id", "revision",
    },
    "paper_form": {"words", "response_id", "state"},  # a form becomes a response, which is what counts
    "index_snapshot": {
        "state", "computed_at", "signed_at", "signed_by_id", "release_at", "release_by_id", "published_at",
    },
    "index_cell": {"id"},
    "round_result": {"id", "staff_id", "published_at"},
    "pending_leaf": set(),
    "ledger_leaf": set(),
    "ledger_node": set(),
    "ledger_checkpoint": set(),
    "ledger_event": set(),
    "public_record": set(),
    "legal_setting": {
        "id", "unit", "title", "title_en", "confidence", "checked_by", "checked_at",
        "changed_by_id", "changed_at",
    },
}  # fmt: skip
# Rows that count; so codes of batches that may still be handed out do not, and forms nobody filled in.
ONLY = {
    "legal_setting": "key LIKE 'score.%'",
    "paper_form": "outcome = 'filled'",  # what stands on others counts for nothing
    "one_time_code": "batch_id IN (SELECT id FROM code_batch WHERE issue_day < '2026-11-15')",
}
EDITS, SEEDS = 15, 3
WORLDS = {"answers": make_answers, "weights": make_weights, "figures": make_figures}


@pytest.fixture
def world(app: Flask, db: Any, client: FlaskClient, request: pytest.FixtureRequest) -> None:
    WORLDS[getattr(request, "param", "answers")](app, client)
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


def other_text(value: str, longest: int | None) -> str:
    """Longer by a letter, or with another last one where the column is full."""
    found = f"{value}x" if len(value) < 5 else value[:-2] + value[-1] + value[-2] + "x"
    is_full = longest is not None and len(found) > longest
    return value[:-1] + ("y" if value.endswith("x") else "x") if is_full else found


def other(value: Any, column: Any) -> Any:
    """Another value of the same kind; None where none can be thought of."""
    if isinstance(value, bytes):
        at = random.randrange(len(value)) if value else 0
        return value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :] if value else b"\x01"
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return value + 0.01
    if isinstance(value, int):
        return value + 1000 if column.primary_key else value + 1
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    if isinstance(value, str):
        return other_text(value, getattr(column.type, "length", None))
    if isinstance(value, list | dict):
        return [value, 1]
    kinds = {
        Boolean: True,
        Integer: 1,
        Float: 1.5,
        Date: date(2026, 1, 1),
        DateTime: datetime(2026, 1, 1, tzinfo=UTC),
        LargeBinary: b"x",
        JSON: [1],
    }
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    return next((one for cls, one in kinds.items() if isinstance(kind, cls)), "x")


def single_edits(engine: Any) -> list[tuple[Any, dict[str, Any], Any]]:
    """(table, row, column to change or None to delete the row): all there are, tables and columns in turn.

    Rows have random keys; they come in no order that a seed could repeat, so every one of them is listed.
    """
    found = []
    with engine.connect() as connection:
        tables = tables_of(engine)
        for name, table in [(name, tables[name]) for name in sorted(COVERED)]:
            columns = [one for one in table.c if one.name not in COVERED[name]]
            chosen = select(table).where(text(ONLY.get(name, "1 = 1")))
            for row in sorted(connection.execute(chosen), key=str):
                found += [(table, dict(row._mapping), one) for one in (None, *columns)]
    return found


def missed(app: Flask, engine: Any, edits: Iterable[tuple[Any, dict[str, Any], Any]]) -> list[str]:
    """Those of the edits, each made and undone, after which everything seems to hold."""
    found = []
    for table, row, column in edits:
        try:
            with engine.begin() as connection:
                told, undo = edit(connection, table, row, column)
        except IntegrityError:  # the shape of the table alone refuses it
            continue
        if not faults(app):
            found.append(told)
        with engine.begin() as connection:
            connection.execute(undo)
    return found


def by_kind(engine: Any) -> dict[str, list[Any]]:
    """ "table.column" (or "table.None" to delete) → the edits of that kind."""
    kinds: dict[str, list[Any]] = {}
    for table, row, column in single_edits(engine):
        name = f"{table.name}.{column.name if column is not None else None}"
        kinds.setdefault(name, []).append((table, row, column))
    return kinds


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("world", sorted(WORLDS), indirect=True)
def test_no_random_edit_of_what_counts_is_missed(app: Flask, editor: Any, seed: int) -> None:
    """Of each table and column alike, whatever the number of its rows."""
    assert faults(app) == []
    kinds, draw = by_kind(editor), random.Random(seed)
    drawn = draw.sample(sorted(kinds), EDITS)
    assert missed(app, editor, [draw.choice(kinds[one]) for one in drawn]) == []
    assert faults(app) == []


@pytest.mark.slow
@pytest.mark.parametrize("world", sorted(WORLDS), indirect=True)
def test_no_edit_at_all_of_what_counts_is_missed(app: Flask, editor: Any) -> None:
    """Every column of every table, in one row of each; EDITS_OF_EACH takes more, a second an edit."""
    most, draw = int(os.environ.get("EDITS_OF_EACH", "1")), random.Random(0)
    chosen = [draw.sample(edits, min(most, len(edits))) for edits in by_kind(editor).values()]
    assert missed(app, editor, [one for edits in chosen for one in edits]) == []
    assert faults(app) == []


def edit(connection: Any, table: Any, row: dict[str, Any], column: Any) -> tuple[str, Any]:
    """One UPDATE or DELETE; (what it was, the statement that undoes it)."""
    same = [table.c[key.name] == row[key.name] for key in table.primary_key]
    if column is None:
        connection.execute(table.delete().where(*same))
        return f"DELETE {table.name} {row}", table.insert().values(row)
    value = other(row[column.name], column)
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
