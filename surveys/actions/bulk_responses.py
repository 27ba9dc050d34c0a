"""Many responses at once, with all that a single one leaves behind: for imports, the demo, benches.

Rows are tuples in the order of the columns below. Nothing is checked here and nothing is committed; tallies
are marked as behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from base.db import db
from surveys.actions.tallies import mark_tallies_stale

RESPONSE_COLUMNS = (
    "round_id",
    "id",
    "agency_id",
    "place_id",
    "questionnaire_version_id",
    "channel",
    "source",
    "respondent_kind",
    "language",
    "cluster_id",
    "month",
    "iso_week",
    "bucket",
    "duration_steps",
    "cap_rank",
    "at_desk",
    "is_late",
    "answers",
)
_COLUMNS = {
    "visit_cluster": ("id", "agency_id", "place_id", "channel", "day"),
    "response": RESPONSE_COLUMNS,
    "response_number": ("number_hash", "key_hash", "content_hash", "round_id", "response_id"),
    "pending_leaf": ("commitment", "type", "number_hash"),
    "response_text": ("round_id", "response_id", "question_key", "text"),
    "response_trace": ("round_id", "response_id", "day", "sealed"),
    "one_time_code": (
        "code_hash",
        "batch_id",
        "is_handed",
        "field_key",
        "is_late",
        "filing_mode",
        "handed_on",
        "handed",
    ),
    "code_use": ("code_hash", "is_settled"),
    "answer_link": ("round_id", "response_id", "day", "sealed"),
    "supersession": ("round_id", "old_response_id", "new_response_id"),
    "dossier_count": (
        "agency_id",
        "day",
        "field_key",
        "is_late",
        "filing_mode",
        "revision",
        "dossier_count",
        "source",
        "received_at",
        "received_from",
    ),
}

Row = tuple[Any, ...]


def as_columns(table: str, row: Row) -> dict[str, Any]:
    return dict(zip(_COLUMNS[table], row, strict=True))


@dataclass
class ResponseBlock:
    """What a batch of responses of one round leaves in each table."""

    round_id: int
    clusters: list[Row] = field(default_factory=list)
    responses: list[Row] = field(default_factory=list)
    numbers: list[Row] = field(default_factory=list)
    leaves: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    traces: list[Row] = field(default_factory=list)


def write_responses(block: ResponseBlock) -> int:
    """Adds the block to the transaction at hand; returns how many responses it holds."""
    insert_rows("visit_cluster", block.clusters)
    insert_rows("response", block.responses)
    insert_rows("response_number", block.numbers)
    insert_rows("pending_leaf", block.leaves)
    insert_rows("response_text", block.texts)
    insert_rows("response_trace", block.traces)
    mark_tallies_stale(block.round_id)
    return len(block.responses)


def insert_rows(table: str, rows: Sequence[Row]) -> None:
    """Rows of one of the tables above; PostgreSQL takes them by COPY, SQLite by one prepared statement."""
    if not rows:
        return
    columns = _COLUMNS[table]
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor:
            named = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
            with cursor.copy(named) as copy:
                for row in rows:
                    copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
    connection.exec_driver_sql(statement, [tuple(map(_plain, row)) for row in rows])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
