"""Parquet files of a round's answers, one a questionnaire version, and the count through DuckDB.

A row is a response without its number, its text and its instant, with its standing and its dossier class as
they were when the file was written (`seen` counts the response and the notes about it); rows are sorted
by agency, month and cluster, so their order tells nothing of the order in which they came. Only the
worker and commands import this: DuckDB stays out of processes that serve pages.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from surveys.packing import slots
from surveys.questionnaire_content import MULTIPLE, NUMBER, RATING, Content, Question
from surveys.tallies import ClusterKey, TallyBlock, items_by_key

KEYS = {
    "agency_id": "INTEGER",
    "channel": "VARCHAR",
    "month": "INTEGER",
    "iso_week": "INTEGER",
    "cluster_id": "BIGINT",
    "standing": "VARCHAR",
    "class_key": "VARCHAR",
    "resolving_agency_id": "INTEGER",
    "seen": "UTINYINT",
    "place_id": "INTEGER",
    "respondent_kind": "VARCHAR",
}
GROUPS = (
    "agency_id",
    "channel",
    "month",
    "iso_week",
    "cluster_id",
    "standing",
    "class_key",
    "resolving_agency_id",
)
_TYPES = {1: "UTINYINT", 2: "USMALLINT", 4: "INTEGER"}
MEMORY = "300MB"
SLICE = 700_000
Columns = Mapping[str, NDArray[Any]]


class FileChanged(Exception):
    """A columnar file is not the one that was written: its hash differs."""


def connect() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute("SET enable_progress_bar = false")
    return connection


def question_columns(content: Content) -> dict[str, str]:
    """question key → column; keys are checked when a questionnaire is published, and quoted here."""
    return {key: f'"q_{key}"' for key in slots(content)}


def write_file(path: Path, content: Content, chunks: Iterable[Columns]) -> int:
    """Writes the responses to `path`; each chunk has the columns KEYS and `answers`. Returns how many."""
    columns = question_columns(content)
    layout = slots(content)
    types = [f"{name} {kind}" for name, kind in KEYS.items()]
    types += [f"{columns[key]} {_TYPES[width]}" for key, (_, width) in layout.items()]
    count = 0
    with connect() as connection:
        connection.execute(f"SET temp_directory = '{path.parent}'")
        connection.execute(f"CREATE TABLE answered ({', '.join(types)})")
        for chunk in chunks:
            values = {name: chunk[name] for name in KEYS}
            values |= _unpacked(chunk["answers"], layout)
            connection.register("chunk", values)
            connection.execute("INSERT INTO answered SELECT * FROM chunk")
            connection.unregister("chunk")
            count += len(chunk["answers"])
        order = "agency_id, month, cluster_id, " + ", ".join(columns.values())
        connection.execute(
            f"COPY (SELECT * FROM answered ORDER BY {order}) TO '{path}' (FORMAT parquet)"  # noqa: S608
        )
    return count


def _unpacked(answers: NDArray[Any], layout: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    """One integer array a question from packed bytes (n,)."""
    width = sum(one for _, one in layout.values())
    packed = np.frombuffer(b"".join(answers.tolist()), np.uint8).reshape(len(answers), width)
    found: dict[str, Any] = {}
    for key, (offset, size) in layout.items():
        part = np.ascontiguousarray(packed[:, offset : offset + size])
        found[f"q_{key}"] = part.view({1: "u1", 2: ">u2", 4: ">i4"}[size]).reshape(-1)
        found[f"q_{key}"] = found[f"q_{key}"].astype({1: "u1", 2: "u2", 4: "i4"}[size])
    return found


def hash_of(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def check_file(path: Path, sha256: str) -> None:
    if hash_of(path) != sha256:
        raise FileChanged(path.name)


def count_file(path: Path, content: Content, by: Sequence[str] = ()) -> dict[str, NDArray[Any]]:
    """Counts of every group: GROUPS (and the columns in `by`), place_id, responses, seen, q/0 … q/6.

    One array of G entries each; the seven columns of a question are those of `surveys.tallies`. The
    file is sorted by agency and counted in slices of agencies, so that memory stays small.
    """
    parts = []
    with connect() as connection:
        sums = _sums(content, _knows_resolvers(connection, path))
        sql = _counting(path, sums, [*GROUPS, *by])
        for first, last in _slices(connection, path):
            found = connection.execute(sql, [first, last]).fetchnumpy()
            parts.append({name: _small(np.ma.filled(one, 0)) for name, one in found.items()})
    counts = {name: np.concatenate([part.pop(name) for part in parts]) for name in list(parts[0])}
    for key in sums:
        given = sum(counts[f"{key}/{place}"] for place in range(6))
        if f"{key}/6" not in counts:
            counts[f"{key}/6"] = counts["responses"] - given
    return counts


def _counting(path: Path, sums: Mapping[str, list[str]], groups: Sequence[str]) -> str:
    """What is left blank follows from the rest, but for several choices."""
    counts = []
    for key, columns in sums.items():
        kept = columns if "<blank>" not in columns else columns[:6]
        counts += [f'{one} AS "{key}/{place}"' for place, one in enumerate(kept)]
    names = ", ".join(groups)
    return (
        f"SELECT {names}, max(place_id) AS place_id, count(*) AS responses, "  # noqa: S608
        f"sum(seen)::BIGINT AS seen, {', '.join(counts)} "
        f"FROM read_parquet('{path}') WHERE agency_id BETWEEN ? AND ? GROUP BY {names} ORDER BY {names}"
    )


def _knows_resolvers(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    sql = f"SELECT max(resolving_agency_id) FROM read_parquet('{path}')"  # noqa: S608
    found = connection.execute(sql).fetchone()
    return bool(found and found[0])


def _slices(connection: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[int, int]]:
    """Spans of agency ids with about a million responses each, in order."""
    sizes = connection.execute(
        f"SELECT agency_id, count(*) FROM read_parquet('{path}') GROUP BY 1 ORDER BY 1"  # noqa: S608
    ).fetchall()
    spans: list[tuple[int, int]] = []
    size = SLICE
    for agency, count in sizes:
        if size >= SLICE:
            spans.append((agency, agency))
            size = 0
        spans[-1] = (spans[-1][0], agency)
        size += count
    return spans or [(0, 0)]


def _small(values: NDArray[Any]) -> NDArray[Any]:
    """Counts in half the space, words without an object each; cluster ids as they are."""
    if values.dtype == object:
        return values.astype(str)
    if values.dtype != np.int64 or (len(values) and values.max() > np.iinfo(np.int32).max):
        return values
    return values.astype(np.int32)


def _sums(content: Content, by_side: bool) -> dict[str, list[str]]:
    """question key (and the keys of sections and of the whole) → its seven counts as SQL."""
    columns = question_columns(content)
    sums = {
        question.key: _question_sums(question, columns[question.key])
        for question in content.questions
        if question.key in columns
    }
    for name, items in items_by_key(content, by_side).items():
        sums[name] = _given(_any_level([columns[one] for one in items]) if items else "false")
    return sums


def _question_sums(question: Question, column: str) -> list[str]:
    if question.type == NUMBER:
        return _given(f"{column} <> -2147483648")
    if question.type == MULTIPLE:
        ticked = [f"count_if(({column} >> {bit}) & 1 = 1)" for bit in range(5)]
        return [*ticked, f"count_if({column} >> 5 > 0)", f"count_if({column} = 0)"]
    none = f"{column} = 9" if question.type == RATING else f"{column} > 5"
    levels = [f"count_if({column} = {level})" for level in range(1, 6)]
    return [*levels, f"count_if({none})", "<blank>"]


def _any_level(columns: Sequence[str]) -> str:
    return " OR ".join(f"{column} BETWEEN 1 AND 5" for column in columns)


def _given(condition: str) -> list[str]:
    return [f"count_if({condition})", *["0"] * 5, "<blank>"]


def tally_file(path: Path, content: Content) -> TallyBlock:
    """The same block as `surveys.tallies.tally` makes of the responses themselves."""
    found = count_file(path, content)
    keys = [
        ClusterKey(*row) for row in zip(*(found[name].tolist() for name in GROUPS), strict=True)
    ]
    places = [one or None for one in found["place_id"].tolist()]
    counts = {
        key: np.stack([found[f"{key}/{place}"].astype(np.int64) for place in range(7)], axis=1)
        for key in {name[:-2]: None for name in found if name.endswith("/0")}
    }
    responses, seen = found["responses"].astype(np.int64), found["seen"].astype(np.int64)
    return TallyBlock(keys, places, responses, seen, counts)
