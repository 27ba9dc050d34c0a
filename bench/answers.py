"""Answering under load: weight of the page, views, complete durable submissions, on both databases.

Each ratio is the median of several rounds in which ours and the bare app take turns.
"""

import http.client
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from sqlalchemy import create_engine, text

from bench.loads import (
    coded_submissions_per_second,
    sending_times,
    submissions_per_second,
    views_per_second,
)
from bench.row import Row
from bench.serving import codes_of_a_batch, durable_postgres, nine_questions, serving

ROUNDS = 5
BARE = "bench.bare_apps"


def measure() -> list[Row]:
    with nine_questions() as (environment, path), serving("wsgi:app", path, **environment) as ours:
        rows = [_weight(ours, path), _views(ours, path)]
    rows += _submissions("SQLite", "")
    try:
        with durable_postgres() as url:
            rows += _submissions("PostgreSQL", url)
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        print(f"PostgreSQL was not measured: {error}", file=sys.stderr)
    return rows


def _weight(address: str, path: str) -> Row:
    """What one view brings over the wire, head and body."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    page = connection.getresponse()
    head = sum(len(name) + len(value) + 4 for name, value in page.getheaders()) + 19
    body = page.read()
    connection.close()
    return Row(
        "answer page, 9 questions: weight of its one request",
        (head + len(body)) / 1000,
        "kB",
        10,
        "<=",
        note=f"gzip body {len(body)} bytes, head {head} bytes, nothing else is fetched",
    )


def _in_turns(ours: Callable[[], float], bare: Callable[[], float]) -> tuple[float, float]:
    """The pair of rates whose ratio is the median of the rounds."""
    pairs = [(ours(), bare()) for _ in range(ROUNDS)]
    return sorted(pairs, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]


def _views(address: str, path: str) -> Row:
    with serving(f"{BARE}.hello:app") as hello:
        ours, bare = _in_turns(
            lambda: views_per_second(address + path), lambda: views_per_second(hello + "/")
        )
    note = f"floor: bare Flask hello; median of {ROUNDS} rounds in turns"
    return Row("GET of the answer page", ours, "/s", 0.5, ">=", bare, note)


@contextmanager
def _bare_survey(environment: dict[str, str], url: str) -> Iterator[str]:
    database = url.replace("+psycopg", "") or f"{environment['INSTANCE_DIR']}/bare.sqlite"
    subprocess.run(
        [sys.executable, "-m", f"{BARE}.survey"], env={**environment, "BARE_DATABASE": database},
        check=True,
    )  # fmt: skip
    with serving(f"{BARE}.survey:app", BARE_DATABASE=database) as address:
        yield address


def _submissions(name: str, url: str) -> list[Row]:
    with (
        codes_of_a_batch(url) as (environment, path, codes),
        _bare_survey(environment, url) as bare,
        serving("wsgi:app", path, **environment) as ours,
    ):
        rates = _in_turns(
            lambda: submissions_per_second(ours, path, "ours"),
            lambda: submissions_per_second(bare, "/", "bare"),
        )
        coded = _in_turns(
            lambda: coded_submissions_per_second(ours, codes),
            lambda: submissions_per_second(bare, "/", "bare"),
        )
        before = _stored(environment["DATABASE_URL"])
        times = sending_times(ours, path, seconds=5)
        lost = len(times) - (_stored(environment["DATABASE_URL"]) - before)
    note = f"floor: bare Flask app, two durable inserts; median of {ROUNDS} rounds in turns"
    slowest = statistics.quantiles(times, n=100)[98] * 1000
    return [
        Row(
            f"complete submissions, 16 at a time, {name}", rates[0], "/s", 0.6, ">=", rates[1], note
        ),
        Row(f"the same with one-time codes, {name}", coded[0], "/s", 0.6, ">=", coded[1], note),
        Row(f"p99 of a sending, {name}", slowest, "ms", 100, "<=", note=f"{len(times)} sendings"),
        Row(
            f"acknowledged but not stored, {name}",
            lost,
            "responses",
            0,
            "<=",
            note="and none twice",
        ),
    ]


def _stored(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        count = connection.scalar(text("SELECT count(*) FROM response"))
    engine.dispose()
    return int(count or 0)
