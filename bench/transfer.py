"""Export of a million responses: rows a second and peak memory, on SQLite and on PostgreSQL.

Every export runs in a process of its own, as in the worker; time is from the first query to the whole
archive on disk (CSV, dictionary, words), memory the process's greatest resident size.
`python -m bench.transfer URL DIR FORMAT` is one such process; BENCH_RESPONSES changes the million.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from base.db import db
from bench.filled import fill, make_app
from bench.memory import peak_mb
from bench.row import Row
from tests.postgres_server import URL as POSTGRES_URL
from tests.postgres_server import is_running, start

RESPONSES = int(os.environ.get("BENCH_RESPONSES", "1000000"))
RUNS = 3
ROWS_A_SECOND = 100_000
GROWTH = 1.25  # memory at a million against memory at a tenth: constant but for noise
MOST_MB = 1_024


def measure() -> list[Row]:
    if not is_running():
        start()
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        rows = _measure_on("SQLite", f"sqlite:///{folder}/full.sqlite", directory)
        with _postgres_database() as url:
            rows += _measure_on("PostgreSQL", url, directory)
    return rows


@contextmanager
def _postgres_database() -> Iterator[str]:
    name = f"bench_{uuid.uuid4().hex[:8]}"
    url = make_url(POSTGRES_URL)
    admin = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]


def _measure_on(database: str, url: str, directory: Path) -> list[Row]:
    app = make_app(url, directory)
    large = fill(app, RESPONSES)
    with app.app_context():
        small = _copy_tenth(large)
        db.session.remove()
        db.engine.dispose()
    runs = [_export(url, directory, "csv", large) for _ in range(RUNS)]
    tenth = _export(url, directory, "csv", small)
    speed = statistics.median(one["rows"] / one["seconds"] for one in runs)
    peak = max(one["peak_mb"] for one in runs)
    cpu = statistics.median(one["rows"] / one["cpu_seconds"] for one in runs)
    note = f"{runs[0]['rows']:,} responses, median of {RUNS}; {cpu:,.0f} rows per second of CPU"
    return [
        Row(f"CSV export, {database}", speed, "rows/s", ROWS_A_SECOND, ">=", note=note),
        Row(
            f"CSV export's memory against a tenth, {database}",
            peak,
            "MB",
            GROWTH,
            "<=",
            floor=tenth["peak_mb"],
            note=f"peak of the whole process; floor: {tenth['rows']:,} responses",
        ),
        *(_other_format(url, directory, kind, large, database) for kind in ("jsonl", "sav")),
    ]


def _other_format(url: str, directory: Path, kind: str, round_id: int, database: str) -> Row:
    run = _export(url, directory, kind, round_id)
    note = f"{run['rows'] / run['seconds']:,.0f} rows/s"
    name = f"{kind} export's memory, {database}"
    return Row(name, run["peak_mb"], "MB", MOST_MB, "<=", note=note)


def _copy_tenth(round_id: int) -> int:
    """A second round with a tenth of the responses."""
    from sqlalchemy import insert, literal, select

    from surveys.actions.partitions import make_partition
    from surveys.models import Response, SurveyRound
    from tests.factories import make_round

    survey_round = db.session.get_one(SurveyRound, round_id)
    other = make_round(version=survey_round.version, state="closed")
    make_partition(other.id)
    table: Any = Response.__table__
    columns = [one for one in table.c if one.name != "round_id"]
    tenth = select(literal(other.id), *columns).where(table.c.round_id == round_id)
    names = ["round_id", *(one.name for one in columns)]
    statement = insert(table).from_select(names, tenth.limit(RESPONSES // 10))
    db.session.execute(statement)
    db.session.commit()
    return int(other.id)


def _export(url: str, directory: Path, kind: str, round_id: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.transfer", url, str(directory), kind, str(round_id)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def run_once(url: str, directory: Path, kind: str, round_id: int) -> dict[str, Any]:
    from base.db import reading
    from surveys.exports.bundle import write_bundle
    from surveys.exports.plan import plan_export

    path = directory / f"{uuid.uuid4().hex}.zip"
    with make_app(url, directory).app_context():
        began, cpu_began = time.perf_counter(), time.process_time()
        with reading():
            plan = plan_export(round_id, kind)
            db.session.expunge_all()
            db.session.rollback()
        write_bundle(path, plan, is_demo=True, told=lambda done: None)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu_began
    path.unlink()
    return {
        "rows": plan.response_count,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "peak_mb": peak_mb(),
    }


if __name__ == "__main__":
    print(json.dumps(run_once(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))))
